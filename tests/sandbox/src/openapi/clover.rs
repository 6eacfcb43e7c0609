//! Clover's routes.

use serde_json::json;

use super::{Operation, Owner, get, post};

pub(super) const OWNER: Owner = Owner {
    name: "clover",
    about: "Clover: OAuth, PAKMS, the token service, charges",
    operations,
    components: include_str!("clover.json"),
    everywhere: &[408, 413, 503],
};

fn operations() -> Vec<Operation> {
    let text = || json!({"type": "string"});
    vec![
        get("/oauth/v2/authorize", "A merchant who always agrees: back to the app with a code")
            .needs_query("client_id", text())
            .needs_query("redirect_uri", json!({"type": "string", "description": "On loopback."}))
            .query("state", text())
            .query("code_challenge", text())
            .query("code_challenge_method", json!({"enum": ["S256"]}))
            .answers_with(302, json!({"headers": {"Location": {"required": true, "schema": {"type": "string"}}}}))
            .refuses(&[400, 401]),
        post("/oauth/v2/token", "A code for a pair of tokens")
            .takes("clover.Code")
            .gives(200, "clover.Pair")
            .refuses(&[401]),
        post("/oauth/v2/refresh", "A refresh token, once, for the next pair")
            .takes("clover.Refresh")
            .gives(200, "clover.Pair")
            .refuses(&[401]),
        get("/pakms/apikey", "The public key of a merchant and app")
            .keys(&["bearer"])
            .gives(200, "clover.PublicKey")
            .refuses(&[401]),
        post("/v1/tokens", "A card, bank account or gift card for a token")
            .keys(&["apikey"])
            .takes("clover.TokenDraft")
            .gives(200, "clover.Token")
            .refuses(&[401]),
        post("/v1/charges", "Charges a token; a single-pay token once")
            .keys(&["bearer"])
            .takes("clover.ChargeDraft")
            .gives(200, "clover.Charge")
            .refuses(&[401, 402, 404]),
        get("/assets/keys.json", "The keys under which card numbers may be sent").gives(200, "clover.EncryptionKeys"),
    ]
}
