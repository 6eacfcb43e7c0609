//! Hellgate's routes.

use serde_json::{Value, json};

use super::{Operation, Owner, delete, get, patch, post};
use crate::guess;

pub(super) const OWNER: Owner = Owner {
    name: "hellgate",
    about: "Hellgate Commerce: sessions, tokens, forwarding; and Guardian's API keys",
    operations,
    components: include_str!("hellgate.json"),
    everywhere: &[408, 413, 503],
};

const KEY: &[&str] = &["apiKey"];
const ADMIN: &[&str] = &["adminToken", "apiKey"];

fn operations() -> Vec<Operation> {
    let own = |one: Operation| one.keys(KEY).refuses(&[401, guess::HELLGATE_SCOPED_KEY_STATUS]);
    let managed = |one: Operation| one.keys(ADMIN).refuses(&[401, 403]);
    let whole = |most: u32| -> Value { json!({"type": "integer", "minimum": 1, "maximum": most}) };
    let paged = |one: Operation| one.query("limit", whole(500)).query("page", whole(1_000_000)).refuses(&[400]);
    let day = || json!({"type": "string", "format": "date"});
    let forwards = |one: Operation| own(one).takes_as("application/json", &json!({})).passes_on();
    let text = || json!({"type": "string"});
    let (keys, key) = ("/api/admin/api-keys", "/api/admin/api-keys/{id}");
    vec![
        own(post("/tokens/session", "A session, for a browser to finish"))
            .may_take("hellgate.SessionDraft")
            .gives(guess::HELLGATE_SESSION_CREATED_STATUS, "hellgate.NewSession"),
        get("/sessions/{session_id}", "What the browser is to do next").gives(200, "hellgate.Next").refuses(&[404]),
        post("/sessions/{session_id}/complete-action", "The browser's sealed card, once")
            .takes("hellgate.Action")
            .gives(200, "hellgate.Next")
            .refuses(&[404, 422, guess::HELLGATE_SPENT_SESSION_STATUS, guess::HELLGATE_SEAL_STATUS]),
        paged(own(get("/tokens", "Tokens")))
            .query("from", day())
            .query("to", day())
            .query("sort", json!({"enum": ["created_at asc", "created_at desc"]}))
            .query("network_token_status", json!({"enum": ["active", "inactive", "pending", "failed", "deleted"]}))
            .gives(200, "hellgate.Tokens"),
        own(get("/tokens/{id}", "One token")).gives(200, "hellgate.Token").refuses(&[404]),
        own(delete("/tokens/{id}", "Deletes a token"))
            .gives(guess::HELLGATE_TOKEN_DELETED_STATUS, "hellgate.Token")
            .refuses(&[404]),
        own(post("/tokens/{id}/refresh-session", "A session that takes the security code again"))
            .gives(guess::HELLGATE_SESSION_CREATED_STATUS, "hellgate.NewSession")
            .refuses(&[404]),
        own(post(guess::HELLGATE_CONSUME_PATH, "Forgets the security code"))
            .gives_nothing(guess::HELLGATE_CONSUMED_STATUS)
            .refuses(&[404]),
        paged(own(get("/tokens/{id}/payment-data", "Network-token cryptograms")))
            .gives(200, "hellgate.Bundles")
            .refuses(&[404]),
        own(post("/tokens/{id}/payment-data", "A new cryptogram"))
            .takes("hellgate.BundleDraft")
            .gives(200, "hellgate.Bundle")
            .refuses(&[403, 404]),
        forwards(post(
            "/payment-data/{id}/forward",
            "A request with a cryptogram filled in, to the account's destination",
        )),
        forwards(
            post("/forward", "A request with the card filled in, to loopback alone")
                .needs_header("x-hellgate-token", text())
                .needs_header("x-destination-url", text()),
        ),
        managed(get(keys, "Guardian's keys, masked"))
            .query("limit", whole(100))
            .query("after", text())
            .gives(200, "hellgate.GuardianKeys")
            .refuses(&[400]),
        managed(post(keys, "A new key: the only answer that shows it"))
            .takes("hellgate.GuardianKeyDraft")
            .gives(guess::HELLGATE_KEY_CREATED_STATUS, "hellgate.GuardianKey"),
        managed(get(key, "One key, masked")).gives(200, "hellgate.GuardianKey").refuses(&[404]),
        managed(patch(key, "Other scopes for a key"))
            .takes("hellgate.ScopeChange")
            .gives(200, "hellgate.GuardianKey")
            .refuses(&[404]),
        managed(delete(key, "Deletes a key")).gives_nothing(guess::HELLGATE_KEY_DELETED_STATUS).refuses(&[404]),
    ]
}
