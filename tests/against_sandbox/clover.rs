//! A token that a charge takes once, and the key service.

use super::browser::Frame;
use super::support::{Bench, VISA};
use super::vault::call;
use super::{grant, typed};
use serde_json::{Value, json};

pub fn granted(bench: &Bench) -> Value {
    grant(bench, "clover", &json!({ "apiKey": bench.clover("publicKey") }))
}

#[tokio::test]
async fn a_typed_card_becomes_a_token_that_a_server_charges_once() {
    let bench = Bench::new().await;
    for (number, brand, last4) in [
        (VISA, "visa", "4242"),
        ("5105105105105100", "mastercard", "5100"),
        ("6011000990139424", "discover", "9424"),
        ("30569309025904", "diners-club", "5904"),
        ("3566002020360505", "jcb", "0505"),
    ] {
        let address = json!({ "line1": "1 Main Street", "city": "Boston", "state": "MA", "postalCode": "02134", "country": "US" });
        let found = Frame::new(&bench).pay(&granted(&bench), call(&typed(number), &address)).await;
        let token = &found["token"];
        let id = token["id"].as_str().unwrap_or_else(|| panic!("{found}")).to_owned();
        assert_eq!(
            *token,
            json!({ "id": id, "vault": "clover", "kind": "card", "brand": brand, "last4": last4, "expMonth": 12, "expYear": 2030 })
        );
        let charge = json!({ "amount": 1099, "currency": "usd", "source": id });
        let charged = bench.charge(&charge).await;
        assert_eq!((charged.status, &charged.json()["source"]["last4"]), (200, &json!(last4)), "{}", charged.text);
        let again = bench.charge(&charge).await;
        assert_eq!((again.status, &*again.code()), (400, "token_already_used"));
    }
}

#[tokio::test]
async fn the_key_service_gives_the_key_that_the_card_is_sent_under() {
    let bench = Bench::new().await;
    let url = format!("http://{}/clover/pakms/apikey", bench.address);
    let pakms = |bearer: &str| grant(&bench, "clover", &json!({ "pakms": { "url": url, "bearer": bearer } }));
    let good = pakms(bench.clover("accessToken"));
    let found = Frame::native(&bench).pay(&good, call(&typed(VISA), &json!({}))).await;
    let id = found["token"]["id"].as_str().unwrap_or_else(|| panic!("{found}"));
    let charged = bench.charge(&json!({ "amount": 1, "currency": "usd", "source": id })).await;
    assert_eq!(charged.status, 200, "{}", charged.text);
    let wrong = Frame::native(&bench).pay(&pakms("walnut"), call(&typed(VISA), &json!({}))).await;
    assert_eq!(wrong["error"], "bearer_rejected");
}

#[tokio::test]
async fn what_the_vault_refuses_names_what_it_refuses() {
    let bench = Bench::new().await;
    let pay = async |grant: &Value, form: &Value| Frame::new(&bench).pay(grant, call(form, &json!({}))).await;
    // A number that is well made and no test card's.
    let found = pay(&granted(&bench), &typed("4929000000001230")).await;
    assert_eq!((&found["error"], &found["fields"]), (&json!("number_refused"), &json!({ "number": "number_refused" })));
    for key in [bench.clover("productionPublicKey"), bench.clover("privateKey"), "walnut"] {
        let found = pay(&grant(&bench, "clover", &json!({ "apiKey": key })), &typed(VISA)).await;
        assert_eq!(found["error"], "key_rejected", "{key}");
    }
    // The sandbox's clock is moved past a card that our own is content with.
    bench.clock.set(1_924_992_000_000);
    let found = pay(&granted(&bench), &typed(VISA)).await;
    assert_eq!((&found["error"], &found["fields"]), (&json!("expiry_refused"), &json!({ "expiry": "expiry_refused" })));
}
