use crate::card::{self, word};

/// A field of either form, in the order of the document.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Field {
    /// The gift card's number.
    Number,
    /// The gift card's security code.
    SecurityCode,
    /// What gift cards of another issuer have beside it.
    AccessCode,
    /// The holder's first name.
    FirstName,
    /// The holder's last name.
    LastName,
    /// The company's name.
    BusinessName,
    /// Which bank.
    RoutingNumber,
    /// Which account.
    AccountNumber,
    /// The number of the document that says who the holder is.
    IdentityNumber,
    /// The state that issued it.
    IdentityState,
    /// The e-mail address.
    Email,
    /// The telephone number.
    Phone,
    /// Street and number.
    Line1,
    /// Flat, floor.
    Line2,
    /// Town.
    City,
    /// State.
    State,
    /// Postal code.
    PostalCode,
}

/// The public name of each, and the beginning of its codes.
const NAMES: &str = "number securityCode accessCode firstName lastName businessName routingNumber accountNumber \
    identityNumber identityState email phone line1 line2 city state postalCode";
const REQUIRED: &str = "gift_number_required security_code_required access_code_required first_name_required \
    last_name_required business_name_required routing_number_required account_number_required \
    identity_number_required state_required email_required phone_required address_required address_required \
    city_required state_required postal_required";
/// A name of digits alone is a number; addresses, e-mail and telephone are right or not.
const INCOMPLETE: &str = "gift_number_incomplete security_code_incomplete access_code_incomplete holder_is_number \
    holder_is_number holder_is_number routing_number_incomplete account_number_incomplete \
    identity_number_incomplete state_required email_invalid phone_invalid address_invalid address_invalid \
    address_invalid state_required postal_incomplete";

impl Field {
    /// Every field.
    pub const ALL: &[Self] = &[
        Self::Number,
        Self::SecurityCode,
        Self::AccessCode,
        Self::FirstName,
        Self::LastName,
        Self::BusinessName,
        Self::RoutingNumber,
        Self::AccountNumber,
        Self::IdentityNumber,
        Self::IdentityState,
        Self::Email,
        Self::Phone,
        Self::Line1,
        Self::Line2,
        Self::City,
        Self::State,
        Self::PostalCode,
    ];

    /// The name that the field has in the public API.
    pub fn as_str(self) -> &'static str {
        word(NAMES, self as usize)
    }

    /// The field of that name.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|field| field.as_str() == name)
    }

    /// Whether its text lives here and not in the browser.
    pub fn is_sealed(self) -> bool {
        matches!(
            self,
            Self::Number
                | Self::SecurityCode
                | Self::AccessCode
                | Self::RoutingNumber
                | Self::AccountNumber
                | Self::IdentityNumber
        )
    }

    /// The permanent code of a text that is not valid.
    pub fn code(self, verdict: Verdict) -> &'static str {
        match verdict {
            Verdict::Invalid(fault) => fault.as_str(),
            Verdict::Empty => word(REQUIRED, self as usize),
            _ => word(INCOMPLETE, self as usize),
        }
    }
}

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

macro_rules! faults {
    ($($(#[$doc:meta])* $name:ident = $code:literal,)*) => {
        /// Why a text can no longer become valid. A fault names the rule and never repeats the text.
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        pub enum Fault {
            $($(#[$doc])* $name,)*
            /// What a card's form says of a name or a postal code too.
            Card(card::Fault),
        }

        impl Fault {
            /// Every fault of these forms alone.
            pub const OWN: &[Self] = &[$(Self::$name,)*];

            /// The permanent code of the fault.
            pub fn as_str(self) -> &'static str {
                match self {
                    $(Self::$name => $code,)*
                    Self::Card(fault) => fault.as_str(),
                }
            }
        }
    };
}

faults! {
    /// The gift card's number has more than 19 digits.
    GiftNumberTooLong = "gift_number_too_long",
    /// The bank's number has more than 9 digits.
    RoutingNumberTooLong = "routing_number_too_long",
    /// Its check digit is wrong.
    RoutingNumberChecksum = "routing_number_checksum",
    /// The account's number has more than 12 digits.
    AccountNumberTooLong = "account_number_too_long",
    /// The document's number has letters where it has none.
    IdentityNumberCharacter = "identity_number_character",
    /// It has more digits than such numbers have.
    IdentityNumberTooLong = "identity_number_too_long",
    /// No e-mail address goes on like this.
    EmailInvalid = "email_invalid",
    /// No telephone number of the United States goes on like this.
    PhoneInvalid = "phone_invalid",
    /// The address is too long, has a control character, or is a card number.
    AddressInvalid = "address_invalid",
}

impl From<card::Verdict> for Verdict {
    fn from(verdict: card::Verdict) -> Self {
        match verdict {
            card::Verdict::Empty => Self::Empty,
            card::Verdict::Partial => Self::Partial,
            card::Verdict::Valid => Self::Valid,
            card::Verdict::Invalid(fault) => Self::Invalid(Fault::Card(fault)),
        }
    }
}
