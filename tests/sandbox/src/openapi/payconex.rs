//! `PayConex`'s routes.

use serde_json::{Value, json};

use super::{Operation, Owner, delete, get, patch, post};
use crate::guess;

pub(super) const OWNER: Owner = Owner {
    name: "payconex",
    about: "PayConex by Bluefin: API keys, checkout component, payments",
    operations,
    components: include_str!("payconex.json"),
    everywhere: &[408, 413, 500],
};

const KEY: &[&str] = &["basic", "hmac"];
const BEARER: &[&str] = &["bearer"];

fn operations() -> Vec<Operation> {
    let account = "/api/v4/accounts/{account}";
    let keys = format!("{account}/api-keys");
    let frames = format!("{account}/payment-iframe");
    let frame = format!("{frames}/{{iframe}}");
    let payments = guess::PAYCONEX_PAYMENTS_PATH;
    let checkout = guess::PAYCONEX_CHECKOUT_PATH;
    let signed = |one: Operation| one.keys(KEY).refuses(&[401, 403]);
    let listed = |one: Operation| {
        let number = || json!({"type": "integer", "minimum": 1, "maximum": 1000});
        signed(one)
            .query("page", number())
            .query("limit", number())
            .query("query", json!({"type": "string"}))
            .refuses(&[422])
    };
    let pays = |path: &str, summary, body: &str| {
        signed(post(format!("{payments}{path}"), summary))
            .takes(body)
            .gives(guess::PAYCONEX_PAYMENT_STATUS, "payconex.Payment")
            .refuses(&[400, guess::PAYCONEX_DECLINE_STATUS, 404, 422])
    };
    let partly = |path: &str, summary| {
        signed(post(format!("{payments}/{{payment}}{path}"), summary))
            .may_take("payconex.PartDraft")
            .gives(guess::PAYCONEX_PAYMENT_STATUS, "payconex.Payment")
            .refuses(&[404, 422])
    };
    let text: Value = json!({"type": "string"});
    let read = guess::PAYCONEX_IFRAME_READ_STATUS;
    vec![
        signed(get("/api/v4/api-key-scopes", "The scope table")).gives_list(200, "payconex.Scope"),
        listed(get(keys.clone(), "The account's keys, without their secrets")).gives_list(200, "payconex.ApiKey"),
        signed(post(keys.clone(), "A new key, with its secret"))
            .takes("payconex.ApiKeyDraft")
            .gives(201, "payconex.ApiKey")
            .refuses(&[422]),
        signed(get(format!("{keys}/{{key}}"), "One key")).gives(200, "payconex.ApiKey").refuses(&[404]),
        signed(patch(format!("{keys}/{{key}}"), "Changes a key"))
            .takes("payconex.ApiKeyChange")
            .gives(200, "payconex.ApiKey")
            .refuses(&[404, 422]),
        signed(delete(format!("{keys}/{{key}}"), "Deletes a key")).gives_nothing(204).refuses(&[404]),
        listed(get(frames.clone(), "Checkout configurations")).gives_list(200, "payconex.Configuration"),
        signed(post(frames.clone(), "A new configuration"))
            .takes("payconex.ConfigurationDraft")
            .gives(201, "payconex.Configuration")
            .refuses(&[422]),
        signed(get(frame.clone(), "One configuration")).gives(read, "payconex.Configuration").refuses(&[404]),
        signed(patch(frame.clone(), "Changes a configuration"))
            .takes("payconex.ConfigurationChange")
            .gives(read, "payconex.Configuration")
            .refuses(&[404, 422]),
        signed(delete(frame.clone(), "Deletes a configuration")).gives_nothing(204).refuses(&[404]),
        signed(post(format!("{frame}/instance/init"), "One checkout, with the bearer that opens it"))
            .takes("payconex.InstanceDraft")
            .gives(201, "payconex.NewInstance")
            .refuses(&[404, 422]),
        signed(get(format!("{frame}/instance/{{instance}}"), "One checkout"))
            .gives(read, "payconex.Instance")
            .refuses(&[404]),
        pays("/sale", "Pays", "payconex.SaleDraft"),
        pays("/auth", "Authorizes, for a capture later", "payconex.SaleDraft"),
        pays("/store", "Stores a payment method", "payconex.StoreDraft"),
        signed(get(format!("{payments}/{{payment}}"), "One payment"))
            .gives(guess::PAYCONEX_PAYMENT_STATUS, "payconex.Payment")
            .refuses(&[404]),
        partly("/capture", "Captures what was authorized"),
        partly("/refund", "Gives back what was paid"),
        get("/iframe-v2/iframe-v2.0.0.min.js", "What a merchant's page loads").gives_text(200, &["text/javascript"]),
        get(checkout, "The page in the frame").query("instance", text).gives_text(200, &["text/html"]),
        get(format!("{checkout}/session"), "What that page is to show")
            .keys(BEARER)
            .gives(200, "payconex.Session")
            .refuses(&[401]),
        post(format!("{checkout}/tokenize"), "A card for a reference, once")
            .keys(BEARER)
            .takes("payconex.Entered")
            .gives(200, "payconex.Reference")
            .refuses(&[401, 422]),
        get(format!("{checkout}/assets/{{name}}"), "The files of the page")
            .gives_text(200, &["text/css", "text/javascript"])
            .refuses(&[404]),
    ]
}
