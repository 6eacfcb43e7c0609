use super::{Verdict, brand, cvc, expiry, holder, number, postal, trimmed, word};
use crate::secret::Secret;
use alloc::{string::String, vec::Vec};

/// A whole card that passed every rule, so that nobody after has to look again.
///
/// Only `Card::parse` makes one.
#[derive(Debug)]
#[non_exhaustive]
pub struct Card {
    /// The digits of the number, and nothing else.
    pub number: Secret,
    /// The last month in which it can be used.
    pub expiry: expiry::Month,
    /// The digits of the security code.
    pub cvc: Secret,
    /// The brand.
    pub brand: Option<brand::Brand>,
    /// The network that is to be charged, of a card that belongs to several.
    pub preferred: Option<brand::Brand>,
    /// The name on it, without blanks at its ends.
    pub holder: Option<Secret>,
    /// The postal code of the billing address, without blanks at its ends.
    pub postal_code: Option<Secret>,
}

/// The raw texts of a form.
#[derive(Clone, Copy, Default)]
pub struct Form<'a> {
    /// The card number.
    pub number: &'a str,
    /// Month and year.
    pub expiry: &'a str,
    /// The security code.
    pub cvc: &'a str,
    /// The name on the card.
    pub holder: &'a str,
    /// The postal code of the billing address.
    pub postal_code: &'a str,
}

/// What the rules say of a form.
pub struct Judged {
    /// The brands that the number allows, accepted or not.
    pub brands: brand::Set,
    /// The other network that such numbers belong to, where there is one.
    pub second: Option<brand::Brand>,
    /// The expiry date, once it can be read.
    pub month: Option<expiry::Month>,
    /// For each field: what is known while it is typed in, and once the shopper has left it.
    pub fields: [(Field, Verdict, Verdict); Field::ALL.len()],
}

impl Form<'_> {
    /// Judges every field, also those that nobody asked for.
    pub fn judge(&self, wanted: &Wanted) -> Judged {
        let number = number::check(self.number, wanted.accepted);
        let expiry = expiry::check(self.expiry, wanted.this_month);
        let cvc = cvc::check(self.cvc, number.brands.cvc_length());
        // A frame is not told whose postal codes are meant, and leaves out the rules of each country.
        let country = if cfg!(feature = "frame") { postal::Country::Other } else { wanted.country };
        let postal = postal::check(self.postal_code, country);
        Judged {
            brands: number.brands,
            second: number.second,
            month: expiry.month,
            fields: [
                (Field::Number, number.verdict, number.at_rest()),
                (Field::Expiry, expiry.verdict, expiry.at_rest()),
                (Field::Cvc, cvc, cvc),
                (Field::Name, holder::check(self.holder), holder::at_rest(self.holder)),
                (Field::PostalCode, postal, postal),
            ],
        }
    }
}

/// A field of the form.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Field {
    /// The card number.
    Number,
    /// Month and year.
    Expiry,
    /// The security code.
    Cvc,
    /// The name on the card.
    Name,
    /// The postal code of the billing address.
    PostalCode,
}

impl Field {
    /// Every field, in the order of the form.
    pub const ALL: &[Field] = &[Self::Number, Self::Expiry, Self::Cvc, Self::Name, Self::PostalCode];

    /// The name that the field has in the public API.
    pub fn as_str(self) -> &'static str {
        word("number expiry cvc name postalCode", self as usize)
    }

    /// The field of that name.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|field| field.as_str() == name)
    }

    /// The permanent code of a text that is not valid: its fault, or that it is missing or not complete.
    pub fn code(self, verdict: Verdict) -> &'static str {
        let list = match verdict {
            Verdict::Invalid(fault) => return fault.as_str(),
            Verdict::Empty => "number_required expiry_required cvc_required holder_required postal_required",
            _ => "number_incomplete expiry_incomplete cvc_incomplete holder_incomplete postal_incomplete",
        };
        word(list, self as usize)
    }
}

/// Whether a field must be filled.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Need {
    /// The form has no such field; whatever its text holds is left alone.
    #[default]
    Absent,
    /// It may stay empty, but what is typed must be valid.
    Optional,
    /// It must be filled.
    Required,
}

/// What a form asks for.
#[derive(Debug, Clone, Copy)]
pub struct Wanted {
    /// The month it is where the shopper is.
    pub this_month: expiry::Month,
    /// The brands that are accepted.
    pub accepted: brand::Set,
    /// The network that the shopper wants, of a card that belongs to several.
    pub preferred: Option<brand::Brand>,
    /// Whether a name is asked for.
    pub name: Need,
    /// Whether a postal code is asked for.
    pub postal_code: Need,
    /// Whose postal codes are meant.
    pub country: postal::Country,
}

impl Wanted {
    /// Whether the field must be filled.
    pub fn need(&self, field: Field) -> Need {
        match field {
            Field::Name => self.name,
            Field::PostalCode => self.postal_code,
            _ => Need::Required,
        }
    }
}

impl Card {
    /// The last four digits, which are no secret.
    pub fn last4(&self) -> String {
        // EXPOSE: the last four digits are what a shopper may see of a card.
        let digits = self.number.expose_str();
        digits.get(digits.len().saturating_sub(4)..).unwrap_or_default().into()
    }

    /// Reads a card from a form, or gives every field at fault, in the order of the form.
    ///
    /// `Empty` stands for a required field without text, `Partial` for an incomplete one.
    pub fn parse(form: &Form<'_>, wanted: &Wanted) -> Result<Self, Vec<(Field, Verdict)>> {
        let judged = form.judge(wanted);
        let mut faults = Vec::new();
        for (field, _, verdict) in judged.fields {
            let passes = match wanted.need(field) {
                Need::Absent => true,
                Need::Optional => verdict.is_valid() || verdict == Verdict::Empty,
                Need::Required => verdict.is_valid(),
            };
            if !passes {
                faults.push((field, verdict));
            }
        }
        match (faults.is_empty(), judged.month) {
            (true, Some(month)) => Ok(Self {
                number: digits_of(form.number),
                expiry: month,
                cvc: Secret::copied(form.cvc),
                brand: judged.brands.single(),
                preferred: wanted.preferred,
                holder: given(form.holder, wanted.name),
                postal_code: given(form.postal_code, wanted.postal_code),
            }),
            _ => Err(faults),
        }
    }
}

fn digits_of(text: &str) -> Secret {
    let mut secret = Secret::with_capacity(usize::from(number::MAX_DIGITS));
    let _ = number::digits(text, |digit| {
        // The text passed the rules, so it holds no more digits than there is room for.
        let _ = secret.push_bytes(&[b'0' + digit]);
    });
    secret
}

/// The text without blanks at its ends, when it was asked for and given.
fn given(text: &str, need: Need) -> Option<Secret> {
    let text = trimmed(text);
    (need != Need::Absent && !text.is_empty()).then(|| Secret::copied(text))
}
