//! What can be tokenized beside a card.

use super::Billing;
use crate::secret::Secret;
use alloc::{boxed::Box, string::String};

/// A bank account or a gift card.
#[derive(Debug)]
pub enum Instrument {
    /// A bank account, to be debited.
    BankAccount(Box<BankAccount>),
    /// A gift card.
    GiftCard(GiftCard),
}

/// A bank account of the United States, and the person who agrees to a debit (ACH).
#[derive(Debug)]
pub struct BankAccount {
    /// 10 to 12 digits.
    pub number: Secret,
    /// 9 digits.
    pub routing_number: Secret,
    /// What kind of account it is.
    pub kind: AccountKind,
    /// Whose it is.
    pub holder: AccountHolder,
    /// How the holder is known.
    pub identity: Identity,
    /// The holder's e-mail address.
    pub email: String,
    /// The holder's telephone number.
    pub phone: String,
    /// The holder's address: line 1, city, state and postal code must be there.
    pub address: Billing,
    /// What the holder agreed to.
    pub agreement: Agreement,
}

/// The kind of a bank account.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AccountKind {
    /// For daily payments.
    Checking,
    /// For savings.
    Savings,
}

/// Whose a bank account is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum AccountHolder {
    /// A person, by first and last name.
    Person(String, String),
    /// A company, by its name.
    Company(String),
}

/// A document that says who the holder is.
#[derive(Debug)]
pub struct Identity {
    /// Which.
    pub kind: IdentityKind,
    /// The state that issued it.
    pub state: String,
    /// Its number.
    pub number: Secret,
}

/// The documents that banks take.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum IdentityKind {
    /// A driving licence.
    DriverLicense,
    /// A social security number.
    Ssn,
    /// A company's tax number.
    TaxId,
    /// A military card.
    MilitaryId,
}

/// The text that the holder agreed to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Agreement {
    /// The vault's id of the text; it differs between environments.
    pub id: String,
    /// The vault's name of its kind, such as `E_CHECK_ICA_PERSONAL_SETTLEMENT`.
    pub kind: Option<String>,
    /// The language that it was shown in.
    pub locale: Option<String>,
}

/// A gift card.
#[derive(Debug)]
pub struct GiftCard {
    /// 6, 13, 16 or 19 digits.
    pub number: Secret,
    /// 4 to 8 letters or digits.
    pub security_code: Option<Secret>,
    /// For cards of another issuer than the vault's own.
    pub foreign_access_code: Option<Secret>,
}

/// The last four characters of a number: what a shopper may see of it.
pub fn last4(number: &Secret) -> &str {
    // EXPOSE: nothing but the last four digits is given on.
    let digits = number.expose_str();
    digits.get(digits.len().saturating_sub(4)..).unwrap_or_default()
}
