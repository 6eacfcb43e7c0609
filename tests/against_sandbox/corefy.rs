//! A payment whose invoice holds a token, and the bank's step in between.

use super::browser::Frame;
use super::support::{Bench, VISA};
use super::vault::call;
use super::{grant, typed};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Value, json};
use tokenframe::vault::{Browser, Call};

async fn private(bench: &Bench, method: &str, path: &str, body: &Value) -> Value {
    let text = |name: &str| bench.credentials["corefy"][name].as_str().expect("a credential");
    let basic = format!("Basic {}", STANDARD.encode(format!("{}:{}", text("accountId"), text("apiKey"))));
    let headers = [("authorization", &*basic), ("content-type", "application/json")];
    let body = if body.is_null() { String::new() } else { body.to_string() };
    let reply = bench.ask(method, &format!("/corefy/api/payment-invoices{path}"), &headers, &body).await;
    assert!(matches!(reply.status, 200 | 201), "{}", reply.text);
    reply.json()["data"].clone()
}

/// A new invoice of a server that wants a token.
pub async fn invoice(bench: &Bench, reference: &str, more: &Value) -> Value {
    let mut attributes = json!({
        "reference_id": reference, "currency": "USD", "amount": 25, "service": "payment_card_usd_hpp",
        "customer": { "reference_id": "customer-1" }, "gateway_options": { "cardgate": { "tokenize": true } },
    });
    attributes.as_object_mut().expect("an object").extend(more.as_object().expect("an object").clone());
    private(bench, "POST", "", &json!({ "data": { "type": "payment-invoices", "attributes": attributes } })).await
}

pub fn granted(bench: &Bench, invoice: &Value) -> Value {
    let bearer = &invoice["attributes"]["flow_data"]["metadata"]["token"];
    grant(bench, "corefy", &json!({ "invoiceId": invoice["id"], "bearer": bearer }))
}

fn paying(number: &str) -> Call {
    let text = str::to_owned;
    let browser = Browser {
        language: text("en-GB"),
        user_agent: text("Example/1.0"),
        screen: [text("1920"), text("1080")],
        window: [text("1280"), text("720")],
        color_depth: text("24"),
        time_zone: text("-120"),
    };
    Call { browser, ..call(&typed(number), &json!({})) }
}

async fn attributes(bench: &Bench, invoice: &Value) -> Value {
    let id = invoice["id"].as_str().expect("an id");
    private(bench, "GET", &format!("/{id}"), &Value::Null).await["attributes"].clone()
}

#[tokio::test]
async fn a_typed_card_pays_an_invoice_that_then_holds_a_token() {
    let bench = Bench::new().await;
    let made = invoice(&bench, "order-1", &json!({})).await;
    let found = Frame::new(&bench).pay(&granted(&bench, &made), paying(VISA)).await;
    assert_eq!(
        found["token"],
        json!({ "id": made["id"], "vault": "corefy", "kind": "payment", "brand": "visa", "last4": "4242", "expMonth": 12, "expYear": 2030 })
    );
    let paid = attributes(&bench, &made).await;
    assert_eq!((&paid["status"], &paid["payload"]["payment_card"]["last"]), (&json!("processed"), &json!("4242")));
    let token = paid["payload"]["token"].as_str().unwrap_or_else(|| panic!("{paid}"));
    // The same customer pays with it, and no card is typed.
    let instant = json!({ "token": token, "gateway_options": { "cardgate": { "instant": true } } });
    let again = invoice(&bench, "order-2", &instant).await;
    assert_eq!(attributes(&bench, &again).await["status"], "processed");
}

#[tokio::test]
async fn the_banks_step_is_a_form_that_the_shopper_posts_from_the_shops_page() {
    let bench = Bench::new().await;
    for (version, names) in [(1, vec!["MD", "PaReq", "TermUrl"]), (2, vec!["creq"])] {
        for (answer, status) in [("yes", "processed"), ("no", "process_failed")] {
            let headers = [("content-type", "application/json")];
            let switch = json!({ "threeDs": version }).to_string();
            assert_eq!(bench.ask("PATCH", "/_sandbox/corefy/account", &headers, &switch).await.status, 200);
            let made = invoice(&bench, &format!("order-{version}-{answer}"), &json!({})).await;
            let found = Frame::new(&bench).pay(&granted(&bench, &made), paying("4000002500003155")).await;
            assert_eq!(found["token"]["id"], made["id"], "{found}");
            let step = &found["token"]["nextAction"];
            let params: Vec<_> =
                step["params"].as_array().expect("params").iter().map(|pair| (&pair[0], &pair[1])).collect();
            let mut shown: Vec<_> = params.iter().map(|(name, _)| name.as_str().expect("a name")).collect();
            shown.sort_unstable();
            assert_eq!(shown, names);
            assert_eq!(attributes(&bench, &made).await["status"], "process_pending");

            let url = step["url"].as_str().expect("an address");
            let path = url.strip_prefix(&format!("http://{}", bench.address)).expect("the sandbox's bank");
            let mut form = format!("answer={answer}");
            for (name, value) in
                params.iter().filter(|(name, _)| ["creq", "PaReq"].contains(&name.as_str().unwrap_or_default()))
            {
                form.push_str(&format!("&{}={}", name.as_str().expect("text"), value.as_str().expect("text")));
            }
            let kind = [("content-type", "application/x-www-form-urlencoded")];
            assert_eq!(bench.ask("POST", path, &kind, &form).await.status, 200);
            let done = attributes(&bench, &made).await;
            assert_eq!(done["status"], status);
            assert_eq!(done["payload"]["token"].is_string(), answer == "yes");
        }
    }
}

#[tokio::test]
async fn what_the_gateway_refuses_is_told_apart() {
    let bench = Bench::new().await;
    let declined = invoice(&bench, "order-1", &json!({})).await;
    let found = Frame::new(&bench).pay(&granted(&bench, &declined), paying("4000000000000002")).await;
    assert_eq!(found, json!({ "error": "card_refused", "retryable": false, "reason": "declined" }));
    // An invoice is paid once.
    let again = Frame::new(&bench).pay(&granted(&bench, &declined), paying(VISA)).await;
    assert_eq!(again, json!({ "error": "unknown_outcome", "retryable": false }), "the invoice tells");
    let made = invoice(&bench, "order-2", &json!({})).await;
    let found = Frame::new(&bench).pay(&granted(&bench, &made), paying("4929000000001230")).await;
    assert_eq!(found["error"], "request_refused", "not a test card");
    // The acquirer breaks: nobody but the invoice can tell.
    let found = Frame::new(&bench).pay(&granted(&bench, &made), paying("4005571702222222")).await;
    assert_eq!(found["error"], "unknown_outcome");
    assert_eq!(attributes(&bench, &made).await["payload"], json!({}));
    let wrong = grant(&bench, "corefy", &json!({ "invoiceId": made["id"], "bearer": "walnut" }));
    assert_eq!(Frame::new(&bench).pay(&wrong, paying(VISA)).await["error"], "session_expired");
}
