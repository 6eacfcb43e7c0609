//! The sandbox's own endpoints.

use serde_json::json;

use super::{Operation, Owner, delete, get, patch, post};
use crate::guess;

pub(super) const OWNER: Owner = Owner {
    name: "_sandbox",
    about: "The sandbox itself: credentials, journal, faults, clock, and what a vault's dashboard would switch",
    operations,
    components: include_str!("own.json"),
    // 421: a Host that is not loopback.
    everywhere: &[400, 408, 413, 421],
};

fn operations() -> Vec<Operation> {
    let kept = |one: Operation| one.refuses(&[503]);
    let hellgate_keys = format!("/hellgate{}", guess::HELLGATE_KEY_PATH);
    let corefy_keys = format!("/corefy{}", guess::COREFY_KEY_PATH);
    vec![
        get("/health", "Whether it is up").gives(200, "_sandbox.Health"),
        get("/openapi.json", "This document").answers_with(
            200,
            json!({"content": {"application/json": {"schema": {"type": "object", "required": ["openapi", "paths"]}}}}),
        ),
        get("/credentials", "What a merchant's server would be issued").gives(200, "_sandbox.Credentials"),
        get("/guesses", "Every choice that a contract leaves open").gives(200, "_sandbox.Guesses"),
        get("/requests", "The journal").gives(200, "_sandbox.Requests"),
        delete("/requests", "Clears the journal").gives_nothing(204),
        get("/faults", "The faults that were ordered").gives(200, "_sandbox.Faults"),
        post("/faults", "Orders a fault, or a list of them")
            .takes("_sandbox.FaultOrders")
            .gives(200, "_sandbox.Faults"),
        delete("/faults", "Clears the faults").gives_nothing(204),
        get("/clock", "What time it is here").gives(200, "_sandbox.Clock"),
        kept(post("/clock", "Moves the clock").takes("_sandbox.ClockStep").gives(200, "_sandbox.Clock")),
        post("/gateway", "A payment gateway for a vault to send cards to")
            .takes("_sandbox.ChargeDraft")
            .gives(200, "_sandbox.Charged")
            .gives(402, "_sandbox.Charged")
            .gives(500, "_sandbox.Charged"),
        kept(
            post("/clover/key", "Switches Clover's public key off and on")
                .takes("_sandbox.Active")
                .gives(200, "_sandbox.Active"),
        ),
        kept(
            post("/payconex/component", "Whether the component reports a payment twice")
                .takes("_sandbox.Component")
                .gives(200, "_sandbox.Component"),
        ),
        kept(get("/hellgate/account", "Hellgate's account").gives(200, "_sandbox.HellgateAccount")),
        kept(
            patch("/hellgate/account", "Changes Hellgate's account")
                .takes("_sandbox.HellgateChange")
                .gives(200, "_sandbox.HellgateAccount"),
        ),
        kept(get(hellgate_keys.clone(), "Hellgate's keys, masked").gives(200, "_sandbox.HellgateKeys")),
        kept(
            post(hellgate_keys, "A new key: the only answer that shows it")
                .takes("_sandbox.HellgateKeyDraft")
                .gives(200, "_sandbox.HellgateKey"),
        ),
        kept(get("/hellgate/api-keys/{id}", "One key, masked").gives(200, "_sandbox.HellgateKey").refuses(&[404])),
        kept(delete("/hellgate/api-keys/{id}", "Revokes a key").gives_nothing(204).refuses(&[404])),
        kept(get("/corefy/account", "Corefy's account").gives(200, "_sandbox.CorefyAccount")),
        kept(
            patch("/corefy/account", "Changes Corefy's account")
                .takes("_sandbox.CorefyChange")
                .gives(200, "_sandbox.CorefyAccount"),
        ),
        kept(get(corefy_keys.clone(), "Corefy's keys, masked").gives(200, "_sandbox.CorefyKeys")),
        kept(
            post(corefy_keys, "A new key: the only answer that shows it")
                .takes("_sandbox.CorefyKeyDraft")
                .gives(200, "_sandbox.CorefyKey"),
        ),
        kept(get("/corefy/api-keys/{id}", "One key, masked").gives(200, "_sandbox.CorefyKey").refuses(&[404])),
        kept(delete("/corefy/api-keys/{id}", "Revokes a key").gives_nothing(204).refuses(&[404])),
        kept(get("/corefy/callbacks", "Callbacks, and whether they arrived").gives(200, "_sandbox.Callbacks")),
        kept(post("/corefy/callbacks", "Sends again what did not arrive").gives(200, "_sandbox.Callbacks")),
    ]
}
