//! One way in for every endpoint, so that each is a plain function and each refusal gets a trace id.

use std::collections::BTreeMap;
use std::future::Future;
use std::pin::Pin;

use axum::body::Bytes;
use axum::extract::{FromRequestParts, RawPathParams, Request};
use axum::handler::Handler;
use axum::http::{HeaderMap, Method, StatusCode, Uri};
use axum::response::Response;
use http_body_util::BodyExt;
use serde_json::{Map, Value};

use super::refusal::Refusal;
use crate::json;
use crate::world::{Shared, World};

/// A request, with its path as the vault knows it: `/api/v4/…`.
pub(crate) struct Ask {
    pub(crate) method: Method,
    pub(crate) uri: Uri,
    pub(crate) headers: HeaderMap,
    pub(crate) body: Bytes,
    ids: BTreeMap<String, String>,
}

impl Ask {
    /// A segment of the path by its name in the route.
    pub(crate) fn id(&self, name: &str) -> &str {
        self.ids.get(name).map_or("", |id| id)
    }

    /// The body's members.
    pub(crate) fn members(&self) -> Result<Map<String, Value>, Refusal> {
        Ok(json::object(&self.headers, &self.body)?)
    }
}

pub(crate) type Endpoint = fn(&World, &Ask) -> Result<Response, Refusal>;

/// Makes a handler out of an endpoint.
#[derive(Clone, Copy)]
pub(crate) struct By(pub(crate) Endpoint);

impl Handler<(), Shared> for By {
    type Future = Pin<Box<dyn Future<Output = Response> + Send>>;

    fn call(self, request: Request, world: Shared) -> Self::Future {
        Box::pin(async move {
            let answer = match read(request).await {
                Ok(ask) => (self.0)(&world, &ask),
                Err(refusal) => Err(refusal),
            };
            answer.unwrap_or_else(|refusal| refusal.answer(&world.uuid()))
        })
    }
}

async fn read(request: Request) -> Result<Ask, Refusal> {
    let (mut head, body) = request.into_parts();
    let ids = match RawPathParams::from_request_parts(&mut head, &()).await {
        Ok(ids) => ids.iter().map(|(name, id)| (name.to_owned(), id.to_owned())).collect(),
        Err(_) => BTreeMap::new(),
    };
    let body = body.collect().await.map_err(|_| Refusal::Other(StatusCode::BAD_REQUEST))?.to_bytes();
    Ok(Ask { method: head.method, uri: head.uri, headers: head.headers, body, ids })
}
