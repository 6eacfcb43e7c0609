//! A connection that is kept, as a server's client keeps it.
#![allow(clippy::unwrap_used, clippy::string_slice, reason = "a test that panics is a test that fails")]
#![allow(dead_code, reason = "every test file uses another part")]

use std::net::SocketAddr;

use axum::body::Bytes;
use http_body_util::{BodyExt, Full};
use hyper::Request;
use hyper::client::conn::http1::{SendRequest, handshake};
use hyper_util::rt::TokioIo;
use tokio::net::TcpStream;

use crate::support::{Broken, Reply};

pub struct Lasting {
    sender: SendRequest<Full<Bytes>>,
    host: String,
    /// Whether the other end said that this was the last answer.
    pub is_over: bool,
}

impl Lasting {
    pub async fn connect(address: SocketAddr) -> Result<Self, Broken> {
        let stream = TcpStream::connect(address).await.map_err(|_| Broken)?;
        stream.set_nodelay(true).unwrap();
        let (sender, connection) = handshake(TokioIo::new(stream)).await.map_err(|_| Broken)?;
        tokio::spawn(async move { drop(connection.await) });
        Ok(Self { sender, host: address.to_string(), is_over: false })
    }

    pub async fn ask(
        &mut self,
        method: &str,
        path: &str,
        headers: &[(&str, &str)],
        body: &str,
    ) -> Result<Reply, Broken> {
        let mut request = Request::builder().method(method).uri(path).header("host", &self.host);
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        let request = request.body(Full::new(Bytes::copy_from_slice(body.as_bytes()))).unwrap();
        self.sender.ready().await.map_err(|_| Broken)?;
        let (head, body) = self.sender.send_request(request).await.map_err(|_| Broken)?.into_parts();
        let body = body.collect().await.map_err(|_| Broken)?.to_bytes();
        self.is_over = head.headers.get("connection").is_some_and(|value| value == "close");
        let text = String::from_utf8_lossy(&body).into_owned();
        Ok(Reply { status: head.status.as_u16(), headers: head.headers, text })
    }
}
