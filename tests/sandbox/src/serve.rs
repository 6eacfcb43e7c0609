//! Connections. axum's own `serve` has no limit on the time a request head may take, and leaves
//! half-open connections for ever. Here whatever a client does slowly has an end: its head, its
//! body (`exchange`), and its reading of the answer.

use std::future::Future;
use std::io;
use std::pin::pin;
use std::sync::Arc;
use std::time::Duration;

use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::{TokioIo, TokioTimer};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{Semaphore, watch};
use tokio::task::JoinSet;

use crate::exchange::Exchange;
use crate::patience::Patient;
use crate::world::Shared;

const CONNECTIONS: usize = 1_024;
const MOST_HEADERS: usize = 100;
/// How much of a head is gathered: of one that is not whole by then, the rest is answered 431.
const HEAD_BYTES: usize = 32 * 1024;
/// For so long a stopping sandbox still reads what was sent before it was asked to stop.
const LAST_LOOK: Duration = Duration::from_millis(100);
/// How long running answers may take once the sandbox was asked to stop.
const GRACE: Duration = Duration::from_secs(5);

pub(crate) async fn serve(
    world: Shared,
    routes: axum::Router,
    listener: TcpListener,
    patience: Duration,
    shutdown: impl Future<Output = ()>,
) -> io::Result<()> {
    let (stopper, stop) = watch::channel(false);
    let exchange = Arc::new(Exchange { world, routes, stop: stop.clone(), patience });
    let places = Arc::new(Semaphore::new(CONNECTIONS));
    let mut connections = JoinSet::new();
    let take = |connections: &mut JoinSet<()>, stream: TcpStream| {
        // No place left: the connection is closed at once, which a client can see.
        let Ok(place) = Arc::clone(&places).try_acquire_owned() else { return };
        let (exchange, stop) = (Arc::clone(&exchange), stop.clone());
        connections.spawn(async move {
            connection(stream, exchange, stop, patience).await;
            drop(place);
        });
    };
    let mut shutdown = pin!(shutdown);
    loop {
        tokio::select! {
            () = &mut shutdown => break,
            Some(_) = connections.join_next(), if !connections.is_empty() => {}
            accepted = listener.accept() => match accepted {
                Ok((stream, _)) => take(&mut connections, stream),
                // Out of descriptors, most likely: some are given back soon.
                Err(_) => tokio::time::sleep(Duration::from_millis(50)).await,
            },
        }
    }
    stopper.send_replace(true);
    // Who was connected before it was asked to stop is let in.
    while let Ok(Ok((stream, _))) = tokio::time::timeout(Duration::ZERO, listener.accept()).await {
        take(&mut connections, stream);
    }
    drop(listener);
    // What is still running after the grace is aborted when the set is dropped.
    let _ = tokio::time::timeout(GRACE, async { while connections.join_next().await.is_some() {} }).await;
    Ok(())
}

async fn connection(stream: TcpStream, exchange: Arc<Exchange>, mut stop: watch::Receiver<bool>, patience: Duration) {
    // Answers are small, and waiting to fill a segment would add 40 ms to some of them.
    let _ = stream.set_nodelay(true);
    let service = service_fn(move |request| Arc::clone(&exchange).answer(request));
    let mut builder = http1::Builder::new();
    builder.timer(TokioTimer::new()).header_read_timeout(patience).max_headers(MOST_HEADERS).max_buf_size(HEAD_BYTES);
    let stream = TokioIo::new(Patient::new(stream, patience));
    let mut connection = pin!(builder.serve_connection(stream, service));
    // A connection that ends in an error is the client's doing or a fault's, and both are wanted.
    let last_look = async {
        let _ = stop.wait_for(|stop| *stop).await;
        // What lies in the socket is a request that was begun. Its answer says that it is the last.
        tokio::time::sleep(LAST_LOOK).await;
    };
    let ended = tokio::select! {
        _ = connection.as_mut() => true,
        () = last_look => false,
    };
    if !ended {
        connection.as_mut().graceful_shutdown();
        let _ = connection.await;
    }
}
