//! Corefy's routes.

use serde_json::json;

use super::{Operation, Owner, get, post};
use crate::guess;

pub(super) const OWNER: Owner = Owner {
    name: "corefy",
    about: "Corefy: invoices for servers, the public API, the card gateway",
    operations,
    components: include_str!("corefy.json"),
    everywhere: &[408, 413, 503],
};

const KEY: &[&str] = &["apiKey"];
const FORM: &str = "application/x-www-form-urlencoded";

fn operations() -> Vec<Operation> {
    let private = |one: Operation| one.keys(KEY).refuses(&[401, guess::COREFY_PERMISSION_STATUS]);
    let listed = |path| {
        private(get(path, "Invoices of the key's type"))
            .query("filter[reference_id]", json!({"type": "string"}))
            .gives(200, "corefy.Invoices")
    };
    let duplicate = guess::COREFY_DUPLICATE_STATUS;
    vec![
        listed("/api/payment-invoices"),
        private(post("/api/payment-invoices", "A new invoice, with the bearer for its card"))
            .takes("corefy.InvoiceRequest")
            .gives(201, "corefy.Invoice")
            .refuses(&[guess::COREFY_OTHER_MODE_STATUS, 422, duplicate]),
        listed("/api/payment-invoices/"),
        private(get("/api/payment-invoices/{id}", "One invoice")).gives(200, "corefy.Invoice").refuses(&[404]),
        post("/public-api/payment-prerequest", "Which services a public key may use")
            .takes("corefy.PrerequestDraft")
            .gives(200, "corefy.Prerequest")
            .refuses(&[401, 403, 422]),
        post("/public-api/payment-invoices", "A new invoice, from a page")
            .takes("corefy.PublicInvoiceDraft")
            .gives(201, "corefy.Invoice")
            .refuses(&[401, 403, 422, duplicate]),
        get("/public-api/payment-invoices/{id}", "How an invoice stands").gives(200, "corefy.Invoice").refuses(&[404]),
        post("/payment/sale", "The card of one invoice")
            .keys(&["bearer"])
            .takes("corefy.SaleRequest")
            .gives(200, "corefy.Sale")
            .refuses(&[401, 404, 422, guess::COREFY_PAID_ALREADY_STATUS, 502]),
        post("/acs/{id}", "The bank's page")
            .takes_as(FORM, &json!({"type": "object", "properties": {"creq": {"type": "string"}, "PaReq": {"type": "string"}, "answer": {"enum": ["yes", "no"]}}}))
            .gives_text(200, &["text/html"])
            .gives_text(303, &["text/html"])
            .refuses(&[404]),
    ]
}
