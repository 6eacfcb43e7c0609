//! What can be typed in place of a card: a gift card, or a bank account. What is known of such a form, without what was
//! typed into it, and what it becomes once it is sent.

mod field;
mod rules;
mod state;
mod whole;

pub use field::{Fault, Field, Verdict};
pub use rules::check;
pub use state::{FieldState, State};
pub use whole::instrument;

pub use crate::card::Need;
use crate::vault::Billing;
use crate::vault::instrument::{AccountKind, Agreement, IdentityKind};
use alloc::string::String;

/// What a form asks for.
#[derive(Debug, Clone, PartialEq)]
pub enum Element {
    /// A gift card.
    GiftCard {
        /// Whether there is a field for the security code.
        security_code: Need,
        /// Whether there is a field for the foreign access code.
        access_code: Need,
    },
    /// A bank account, with what the holder agrees to.
    BankAccount(Agreement),
}

/// What a shop asks of a form.
#[derive(Debug, Clone, PartialEq)]
pub struct Options {
    /// The element.
    pub element: Element,
    /// What the shop knows already: such a field is not shown.
    pub known: Known,
}

impl Default for Options {
    /// What stands in the document before the shop has said anything.
    fn default() -> Self {
        Self {
            element: Element::GiftCard { security_code: Need::Optional, access_code: Need::Absent },
            known: Known::default(),
        }
    }
}

/// What a shop knows of the holder of a bank account.
#[derive(Debug, Default, Clone, PartialEq)]
pub struct Known {
    /// The e-mail address.
    pub email: Option<String>,
    /// The telephone number.
    pub phone: Option<String>,
    /// The address.
    pub address: Billing,
}

impl Known {
    /// The text for a field, if the shop knows one.
    pub fn text(&self, field: Field) -> Option<&str> {
        let text = match field {
            Field::Email => &self.email,
            Field::Phone => &self.phone,
            Field::Line1 => &self.address.line1,
            Field::Line2 => &self.address.line2,
            Field::City => &self.address.city,
            Field::State => &self.address.state,
            Field::PostalCode => &self.address.postal_code,
            _ => return None,
        };
        text.as_deref().filter(|text| !text.is_empty())
    }
}

/// What is chosen and not typed, so that it is never wrong.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Choices {
    /// Whether the account is a company's.
    pub company: bool,
    /// What kind of account it is.
    pub account: AccountKind,
    /// Which document says who the holder is.
    pub identity: IdentityKind,
}

impl Default for Choices {
    fn default() -> Self {
        Self { company: false, account: AccountKind::Checking, identity: IdentityKind::DriverLicense }
    }
}

impl Options {
    /// Whether the field is shown, and must be filled.
    pub fn need(&self, field: Field, choices: Choices) -> Need {
        let of_gift_card = matches!(field, Field::Number | Field::SecurityCode | Field::AccessCode);
        match &self.element {
            Element::GiftCard { security_code, access_code } => match field {
                Field::Number => Need::Required,
                Field::SecurityCode => *security_code,
                Field::AccessCode => *access_code,
                _ => Need::Absent,
            },
            Element::BankAccount(_) => match field {
                _ if of_gift_card || self.known.text(field).is_some() => Need::Absent,
                Field::FirstName | Field::LastName if choices.company => Need::Absent,
                Field::BusinessName if !choices.company => Need::Absent,
                // An address that the shop knows is whole.
                Field::Line2 if self.known.text(Field::Line1).is_some() => Need::Absent,
                Field::Line2 => Need::Optional,
                _ => Need::Required,
            },
        }
    }
}

#[cfg(test)]
mod tests;
