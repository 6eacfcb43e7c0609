//! The token service and charges, against clover.md.
#![allow(clippy::unwrap_used, clippy::string_slice, reason = "a test that panics is a test that fails")]

mod support;

use serde_json::json;
use support::{Bench, VISA, bank_account, but, card};

#[tokio::test]
async fn a_card_becomes_a_token_that_shows_no_full_number() {
    let bench = Bench::new().await;
    let reply = bench.token(&json!({"card": but(card(VISA), &json!({"exp_month": "1", "exp_year": "30"}))})).await;
    assert_eq!(reply.status, 200);
    let answer = reply.json();
    let id = answer["id"].as_str().unwrap();
    assert!(id.starts_with("clv_1TSTS") && id.len() == 28, "{id}");
    assert!(id.trim_start_matches("clv_").bytes().all(|byte| byte.is_ascii_alphanumeric()));
    assert_eq!(answer["object"], "token");
    assert_eq!(
        answer["card"],
        json!({"exp_month": "01", "exp_year": "2030", "first6": "424242", "last4": "4242", "brand": "VISA"})
    );
    assert!(!reply.text.contains(VISA));
}

#[tokio::test]
async fn every_brand_of_the_enum_has_its_spelling_and_the_others_are_refused() {
    let bench = Bench::new().await;
    for (number, brand) in [
        ("4000056655665556", "VISA"),
        ("5555555555554444", "MC"),
        ("2223003122003222", "MC"),
        ("378282246310005", "AMEX"),
        ("6011361000006668", "DISCOVER"),
        ("30569309025904", "DINERS_CLUB"),
        ("3566002020360505", "JCB"),
    ] {
        let reply = bench.token(&json!({"card": card(number)})).await;
        assert_eq!(reply.json()["card"]["brand"], brand, "{number}");
    }
    let reply = bench.token(&json!({"card": card("6200000000000005")})).await;
    assert_eq!((reply.status, &*reply.code()), (400, "invalid_card_type"));
}

#[tokio::test]
async fn card_errors_come_in_the_order_number_month_year_cvv_expiry_brand() {
    let bench = Bench::new().await;
    // Everything is wrong; each step mends what the last answer named.
    let mut wrong = json!({
        "number": "1234", "exp_month": "13", "exp_year": "123", "brand": "WALNUT",
    });
    let steps = [
        ("invalid_number", json!({"number": "4242424242424241"})),
        ("incorrect_number", json!({"number": VISA})),
        ("invalid_expiry_month", json!({"exp_month": "5"})),
        ("invalid_expiry_year", json!({"exp_year": "26"})),
        ("invalid_cvc", json!({"cvv": "12"})),
        ("incorrect_cvc", json!({"cvv": "123"})),
        ("expired_card", json!({"exp_month": "6"})),
        ("invalid_card_type", json!({"brand": "VISA"})),
    ];
    for (code, mended) in steps {
        let reply = bench.token(&json!({"card": wrong})).await;
        assert_eq!(reply.status, 400);
        let answer = reply.json();
        assert_eq!(answer["message"], "400 Bad Request");
        assert_eq!(answer["error"]["type"], "invalid_request_error");
        assert_eq!(answer["error"]["code"], code);
        wrong = but(wrong, &mended);
    }
    assert_eq!(bench.token(&json!({"card": wrong})).await.status, 200);
}

#[tokio::test]
async fn the_two_recorded_messages_are_given_word_for_word() {
    let bench = Bench::new().await;
    let number = bench.token(&json!({"card": card("4242")})).await;
    assert_eq!(number.json()["error"]["message"], "Please provide valid card number.");
    let cvv = bench.token(&json!({"card": but(card(VISA), &json!({"cvv": "1"}))})).await;
    assert_eq!(cvv.json()["error"]["message"], "Please provide valid cvv value.");
}

#[tokio::test]
async fn a_card_is_good_until_the_last_moment_of_its_month() {
    let bench = Bench::new().await;
    let june = json!({"card": but(card(VISA), &json!({"exp_month": "06", "exp_year": "2026"}))});
    bench.clock.set(1_782_863_999_999);
    assert_eq!(bench.token(&june).await.status, 200);
    bench.clock.set(1_782_864_000_000);
    assert_eq!(bench.token(&june).await.code(), "expired_card");
}

#[tokio::test]
async fn a_body_of_another_shape_is_an_invalid_request() {
    let bench = Bench::new().await;
    for body in [
        json!({}),
        json!([]),
        json!({"walnut": {}}),
        json!({"card": card(VISA), "ach": bank_account()}),
        json!({"card": "4242"}),
        json!({"card": but(card(VISA), &json!({"exp_month": 12}))}),
        json!({"card": but(card(VISA), &json!({"cvc": "123"}))}),
        json!({"card": but(card(VISA), &json!({"number": null}))}),
        json!({"card": but(card(VISA), &json!({"number": null, "encrypted_pan": "AAAA"}))}),
        json!({"card": but(card(VISA), &json!({"last4": "1111"}))}),
        json!({"encryptedWallet": {}}),
    ] {
        let reply = bench.token(&body).await;
        assert_eq!((reply.status, &*reply.code()), (400, "invalid_request"), "{body}");
    }
    let headers = [("apikey", bench.clover("publicKey")), ("content-type", "application/json")];
    let reply = bench.ask("POST", "/clover/v1/tokens", &headers, "{").await;
    assert_eq!((reply.status, &*reply.code()), (400, "invalid_request"));
    let headers = [("apikey", bench.clover("publicKey")), ("content-type", "text/plain")];
    let reply = bench.ask("POST", "/clover/v1/tokens", &headers, &json!({"card": card(VISA)}).to_string()).await;
    assert_eq!((reply.status, &*reply.code()), (415, "invalid_request"));
}

#[tokio::test]
async fn only_test_cards_are_taken_and_a_refusal_does_not_repeat_the_number() {
    let bench = Bench::new().await;
    let number = "4929000000001230";
    let reply = bench.token(&json!({"card": card(number)})).await;
    assert_eq!((reply.status, &*reply.code()), (400, "invalid_number"));
    assert_eq!(reply.json()["error"]["message"], "The sandbox accepts test cards only.");
    assert!(!reply.text.contains(number));
    let as_gift = bench.token(&json!({"gift_card": {"card_number": number}})).await;
    assert_eq!(as_gift.json()["error"]["message"], "The sandbox accepts test cards only.");
}

#[tokio::test]
async fn a_bank_account_becomes_a_token_and_each_required_field_is_required() {
    let bench = Bench::new().await;
    let reply = bench.token(&json!({"ach": bank_account()})).await;
    assert_eq!(reply.status, 200, "{}", reply.text);
    assert_eq!(reply.json()["ach"], json!({"account_last4": "7891", "routing_last4": "0021"}));
    for name in bank_account().as_object().unwrap().keys() {
        let reply = bench.token(&json!({"ach": but(bank_account(), &json!({name: null}))})).await;
        assert_eq!((reply.status, &*reply.code()), (400, "invalid_request"), "without {name}");
    }
    for wrong in [
        json!({"bank_account_number": "123456789"}),
        json!({"bank_routing_number": "12345678"}),
        json!({"check_type": "walnut"}),
        json!({"customer_id_type": "miilitary_id"}),
        json!({"agreement": {"agreement_id": "4f77df6d-70c9-4f36-af1d-f8ad1ad7b0cc"}}),
    ] {
        assert_eq!(bench.token(&json!({"ach": but(bank_account(), &wrong)})).await.status, 400, "{wrong}");
    }
    let company = json!({"check_type": "corporate_check", "first_name": null, "last_name": null});
    let company = but(bank_account(), &company);
    assert_eq!(bench.token(&json!({"ach": company})).await.status, 400);
    let company = but(company, &json!({"business_name": "Example LLC"}));
    assert_eq!(bench.token(&json!({"ach": company})).await.status, 200);
}

#[tokio::test]
async fn a_gift_card_becomes_a_token_whichever_way_its_members_are_spelled() {
    let bench = Bench::new().await;
    for (kind, member) in [("gift_card", "card_number"), ("giftCard", "number")] {
        for number in ["904417", "9000000004417", "6234560000004417", "9000000000000004417"] {
            let reply = bench.token(&json!({kind: {member: number, "security_code": "12345678"}})).await;
            assert_eq!(reply.status, 200, "{number}: {}", reply.text);
            assert_eq!(reply.json()["giftCard"], json!({"last4": "4417"}));
        }
    }
    for wrong in [
        json!({"card_number": "90000004417"}),
        json!({"card_number": "900417", "number": "900417"}),
        json!({"card_number": "900417", "security_code": "123"}),
        json!({}),
    ] {
        assert_eq!(bench.token(&json!({"gift_card": wrong})).await.status, 400, "{wrong}");
    }
}

#[tokio::test]
async fn a_transarmor_token_may_be_charged_twice() {
    let bench = Bench::new().await;
    let external = json!({"external_token": {
        "token_value": "9990001112223334", "token_type": "TRANSARMOR",
        "transarmor_token_attribute": {"exp_month": "12", "exp_year": "2030"},
    }});
    let reply = bench.token(&external).await;
    assert_eq!(reply.status, 200, "{}", reply.text);
    let charge = json!({"amount": 100, "currency": "usd", "source": reply.json()["id"]});
    assert_eq!(bench.charge(&charge).await.status, 200);
    assert_eq!(bench.charge(&charge).await.status, 200);
}

#[tokio::test]
async fn a_token_is_charged_once_and_then_used() {
    let bench = Bench::new().await;
    let token = bench.token(&json!({"card": card(VISA)})).await.json();
    let charge = json!({"amount": 1250, "currency": "usd", "source": token["id"]});
    let first = bench.charge(&charge).await;
    assert_eq!(first.status, 200, "{}", first.text);
    assert_eq!((&first.json()["amount"], &first.json()["status"]), (&json!(1250), &json!("succeeded")));
    let second = bench.charge(&charge).await;
    assert_eq!((second.status, &*second.code()), (400, "token_already_used"));
    assert_eq!(second.json()["error"].get("type"), None);
    assert_eq!(
        second.json()["error"]["message"],
        "You cannot use a clover token more than once unless it is marked as multipay."
    );
}

#[tokio::test]
async fn of_many_charges_of_one_token_at_once_one_succeeds() {
    let bench = std::sync::Arc::new(Bench::new().await);
    let token = bench.token(&json!({"card": card(VISA)})).await.json();
    let charge = json!({"amount": 1, "currency": "usd", "source": token["id"]});
    let mut tries = tokio::task::JoinSet::new();
    for _ in 0..50 {
        let (bench, charge) = (bench.clone(), charge.clone());
        tries.spawn(async move { bench.charge(&charge).await.status });
    }
    let statuses = tries.join_all().await;
    assert_eq!(statuses.iter().filter(|status| **status == 200).count(), 1);
    assert_eq!(statuses.iter().filter(|status| **status == 400).count(), 49);
}

#[tokio::test]
async fn a_decline_card_is_tokenized_and_declined_at_the_charge() {
    let bench = Bench::new().await;
    for (number, status, kind, code) in [
        ("4005578003333335", 402, "card_error", "card_declined"),
        ("4264281511117771", 402, "card_error", "card_declined"),
        ("5424180273333333", 402, "card_error", "card_declined"),
        ("375987654000004", 402, "card_error", "card_declined"),
        ("4005571702222222", 500, "api_error", "processing_error"),
    ] {
        let token = bench.token(&json!({"card": card(number)})).await;
        assert_eq!(token.status, 200, "{number}");
        let charge = json!({"amount": 100, "currency": "usd", "source": token.json()["id"]});
        let reply = bench.charge(&charge).await;
        assert_eq!((reply.status, &*reply.code()), (status, code), "{number}");
        assert_eq!(reply.json()["error"]["type"], kind);
    }
}

#[tokio::test]
async fn a_charge_needs_a_bearer_an_amount_in_cents_and_a_known_source() {
    let bench = Bench::new().await;
    let token = bench.token(&json!({"card": card(VISA)})).await.json();
    let good = json!({"amount": 100, "currency": "usd", "source": token["id"]});
    for (wrong, status, code) in [
        (json!({"amount": 1.5}), 400, "invalid_charge_amount"),
        (json!({"amount": 0}), 400, "invalid_charge_amount"),
        (json!({"amount": -1}), 400, "invalid_charge_amount"),
        (json!({"amount": "100"}), 400, "invalid_charge_amount"),
        (json!({"amount": 100_000_000_u64}), 400, "amount_too_large"),
        (json!({"currency": "walnuts"}), 400, "invalid_request"),
        (json!({"source": VISA}), 400, "invalid_request"),
        (json!({"source": "clv_unknown"}), 404, "resource_missing"),
    ] {
        let reply = bench.charge(&but(good.clone(), &wrong)).await;
        assert_eq!((reply.status, &*reply.code()), (status, code), "{wrong}");
    }
    let headers = [("content-type", "application/json"), ("apikey", bench.clover("publicKey"))];
    let reply = bench.ask("POST", "/clover/v1/charges", &headers, &good.to_string()).await;
    assert_eq!((reply.status, reply.json()), (401, json!({"message": "401 Unauthorized"})));
    // None of the refused ones spent the token.
    assert_eq!(bench.charge(&good).await.status, 200);
}
