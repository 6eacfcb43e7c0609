//! A server's account. This vault takes its key in the query, so every URL is a secret.

use crate::http::{Method, Request, joined, push_query_value};
use crate::secret::Secret;
use alloc::string::String;

/// Who asks, and where.
#[derive(Debug)]
pub struct Account {
    /// Where the vault is, without a final `/`.
    pub base_url: String,
    /// An API key. It may never reach a browser.
    pub api_key: Secret,
}

impl Account {
    /// The URL of `path`, with the key and what else stands in the query.
    pub(super) fn address(&self, path: &str, more: &[(&str, &str)]) -> Secret {
        let mut url = joined(&[&self.base_url, path, "?api_key="]).into_bytes();
        url.reserve_exact(3 * (self.api_key.len() + more.iter().map(|(name, text)| name.len() + text.len() + 2).sum::<usize>()));
        // EXPOSE: the vault takes its key in the query; the URL is dropped once it is asked.
        push_query_value(&mut url, self.api_key.expose_str());
        for (name, text) in more {
            url.push(b'&');
            url.extend_from_slice(name.as_bytes());
            url.push(b'=');
            push_query_value(&mut url, text);
        }
        Secret::from(url)
    }

    pub(super) fn get(&self, path: &str) -> Request {
        Request::get_json(self.address(path, &[]))
    }

    pub(super) fn post(&self, path: &str, body: Secret) -> Request {
        Request::post_json(self.address(path, &[]), body)
    }

    pub(super) fn delete(&self, path: &str) -> Request {
        self.get(path).by(Method::Delete)
    }
}
