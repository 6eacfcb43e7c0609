use super::rules::phone_digits;
use super::{Choices, Element, Field, Known, Options};
use crate::card::trimmed;
use crate::secret::Secret;
use crate::vault::Billing;
use crate::vault::instrument::{AccountHolder, BankAccount, GiftCard, Identity, Instrument};
use alloc::boxed::Box;
use alloc::string::String;

/// What the form becomes once nothing keeps it from being sent: `texts` are those of all fields, in their order, and
/// `known` what the shop knows beside its options. What is typed comes first.
pub fn instrument(options: &Options, choices: Choices, texts: [&str; Field::ALL.len()], known: &Known) -> Instrument {
    // What an option left out was judged, and is not asked for any more.
    let typed = |field: Field| {
        let is_shown = options.need(field, choices) != super::Need::Absent;
        texts.get(field as usize).copied().map(trimmed).filter(|text| is_shown && !text.is_empty())
    };
    let secret = |field| typed(field).map(Secret::copied);
    let needed = |field| secret(field).unwrap_or_default();
    let text = |field| -> Option<String> {
        typed(field).or_else(|| known.text(field)).or_else(|| options.known.text(field)).map(Into::into)
    };
    let whole = |field| text(field).unwrap_or_default();
    match &options.element {
        Element::GiftCard { .. } => Instrument::GiftCard(GiftCard {
            number: digits(typed(Field::Number).unwrap_or_default()),
            security_code: secret(Field::SecurityCode),
            foreign_access_code: secret(Field::AccessCode),
        }),
        Element::BankAccount(agreement) => Instrument::BankAccount(Box::new(BankAccount {
            number: needed(Field::AccountNumber),
            routing_number: needed(Field::RoutingNumber),
            kind: choices.account,
            holder: if choices.company {
                AccountHolder::Company(whole(Field::BusinessName))
            } else {
                AccountHolder::Person(whole(Field::FirstName), whole(Field::LastName))
            },
            identity: Identity {
                kind: choices.identity,
                state: whole(Field::IdentityState),
                number: needed(Field::IdentityNumber),
            },
            email: whole(Field::Email),
            phone: phone(whole(Field::Phone)),
            address: Billing {
                line1: text(Field::Line1),
                // One that belongs to another address does not go with this one.
                line2: typed(Field::Line2).map(Into::into).or_else(|| line2(options, known, typed(Field::Line1))),
                city: text(Field::City),
                state: text(Field::State),
                postal_code: text(Field::PostalCode),
                ..Billing::default()
            },
            agreement: agreement.clone(),
        })),
    }
}

fn line2(options: &Options, known: &Known, line1: Option<&str>) -> Option<String> {
    let of = [known, &options.known].into_iter().find(|known| known.text(Field::Line1).is_some());
    of.filter(|_| line1.is_none()).and_then(|known| known.text(Field::Line2)).map(Into::into)
}

/// The ten digits; what the shop knows and is none of these goes as it is.
fn phone(text: String) -> String {
    match phone_digits(&text) {
        Ok(digits) => digits.map(char::from).iter().collect(),
        Err(_) => text,
    }
}

fn digits(text: &str) -> Secret {
    let mut secret = Secret::with_capacity(text.len());
    for byte in text.bytes().filter(u8::is_ascii_digit) {
        // There is room for the whole text.
        let _ = secret.push_bytes(&[byte]);
    }
    secret
}
