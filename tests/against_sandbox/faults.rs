//! What a network does to the one request that holds the card, and what the frame makes of it.

use super::browser::Frame;
use super::support::{Bench, VISA};
use super::vault::call;
use super::{clover, corefy, hellgate, typed};
use serde_json::{Value, json};

#[tokio::test]
async fn what_goes_wrong_on_the_way_is_what_the_frame_says_it_is() {
    let bench = Bench::new().await;
    // Of a payment that may have been made, nobody says that it was not.
    let (network, down, unknown) = ("network_failed", "vault_unavailable", "unknown_outcome");
    for (at, (fault, [token, payment])) in [
        (json!({ "kind": "status", "status": 503 }), [down, unknown]),
        (json!({ "kind": "status", "status": 429, "headers": { "retry-after": "7" } }), ["rate_limited", unknown]),
        (json!({ "kind": "body", "text": "<p>hi", "contentType": "text/html" }), ["bad_response", unknown]),
        (json!({ "kind": "garbage" }), ["bad_response", unknown]),
        (json!({ "kind": "noCors" }), [network, unknown]),
        (json!({ "kind": "redirect", "location": "http://127.0.0.1:1/steal" }), [network, unknown]),
        (json!({ "kind": "drop", "after": true }), [network, unknown]),
    ]
    .into_iter()
    .enumerate()
    {
        let invoice = corefy::invoice(&bench, &format!("order-{at}"), &json!({})).await;
        for (grant, error) in [
            (clover::granted(&bench), token),
            (hellgate::session(&bench).await, token),
            (corefy::granted(&bench, &invoice), payment),
        ] {
            let mut armed = fault.clone();
            armed["vault"] = grant["vault"].clone();
            armed["method"] = "POST".into();
            armed["times"] = 1.into();
            bench.arm(&armed).await;
            let found = Frame::new(&bench).pay(&grant, call(&typed(VISA), &json!({}))).await;
            assert_eq!(found["error"], error, "{armed}");
            assert_eq!(found["retryAfterMs"], Value::Null, "no vault names that header to a page");
        }
    }
}
