//! What the sandbox asks of whoever hosts it: to let time pass, to do something beside, and to reach another program.
//!
//! In a process of its own that is tokio. Elsewhere the host hands over an [`Outside`].

use std::future::Future;
use std::time::Duration;

pub(crate) use host::{beside, exchange, heavy, sleep};

/// The other program could not be reached or did not answer. Why is not passed on: the text of a network
/// error may hold parts of the request.
#[derive(Debug)]
pub(crate) struct Failed;

/// What comes of it, unless the time is over first.
pub(crate) async fn within<T>(time: Duration, work: impl Future<Output = T>) -> Option<T> {
    tokio::select! {
        biased;
        done = work => Some(done),
        () = sleep(time) => None,
    }
}

#[cfg(feature = "serve")]
mod host {
    use std::future::Future;
    use std::net::SocketAddr;
    use std::time::Duration;

    use axum::body::{Body, Bytes};
    use axum::http::{Request, header};
    use axum::response::Response;
    use http_body_util::{BodyExt, Full, Limited};
    use hyper_util::rt::TokioIo;
    use tokio::net::TcpStream;

    use super::Failed;

    const ANSWER_LIMIT: usize = 1024 * 1024;

    pub(crate) async fn sleep(time: Duration) {
        tokio::time::sleep(time).await;
    }

    pub(crate) fn beside(work: impl Future<Output = ()> + Send + 'static) {
        tokio::spawn(work);
    }

    /// Off the threads that answer. `None` when it panicked.
    pub(crate) async fn heavy<T: Send + 'static>(work: impl FnOnce() -> T + Send + 'static) -> Option<T> {
        tokio::task::spawn_blocking(work).await.ok()
    }

    pub(crate) async fn exchange(address: SocketAddr, request: Request<Full<Bytes>>) -> Result<Response, Failed> {
        let stream = TcpStream::connect(address).await.map_err(|_| Failed)?;
        let (mut sender, connection) =
            hyper::client::conn::http1::handshake(TokioIo::new(stream)).await.map_err(|_| Failed)?;
        let answer = async {
            let answer = sender.send_request(request).await.map_err(|_| Failed)?;
            let (head, body) = answer.into_parts();
            let body = Limited::new(body, ANSWER_LIMIT).collect().await.map_err(|_| Failed)?.to_bytes();
            Ok((head, body))
        };
        // The connection has no task of its own, so it cannot outlive the request.
        let mut connection = std::pin::pin!(connection);
        let mut answer = std::pin::pin!(answer);
        let (head, body) = tokio::select! {
            biased;
            answer = &mut answer => answer?,
            _ = &mut connection => answer.await?,
        };
        let mut passed = Response::new(Body::from(body));
        *passed.status_mut() = head.status;
        if let Some(kind) = head.headers.get(header::CONTENT_TYPE) {
            passed.headers_mut().insert(header::CONTENT_TYPE, kind.clone());
        }
        Ok(passed)
    }
}

#[cfg(not(feature = "serve"))]
pub use host::{Answered, Outside, Work, hosted_by};

#[cfg(not(feature = "serve"))]
mod host {
    use std::future::Future;
    use std::net::SocketAddr;
    use std::pin::Pin;
    use std::sync::OnceLock;
    use std::time::Duration;

    use axum::body::{Body, Bytes};
    use axum::http::{Request, header};
    use axum::response::Response;
    use http_body_util::{BodyExt, Full};

    use super::Failed;

    /// Something that is done some time.
    pub type Work<T> = Pin<Box<dyn Future<Output = T> + Send>>;

    /// Status, content type and body of an answer.
    pub type Answered = (u16, Option<String>, Vec<u8>);

    /// A host that has no sockets of its own to give.
    pub trait Outside: Send + Sync {
        /// Ready when the time is over.
        fn sleep(&self, time: Duration) -> Work<()>;
        /// Does it beside the answer.
        fn beside(&self, work: Work<()>);
        /// Asks a program on loopback. `None`: there is no answer.
        fn ask(&self, address: SocketAddr, request: Request<Bytes>) -> Work<Option<Answered>>;
    }

    static HOST: OnceLock<Box<dyn Outside>> = OnceLock::new();

    /// Says who hosts the sandboxes of this process; the first to say so does.
    pub fn hosted_by(outside: Box<dyn Outside>) {
        let _ = HOST.set(outside);
    }

    pub(crate) async fn sleep(time: Duration) {
        match HOST.get() {
            Some(host) => host.sleep(time).await,
            None => std::future::pending().await,
        }
    }

    pub(crate) fn beside(work: impl Future<Output = ()> + Send + 'static) {
        if let Some(host) = HOST.get() {
            host.beside(Box::pin(work));
        }
    }

    /// There is one thread, and whoever asks waits for it.
    #[allow(clippy::unused_async, reason = "elsewhere it is another thread's")]
    pub(crate) async fn heavy<T>(work: impl FnOnce() -> T) -> Option<T> {
        Some(work())
    }

    pub(crate) async fn exchange(address: SocketAddr, request: Request<Full<Bytes>>) -> Result<Response, Failed> {
        let (head, body) = request.into_parts();
        let Ok(body) = body.collect().await;
        let asked = Request::from_parts(head, body.to_bytes());
        let host = HOST.get().ok_or(Failed)?;
        let (status, kind, body) = host.ask(address, asked).await.ok_or(Failed)?;
        let mut passed = Response::new(Body::from(body));
        *passed.status_mut() = status.try_into().map_err(|_| Failed)?;
        if let Some(kind) = kind {
            passed.headers_mut().insert(header::CONTENT_TYPE, kind.try_into().map_err(|_| Failed)?);
        }
        Ok(passed)
    }
}
