use super::word;

/// What is known of a text so far.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verdict {
    /// Nothing that counts has been typed.
    Empty,
    /// Not valid yet, but more text could make it so.
    Partial,
    /// It passes every rule as it stands.
    Valid,
    /// No further text can make it valid.
    Invalid(Fault),
}

impl Verdict {
    /// Whether the text passes every rule as it stands.
    pub fn is_valid(self) -> bool {
        self == Self::Valid
    }

    /// Whether the text is valid or could still become so.
    pub fn potentially_valid(self) -> bool {
        !matches!(self, Self::Invalid(_))
    }

    /// Why the text can no longer become valid.
    pub fn fault(self) -> Option<Fault> {
        match self {
            Self::Invalid(fault) => Some(fault),
            _ => None,
        }
    }
}

/// One list makes the variants, their codes and `ALL`, so that none of the three can lag behind.
macro_rules! faults {
    ($($(#[$doc:meta])* $name:ident = $code:literal,)*) => {
        /// Why a text can no longer become valid.
        ///
        /// A fault names the rule and never repeats the text.
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        pub enum Fault { $($(#[$doc])* $name,)* }

        impl Fault {
            /// Every fault there is.
            pub const ALL: &[Fault] = &[$(Fault::$name,)*];

            /// The permanent code of the fault.
            pub fn as_str(self) -> &'static str {
                word(concat!($($code, " "),*), self as usize)
            }
        }
    };
}

faults! {
    /// The number holds something other than digits and what stands between them.
    NumberCharacter = "number_character",
    /// The number has more digits than any card it could be.
    NumberTooLong = "number_too_long",
    /// No card that we know starts with these digits.
    NumberUnknown = "number_unknown",
    /// The check digit is wrong, and the number is as long as it can be.
    NumberChecksum = "number_checksum",
    /// The number is of a brand that is not accepted here.
    BrandNotAccepted = "brand_not_accepted",
    /// The date holds something other than two numbers and one separator.
    ExpiryCharacter = "expiry_character",
    /// The month is not one of twelve.
    ExpiryMonth = "expiry_month",
    /// The month is over.
    ExpiryPast = "expiry_past",
    /// The year is further ahead than any card lives.
    ExpiryTooFar = "expiry_too_far",
    /// The date has more digits than a month and a year.
    ExpiryTooLong = "expiry_too_long",
    /// The security code holds something other than digits.
    CvcCharacter = "cvc_character",
    /// The security code is longer than the brand's.
    CvcTooLong = "cvc_too_long",
    /// The name holds a control or direction character.
    HolderCharacter = "holder_character",
    /// A card number was typed where the name belongs.
    HolderIsNumber = "holder_is_number",
    /// The name is longer than any vault takes.
    HolderTooLong = "holder_too_long",
    /// The postal code holds a character that cannot stand there.
    PostalCharacter = "postal_character",
    /// The postal code is longer than those of its country.
    PostalTooLong = "postal_too_long",
}
