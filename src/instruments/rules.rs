//! What a text is worth in a field. Contract: clover, "3b. ACH" and "3c. Gift card".

use super::{Choices, Fault, Field, Verdict};
use crate::card::{holder, postal, trimmed};
use crate::vault::instrument::IdentityKind;
use crate::vault::is_card_number;

/// No line of an address, and no e-mail address, is longer, in bytes.
const LONGEST: usize = 200;

/// What is known of a text in a field.
pub fn check(field: Field, text: &str, choices: Choices) -> Verdict {
    match field {
        Field::Number => gift_number(text),
        Field::SecurityCode => length(text, 4, usize::MAX, None),
        Field::AccessCode => length(text, 1, usize::MAX, None),
        Field::FirstName | Field::LastName | Field::BusinessName => holder::check(text).into(),
        Field::RoutingNumber => routing_number(text),
        Field::AccountNumber => length(text, 10, 12, Some(Fault::AccountNumberTooLong)),
        Field::IdentityNumber => identity_number(text, choices.identity),
        Field::IdentityState | Field::State => length(text, 2, usize::MAX, None),
        Field::Email => email(trimmed(text)),
        Field::Phone => phone(text),
        Field::Line1 | Field::Line2 | Field::City => address(trimmed(text)),
        Field::PostalCode => postal::check(text, postal::Country::Us).into(),
    }
}

/// By how many signs there are alone: which ones there can be is the mask's to say.
fn length(text: &str, least: usize, most: usize, fault: Option<Fault>) -> Verdict {
    match (text.len(), fault) {
        (0, _) => Verdict::Empty,
        (length, _) if length < least => Verdict::Partial,
        (length, Some(fault)) if length > most => Verdict::Invalid(fault),
        _ => Verdict::Valid,
    }
}

fn gift_number(text: &str) -> Verdict {
    match text.bytes().filter(u8::is_ascii_digit).count() {
        0 => Verdict::Empty,
        6 | 13 | 16 | 19 => Verdict::Valid,
        20.. => Verdict::Invalid(Fault::GiftNumberTooLong),
        _ => Verdict::Partial,
    }
}

fn routing_number(text: &str) -> Verdict {
    match length(text, 9, 9, Some(Fault::RoutingNumberTooLong)) {
        Verdict::Valid => {
            // Of the American Bankers Association. Nine zeros pass the sum, and are no bank.
            let digits = text.bytes().map(|digit| u32::from(digit & 0xf));
            let sum: u32 = digits.zip([3, 7, 1, 3, 7, 1, 3, 7, 1]).map(|(digit, weight)| digit * weight).sum();
            let is_bank = sum > 0 && sum.is_multiple_of(10);
            if is_bank { Verdict::Valid } else { Verdict::Invalid(Fault::RoutingNumberChecksum) }
        }
        verdict => verdict,
    }
}

fn identity_number(text: &str, kind: IdentityKind) -> Verdict {
    match kind {
        IdentityKind::Ssn | IdentityKind::TaxId if !text.bytes().all(|byte| byte.is_ascii_digit()) => {
            Verdict::Invalid(Fault::IdentityNumberCharacter)
        }
        IdentityKind::Ssn | IdentityKind::TaxId => length(text, 9, 9, Some(Fault::IdentityNumberTooLong)),
        IdentityKind::DriverLicense | IdentityKind::MilitaryId => length(text, 1, usize::MAX, None),
    }
}

fn email(text: &str) -> Verdict {
    let wrong = Verdict::Invalid(Fault::EmailInvalid);
    if text.len() > LONGEST || text.chars().any(|c| is_gap(c) || holder::is_forbidden(c)) {
        return wrong;
    }
    let (mut ats, mut dotted, mut last) = (0, false, 0);
    for byte in text.bytes() {
        // Nothing before the `@`, a second one, or nothing between two dots of the domain.
        if (byte == b'@' && (last == 0 || ats == 1)) || (byte == b'.' && ats == 1 && matches!(last, b'@' | b'.')) {
            return wrong;
        }
        ats += usize::from(byte == b'@');
        dotted |= byte == b'.' && ats == 1;
        last = byte;
    }
    match last {
        0 => Verdict::Empty,
        b'.' => Verdict::Partial,
        _ if dotted => Verdict::Valid,
        _ => Verdict::Partial,
    }
}

/// Whether it is a space, of those that no text is refused for. The language's own answer needs a table.
fn is_gap(c: char) -> bool {
    matches!(c, ' ' | '\u{a0}' | '\u{1680}' | '\u{2000}'..='\u{200a}' | '\u{202f}' | '\u{205f}' | '\u{3000}')
}

/// The digits of a telephone number of the United States, without the country's, or the verdict that there are none.
pub(super) fn phone_digits(text: &str) -> Result<[u8; 10], Verdict> {
    let wrong = Err(Verdict::Invalid(Fault::PhoneInvalid));
    let mut digits = [0; 11];
    let mut count = 0;
    for c in trimmed(text).chars() {
        if matches!(c, ' ' | '-' | '.' | '(' | ')' | '/' | '+' | '\u{a0}' | '\u{2010}'..='\u{2013}') {
            continue;
        }
        let (Some(digit), Some(slot)) = (c.to_digit(10), digits.get_mut(count)) else { return wrong };
        *slot = b'0' + digit as u8;
        count += 1;
    }
    let (country, number) = match digits {
        [b'1', rest @ ..] => (1, rest),
        [first @ .., _] => (0, first),
    };
    match (count.saturating_sub(country), number) {
        _ if count == 0 => Err(Verdict::Empty),
        (11.., _) | (1.., [b'0' | b'1', ..]) => wrong,
        (10, number) => Ok(number),
        _ => Err(Verdict::Partial),
    }
}

fn phone(text: &str) -> Verdict {
    phone_digits(text).err().unwrap_or(Verdict::Valid)
}

fn address(text: &str) -> Verdict {
    if text.is_empty() {
        Verdict::Empty
    } else if text.len() > LONGEST || text.chars().any(holder::is_forbidden) || is_card_number(text) {
        Verdict::Invalid(Fault::AddressInvalid)
    } else {
        Verdict::Valid
    }
}
