//! `GET /assets/keys.json`: the keys under which a page may encrypt a card number (clover.md, 3a).
//!
//! Read as hex after base64, each holds a modulus of 512 digits and ends in the exponent, 10001.

use axum::http::StatusCode;
use axum::response::Response;
use serde_json::json;

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

fn encoded(modulus: &[&str]) -> String {
    let digits = format!("{}010001", modulus.concat());
    let bytes: Vec<u8> = digits
        .as_bytes()
        .chunks(2)
        .filter_map(|pair| u8::from_str_radix(str::from_utf8(pair).ok()?, 16).ok())
        .collect();
    base64_standard(&bytes)
}

// Real 2048-bit moduli, so that a browser imports them. Their private halves were thrown away.

const MODULUS_DEV: [&str; 8] = [
    "c135bf97c8721a27a1401cffe6336b4cfdfc3a1837df6d252f84c87affe3dc13",
    "3db4c4c5704b212e46a678bdc3a4105000cd14e25fadb8ce0434df9151c5c519",
    "7fc9868f1f6628cac7002f6390cb5cdb9afda09c84bf2644cd393df5ecad8265",
    "18b6e8b70454a222c0bd21ef9d2d49ddfcf9ff1b62da963bd54d93b620243c0d",
    "e5b6529b1359aed3e862ec56638dcd7067d6f9d1d9d01119c28caf9636b8934e",
    "4a5e302ce6954e899481a61eb963965129301271457784e21747980d4f79b707",
    "17651a936cfa22b2a9278009c40bba2eb02f2e0d4db8b4d5a4104acbdb69195a",
    "6f8faa93825ced3ecc79edd079d3badc8af71d14251ffc332a747fdcf415fd73",
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
