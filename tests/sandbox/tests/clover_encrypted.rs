//! A card number that the page encrypted, against clover.md, 3a "Encrypting the PAN". The ciphertexts were made with
//! OpenSSL for the sandbox's key.
#![allow(clippy::unwrap_used, clippy::string_slice, reason = "a test that panics is a test that fails")]

mod support;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Value, json};
use support::{Bench, VISA, but, card};

/// Eight zeros and 4242424242424242, RSA-OAEP with SHA-1.
const SEALED: &str = "DUZmr45MdIIiipDCwk3D3wh5n5zB8LsVLBGK+QySDeflH8DYmkYIO2CE4P1F6+h+rPhlACqXb7YU8WNzT3nUlPbocL8WUBnVDsLfzLcd64zGkwleg8bhqp+Mc1VuhOCK8+VT9xnFAa0g7HBYEOVw+gLJ1j7gnE6hwfy3BdeWUfYpS7zKmFoaKgftZ3JIeo472I+DGRk76sc97ZcixGNsiq+hbsc5QqVMu+fwV2tC37C0ieQTFXF1R2+CZoBcGhbAndnjQBDP+jNgsvRTeztrVlA1u/dRc/XHr0vnc6XtBTXGL/tti06VmkUMMul0o+gc61rXjrJFdwjoOC2KO0bjmg==";

/// The number without the zeros.
const WITHOUT_ZEROS: &str = "Yp5goqyoQu/r4FA3IDnaYXafcGCJxUpl+H8o2zW1SslUVqid02F7kQrLuRmjBGQklFZ7DfzPMg7ztJ60PRzkbxMG89sSjS7qeq95N8LihKolV1rCPJv5n1Q6eXux48hPW5pw4sorG6TNqcomMRNS0uPDNGiznGKk4QcvlVgNz/nQeJy0jqXEkY7yvrqucS2m/zdA8jL71luLBy1b0YFQcY4FEGmkFLEl3Jbxl+knQl08iT+nZmr65Uh8+IKqiCyNeZzQUPvbQq5A7jUt24VFjnMsvMjoVkbI9c3NdXWBNJ7sG6y5TrZbrqt4u2gRnBiN36fM1wgN22XQpo7xqkR/xw==";

/// RSA-OAEP with SHA-256.
const WITH_SHA_256: &str = "MnXUB4slpACBee/IbY8vJWPjgXZf/93orZbbAmF7kHQYxueKriySaIFvxHWk1JIEiuqjnUkb0ZvLlEtFd3wt119c/1g++FtH+52gqEe8ACpc8HLFJsyRkHbZtHbA3mvmt7+haPvRTFKNwrE4G+RT7MKbd8eSRmNmQ8N0EHaMCnkxdd53OBCSp4gAXiNAoonGU00dk7njmiqXow6WYvJENp6Z5xUXMoOxgPoeh/+HSR0uZURQcxru+TcIOAGQItp2a4c0LxJ0Djis5aHqqHLmS9iHlnGYwzwDoIguSluvGZC5YfuXm0dnSUUtCFXzSfhnJQ7C4w+3p8WjO3p2autdhg==";

fn sealed(pan: &str, more: &Value) -> Value {
    json!({"card": but(but(card(VISA), &json!({"number": null, "encrypted_pan": pan})), more)})
}

#[tokio::test]
async fn an_encrypted_number_gives_the_token_of_its_card() {
    let bench = Bench::new().await;
    for more in [json!({}), json!({"first6": "424242", "last4": "4242", "brand": "VISA"})] {
        let answer = bench.token(&sealed(SEALED, &more)).await.json();
        assert_eq!((&answer["card"]["last4"], &answer["card"]["brand"]), (&json!("4242"), &json!("VISA")), "{answer}");
    }
}

#[tokio::test]
async fn what_cannot_be_decrypted_is_an_invalid_request() {
    let bench = Bench::new().await;
    for pan in [WITHOUT_ZEROS, WITH_SHA_256, "AAAA", "not base64", &SEALED[4..]] {
        let reply = bench.token(&sealed(pan, &json!({}))).await;
        assert_eq!((reply.status, &*reply.code()), (400, "invalid_request"), "{pan}");
    }
    let both = json!({"card": but(card(VISA), &json!({"encrypted_pan": SEALED}))});
    assert_eq!(bench.token(&both).await.code(), "invalid_request");
    let other = sealed(SEALED, &json!({"last4": "1111"}));
    assert_eq!(bench.token(&other).await.code(), "invalid_request");
}

#[tokio::test]
async fn the_published_keys_read_as_the_contract_says() {
    let bench = Bench::new().await;
    let keys = bench.get("/clover/assets/keys.json").await.json();
    for name in ["TA_PUBLIC_KEY_DEV", "TA_PUBLIC_KEY_PROD"] {
        let bytes = STANDARD.decode(keys[name].as_str().unwrap()).unwrap();
        let digits: String = bytes.iter().map(|byte| format!("{byte:02x}")).collect();
        assert!(digits.len() > 512 && digits.ends_with("10001"), "{name}: {}", digits.len());
    }
    assert_ne!(keys["TA_PUBLIC_KEY_DEV"], keys["TA_PUBLIC_KEY_PROD"]);
}
