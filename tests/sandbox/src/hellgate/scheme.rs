//! The schemes as sessions and as tokens spell them (hellgate.md, 6.2 and 7).

use crate::test_card::Brand;

pub(crate) struct Scheme {
    brand: Brand,
    /// In `allowed_schemes`.
    pub(crate) code: &'static str,
    /// In a token.
    pub(crate) name: &'static str,
}

pub(crate) const SCHEMES: &[Scheme] = &[
    Scheme { brand: Brand::Visa, code: "visa", name: "VISA" },
    Scheme { brand: Brand::Mastercard, code: "mastercard", name: "Mastercard" },
    Scheme { brand: Brand::Amex, code: "americanexpress", name: "American Express" },
    Scheme { brand: Brand::Discover, code: "discover", name: "Discover" },
    Scheme { brand: Brand::Diners, code: "dinersclub", name: "Diners Club" },
    Scheme { brand: Brand::Jcb, code: "jcb", name: "JCB" },
    Scheme { brand: Brand::UnionPay, code: "unionpay", name: "UnionPay" },
];

/// `None` for a brand that the contract does not list.
pub(crate) fn of(brand: Brand) -> Option<&'static Scheme> {
    SCHEMES.iter().find(|scheme| scheme.brand == brand)
}
