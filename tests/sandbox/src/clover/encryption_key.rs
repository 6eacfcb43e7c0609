//! `GET /assets/keys.json`: the keys under which a page may encrypt a card number (clover.md, 3a).
//!
//! Read as hex after base64, each holds a modulus of 512 digits and ends in the exponent, 10001.

use axum::http::StatusCode;
use axum::response::Response;
use serde_json::json;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use rsa::{BoxedUint, Oaep, RsaPrivateKey};
use sha1::Sha1;

use crate::answer::json_answer;
use crate::secret::base64_standard;

pub(crate) async fn both() -> Response {
    json_answer(
        StatusCode::OK,
        &json!({
            "TA_PUBLIC_KEY_DEV": encoded(&MODULUS_DEV),
            "TA_PUBLIC_KEY_PROD": encoded(&MODULUS_PROD),
        }),
    )
}

/// The card number in an `encrypted_pan`: RSA-OAEP with SHA-1 of eight zeros and the number, in base64.
pub(crate) fn opened(encrypted: &str) -> Option<String> {
    let sealed = STANDARD.decode(encrypted).ok()?;
    let [p, q] = PRIMES_DEV.map(|digits| BoxedUint::from_be_hex(&digits.concat(), 1024).into_option());
    let key = RsaPrivateKey::from_p_q(p?, q?, BoxedUint::from(EXPONENT)).ok()?;
    let text = String::from_utf8(key.decrypt(Oaep::<Sha1>::new(), &sealed).ok()?).ok()?;
    Some(text.strip_prefix(PREFIX)?.to_owned())
}

const PREFIX: &str = "00000000";
const EXPONENT: u64 = 0x1_0001;

fn encoded(modulus: &[&str]) -> String {
    let digits = format!("{}010001", modulus.concat());
    let bytes: Vec<u8> = digits
        .as_bytes()
        .chunks(2)
        .filter_map(|pair| u8::from_str_radix(str::from_utf8(pair).ok()?, 16).ok())
        .collect();
    base64_standard(&bytes)
}

// Real 2048-bit moduli, so that a browser imports them. The private half of the first is beneath it: it guards
// nothing but test cards. That of the second was thrown away, so that a card for the wrong key is refused.

const MODULUS_DEV: [&str; 8] = [
    "a5e783d20e27fe43ac1c221a161da18fe870754f857c971911c6559ac296322b",
    "2892a3561d9becd0bf83abb521ddda3481216dce0b9450b90212f35f7ecdb560",
    "82750db062ae359d2988bc138bcc849e291ff64174b9d78b606a9f72a70ef036",
    "a85ea861fc0e496737d3cb5905ff0b8c0b38abcd6c65863e304a01b338f6ed72",
    "c980a4e8b2018ff81cfd25c1e60af73dca90244a98d1608015c9fd847a94b16b",
    "982ba833bddedf7cdad5343a15ead65183f84532a96b25a1a251351f654f9004",
    "cb3b777cd9dde7ececbd515ff4504a88c276ebc4a808365b3d13e4f8330a4979",
    "b17e68b7ed880eb02d5d5bc9e5d1bcc390f1d2a13ebebed0c9c1aa76bfe313c5",
];

const PRIMES_DEV: [[&str; 4]; 2] = [
    [
        "d380fb9ce36f1a08a8f4ea17fba9b792cf5c837f83c6e6a3269dede8b2f40dfb",
        "6ef9e78b0d1f1d6cd78c758762587728043b0e52d2cc1bf3ee05e5e6edf90a53",
        "dfcb12ff8e1e17262fb8829bb9def6290aa0e7829eff12fd6231c679ae8d70ba",
        "0335ecff3bb1833f96763f10411dbd66ee0f88c505ec20673f15ab193aaddd33",
    ],
    [
        "c8ceab37820d1b534ff7993e80598f868622f2e0f4d0e1bd994dff1aba37dbf2",
        "3f74aab94cebb19cbd8ef4ecd2d60ccb551cb1bd5c18678bde9cc2f7920ba183",
        "655001cbbaed9458311e968a02dbd6f42a22f38115b1648c1086c140872b4606",
        "6c08a8ae937b0f58a93b16b905f9a803094e4bbeb7da803cc4320186cea61b27",
    ],
];

const MODULUS_PROD: [&str; 8] = [
    "93bcee8e88918dfa96d5eec8990ed05df43ce4c2b38780f4fb19af5e615cbf1c",
    "ff55882eba2e327f56cd5b77feea68c33f951072319df51876c8de6faaa379d3",
    "e8e3dc9e491596cfd3e976df232eace951bc300434d4aab6538e01950ff156fc",
    "c498ac1d1998c4788dfe1e6ebb3fc565eb24ad3615c5b675b9ad6df444876658",
    "6755d30603343a06d96c635be2b8d639f84a9b0910fbdf92eccf9f66fc82cd47",
    "4ce601d34ead0c0019725bf03c582678ad7296cfcc5079b13cb3e40bbe00cb12",
    "42a48ce4eb4223948e76b1a875e649449940e3c1e97e2f04be6adb78d108bc5c",
    "c1e456a5dbe6feab8e5237f3f39975fdc6afb9fedd79ce83d773e690a912b5a7",
];
