//! The only card numbers that the sandbox takes, so that no real card lands in a test log.

use serde::{Deserialize, Serialize};

/// The brand of a card; each vault spells it in its own way.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Brand {
    Visa,
    Mastercard,
    Amex,
    Discover,
    Diners,
    Jcb,
    UnionPay,
    Maestro,
}

/// What happens when the card is charged.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Outcome {
    Approve,
    Decline,
    /// The issuer's side breaks: the vault answers 500.
    Break,
}

#[derive(Debug, Clone, Copy)]
pub(crate) struct TestCard {
    pub(crate) number: &'static str,
    pub(crate) brand: Brand,
    pub(crate) outcome: Outcome,
}

/// Why a number is not taken. Never holds the number.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Refused {
    /// Not 12 to 19 ASCII digits.
    NotDigits,
    /// The check digit is wrong.
    Luhn,
    /// It could be somebody's card.
    NotATestCard,
}

/// The text of [`Refused::NotATestCard`] in every vault's own error form.
pub(crate) const TEST_CARDS_ONLY: &str = "The sandbox accepts test cards only.";

/// The test card with these digits.
pub(crate) fn admit(number: &str) -> Result<&'static TestCard, Refused> {
    let all_digits = number.bytes().all(|byte| byte.is_ascii_digit());
    if !all_digits || !(12..=19).contains(&number.len()) {
        return Err(Refused::NotDigits);
    }
    if !luhn(number) {
        return Err(Refused::Luhn);
    }
    TEST_CARDS.iter().find(|card| card.number == number).ok_or(Refused::NotATestCard)
}

/// Whether a number typed anywhere else than as a card could still be somebody's card.
pub(crate) fn could_be_a_real_card(number: &str) -> bool {
    let begins_as_a_card = number.starts_with(['2', '3', '4', '5', '6']);
    begins_as_a_card && admit(number).err() == Some(Refused::NotATestCard)
}

fn luhn(number: &str) -> bool {
    let sum: u32 = number
        .bytes()
        .rev()
        .enumerate()
        .map(|(place, byte)| {
            let digit = u32::from(byte.wrapping_sub(b'0'));
            match (place % 2, digit) {
                (0, digit) => digit,
                (_, digit) if digit > 4 => 2 * digit - 9,
                (_, digit) => 2 * digit,
            }
        })
        .sum();
    sum.is_multiple_of(10)
}

const fn approve(number: &'static str, brand: Brand) -> TestCard {
    TestCard { number, brand, outcome: Outcome::Approve }
}

const fn decline(number: &'static str, brand: Brand) -> TestCard {
    TestCard { number, brand, outcome: Outcome::Decline }
}

const TEST_CARDS: &[TestCard] = &[
    // clover.md, Test data: approve, and AVS success with any US zip.
    approve("4242424242424242", Brand::Visa),
    approve("4000056655665556", Brand::Visa),
    approve("378282246310005", Brand::Amex),
    approve("371449635398431", Brand::Amex),
    approve("30569309025904", Brand::Diners),
    approve("38520000023237", Brand::Diners),
    approve("3566002020360505", Brand::Jcb),
    approve("6011361000006668", Brand::Discover),
    approve("6011000990139424", Brand::Discover),
    approve("4761530001111126", Brand::Visa),
    approve("5204245250003294", Brand::Mastercard),
    approve("375186917371340", Brand::Amex),
    approve("6011000050617475", Brand::Discover),
    // clover.md, Test data: decline at charge. The first is a partial approval, which Ecommerce declines.
    decline("4005578003333335", Brand::Visa),
    decline("4264281511117771", Brand::Visa),
    decline("5424180273333333", Brand::Mastercard),
    decline("375987654000004", Brand::Amex),
    TestCard { number: "4005571702222222", brand: Brand::Visa, outcome: Outcome::Break },
    // Numbers that every payment provider publishes.
    approve("4111111111111111", Brand::Visa),
    approve("4012888888881881", Brand::Visa),
    approve("4222222222222", Brand::Visa),
    approve("4000002500003155", Brand::Visa),
    decline("4000000000000002", Brand::Visa),
    approve("5555555555554444", Brand::Mastercard),
    approve("5105105105105100", Brand::Mastercard),
    approve("5200828282828210", Brand::Mastercard),
    approve("2223003122003222", Brand::Mastercard),
    approve("2223000048400011", Brand::Mastercard),
    approve("341111111111111", Brand::Amex),
    approve("6011111111111117", Brand::Discover),
    approve("6011981111111113", Brand::Discover),
    approve("3056930009020004", Brand::Diners),
    approve("36227206271667", Brand::Diners),
    approve("3530111333300000", Brand::Jcb),
    approve("6200000000000005", Brand::UnionPay),
    approve("6205500000000000004", Brand::UnionPay),
    approve("6759649826438453", Brand::Maestro),
    approve("6304000000000000", Brand::Maestro),
    // corefy.md, Test data.
    approve("5123817234060000", Brand::Mastercard),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_listed_number_is_admitted_once() {
        for card in TEST_CARDS {
            assert!(admit(card.number).is_ok(), "{} is not valid", card.number);
            let times = TEST_CARDS.iter().filter(|other| other.number == card.number);
            assert_eq!(times.count(), 1, "{} is listed twice", card.number);
        }
    }

    #[test]
    fn any_other_number_is_refused_with_its_reason() {
        // Visa 4929…: passes Luhn, in no published list.
        assert_eq!(admit("4929000000001236").err(), Some(Refused::Luhn));
        assert_eq!(admit("4929000000001230").err(), Some(Refused::NotATestCard));
        assert_eq!(admit("5000000000001236").err(), Some(Refused::Luhn));
        assert_eq!(admit("4242 4242 4242 4242").err(), Some(Refused::NotDigits));
        assert_eq!(admit("٤٢٤٢٤٢٤٢٤٢٤٢").err(), Some(Refused::NotDigits));
        assert_eq!(admit("").err(), Some(Refused::NotDigits));
    }
}
