//! Bank accounts and gift cards. Contract: "3b. ACH", "3c. Gift card".

use crate::error::{Code, Error};
use crate::json::Writer;
use crate::secret::Secret;
use crate::vault::instrument::{AccountHolder, AccountKind, BankAccount, GiftCard, IdentityKind, Instrument, last4};
use alloc::string::String;

/// The body of the request, or `request_refused` for what the contract's lengths rule out: the vault would refuse it.
pub(super) fn body(instrument: &Instrument) -> Result<Secret, Error> {
    match instrument {
        Instrument::BankAccount(account) => bank_account(account),
        Instrument::GiftCard(card) => gift_card(card),
    }
}

/// What the token says: its kind, the answer's member for it with the one for the last digits, and those.
pub(super) fn told(instrument: &Instrument) -> (&'static str, &'static [&'static str], &'static str, String) {
    match instrument {
        Instrument::BankAccount(account) => ("ach", &["ach"], "account_last4", last4(&account.number).into()),
        // The tutorial spells it one way, the reference the other.
        Instrument::GiftCard(card) => ("gift_card", &["gift_card", "giftCard"], "last4", last4(&card.number).into()),
    }
}

fn bank_account(account: &BankAccount) -> Result<Secret, Error> {
    if !digits(&account.number, &[10, 11, 12]) || !digits(&account.routing_number, &[9]) {
        return Err(Code::RequestRefused.into());
    }
    let address = &account.address;
    let (check, names) = match &account.holder {
        AccountHolder::Person(first, last) => ("personal_check", [("first_name", first), ("last_name", last)]),
        AccountHolder::Company(name) => ("corporate_check", [("business_name", name), ("", name)]),
    };
    let needed = [
        ("email", Some(&account.email)),
        ("phone", Some(&account.phone)),
        ("customer_id_state", Some(&account.identity.state)),
        ("address_line1", address.line1.as_ref()),
        ("address_city", address.city.as_ref()),
        ("address_state", address.state.as_ref()),
        ("address_zip", address.postal_code.as_ref()),
    ];
    let is_given = |text: Option<&String>| text.is_some_and(|text| !text.is_empty());
    if !needed.iter().all(|(_, text)| is_given(*text)) || !names.iter().all(|(_, text)| is_given(Some(text))) {
        return Err(Code::RequestRefused.into());
    }
    let agreement = &account.agreement;
    let texts = needed.iter().filter_map(|(_, text)| *text).chain(names.iter().map(|(_, text)| *text));
    let more = [&address.line2, &agreement.kind, &agreement.locale].into_iter().flatten();
    let length: usize = texts.chain(more).chain([&agreement.id]).map(String::len).sum();
    let mut json = Writer::with_capacity(768 + 6 * (length + account.identity.number.len()));
    json.object(|json| {
        json.name("ach").object(|json| {
            // EXPOSE: the vault needs the account; this body is handed to fetch, overwritten and dropped.
            json.name("bank_account_number").bytes(account.number.expose());
            json.name("bank_routing_number").bytes(account.routing_number.expose());
            json.name("encrypted").bool(false);
            json.name("check_type").text(check);
            json.name("account_type").text(match account.kind {
                AccountKind::Checking => "checking",
                AccountKind::Savings => "savings",
            });
            json.name("customer_id_type").text(match account.identity.kind {
                IdentityKind::DriverLicense => "driver_license",
                IdentityKind::Ssn => "ssn",
                IdentityKind::TaxId => "tax_id",
                IdentityKind::MilitaryId => "military_id",
            });
            // EXPOSE: as above.
            json.name("customer_id").bytes(account.identity.number.expose());
            for (name, text) in names.into_iter().filter(|(name, _)| !name.is_empty()) {
                json.name(name).text(text);
            }
            for (name, text) in needed {
                json.optional(name, text.map(String::as_str));
            }
            json.optional("address_line2", address.line2.as_deref());
            json.name("agreement").object(|json| {
                json.name("agreement_id").text(&agreement.id);
                json.optional("type", agreement.kind.as_deref());
                json.optional("locale", agreement.locale.as_deref());
            });
        });
    });
    Ok(json.finish())
}

fn gift_card(card: &GiftCard) -> Result<Secret, Error> {
    let code = card.security_code.as_ref();
    // EXPOSE: only its characters' kinds are looked at.
    let is_code = |code: &Secret| (4..=8).contains(&code.len()) && code.expose().iter().all(u8::is_ascii_alphanumeric);
    if !digits(&card.number, &[6, 13, 16, 19]) || !code.is_none_or(is_code) {
        return Err(Code::RequestRefused.into());
    }
    let access = card.foreign_access_code.as_ref();
    let mut json = Writer::with_capacity(256 + 6 * access.map_or(0, Secret::len));
    json.object(|json| {
        json.name("gift_card").object(|json| {
            // EXPOSE: the vault needs the card; this body is handed to fetch, overwritten and dropped.
            json.name("card_number").bytes(card.number.expose());
            for (name, text) in [("security_code", code), ("foreign_access_code", access)] {
                // EXPOSE: as above.
                json.optional(name, text.map(Secret::expose_str));
            }
        });
    });
    Ok(json.finish())
}

fn digits(number: &Secret, lengths: &[usize]) -> bool {
    // EXPOSE: only how many digits there are is looked at.
    lengths.contains(&number.len()) && number.expose().iter().all(u8::is_ascii_digit)
}
