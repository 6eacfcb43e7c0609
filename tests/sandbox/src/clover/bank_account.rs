//! A bank account for ACH (clover.md, 3b).

use serde_json::{Value, json};

use super::fields::{Fields, digits, last4};
use super::refusal::Refusal;
use super::token::Draft;
use crate::test_card::Outcome;

const MEMBERS: &[&str] = &[
    "bank_account_number",
    "bank_routing_number",
    "encrypted",
    "check_type",
    "account_type",
    "customer_id_type",
    "customer_id_state",
    "customer_id",
    "first_name",
    "last_name",
    "business_name",
    "email",
    "phone",
    "address_line1",
    "address_line2",
    "address_city",
    "address_state",
    "address_zip",
    "session_id",
    "agreement",
];

/// The generic agreement of the sandbox; production has another one.
const SANDBOX_AGREEMENT: &str = "2c74dcc0-61ad-4f08-8764-a29aeb98f4a4";
const PRODUCTION_AGREEMENT: &str = "4f77df6d-70c9-4f36-af1d-f8ad1ad7b0cc";

pub(crate) fn read(value: &Value) -> Result<Draft, Refusal> {
    let fields = Fields::inside(value)?;
    fields.only(MEMBERS)?;
    let account = fields.needed("bank_account_number")?;
    let routing = fields.needed("bank_routing_number")?;
    match fields.value("encrypted") {
        None | Some(Value::Bool(false)) => {}
        Some(Value::Bool(true)) => {
            return Err(invalid("The sandbox does not decrypt bank accounts."));
        }
        Some(_) => return Err(Refusal::malformed()),
    }
    if !digits(account, 10..=12) {
        return Err(invalid("bank_account_number is 10 to 12 digits."));
    }
    if !digits(routing, 9..=9) {
        return Err(invalid("bank_routing_number is 9 digits."));
    }
    one_of(&fields, "account_type", &["checking", "savings"])?;
    match one_of(&fields, "check_type", &["personal_check", "corporate_check"])? {
        "personal_check" => {
            fields.needed("first_name")?;
            fields.needed("last_name")?;
        }
        _ => {
            fields.needed("business_name")?;
        }
    }
    one_of(&fields, "customer_id_type", &["driver_license", "ssn", "tax_id", "military_id"])?;
    for name in [
        "customer_id_state",
        "customer_id",
        "email",
        "phone",
        "address_line1",
        "address_city",
        "address_state",
        "address_zip",
    ] {
        fields.needed(name)?;
    }
    for name in ["address_line2", "session_id"] {
        fields.text(name)?;
    }
    agreement(&fields)?;

    Ok(Draft {
        member: "ach",
        shown: json!({"account_last4": last4(account), "routing_last4": last4(routing)}),
        outcome: Outcome::Approve,
        multi_pay: false,
    })
}

fn agreement(fields: &Fields<'_>) -> Result<(), Refusal> {
    let agreement = fields.value("agreement").ok_or_else(|| invalid("agreement is required."))?;
    let agreement = Fields::inside(agreement)?;
    agreement.only(&["agreement_id", "type", "locale", "template_data"])?;
    match agreement.needed("agreement_id")? {
        PRODUCTION_AGREEMENT => Err(invalid("agreement_id is the one of production; the sandbox's is another.")),
        SANDBOX_AGREEMENT => Ok(()),
        _ => Err(invalid("agreement_id is not known.")),
    }
}

fn one_of<'a>(fields: &Fields<'a>, name: &'static str, allowed: &[&str]) -> Result<&'a str, Refusal> {
    let value = fields.needed(name)?;
    if allowed.contains(&value) { Ok(value) } else { Err(invalid(format!("{name} is one of {}.", allowed.join(", ")))) }
}

fn invalid(message: impl Into<String>) -> Refusal {
    Refusal::invalid("invalid_request", message)
}
