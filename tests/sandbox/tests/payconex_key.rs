//! PayConex API keys, against payconex.md 5 and 6.
#![allow(clippy::unwrap_used, clippy::string_slice, reason = "a test that panics is a test that fails")]

mod payconex;
mod support;

use payconex::{Key, ask};
use serde_json::{Value, json};
use support::{Bench, NOW_MS, but};

fn wanted() -> Value {
    json!({"label": "Storefront key", "scopes": ["pcx:api_key:read"]})
}

#[tokio::test]
async fn a_key_shows_its_secret_once_and_masked_after() {
    let bench = Bench::new().await;
    let first = Key::first(&bench);
    assert!(first.account.len() == 12 && first.account.bytes().all(|byte| byte.is_ascii_digit()));
    assert!(first.id.starts_with("api_") && first.id.len() == 36 && first.secret.len() == 32);
    let reply = first.ask(&bench, "POST", "/api-keys", &wanted()).await;
    assert_eq!(reply.status, 201, "{}", reply.text);
    let made = reply.json();
    let secret = made["secret"].as_str().unwrap();
    assert!(secret.len() == 32 && secret.bytes().all(|byte| byte.is_ascii_hexdigit()));
    let mut shown = json!({
        "id": made["id"], "label": "Storefront key", "methods": ["ALL"], "accounts": [],
        "scopes": ["pcx:api_key:read"], "accountId": first.account, "createdAt": "2026-06-15T00:00:00.000000Z",
        "updatedAt": "2026-06-15T00:00:00.000000Z", "expiresAt": null, "enabled": true, "secret": secret,
    });
    assert_eq!(made, shown);

    let path = format!("/api-keys/{}", made["id"].as_str().unwrap());
    let one = first.ask(&bench, "GET", &path, &Value::Null).await;
    shown["secret"] = json!(format!("****************************{}", &secret[28..]));
    assert_eq!((one.status, one.json()), (200, shown.clone()));
    let changed = first.ask(&bench, "PATCH", &path, &json!({"label": "Renamed"})).await;
    assert_eq!((changed.status, &changed.json()["secret"]), (200, &shown["secret"]));
    let list = first.ask(&bench, "GET", "/api-keys", &Value::Null).await;
    assert_eq!(list.json().as_array().unwrap().len(), 2);
    assert_eq!(list.json()[1].get("secret"), None);
    assert!(!list.text.contains(secret) && !one.text.contains(secret) && !changed.text.contains(secret));
}

#[tokio::test]
async fn a_list_says_where_one_is_in_it() {
    let bench = Bench::new().await;
    let first = Key::first(&bench);
    for label in ["Key one", "Key two", "Other"] {
        first.make(&bench, &but(wanted(), &json!({"label": label}))).await;
    }
    let page = first.ask(&bench, "GET", "/api-keys?page=2&limit=3", &Value::Null).await;
    assert_eq!(page.json()[0]["label"], "Other");
    let shown = |name| page.header(name).unwrap_or("none");
    assert_eq!((shown("x-total"), shown("x-current_page"), shown("x-last-page")), ("4", "2", "2"));
    assert_eq!((shown("x-from"), shown("x-to"), shown("x-total-in-this-page")), ("4", "4", "1"));
    assert!(shown("x-prev-page-url").ends_with("/api-keys?page=1&limit=3") && shown("x-next-page-url").is_empty());
    let found = first.ask(&bench, "GET", "/api-keys?query=Key%20t", &Value::Null).await;
    assert_eq!((found.json().as_array().unwrap().len(), &found.json()[0]["label"]), (1, &json!("Key two")));
    assert_eq!(first.ask(&bench, "GET", "/api-keys?page=0", &Value::Null).await.status, 422);
}

#[tokio::test]
async fn expires_at_wins_over_expires_in_and_ends_the_key_for_good() {
    let bench = Bench::new().await;
    let first = Key::first(&bench);
    for (more, shown, lives_ms) in [
        (json!({"expiresIn": "1 hour"}), json!("2026-06-15T01:00:00.000000Z"), 3_600_000),
        (json!({"expiresIn": "1 month"}), json!("2026-07-15T00:00:00.000000Z"), 30 * 86_400_000),
        (
            json!({"expiresIn": "1 hour", "expiresAt": "2026-06-15T00:00:10Z"}),
            json!("2026-06-15T00:00:10.000000Z"),
            10_000,
        ),
    ] {
        let bench = Bench::new().await;
        let reply = Key::first(&bench).ask(&bench, "POST", "/api-keys", &but(wanted(), &more)).await;
        assert_eq!(reply.json()["expiresAt"], shown, "{more}");
        let key = Key::of(&first.account, &reply.json());
        bench.clock.set(NOW_MS + lives_ms - 1);
        assert_eq!(key.lists(&bench).await, 200, "{more}");
        bench.clock.set(NOW_MS + lives_ms);
        assert_eq!(key.lists(&bench).await, 401, "{more}");
        bench.clock.set(NOW_MS);
        assert_eq!(key.lists(&bench).await, 401, "{more}");
    }
    let body = json!({"label": "For ever", "scopes": [], "expiresIn": "1 hour", "expiresAt": Value::Null});
    let reply = first.ask(&bench, "POST", "/api-keys", &body).await;
    assert_eq!((reply.status, &reply.json()["expiresAt"]), (201, &Value::Null));
    let past = but(wanted(), &json!({"expiresAt": "2026-06-15T00:00:00Z"}));
    assert_eq!(first.ask(&bench, "POST", "/api-keys", &past).await.status, 422);
}

#[tokio::test]
async fn disabling_and_deleting_take_effect_at_once() {
    let bench = Bench::new().await;
    let first = Key::first(&bench);
    let key = first.make(&bench, &wanted()).await;
    let path = format!("/api-keys/{}", key.id);
    assert_eq!(key.lists(&bench).await, 200);
    for (enabled, status) in [(false, 401), (true, 200)] {
        let changed = first.ask(&bench, "PATCH", &path, &json!({"enabled": enabled})).await;
        assert_eq!((changed.status, &changed.json()["enabled"]), (200, &json!(enabled)));
        assert_eq!(key.lists(&bench).await, status);
    }
    let gone = first.ask(&bench, "DELETE", &path, &Value::Null).await;
    assert_eq!((gone.status, &*gone.text), (204, ""));
    assert_eq!(key.lists(&bench).await, 401);
    let again = first.ask(&bench, "DELETE", &path, &Value::Null).await;
    assert_eq!((again.status, &again.json()["errorCode"]), (404, &json!(40_005)));
    assert_eq!((&again.json()["errorType"], &again.json()["value"]), (&json!("not_found"), &json!(key.id)));
    let born_off = first.make(&bench, &but(wanted(), &json!({"enabled": false}))).await;
    assert_eq!(born_off.lists(&bench).await, 401);
}

#[tokio::test]
async fn each_endpoint_wants_its_own_scope_or_its_wildcard() {
    let bench = Bench::new().await;
    let first = Key::first(&bench);
    let target = first.make(&bench, &wanted()).await;
    let one = format!("/api-keys/{}", target.id);
    let empty = json!({});
    for (method, path, body, scope) in [
        ("GET", "/api-keys", &Value::Null, "pcx:api_key:read"),
        ("GET", &*one, &Value::Null, "pcx:api_key:read"),
        ("POST", "/api-keys", &empty, "pcx:api_key:create"),
        ("PATCH", &*one, &empty, "pcx:api_key:update"),
        ("GET", "/payment-iframe", &Value::Null, "pcx:iframe:read"),
        ("POST", "/payment-iframe", &empty, "pcx:iframe:create"),
        ("POST", "/payments/sale", &empty, "pcx:payments:card_not_present:sale"),
        ("DELETE", &*one, &Value::Null, "pcx:api_key:delete"),
    ] {
        let other = if scope.contains("iframe") { "pcx:api_key:*" } else { "pcx:iframe:*" };
        let wildcard = format!("{}:*", scope.rsplit_once(':').unwrap().0);
        for (held, may) in [(other, false), (scope, true), (&*wildcard, true)] {
            let key = first.make(&bench, &json!({"label": "Probe", "scopes": [held]})).await;
            let reply = key.ask(&bench, method, path, body).await;
            assert_eq!(reply.status != 403, may, "{method} {path} with {held}: {}", reply.text);
            assert_ne!(reply.status, 401);
        }
    }
}

#[tokio::test]
async fn a_key_hands_on_only_what_it_holds() {
    let bench = Bench::new().await;
    let first = Key::first(&bench);
    let held = json!(["pcx:api_key:*", "pcx:iframe:*", "pcx:payments:read"]);
    let key = first.make(&bench, &json!({"label": "Middle", "scopes": held})).await;
    let child = key.make(&bench, &wanted()).await;
    for (scopes, may) in [
        (json!(["pcx:api_key:read", "pcx:iframe:create"]), true),
        (json!(["pcx:iframe:instance:*", "pcx:payments:read"]), true),
        (json!(["pcx:payments:*"]), false),
        (json!(["pcx:api_key:read", "pcx:webhooks:read"]), false),
        (json!(["pcx:api_key_scopes:read"]), false),
    ] {
        let made = key.ask(&bench, "POST", "/api-keys", &json!({"label": "Child", "scopes": scopes})).await;
        assert_eq!(made.status, if may { 201 } else { 403 }, "{scopes}");
        let path = format!("/api-keys/{}", child.id);
        let changed = key.ask(&bench, "PATCH", &path, &json!({"scopes": scopes})).await;
        assert_eq!(changed.status, if may { 200 } else { 403 }, "{scopes}");
        for refused in [made, changed].iter().filter(|reply| reply.status == 403) {
            let body = refused.json();
            assert_eq!((&body["errorType"], &body["errorCode"]), (&json!("authorization"), &json!(40_003)));
            assert_eq!((&body["message"], &body["source"]), (&json!("Unauthorized"), &json!("headers")));
        }
    }
    let itself = key.ask(&bench, "PATCH", &format!("/api-keys/{}", key.id), &json!({"scopes": ["pcx:*"]})).await;
    assert_eq!(itself.status, 422);
    let up = json!({"scopes": ["pcx:payments:*"]});
    assert_eq!(key.ask(&bench, "PATCH", &format!("/api-keys/{}", key.id), &up).await.status, 403);
}

#[tokio::test]
async fn a_key_works_on_its_account_and_the_listed_ones_only() {
    let bench = Bench::new().await;
    let first = Key::first(&bench);
    let shown = first.ask(&bench, "GET", &format!("/api-keys/{}", first.id), &Value::Null).await.json();
    let sub = shown["accounts"][0].as_str().unwrap();
    let both = first.make(&bench, &but(wanted(), &json!({"accounts": [sub]}))).await;
    let own = first.make(&bench, &wanted()).await;
    for (key, account, status) in
        [(&both, sub, 200), (&own, sub, 403), (&own, &*first.account, 200), (&both, "000000000000", 403)]
    {
        let path = format!("/api/v4/accounts/{account}/api-keys");
        let reply = ask(&bench, "GET", &path, &key.basic(), &Value::Null).await;
        assert_eq!(reply.status, status, "{account}");
        if account == sub && status == 200 {
            assert_eq!(reply.json(), json!([]), "keys of another account are not shown");
        }
    }
    let theirs = but(wanted(), &json!({"accounts": ["000000000000"]}));
    assert_eq!(first.ask(&bench, "POST", "/api-keys", &theirs).await.status, 403);
    let path = format!("/api/v4/accounts/{sub}/api-keys/{}", own.id);
    assert_eq!(ask(&bench, "DELETE", &path, &first.basic(), &Value::Null).await.status, 404);
}

#[tokio::test]
async fn anything_that_the_schema_does_not_know_is_refused_with_422() {
    let bench = Bench::new().await;
    let first = Key::first(&bench);
    for (change, source) in [
        (json!({"colour": "red"}), "colour"),
        (json!({"label": Value::Null}), "label"),
        (json!({"label": "ab"}), "label"),
        (json!({"label": "a!b"}), "label"),
        (json!({"label": "4929 0000 0000 1230"}), "label"),
        (json!({"scopes": Value::Null}), "scopes"),
        (json!({"scopes": ["pcx:walnut"]}), "scopes"),
        (json!({"scopes": "pcx:api_key:read"}), "scopes"),
        (json!({"methods": ["DIGEST"]}), "methods"),
        (json!({"accounts": ["123"]}), "accounts"),
        (json!({"expiresIn": "soon"}), "expiresIn"),
        (json!({"expiresAt": "tomorrow"}), "expiresAt"),
        (json!({"enabled": "yes"}), "enabled"),
    ] {
        let reply = first.ask(&bench, "POST", "/api-keys", &but(wanted(), &change)).await;
        assert_eq!(reply.status, 422, "{change}: {}", reply.text);
        let body = reply.json();
        assert_eq!((&body["errorType"], &body["errorCode"]), (&json!("invalid_request"), &json!(40_001)));
        assert_eq!(body["details"][0]["source"], source, "{change}");
        assert_eq!(body["traceId"].as_str().unwrap().len(), 36);
    }
    let number = first.ask(&bench, "POST", "/api-keys", &but(wanted(), &json!({"4929000000001230": 1}))).await;
    assert!(number.status == 422 && !number.text.contains("4929"), "{}", number.text);
    let extra = first.ask(&bench, "PATCH", &format!("/api-keys/{}", first.id), &json!({"colour": 1})).await;
    let text = "Payload schema violation: property \"colour\" is unsupported";
    assert_eq!(extra.json()["details"][0], json!({"message": text, "source": "colour", "value": null}));
    let broken = payconex::raw(&bench, "POST", &first.path("/api-keys"), &first.basic(), "{").await;
    assert_eq!((broken.status, &broken.json()["errorCode"]), (400, &json!(40_001)));
}

#[tokio::test]
async fn the_scope_table_is_for_keys_that_may_read_it() {
    let bench = Bench::new().await;
    let first = Key::first(&bench);
    let path = "/api/v4/api-key-scopes";
    let table = ask(&bench, "GET", path, &first.basic(), &Value::Null).await;
    assert_eq!((table.status, table.json().as_array().unwrap().len()), (200, 119));
    let rows = table.json();
    let read = rows.as_array().unwrap().iter().find(|row| row["scope"] == "pcx:api_key:read").unwrap().clone();
    assert_eq!((&read["level"], &read["enabled"], &read["category"]), (&json!(1), &json!(true), &json!("api key")));
    let every = first.ask(&bench, "GET", &format!("/api-keys/{}", first.id), &Value::Null).await.json();
    assert_eq!(every["scopes"].as_array().unwrap().len(), 119);
    let beside = first.make(&bench, &json!({"label": "Beside", "scopes": ["pcx:api_key:*"]})).await;
    assert_eq!(ask(&bench, "GET", path, &beside.basic(), &Value::Null).await.status, 403);
}
