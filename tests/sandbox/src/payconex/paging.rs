//! Lists: a bare array, and where one is in it as headers (payconex.md, 3).

use axum::http::{HeaderName, HeaderValue, StatusCode, header};
use axum::response::Response;
use serde_json::{Value, json};

use super::ask::Ask;
use super::refusal::Refusal;
use crate::answer::json_answer;
use crate::query::Query;

const MOST: usize = 1_000;

/// One page of what a list holds; `query` is looked for in labels.
pub(crate) fn list(ask: &Ask, all: Vec<Value>) -> Result<Response, Refusal> {
    let query = Query::of(&ask.uri);
    let number = |name: &'static str, otherwise: usize| match (query.has(name), query.one(name)) {
        (false, _) => Ok(otherwise),
        (true, Some(text)) if text.bytes().all(|byte| byte.is_ascii_digit()) => {
            text.parse().ok().filter(|number| (1..=MOST).contains(number)).ok_or_else(|| wrong(name))
        }
        (true, _) => Err(wrong(name)),
    };
    let (page, limit) = (number("page", 1)?, number("limit", 100)?);
    let wanted = query.one("query").unwrap_or_default();
    let fits = |one: &Value| one["label"].as_str().is_none_or(|label| label.contains(wanted));
    let all: Vec<Value> = all.into_iter().filter(|one| fits(one)).collect();

    let total = all.len();
    let last = total.div_ceil(limit).max(1);
    let start = (page - 1).saturating_mul(limit);
    let shown: Vec<Value> = all.into_iter().skip(start).take(limit).collect();
    let (from, to) = if shown.is_empty() { (0, 0) } else { (start + 1, start + shown.len()) };
    let host = ask.headers.get(header::HOST).and_then(|host| host.to_str().ok()).unwrap_or("localhost");
    let path = format!("http://{host}/payconex{}", ask.uri.path());
    let url = |page: usize| format!("{path}?page={page}&limit={limit}");
    let when = |is: bool, page: usize| if is { url(page) } else { String::new() };

    let mut answer = json_answer(StatusCode::OK, &json!(shown));
    for (name, value) in [
        ("x-first-page-url", url(1)),
        ("x-last-page-url", url(last)),
        ("x-prev-page-url", when(page > 1, page.saturating_sub(1))),
        ("x-next-page-url", when(page < last, page + 1)),
        ("x-links", json!([url(1), url(last)]).to_string()),
        ("x-path", path.clone()),
        // With the vendor's underscore.
        ("x-current_page", page.to_string()),
        ("x-last-page", last.to_string()),
        ("x-total", total.to_string()),
        ("x-per-page", limit.to_string()),
        ("x-total-in-this-page", shown.len().to_string()),
        ("x-from", from.to_string()),
        ("x-to", to.to_string()),
    ] {
        if let Ok(value) = HeaderValue::try_from(value) {
            answer.headers_mut().insert(HeaderName::from_static(name), value);
        }
    }
    Ok(answer)
}

fn wrong(name: &str) -> Refusal {
    Refusal::invalid(name, "Query schema violation: is invalid")
}
