//! Session tokens and the two pages, against vaultera.md.
#![allow(clippy::unwrap_used, clippy::string_slice, reason = "a test that panics is a test that fails")]

mod support;

use std::sync::Arc;

use serde_json::{Value, json};
use support::{Bench, NOW_MS, Reply, but, stored};

const NUMBER: &str = "4111111111111111";

async fn form(bench: &Bench, session: &str, more: &str) -> Reply {
    bench.get(&format!("/vaultera/api/v1/capture_form?session_token={session}{more}")).await
}

async fn submit(bench: &Bench, session: &str, card: &Value) -> Reply {
    bench.post("/vaultera/api/v1/capture_form", &json!({"session_token": session, "card": card})).await
}

fn assert_refused(reply: &Reply) {
    assert_eq!(reply.status, 401, "{}", reply.text);
    assert_eq!(reply.header("content-type"), Some("text/html; charset=utf-8"));
    assert!(reply.text.contains("<h1>") && !reply.text.contains("<input"), "{}", reply.text);
}

#[tokio::test]
async fn a_session_token_has_a_scope_and_32_hex_digits() {
    let bench = Bench::new().await;
    for scope in ["card", "show_card", "show_service_code"] {
        let body = json!({"session_token": {"scope": scope}});
        let reply = bench.post(&bench.vaultera("/session_tokens"), &body).await;
        assert_eq!(reply.status, 200);
        let data = reply.json()["data"].clone();
        assert_eq!((&data["type"], &data["attributes"]["scope"]), (&json!("session_token"), &json!(scope)));
        let token = data["attributes"]["session_token"].as_str().unwrap();
        assert!(token.len() == 32 && token.bytes().all(|byte| byte.is_ascii_hexdigit()));
    }
    for wrong in [json!({"scope": "service_code"}), json!({"scope": 1}), json!({}), json!("card")] {
        let reply = bench.post(&bench.vaultera("/session_tokens"), &json!({"session_token": wrong})).await;
        assert_eq!(reply.status, 422, "{wrong}");
    }
    let body = json!({"session_token": {"scope": "card"}});
    assert_eq!(bench.post("/vaultera/api/v1/session_tokens", &body).await.status, 401);
}

#[tokio::test]
async fn the_form_opens_once_and_then_not_again() {
    let bench = Bench::new().await;
    let session = bench.session("card").await;
    let page = form(&bench, &session, "").await;
    assert_eq!(page.status, 200);
    for id in ["cardholder_name", "card_number", "expiration_date", "service_code"] {
        assert!(page.text.contains(&format!("<input id=\"{id}\"")), "{id}");
        assert!(page.text.contains(&format!("<label for=\"{id}\">")), "{id}");
    }
    assert_refused(&form(&bench, &session, "").await);
}

#[tokio::test]
async fn of_many_loads_at_once_one_gets_the_form() {
    let bench = Arc::new(Bench::new().await);
    let session = bench.session("card").await;
    let mut loads = tokio::task::JoinSet::new();
    for _ in 0..100 {
        let (bench, session) = (bench.clone(), session.clone());
        loads.spawn(async move { form(&bench, &session, "").await.status });
    }
    let statuses = loads.join_all().await;
    assert_eq!(statuses.iter().filter(|status| **status == 200).count(), 1);
    assert_eq!(statuses.iter().filter(|status| **status == 401).count(), 99);
}

#[tokio::test]
async fn looking_without_opening_spends_nothing() {
    let bench = Bench::new().await;
    let session = bench.session("card").await;
    let path = format!("/vaultera/api/v1/capture_form?session_token={session}");
    assert_eq!(bench.ask("HEAD", &path, &[], "").await.status, 405);
    assert_eq!(submit(&bench, &session, &stored(NUMBER)).await.status, 401, "the form was never opened");
    assert_eq!(form(&bench, &session, "&only=visa&except=visa").await.status, 400);
    assert_eq!(form(&bench, &session, "&only=walnut").await.status, 400);
    assert_eq!(form(&bench, &session, "").await.status, 200);
}

#[tokio::test]
async fn an_expired_unknown_or_otherwise_scoped_token_opens_nothing() {
    let bench = Bench::new().await;
    for wrong in ["", "walnut", "00000000000000000000000000000000"] {
        assert_refused(&form(&bench, wrong, "").await);
    }
    assert_refused(&bench.get("/vaultera/api/v1/capture_form").await);
    for scope in ["show_card", "show_service_code"] {
        let session = bench.session(scope).await;
        assert_refused(&form(&bench, &session, "").await);
    }
    let card = bench.store_card(&stored(NUMBER)).await;
    for scope in ["card", "show_service_code"] {
        let session = bench.session(scope).await;
        let path = format!("/vaultera/api/v1/show_card?card_token={card}&session_token={session}");
        assert_refused(&bench.get(&path).await);
    }
}

#[tokio::test]
async fn a_session_token_dies_at_its_expiry_and_does_not_come_back() {
    let bench = Bench::new().await;
    let (in_time, late) = (bench.session("card").await, bench.session("card").await);
    bench.clock.set(NOW_MS + 600_000 - 1);
    assert_eq!(form(&bench, &in_time, "").await.status, 200);
    bench.clock.set(NOW_MS + 600_000);
    assert_refused(&form(&bench, &late, "").await);
    bench.clock.set(NOW_MS);
    assert_refused(&form(&bench, &late, "").await);
    assert_eq!(submit(&bench, &in_time, &stored(NUMBER)).await.status, 401, "opened in time, submitted late");
}

#[tokio::test]
async fn the_lifetime_is_a_switch() {
    let bench = Bench::with(|options| options.session_token_lifetime_ms = 1_000).await;
    let session = bench.session("card").await;
    let moved = bench.post("/_sandbox/clock", &json!({"advanceMs": 1_000})).await;
    assert_eq!(moved.json()["nowMs"], NOW_MS + 1_000);
    assert_refused(&form(&bench, &session, "").await);
}

#[tokio::test]
async fn a_submitted_card_is_stored_once_under_a_token() {
    let bench = Bench::new().await;
    let session = bench.session("card").await;
    form(&bench, &session, "").await;
    let wrong = submit(&bench, &session, &but(stored(NUMBER), &json!({"service_code": null}))).await;
    assert_eq!(wrong.status, 422);
    assert_eq!(wrong.json()["error"]["details"], json!({"service_code": ["is required"]}));

    let bare = but(stored(NUMBER), &json!({"cardholder_name": null}));
    let saved = submit(&bench, &session, &bare).await;
    assert_eq!(saved.status, 200, "a refused card leaves the form usable: {}", saved.text);
    let card = saved.json()["card"].clone();
    assert_eq!(card["card_number"], "411111******1111");
    assert_eq!((&card["service_code"], &card["card_type"]), (&json!("***"), &json!("visa")));
    let path = bench.vaultera(&format!("/cards/{}", card["card_token"].as_str().unwrap()));
    assert_eq!(bench.get(&path).await.json()["data"]["attributes"], card);

    let again = submit(&bench, &session, &bare).await;
    assert_eq!((again.status, &again.json()["error"]["code"]), (401, &json!("unauthorized")));
}

#[tokio::test]
async fn the_form_takes_the_listed_types_only() {
    let bench = Bench::new().await;
    for (more, shown, number, status) in [
        ("&only=visa,mastercard", "visa mastercard", NUMBER, 200),
        ("&only=mastercard", "mastercard", NUMBER, 422),
        ("&except=amex", "visa mastercard discover diners jcb unionpay maestro", "378282246310005", 422),
        ("&except=amex", "visa mastercard discover diners jcb unionpay maestro", NUMBER, 200),
    ] {
        let session = bench.session("card").await;
        let page = form(&bench, &session, more).await;
        assert!(page.text.contains(&format!("data-accepted=\"{shown}\"")), "{more}");
        assert_eq!(submit(&bench, &session, &stored(number)).await.status, status, "{more} {number}");
    }
}

#[tokio::test]
async fn the_pages_run_under_a_policy_without_inline_code() {
    let bench = Bench::new().await;
    let session = bench.session("card").await;
    let page = form(&bench, &session, "").await;
    assert_eq!(
        page.header("content-security-policy"),
        Some(
            "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'none'"
        )
    );
    for inline in ["<style", " style=", " onclick", "<script>", "{accepted}", "_required}"] {
        assert!(!page.text.contains(inline), "{inline}");
    }
    for (name, kind) in [
        ("page.css", "text/css; charset=utf-8"),
        ("capture_form.js", "text/javascript; charset=utf-8"),
        ("show_card.js", "text/javascript; charset=utf-8"),
    ] {
        let file = bench.get(&format!("/vaultera/assets/{name}")).await;
        assert_eq!((file.status, file.header("content-type")), (200, Some(kind)));
    }
    assert_eq!(bench.get("/vaultera/assets/..%2Fpage.rs").await.status, 404);

    let bench = Bench::with(|options| options.frame_ancestors = Some("http://localhost:4100".to_owned())).await;
    let refused = form(&bench, "walnut", "").await;
    let policy = refused.header("content-security-policy").unwrap();
    assert!(policy.ends_with("; frame-ancestors http://localhost:4100"), "{policy}");
}

#[tokio::test]
async fn a_stored_card_is_shown_whole_and_its_code_only_with_its_own_token() {
    let bench = Bench::new().await;
    let hostile = json!({"cardholder_name": "<img src=x onerror=alert(1)>&\"'"});
    let card = bench.store_card(&but(stored(NUMBER), &hostile)).await;
    let session = bench.session("show_card").await;
    let path = format!("/vaultera/api/v1/show_card?card_token={card}&session_token={session}");
    let page = bench.get(&path).await;
    assert_eq!(page.status, 200, "{}", page.text);
    assert!(page.text.contains("4111 1111 1111 1111") && page.text.contains("12 / 2030"));
    assert!(page.text.contains("&lt;img src=x onerror=alert(1)&gt;&amp;&quot;&#39;"));
    assert!(!page.text.contains("<img"));
    assert!(!page.text.contains("show_service_code") && !page.text.contains("123"), "{}", page.text);
    assert_refused(&bench.get(&path).await);
}

async fn show(bench: &Bench, query: &str) -> Reply {
    bench.get(&format!("/vaultera/api/v1/show_card?{query}")).await
}

fn assert_refused_as(reply: &Reply, code: &str) {
    assert_refused(reply);
    assert!(reply.text.contains(&format!("<code id=\"code\">{code}</code>")), "{code}: {}", reply.text);
    assert!(!reply.text.contains("4111"), "{}", reply.text);
}

#[tokio::test]
async fn of_a_hundred_loads_at_once_one_sees_the_card() {
    let bench = Arc::new(Bench::new().await);
    let card = bench.store_card(&stored(NUMBER)).await;
    for alone in [false, true] {
        let (session, code) = (bench.session("show_card").await, bench.session("show_service_code").await);
        let session = if alone { String::new() } else { format!("&session_token={session}") };
        let query = format!("card_token={card}{session}&service_code_token={code}");
        let mut loads = tokio::task::JoinSet::new();
        for _ in 0..100 {
            let (bench, query) = (bench.clone(), query.clone());
            loads.spawn(async move { show(&bench, &query).await });
        }
        let replies = loads.join_all().await;
        let (seen, refused): (Vec<_>, Vec<_>) = replies.iter().partition(|reply| reply.status == 200);
        assert_eq!((seen.len(), refused.len()), (1, 99));
        refused.into_iter().for_each(|reply| assert_refused_as(reply, "session_token_spent"));
    }
}

#[tokio::test]
async fn each_token_that_opens_no_page_is_refused_by_name() {
    let bench = Bench::new().await;
    let card = bench.store_card(&stored(NUMBER)).await;
    let of = async |scope| bench.session(scope).await;
    for (session, code) in [("card", None), ("show_service_code", None), ("show_card", Some("show_card"))] {
        let code = match code {
            Some(scope) => format!("&service_code_token={}", of(scope).await),
            None => String::new(),
        };
        let query = format!("card_token={card}&session_token={}{code}", of(session).await);
        assert_refused_as(&show(&bench, &query).await, "scope_mismatch");
    }
    let alone = format!("card_token={card}&service_code_token={}", of("show_card").await);
    assert_refused_as(&show(&bench, &alone).await, "scope_mismatch");
    assert_refused_as(&show(&bench, &format!("card_token={card}")).await, "session_token_missing");
    assert_refused_as(&show(&bench, &format!("card_token={card}&session_token=walnut")).await, "session_token_unknown");
    let query = format!("card_token={card}&session_token={}", of("show_card").await);
    bench.clock.set(NOW_MS + 600_000);
    assert_refused_as(&show(&bench, &query).await, "session_token_expired");
}

#[tokio::test]
async fn the_code_alone_is_a_page_without_the_card_and_its_token_is_for_no_other_card() {
    let bench = Bench::new().await;
    let card = bench.store_card(&stored(NUMBER)).await;
    let other = bench.store_card(&but(stored(NUMBER), &json!({"service_code": "777"}))).await;
    let code = bench.session("show_service_code").await;
    let page = show(&bench, &format!("card_token={card}&service_code_token={code}")).await;
    assert_eq!(page.status, 200, "{}", page.text);
    assert!(page.text.contains("<button id=\"show_service_code\""), "{}", page.text);
    assert!(!page.text.contains("1111") && !page.text.contains("2030") && !page.text.contains('{'), "{}", page.text);
    assert_eq!(press(&bench, &other, &code).await.status, 401);
    let shown = press(&bench, &card, &code).await;
    assert_eq!((shown.status, shown.json()), (200, json!({"service_code": "123"})));
}

#[tokio::test]
async fn of_two_pages_that_were_open_one_gets_the_code() {
    let bench = Bench::new().await;
    let card = bench.store_card(&stored(NUMBER)).await;
    let mut codes = Vec::new();
    for _ in 0..2 {
        let code = bench.session("show_service_code").await;
        assert_eq!(show(&bench, &format!("card_token={card}&service_code_token={code}")).await.status, 200);
        codes.push(code);
    }
    assert_eq!(press(&bench, &card, &codes[0]).await.status, 200);
    assert_eq!(press(&bench, &card, &codes[1]).await.status, 404, "it was removed when it was shown");
}

async fn press(bench: &Bench, card: &str, secret: &str) -> Reply {
    let body = json!({"card_token": card, "service_code_token": secret});
    bench.post("/vaultera/api/v1/show_card/service_code", &body).await
}

#[tokio::test]
async fn the_service_code_is_shown_once_and_then_gone_from_the_vault() {
    let bench = Bench::new().await;
    let card = bench.store_card(&stored(NUMBER)).await;
    let (session, code) = (bench.session("show_card").await, bench.session("show_service_code").await);
    assert_eq!(press(&bench, &card, &code).await.status, 401, "the page was not opened");
    let path =
        format!("/vaultera/api/v1/show_card?card_token={card}&session_token={session}&service_code_token={code}");
    let page = bench.get(&path).await;
    assert!(page.text.contains("<button id=\"show_service_code\""), "{}", page.text);
    let shown = press(&bench, &card, &code).await;
    assert_eq!((shown.status, shown.json()), (200, json!({"service_code": "123"})));
    assert_eq!(press(&bench, &card, &code).await.status, 401);
    let read = bench.get(&bench.vaultera(&format!("/cards/{card}"))).await.json();
    assert_eq!(read["data"]["attributes"]["service_code"], Value::Null);

    let (session, code) = (bench.session("show_card").await, bench.session("show_service_code").await);
    let path =
        format!("/vaultera/api/v1/show_card?card_token={card}&session_token={session}&service_code_token={code}");
    assert!(bench.get(&path).await.text.contains("not stored"));
}

#[tokio::test]
async fn a_wrong_code_token_refuses_the_page_and_spends_neither() {
    let bench = Bench::new().await;
    let card = bench.store_card(&stored(NUMBER)).await;
    let (session, other) = (bench.session("show_card").await, bench.session("show_card").await);
    let path = format!("/vaultera/api/v1/show_card?card_token={card}&session_token={session}");
    assert_refused(&bench.get(&format!("{path}&service_code_token={other}")).await);
    assert_eq!(bench.get(&path).await.status, 200);
    let path = format!("/vaultera/api/v1/show_card?card_token=walnut&session_token={other}");
    assert_eq!(bench.get(&path).await.status, 400);
    let path = format!("/vaultera/api/v1/show_card?card_token={card}&session_token={other}");
    assert_eq!(bench.get(&path).await.status, 200);
}
