//! Lists (hellgate.md, 3): counted in pages, whatever the introduction says about cursors.

use serde_json::{Value, json};

use super::refusal::Refusal;
use crate::query::Query;

#[derive(Debug, Clone, Copy)]
pub(crate) struct Page {
    limit: usize,
    page: usize,
}

impl Page {
    pub(crate) fn of(query: &Query) -> Result<Self, Refusal> {
        let number = |name, default: usize, most: usize| match query.one(name) {
            None => Some(default),
            Some(text) => text.parse().ok().filter(|number| (1..=most).contains(number)),
        };
        Ok(Self {
            limit: number("limit", 50, 500).ok_or(Refusal::invalid("limit is 1 to 500"))?,
            page: number("page", 1, 1_000_000).ok_or(Refusal::invalid("page is 1 or more"))?,
        })
    }
}

pub(crate) fn cut(Page { limit, page }: Page, all: Vec<Value>) -> Value {
    let items = all.len();
    let data: Vec<Value> = all.into_iter().skip((page - 1) * limit).take(limit).collect();
    json!({
        "data": data,
        "pagination": {
            "current_page": page,
            "page_size": limit,
            "total_items": items,
            "total_pages": items.div_ceil(limit),
        },
    })
}
