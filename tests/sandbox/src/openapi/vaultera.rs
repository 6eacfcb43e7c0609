//! Vaultera's routes.

use serde_json::{Value, json};

use super::{Operation, Owner, delete, get, post};
use crate::guess;

pub(super) const OWNER: Owner = Owner {
    name: "vaultera",
    about: "Vaultera PCI: API keys, session tokens, embeddable pages, stored cards",
    operations,
    components: include_str!("vaultera.json"),
    everywhere: &[408, 413, 503],
};

const KEY: &[&str] = &["apiKey"];
const HTML: &[&str] = &["text/html"];

fn operations() -> Vec<Operation> {
    let text = || json!({"type": "string"});
    let page = |operation: Operation| {
        let refused = [400, 401, 503].into_iter().fold(operation, |one, status| one.gives_text(status, HTML));
        refused.gives_text(200, HTML)
    };
    let types = || -> Value { json!({"type": "string", "description": "Card types, with commas between them."}) };
    vec![
        get("/api/v1/api_keys", "Every key, masked").keys(KEY).gives(200, "vaultera.ApiKeys").refuses(&[401]),
        post("/api/v1/api_keys", "A new key: the only answer that shows it")
            .keys(KEY)
            .takes("vaultera.ApiKeyDraft")
            .gives(200, "vaultera.ApiKey")
            .refuses(&[401, 422]),
        get("/api/v1/api_keys/{id}", "One key, masked").keys(KEY).gives(200, "vaultera.ApiKey").refuses(&[401, 404]),
        delete("/api/v1/api_keys/{id}", "Revokes a key for good")
            .keys(KEY)
            .gives_nothing(204)
            .gives_nothing(guess::VAULTERA_SECOND_REVOKE_STATUS)
            .refuses(&[401, 404]),
        post("/api/v1/session_tokens", "A token that opens one page once")
            .keys(KEY)
            .takes("vaultera.SessionTokenDraft")
            .gives(200, "vaultera.SessionToken")
            .refuses(&[401, 422]),
        post("/api/v1/cards", "Stores a card")
            .keys(KEY)
            .takes("vaultera.CardRequest")
            .gives(200, "vaultera.Card")
            .refuses(&[401, 422]),
        get("/api/v1/cards/{card_token}", "A stored card, masked")
            .keys(KEY)
            .gives(200, "vaultera.Card")
            .refuses(&[401, 404]),
        delete("/api/v1/cards/{card_token}", "Deletes a card")
            .keys(KEY)
            .gives(guess::VAULTERA_DELETE_CARD_STATUS, "vaultera.Deleted")
            .refuses(&[401, 404]),
        post(
            "/api/v1/cards/{card_token}/send",
            "A request of the merchant's, with the card filled in, to loopback alone",
        )
        .keys(KEY)
        .needs_query("method", json!({"enum": ["get", "post", "put", "patch", "delete"]}))
        .needs_query("url", json!({"type": "string", "description": "http on loopback."}))
        .takes_as("application/json", &json!({}))
        .passes_on(),
        post(guess::VAULTERA_WIPE_PATH, "Forgets the security code")
            .keys(KEY)
            .gives(200, "vaultera.Card")
            .refuses(&[401, 404]),
        page(
            get("/api/v1/capture_form", "The page that takes a card")
                .needs_query("session_token", text())
                .query("only", types())
                .query("except", types()),
        ),
        post("/api/v1/capture_form", "What that page sends")
            .takes("vaultera.FormSubmit")
            .gives(200, "vaultera.FormCard")
            .gives(400, "vaultera.FormRefusal")
            .gives(401, "vaultera.FormRefusal")
            .gives(415, "vaultera.FormRefusal")
            .gives(422, "vaultera.FormRefusal"),
        page(
            get("/api/v1/show_card", "The page that shows a card")
                .needs_query("card_token", text())
                .query("session_token", text())
                .query("service_code_token", text()),
        ),
        post("/api/v1/show_card/service_code", "What that page asks for the security code, once")
            .takes("vaultera.ServiceCodeDraft")
            .gives(200, "vaultera.ServiceCode")
            .refuses(&[401, 404]),
        get("/assets/{name}", "The files of the pages")
            .gives_text(200, &["text/css", "text/javascript"])
            .refuses(&[404]),
    ]
}
