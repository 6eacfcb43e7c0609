//! What a checkout is set up with: the members of configurations and instances (payconex.md, 7).

use serde_json::{Map, Value};

use super::schema::{Field, Kind};

const NEED: Kind = Kind::OneOf(&["required", "optional", "omit"]);
const METHODS: Kind = Kind::ListOf(&["CARD", "ACH", "GOOGLE_PAY", "CLICK_TO_PAY", "APPLE_PAY"]);
const LANGUAGE: Kind = Kind::OneOf(&["ENGLISH", "SPANISH", "GERMAN", "FRENCH", "ITALIAN"]);
const BRANDS: Kind =
    Kind::ListOf(&["VISA", "MASTERCARD", "AMERICAN_EXPRESS", "DISCOVER", "CHINA_UNION_PAY", "ELECTRON", "JCB"]);

const BILLING_NEEDS: &[Field] = &[
    Field("address1", NEED, false),
    Field("address2", NEED, false),
    Field("city", NEED, false),
    Field("state", NEED, false),
    Field("zip", NEED, false),
];
const BILLING: Kind = Kind::Either(&NEED, &Kind::Object(BILLING_NEEDS));

const CARD: &[Field] = &[
    Field("cvv", NEED, false),
    Field("billingAddress", BILLING, false),
    Field("capturePhone", NEED, false),
    Field("captureEmail", NEED, false),
    Field("captureShippingAddress", Kind::Flag, false),
    Field("threeDSecure", NEED, false),
    Field("savePaymentOption", NEED, false),
];
const ACH: &[Field] = &[
    Field("billingAddress", BILLING, false),
    Field("capturePhone", NEED, false),
    Field("captureEmail", NEED, false),
    Field("captureShippingAddress", Kind::Flag, false),
    Field("savePaymentOption", NEED, false),
];
const CLICK_TO_PAY: &[Field] = &[
    Field("srcDpaId", Kind::Text(36), false),
    Field("dpaName", Kind::Text(100), false),
    Field("dpaPresentationName", Kind::Text(100), false),
    Field("allowedCardBrands", BRANDS, false),
    Field("savePaymentOption", NEED, false),
];
const GOOGLE_BILLING: &[Field] =
    &[Field("format", Kind::OneOf(&["MIN"]), false), Field("phoneNumberRequired", Kind::Flag, false)];
const GOOGLE_SHIPPING: &[Field] =
    &[Field("allowedCountryCodes", Kind::Texts, false), Field("phoneNumberRequired", Kind::Flag, false)];
const GOOGLE_PAY: &[Field] = &[
    Field("merchantId", Kind::Text(100), false),
    Field("merchantName", Kind::Text(100), false),
    Field("billingAddressRequired", Kind::Flag, false),
    Field("shippingAddressRequired", Kind::Flag, false),
    Field("emailRequired", Kind::Flag, false),
    Field("billingAddressParameters", Kind::Object(GOOGLE_BILLING), false),
    Field("shippingAddressParameters", Kind::Object(GOOGLE_SHIPPING), false),
    Field("allowedAuthMethods", Kind::ListOf(&["PAN_ONLY", "CRYPTOGRAM_3DS"]), false),
    Field("allowedCardBrands", Kind::Texts, false),
];

/// What a configuration must name, and an instance may.
pub(crate) const OF_CONFIGURATION: &[Field] = &[
    Field("label", Kind::Label, true),
    Field("allowedPaymentMethods", METHODS, true),
    Field("allowedParentDomains", Kind::Domains, true),
];

/// What both may name.
pub(crate) const SHARED: &[Field] = &[
    Field("language", LANGUAGE, false),
    Field("timeout", Kind::Number(60, 1_800), false),
    Field("currency", Kind::OneOf(&["USD"]), false),
    Field("savePaymentOption", NEED, false),
    Field("cardSettings", Kind::Object(CARD), false),
    Field("achSettings", Kind::Object(ACH), false),
    Field("clickToPaySettings", Kind::Object(CLICK_TO_PAY), false),
    Field("googlePaySettings", Kind::Object(GOOGLE_PAY), false),
];

const ADDRESS: &[Field] = &[
    Field("address1", Kind::Text(100), false),
    Field("address2", Kind::Text(100), false),
    Field("city", Kind::Text(100), false),
    Field("state", Kind::Text(50), false),
    Field("zip", Kind::Text(20), false),
    Field("country", Kind::Text(50), false),
    Field("company", Kind::Text(100), false),
];
const CUSTOMER: &[Field] = &[
    Field("name", Kind::Text(100), false),
    Field("email", Kind::Text(254), false),
    Field("phone", Kind::Phone, false),
    Field("billingAddress", Kind::Object(ADDRESS), false),
];
const SHIPPING: &[Field] = &[
    Field("recipient", Kind::Text(100), false),
    Field("recipientPhone", Kind::Phone, false),
    Field("address1", Kind::Text(100), false),
    Field("address2", Kind::Text(100), false),
    Field("city", Kind::Text(100), false),
    Field("state", Kind::Text(50), false),
    Field("zip", Kind::Text(20), false),
    Field("country", Kind::Text(50), false),
    Field("company", Kind::Text(100), false),
];
const THREE_D_SECURE: &[Field] = &[
    Field("transactionType", Kind::Text(50), false),
    Field("deliveryTimeFrame", Kind::Text(50), false),
    Field("threeDSecureChallengeIndicator", Kind::Text(50), false),
    Field("reorderIndicator", Kind::Text(50), false),
    Field("shippingIndicator", Kind::Text(50), false),
];

/// What only an instance may name, and the configuration's own members as overrides.
pub(crate) const OF_INSTANCE: &[Field] = &[
    Field("label", Kind::Label, true),
    Field("allowedPaymentMethods", METHODS, false),
    Field("allowedParentDomains", Kind::Domains, false),
    Field("amount", Kind::Money, false),
    Field("reference", Kind::Reference, false),
    Field("customer", Kind::Object(CUSTOMER), false),
    Field("shippingAddress", Kind::Object(SHIPPING), false),
    Field("tokens", Kind::Texts, false),
    Field("bfTokenReferences", Kind::Texts, false),
    Field("initializeTransaction", Kind::Flag, false),
    Field("threeDSecureInitSettings", Kind::Object(THREE_D_SECURE), false),
];

/// The configuration with an instance's overrides; the settings of a method are merged by member.
pub(crate) fn merged(configuration: &Map<String, Value>, instance: &Map<String, Value>) -> Map<String, Value> {
    let mut out = configuration.clone();
    for (name, value) in instance {
        match (out.get_mut(name).and_then(Value::as_object_mut), value.as_object()) {
            (Some(settings), Some(overrides)) => settings.extend(overrides.clone()),
            _ => {
                out.insert(name.clone(), value.clone());
            }
        }
    }
    out
}
