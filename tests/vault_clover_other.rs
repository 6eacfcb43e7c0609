//! Clover's bank accounts, gift cards and encrypted numbers. Contract: 3a "Encrypting the PAN", 3b, 3c.

#![allow(clippy::expect_used, reason = "a body that is no JSON must fail its test")]

mod vault;

use serde_json::{Value, json};
use tokenframe::card::brand::Brand;
use tokenframe::error::Code;
use tokenframe::http::Lost;
use tokenframe::secret::Secret;
use tokenframe::vault::clover::keys::published;
use tokenframe::vault::instrument::{
    AccountHolder, AccountKind, Agreement, BankAccount, GiftCard, Identity, IdentityKind, Instrument,
};
use tokenframe::vault::{Billing, Call, Encryption, Form, Reply, Step, Vault};
use vault::{call, open, outcome, refused, response, sent, shown};

fn grant() -> Value {
    json!({ "vault": "clover", "environment": "sandbox", "apiKey": "0f1e2d3c4b5a69788796a5b4c3d2e1f0" })
}

/// As in a `keys.json`.
const PUBLISHED: &str = "peeD0g4n/kOsHCIaFh2hj+hwdU+FfJcZEcZVmsKWMisokqNWHZvs0L+Dq7Uh3do0gSFtzguUULkCEvNffs21YIJ1DbBirjWdKYi8E4vMhJ4pH/ZBdLnXi2Bqn3KnDvA2qF6oYfwOSWc308tZBf8LjAs4q81sZYY+MEoBszj27XLJgKTosgGP+Bz9JcHmCvc9ypAkSpjRYIAVyf2EepSxa5grqDO93t982tU0OhXq1lGD+EUyqWsloaJRNR9lT5AEyzt3fNnd5+zsvVFf9FBKiMJ268SoCDZbPRPk+DMKSXmxfmi37YgOsC1dW8nl0bzDkPHSoT6+vtDJwap2v+MTxQEAAQ==";

/// The same modulus, as WebCrypto takes it.
const MODULUS: &str = "peeD0g4n_kOsHCIaFh2hj-hwdU-FfJcZEcZVmsKWMisokqNWHZvs0L-Dq7Uh3do0gSFtzguUULkCEvNffs21YIJ1DbBirjWdKYi8E4vMhJ4pH_ZBdLnXi2Bqn3KnDvA2qF6oYfwOSWc308tZBf8LjAs4q81sZYY-MEoBszj27XLJgKTosgGP-Bz9JcHmCvc9ypAkSpjRYIAVyf2EepSxa5grqDO93t982tU0OhXq1lGD-EUyqWsloaJRNR9lT5AEyzt3fNnd5-zsvVFf9FBKiMJ268SoCDZbPRPk-DMKSXmxfmi37YgOsC1dW8nl0bzDkPHSoT6-vtDJwap2v-MTxQ";

#[test]
fn a_published_key_is_the_environments_own_and_one_that_a_frame_would_take() {
    let keys = json!({ "TA_PUBLIC_KEY_DEV": PUBLISHED, "TA_PUBLIC_KEY_PROD": PUBLISHED.replacen("peeD", "peeE", 1) });
    let answered = |status, body: &str, sandbox| match response(status, body) {
        Reply::Response(response) => published(&response, sandbox).map_err(|error| error.code),
        other => panic!("{other:?}"),
    };
    let of = |body: &Value, sandbox| answered(200, &body.to_string(), sandbox);
    assert_eq!(of(&keys, true), Ok(PUBLISHED.to_owned()));
    assert!(of(&keys, false).is_ok_and(|key| key.starts_with("peeE")));
    for (name, wrong) in
        [("DEV", json!("AAAA")), ("DEV", json!("")), ("DEV", json!(7)), ("DEV", Value::Null), ("dev", json!(PUBLISHED))]
    {
        let body = json!({ format!("TA_PUBLIC_KEY_{name}"): wrong, "TA_PUBLIC_KEY_PROD": PUBLISHED });
        assert_eq!(of(&body, true), Err(Code::BadResponse), "{body}");
    }
    assert_eq!(answered(503, "{}", true), Err(Code::VaultUnavailable));
}

fn account() -> BankAccount {
    BankAccount {
        number: Secret::copied("1234567891"),
        routing_number: Secret::copied("121000021"),
        kind: AccountKind::Checking,
        holder: AccountHolder::Person("Ada".into(), "Example".into()),
        identity: Identity {
            kind: IdentityKind::DriverLicense,
            state: "CA".into(),
            number: Secret::copied("D1234567"),
        },
        email: "ada@example.com".into(),
        phone: "4155550100".into(),
        address: Billing {
            line1: Some("1 Quay Street".into()),
            line2: Some("Flat \"2\"".into()),
            city: Some("Oakland".into()),
            state: Some("CA".into()),
            postal_code: Some("94607".into()),
            ..Billing::default()
        },
        agreement: Agreement {
            id: "2c74dcc0-61ad-4f08-8764-a29aeb98f4a4".into(),
            kind: Some("E_CHECK_ICA_PERSONAL_SETTLEMENT".into()),
            locale: Some("en-US".into()),
        },
    }
}

fn gift(number: &str) -> GiftCard {
    GiftCard { number: Secret::copied(number), security_code: None, foreign_access_code: None }
}

fn with(instrument: Instrument) -> Call {
    Call { instrument: Some(instrument), ..Call::default() }
}

fn bank(account: BankAccount) -> Call {
    with(Instrument::BankAccount(Box::new(account)))
}

fn body(call: Call) -> Value {
    let request = shown(&sent(open(&grant()).begin(call)));
    assert_eq!(request["url"], "https://token-sandbox.dev.clover.com/v1/tokens");
    assert_eq!(request["method"], "POST");
    assert_eq!(
        request["headers"],
        json!({
            "accept": "application/json",
            "content-type": "application/json",
            "apikey": "0f1e2d3c4b5a69788796a5b4c3d2e1f0",
        })
    );
    request["body"].as_str().and_then(|body| serde_json::from_str(body).ok()).expect("a JSON body")
}

#[test]
fn a_bank_account_is_sent_as_the_contract_says() {
    let person = json!({ "ach": {
        "bank_account_number": "1234567891",
        "bank_routing_number": "121000021",
        "encrypted": false,
        "check_type": "personal_check",
        "account_type": "checking",
        "customer_id_type": "driver_license",
        "customer_id": "D1234567",
        "customer_id_state": "CA",
        "first_name": "Ada",
        "last_name": "Example",
        "email": "ada@example.com",
        "phone": "4155550100",
        "address_line1": "1 Quay Street",
        "address_line2": "Flat \"2\"",
        "address_city": "Oakland",
        "address_state": "CA",
        "address_zip": "94607",
        "agreement": {
            "agreement_id": "2c74dcc0-61ad-4f08-8764-a29aeb98f4a4",
            "type": "E_CHECK_ICA_PERSONAL_SETTLEMENT",
            "locale": "en-US",
        },
    } });
    assert_eq!(body(bank(account())), person);

    let mut company = account();
    company.holder = AccountHolder::Company("Slack Water Press".into());
    company.kind = AccountKind::Savings;
    company.address.line2 = None;
    company.agreement.kind = None;
    company.agreement.locale = None;
    for (kind, name) in [
        (IdentityKind::DriverLicense, "driver_license"),
        (IdentityKind::Ssn, "ssn"),
        (IdentityKind::MilitaryId, "military_id"),
        (IdentityKind::TaxId, "tax_id"),
    ] {
        let mut account = account();
        account.identity.kind = kind;
        assert_eq!(body(bank(account))["ach"]["customer_id_type"], name);
    }
    let sent = body(bank(company));
    assert_eq!(sent["ach"]["check_type"], "corporate_check");
    assert_eq!(sent["ach"]["account_type"], "savings");
    assert_eq!(sent["ach"]["business_name"], "Slack Water Press");
    for absent in ["first_name", "last_name", "address_line2"] {
        assert_eq!(sent["ach"][absent], Value::Null, "{absent}");
    }
    assert_eq!(sent["ach"]["agreement"], json!({ "agreement_id": "2c74dcc0-61ad-4f08-8764-a29aeb98f4a4" }));
}

#[test]
fn a_gift_card_is_sent_as_the_contract_says() {
    assert_eq!(
        body(with(Instrument::GiftCard(gift("6005550004417")))),
        json!({ "gift_card": { "card_number": "6005550004417" } })
    );
    let whole = GiftCard {
        security_code: Some(Secret::copied("12345678")),
        foreign_access_code: Some(Secret::copied("A1")),
        ..gift("600555")
    };
    assert_eq!(
        body(with(Instrument::GiftCard(whole))),
        json!({ "gift_card": { "card_number": "600555", "security_code": "12345678", "foreign_access_code": "A1" } })
    );
}

#[test]
fn what_the_vault_must_refuse_is_not_sent() {
    let refused = |call: Call| outcome(Some(open(&grant()).begin(call)))["error"].clone();
    type Spoil = fn(&mut BankAccount);
    let spoils: [Spoil; 9] = [
        |account| account.number = Secret::copied("123456789"),
        |account| account.number = Secret::copied("1234567890123"),
        |account| account.number = Secret::copied("12345678a0"),
        |account| account.routing_number = Secret::copied("12100002"),
        |account| account.holder = AccountHolder::Person("Ada".into(), String::new()),
        |account| account.holder = AccountHolder::Company(String::new()),
        |account| account.email = String::new(),
        |account| account.address.line1 = None,
        |account| account.address.postal_code = Some(String::new()),
    ];
    for (at, spoil) in spoils.into_iter().enumerate() {
        let mut account = account();
        spoil(&mut account);
        assert_eq!(refused(bank(account)), "request_refused", "{at}");
    }
    for number in ["60055500044", "60055500044170", "600555000441x", ""] {
        assert_eq!(refused(with(Instrument::GiftCard(gift(number)))), "request_refused", "{number}");
    }
    for code in ["123", "123456789", "12 4"] {
        let card = GiftCard { security_code: Some(Secret::copied(code)), ..gift("600555") };
        assert_eq!(refused(with(Instrument::GiftCard(card))), "request_refused", "{code}");
    }
}

#[test]
fn both_spellings_of_the_answer_are_read() {
    let token = |kind: &str, last4: &str| {
        json!({ "token": { "id": "clv_1TSTSq2w3e4r5t6y7u8i9o0p", "vault": "clover", "kind": kind, "brand": null,
            "last4": last4, "expMonth": null, "expYear": null } })
    };
    let answer = |member: &str, value: Value| {
        let mut body = json!({ "id": "clv_1TSTSq2w3e4r5t6y7u8i9o0p", "object": "token" });
        body[member] = value;
        response(200, &body.to_string())
    };
    let found = |call: Call, reply: Reply| {
        let mut vault = open(&grant());
        sent(vault.begin(call));
        outcome(vault.answer(reply))
    };
    let ach = || bank(account());
    let card = || with(Instrument::GiftCard(gift("6005550004417")));
    let reply = answer("ach", json!({ "account_last4": "7891", "routing_last4": "0021" }));
    assert_eq!(found(ach(), reply), token("ach", "7891"));
    for spelling in ["giftCard", "gift_card"] {
        assert_eq!(found(card(), answer(spelling, json!({ "last4": "4417" }))), token("gift_card", "4417"));
    }
    // Of another account, of another kind, or of none.
    for reply in [
        answer("ach", json!({ "account_last4": "0000" })),
        answer("ach", json!({ "last4": "7891" })),
        answer("card", json!({ "last4": "7891" })),
        answer("giftCard", json!({ "last4": "7891" })),
    ] {
        assert_eq!(found(ach(), reply)["error"], "bad_response");
    }
    assert_eq!(found(card(), answer("card", json!({ "last4": "4417" })))["error"], "bad_response");
}

#[test]
fn an_error_about_an_account_names_no_field_of_a_card() {
    for code in ["invalid_request", "invalid_number", "expired_card"] {
        let mut vault = open(&grant());
        sent(vault.begin(bank(account())));
        let found = outcome(vault.answer(response(400, &json!({ "error": { "code": code } }).to_string())));
        assert_eq!(found, json!({ "error": "request_refused", "retryable": false }), "{code}");
    }
    let mut vault = open(&grant());
    sent(vault.begin(bank(account())));
    let found = outcome(vault.answer(response(400, r#"{"error":{"code":"processing_error"}}"#)));
    assert_eq!(found["error"], "vault_unavailable");
}

#[test]
fn an_account_that_is_printed_shows_no_number() {
    let printed = format!("{:?}", bank(account()));
    for secret in ["1234567891", "121000021", "D1234567"] {
        assert!(!printed.contains(secret), "{printed}");
    }
}

/// A vault that encrypts.
fn sealing() -> Box<dyn Vault> {
    let mut grant = grant();
    grant["encryptionKey"] = PUBLISHED.into();
    open(&grant)
}

fn visa() -> Call {
    call(
        &json!({ "number": "4242 4242 4242 4242", "expiry": "12/30", "cvc": "123" }),
        &json!({ "postalCode": "94607" }),
    )
}

#[test]
fn with_the_vaults_key_the_number_leaves_encrypted() {
    let mut vault = sealing();
    assert_eq!(vault.prepare(), Step::Ready);
    let expected = Encryption {
        n: MODULUS.into(),
        e: "AQAB".into(),
        form: Form::RsaOaepSha1,
        plaintext: Secret::copied("000000004242424242424242"),
    };
    assert_eq!(vault.begin(visa()), Step::Encrypt(expected));
    let request = shown(&sent(vault.answer(Reply::Encrypted("c2VhbGVk+/==".into())).expect("a request")));
    let body: Value = request["body"].as_str().and_then(|body| serde_json::from_str(body).ok()).expect("a JSON body");
    assert_eq!(
        body,
        json!({ "card": {
            "encrypted_pan": "c2VhbGVk+/==", "first6": "424242", "last4": "4242", "brand": "VISA",
            "exp_month": "12", "exp_year": "2030", "cvv": "123", "address_zip": "94607",
        } })
    );
    let answer = r#"{"id":"clv_1TSTSa1b2c3d4e5f6g7h8j9k","object":"token","card":{"last4":"4242","brand":"VISA"}}"#;
    assert_eq!(outcome(vault.answer(response(200, answer)))["token"]["kind"], "card");
}

#[test]
fn the_network_that_the_shopper_wants_is_sent_where_the_vault_has_a_name_for_it() {
    let sent_brand = |preferred, grant: &Value, reply: Option<Reply>| {
        let mut call = visa();
        call.card.as_mut().expect("a card").preferred = Some(preferred);
        let mut vault = open(grant);
        let step = match (vault.begin(call), reply) {
            (Step::Encrypt(_), Some(reply)) => vault.answer(reply).expect("a request"),
            (step, _) => step,
        };
        let body = shown(&sent(step))["body"].as_str().and_then(|body| serde_json::from_str::<Value>(body).ok());
        body.expect("a JSON body")["card"]["brand"].clone()
    };
    let mut sealed = grant();
    sealed["encryptionKey"] = json!(PUBLISHED);
    let encrypted = || Some(Reply::Encrypted("c2VhbGVk".into()));
    assert_eq!(sent_brand(Brand::DISCOVER, &grant(), None), "DISCOVER");
    assert_eq!(sent_brand(Brand::DISCOVER, &sealed, encrypted()), "DISCOVER");
    // Of a network that it has no name for it is told what it was told before.
    assert_eq!(sent_brand(Brand::CARTES_BANCAIRES, &grant(), None), Value::Null);
    assert_eq!(sent_brand(Brand::CARTES_BANCAIRES, &sealed, encrypted()), "VISA");
}

#[test]
fn a_browser_that_cannot_encrypt_sends_nothing() {
    let mut vault = sealing();
    assert!(matches!(vault.begin(visa()), Step::Encrypt(_)));
    let found = outcome(vault.answer(Reply::Lost(Lost::Unreachable)));
    assert_eq!(found, json!({ "error": "encryption_failed", "retryable": false }));
    // What comes after that is nobody's.
    assert_eq!(vault.answer(Reply::Encrypted("late".into())), None);
    assert!(matches!(vault.begin(visa()), Step::Encrypt(_)), "another call can be made");
}

#[test]
fn a_key_of_another_shape_is_refused_before_anything_is_sent() {
    let cut = PUBLISHED.get(..300);
    for key in [json!(""), json!("AAAA"), json!("not a key"), json!(7), json!({ "n": "x" }), json!(cut)] {
        let mut grant = grant();
        grant["encryptionKey"] = key.clone();
        assert_eq!(refused(&grant).map(|code| code.as_str()), Some("grant_invalid"), "{key}");
    }
    let mut grant = grant();
    grant["encryptionKey"] = Value::Null;
    assert!(matches!(open(&grant).begin(visa()), Step::Send(_)));
}
