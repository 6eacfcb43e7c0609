//! Every route of PayConex, with no key, a wrong one, a deleted, disabled or expired one, one that
//! holds every scope but those that the route wants, and one that holds nothing else.
#![allow(clippy::unwrap_used, clippy::string_slice, reason = "a test that panics is a test that fails")]

mod payconex;
mod support;

use payconex::{Key, ask};
use serde_json::{Value, json};
use support::{Bench, NOW_MS, routes_of};

/// What every key here holds, and a key that makes another hands on: a refusal is then the route's own.
const HELD: &str = "pcx:status:nats";

struct Row {
    method: &'static str,
    /// Below the account, or whole where it begins with `/api/`.
    path: String,
    body: Value,
    scope: &'static str,
    /// What the endpoint itself says.
    good: u16,
}

fn row(method: &'static str, path: impl Into<String>, body: Value, scope: &'static str, good: u16) -> Row {
    Row { method, path: path.into(), body, scope, good }
}

/// Whether a scope stands for another, by payconex.md 5: itself, or a wildcard above it.
fn covers(held: &str, wanted: &str) -> bool {
    held == wanted || held.strip_suffix('*').is_some_and(|above| wanted.starts_with(above))
}

impl Row {
    fn path_of(&self, key: &Key) -> String {
        if self.path.starts_with("/api/") { self.path.clone() } else { key.path(&self.path) }
    }

    async fn with(&self, bench: &Bench, key: &Key) -> u16 {
        ask(bench, self.method, &self.path_of(key), &key.basic(), &self.body).await.status
    }
}

async fn made(bench: &Bench, scopes: &[&str]) -> Key {
    Key::first(bench).make(bench, &json!({"label": "for a route", "scopes": scopes})).await
}

/// The routes of payconex.md 5, 7 and 9 that are built, destructive ones last.
async fn rows(bench: &Bench) -> Vec<Row> {
    let first = Key::first(bench);
    let victim = made(bench, &[HELD]).await.id;
    let body = json!({"label": "Shop", "allowedPaymentMethods": ["CARD"], "allowedParentDomains": ["*"]});
    let iframe = first.ask(bench, "POST", "/payment-iframe", &body).await.json()["id"].as_str().unwrap().to_owned();
    let init = format!("/payment-iframe/{iframe}/instance/init");
    let label = json!({"label": "Renamed"});
    let instance = first.ask(bench, "POST", &init, &label).await.json()["id"].as_str().unwrap().to_owned();
    let reference = payconex::reference(bench, payconex::VISA, "required").await;
    let sold = first.ask(bench, "POST", "/payments/sale", &payconex::sale(&reference)).await.json();
    let payment = format!("/payments/{}", sold["transactionId"].as_str().unwrap());
    let none = || Value::Null;
    vec![
        row("GET", "/api/v4/api-key-scopes", none(), "pcx:api_key_scopes:read", 200),
        row("GET", "/api-keys", none(), "pcx:api_key:read", 200),
        row("POST", "/api-keys", json!({"label": "Handed on", "scopes": [HELD]}), "pcx:api_key:create", 201),
        row("GET", format!("/api-keys/{victim}"), none(), "pcx:api_key:read", 200),
        row("PATCH", format!("/api-keys/{victim}"), label.clone(), "pcx:api_key:update", 200),
        row("GET", "/payment-iframe", none(), "pcx:iframe:read", 200),
        row("POST", "/payment-iframe", body, "pcx:iframe:create", 201),
        row("GET", format!("/payment-iframe/{iframe}"), none(), "pcx:iframe:read", 200),
        row("PATCH", format!("/payment-iframe/{iframe}"), label.clone(), "pcx:iframe:update", 200),
        row("POST", init, label, "pcx:iframe:instance:create", 201),
        row("GET", format!("/payment-iframe/{iframe}/instance/{instance}"), none(), "pcx:iframe:instance:read", 200),
        row("POST", "/payments/sale", payconex::sale(&reference), "pcx:payments:card_not_present:sale", 200),
        row("POST", "/payments/auth", payconex::sale(&reference), "pcx:payments:card_not_present:auth", 200),
        // 400 and 422 are the endpoint's own words: stored already, not to be captured, no body.
        row(
            "POST",
            "/payments/store",
            json!({"bfTokenReference": reference, "posProfile": "ECOMMERCE"}),
            "pcx:payments:card_not_present:store",
            400,
        ),
        row("GET", payment.clone(), none(), "pcx:payments:read", 200),
        row("POST", format!("{payment}/capture"), none(), "pcx:payments:capture", 400),
        row(
            "POST",
            format!("{payment}/refund"),
            json!({"amounts": {"total": "1.00", "currency": "USD"}}),
            "pcx:payments:refund",
            200,
        ),
        row("DELETE", format!("/api-keys/{victim}"), none(), "pcx:api_key:delete", 204),
        row("DELETE", format!("/payment-iframe/{iframe}"), none(), "pcx:iframe:delete", 204),
    ]
}

#[tokio::test]
async fn each_route_wants_a_usable_key_and_one_of_its_scopes() {
    let bench = Bench::new().await;
    let first = Key::first(&bench);
    let listed = ask(&bench, "GET", "/api/v4/api-key-scopes", &first.basic(), &Value::Null).await.json();
    let every: Vec<&str> = listed.as_array().unwrap().iter().map(|row| row["scope"].as_str().unwrap()).collect();
    assert_eq!(every.len(), 119);

    let (deleted, disabled, stale) = (made(&bench, &every).await, made(&bench, &every).await, {
        let body = json!({"label": "stale", "scopes": every, "expiresIn": "1 second"});
        first.make(&bench, &body).await
    });
    assert_eq!(first.ask(&bench, "DELETE", &format!("/api-keys/{}", deleted.id), &Value::Null).await.status, 204);
    let off = json!({"enabled": false});
    assert_eq!(first.ask(&bench, "PATCH", &format!("/api-keys/{}", disabled.id), &off).await.status, 200);
    bench.clock.set(NOW_MS + 1_000);
    let wrong = Key { secret: "0123456789abcdef0123456789abcdef".to_owned(), ..first.clone() };
    let hmac_only = first.make(&bench, &json!({"label": "hmac", "scopes": every, "methods": ["HMAC"]})).await;

    let rows = rows(&bench).await;
    for row in &rows {
        let what = format!("{} {}", row.method, row.path);
        let nobody = bench.ask(row.method, &format!("/payconex{}", row.path_of(&first)), &[], "").await;
        assert_eq!(nobody.status, 401, "{what} without a key");
        let unusable = [("wrong", &wrong), ("deleted", &deleted), ("disabled", &disabled), ("expired", &stale)];
        for (state, key) in unusable.into_iter().chain([("Basic of an HMAC", &hmac_only)]) {
            assert_eq!(row.with(&bench, key).await, 401, "{what} with a {state} key");
        }
        let others: Vec<&str> = every.iter().copied().filter(|held| !covers(held, row.scope)).collect();
        assert!(others.len() >= 115, "{what}: {}", others.len());
        assert_eq!(row.with(&bench, &made(&bench, &others).await).await, 403, "{what} with all but {}", row.scope);
        // Of the wildcards above it, any one is enough.
        let wildcards = every.iter().filter(|held| covers(held, row.scope) && **held != row.scope);
        for held in wildcards.filter(|_| row.method == "GET") {
            assert_eq!(row.with(&bench, &made(&bench, &[held]).await).await, row.good, "{what} with {held}");
        }
        let narrow = made(&bench, &[row.scope, HELD]).await;
        if !row.path.starts_with("/api/") {
            let elsewhere = Key { account: "000000000000".to_owned(), ..narrow.clone() };
            assert_eq!(row.with(&bench, &elsewhere).await, 403, "{what} in another account");
        }
        assert_eq!(row.with(&bench, &narrow).await, row.good, "{what} with {} alone", row.scope);
    }

    // With the bearer of one instance, which no key replaces; and three that hold nothing.
    for (method, path) in [("GET", "/checkout/session"), ("POST", "/checkout/tokenize")] {
        for authorization in [first.basic(), format!("Bearer {}", first.secret), "Bearer walnut".to_owned()] {
            let reply = ask(&bench, method, path, &authorization, &payconex::entered(payconex::VISA)).await;
            assert_eq!(reply.status, 401, "{method} {path} with {authorization}");
        }
    }
    for path in ["/checkout", "/checkout/assets/card.js", "/iframe-v2/iframe-v2.0.0.min.js"] {
        assert_eq!(bench.get(&format!("/payconex{path}")).await.status, 200, "{path}");
    }
    assert_eq!(rows.len() + 2 + 3, routes_of("payconex"));
}

#[tokio::test]
async fn a_bearer_dies_with_the_key_that_made_it() {
    let bench = Bench::new().await;
    let first = Key::first(&bench);
    let maker = made(&bench, &["pcx:iframe:*"]).await;
    let body = json!({"label": "Shop", "allowedPaymentMethods": ["CARD"], "allowedParentDomains": ["*"]});
    let iframe = maker.ask(&bench, "POST", "/payment-iframe", &body).await.json()["id"].as_str().unwrap().to_owned();
    let path = format!("/payment-iframe/{iframe}/instance/init");
    let open = maker.ask(&bench, "POST", &path, &json!({"label": "One"})).await.json();
    let bearer = format!("Bearer {}", open["bearerToken"].as_str().unwrap());
    assert_eq!(ask(&bench, "GET", "/checkout/session", &bearer, &Value::Null).await.status, 200);
    first.ask(&bench, "DELETE", &format!("/api-keys/{}", maker.id), &Value::Null).await;
    assert_eq!(ask(&bench, "GET", "/checkout/session", &bearer, &Value::Null).await.status, 401);
    assert_eq!(payconex::tokenize(&bench, &open["bearerToken"].to_string(), &json!({})).await.status, 401);
}
