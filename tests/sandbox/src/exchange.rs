//! The way of one request: bounded, written down, perhaps struck by a fault, answered, dressed.

use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};
use std::time::Duration;

use axum::Router;
use axum::body::{Body, Bytes};
use axum::http::{HeaderMap, HeaderValue, Method, Request, StatusCode, header};
use axum::response::{IntoResponse, Response};
use http_body_util::BodyExt;
use hyper::body::{Frame, SizeHint};
use tokio::sync::watch;
use tower::ServiceExt;

use crate::admin;
use crate::clock::iso_8601;
use crate::cors::{self, Cors};
use crate::fault::Kind;
use crate::outside::{sleep, within};
use crate::vault::{VAULTS, Vault};
use crate::world::Shared;

/// The connection is to be closed without a reply.
#[derive(Debug, thiserror::Error)]
#[error("closed without a reply")]
pub(crate) struct Dropped;

/// The largest body, in bytes; a larger one is answered 413.
const BODY_LIMIT: usize = 64 * 1024;
/// So much of a body that is too large is still read, so that the client sees the answer.
const DRAIN_LIMIT: usize = 4 * 1024 * 1024;

pub(crate) struct Exchange {
    pub(crate) world: Shared,
    pub(crate) routes: Router,
    /// Turns `true` when the sandbox stops.
    pub(crate) stop: watch::Receiver<bool>,
    /// How long a body may take.
    pub(crate) patience: Duration,
}

/// Whose request it is, and the path as the owner knows it.
struct Target<'a> {
    name: Option<&'static str>,
    path: &'a str,
    vault: Option<&'static Vault>,
}

impl Target<'_> {
    fn of(path: &str) -> Target<'_> {
        let mut segments = path.trim_start_matches('/').splitn(2, '/');
        let first = segments.next().unwrap_or_default();
        let vault = VAULTS.iter().find(|vault| vault.name == first);
        let rest = path.trim_start_matches('/').strip_prefix(first);
        Target {
            name: match vault {
                Some(vault) => Some(vault.name),
                None if path == admin::GATEWAY => Some("gateway"),
                None => None,
            },
            path: rest.unwrap_or("/"),
            vault,
        }
    }

    fn refuse(&self, status: StatusCode) -> Response {
        match self.vault {
            Some(vault) => (vault.refuse)(status),
            None => admin::refuse(status),
        }
    }
}

impl Exchange {
    pub(crate) async fn answer(
        self: Arc<Self>,
        request: Request<impl hyper::body::Body<Data = Bytes> + Unpin>,
    ) -> Result<Response, Dropped> {
        let (head, body) = request.into_parts();
        let path = head.uri.path().to_owned();
        let target = Target::of(&path);
        let cors = target.vault.and_then(|vault| (vault.cors)(target.path));
        let origin = head.headers.get(header::ORIGIN).cloned();

        // Whoever cannot write this down cannot write a key down either, and says so there.
        let _ = self.world.keep_time();
        let body = within(self.patience, read(body)).await.unwrap_or(Err(StatusCode::REQUEST_TIMEOUT));
        let faults =
            target.name.map_or_else(Vec::new, |name| self.world.faults.strike(name, target.path, &head.method));
        let journaled = target.name.is_some() || !path.starts_with("/_sandbox");
        let entry = journaled.then(|| {
            let bytes = body.as_deref().unwrap_or_default();
            let at = iso_8601(self.world.now_ms());
            let parts = (&head.method, &head.uri, &head.headers);
            let fault = faults.last().map(Kind::name);
            self.world.journal.asked(at, target.name, parts, bytes, fault)
        });

        let method = head.method.clone();
        let served = match body {
            Err(status) => Ok(target.refuse(status)),
            Ok(body) => {
                let request = Request::from_parts(head, Body::from(body));
                self.serve(request, &target, cors, &faults).await
            }
        };
        let mut answer = served?;
        if let Some(entry) = entry {
            self.world.journal.answered(entry, answer.status().as_u16());
        }

        let headers = answer.headers_mut();
        harden(headers);
        if *self.stop.borrow() {
            headers.insert(header::CONNECTION, HeaderValue::from_static("close"));
        }
        if cors.is_some() {
            cors::dress(headers, origin.as_ref(), &self.world.allowed_origins);
        }
        if faults.iter().any(|kind| matches!(kind, Kind::NoCors)) {
            cors::strip(headers);
        }
        let cut = faults.iter().find_map(|kind| match kind {
            Kind::Truncate { bytes } => Some(*bytes),
            _ => None,
        });
        match cut {
            Some(bytes) if method != Method::HEAD => truncate(answer, bytes).await,
            _ => Ok(answer),
        }
    }

    async fn serve(
        &self,
        request: Request<Body>,
        target: &Target<'_>,
        cors: Option<Cors>,
        faults: &[Kind],
    ) -> Result<Response, Dropped> {
        let mut drop_after = false;
        for fault in faults {
            match fault {
                Kind::Delay { ms } => {
                    // A sandbox that stops answers at once what it was asked before.
                    let mut stop = self.stop.clone();
                    tokio::select! {
                        () = sleep(Duration::from_millis(*ms)) => {}
                        _ = stop.wait_for(|stop| *stop) => {}
                    }
                }
                Kind::Hang => {
                    // The receiver's error means that the sandbox is gone, which ends the hang too.
                    let _ = self.stop.clone().wait_for(|stop| *stop).await;
                    return Err(Dropped);
                }
                Kind::Drop { after: false } => return Err(Dropped),
                Kind::Drop { after: true } => drop_after = true,
                Kind::Instead(instead) => {
                    let mut answer = (instead.status, instead.body.clone()).into_response();
                    answer.headers_mut().remove(header::CONTENT_TYPE);
                    answer.headers_mut().extend(instead.headers.iter().cloned());
                    return Ok(answer);
                }
                Kind::Truncate { .. } | Kind::NoCors => {}
            }
        }
        let answer = match (request.method(), cors) {
            (&Method::OPTIONS, Some(cors)) => cors::preflight(cors),
            // axum answers HEAD with the GET handler, and a HEAD must not spend a session token.
            (&Method::HEAD, _) if target.vault.is_some() => target.refuse(StatusCode::METHOD_NOT_ALLOWED),
            _ => match self.routes.clone().oneshot(request).await {
                Ok(answer) => answer,
                Err(never) => match never {},
            },
        };
        if drop_after { Err(Dropped) } else { Ok(answer) }
    }
}

async fn read(mut body: impl hyper::body::Body<Data = Bytes> + Unpin) -> Result<Bytes, StatusCode> {
    let mut bytes = Vec::new();
    let mut seen = 0_usize;
    while let Some(frame) = body.frame().await {
        let frame = frame.map_err(|_| StatusCode::BAD_REQUEST)?;
        let Ok(data) = frame.into_data() else {
            continue;
        };
        seen = seen.saturating_add(data.len());
        if seen <= BODY_LIMIT {
            bytes.extend_from_slice(&data);
        } else if seen > DRAIN_LIMIT {
            break;
        }
    }
    if seen > BODY_LIMIT {
        return Err(StatusCode::PAYLOAD_TOO_LARGE);
    }
    Ok(Bytes::from(bytes))
}

/// Nothing here may be kept by a cache or taken for another type, whatever the answer is.
fn harden(headers: &mut HeaderMap) {
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    headers.insert(header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    headers.insert(header::REFERRER_POLICY, HeaderValue::from_static("no-referrer"));
}

async fn truncate(answer: Response, bytes: usize) -> Result<Response, Dropped> {
    let (mut head, body) = answer.into_parts();
    let whole = body.collect().await.map_err(|_| Dropped)?.to_bytes();
    if bytes >= whole.len() {
        return Ok(Response::from_parts(head, Body::from(whole)));
    }
    head.headers.insert(header::CONTENT_LENGTH, HeaderValue::from(whole.len()));
    let body = Body::new(Cut { left: Some(whole.slice(..bytes)), flushed: false });
    Ok(Response::from_parts(head, body))
}

/// A body that breaks off after its bytes.
struct Cut {
    left: Option<Bytes>,
    flushed: bool,
}

impl hyper::body::Body for Cut {
    type Data = Bytes;
    type Error = Dropped;

    fn poll_frame(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Result<Frame<Bytes>, Dropped>>> {
        if let Some(bytes) = self.left.take() {
            return Poll::Ready(Some(Ok(Frame::data(bytes))));
        }
        if !self.flushed {
            // hyper drops what it has not written when a body fails, so it gets one turn to write.
            self.flushed = true;
            context.waker().wake_by_ref();
            return Poll::Pending;
        }
        Poll::Ready(Some(Err(Dropped)))
    }

    fn size_hint(&self) -> SizeHint {
        SizeHint::default()
    }
}
