//! Connections. axum's own `serve` has no limit on the time a request head may take, and leaves
//! half-open connections for ever.

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
use crate::world::Shared;

const CONNECTIONS: usize = 1_024;
const MOST_HEADERS: usize = 100;
/// How long running answers may take once the sandbox was asked to stop.
const GRACE: Duration = Duration::from_secs(5);

pub(crate) async fn serve(
    world: Shared,
    routes: axum::Router,
    listener: TcpListener,
    header_read_timeout: Duration,
    shutdown: impl Future<Output = ()>,
) -> io::Result<()> {
    let (stopper, stop) = watch::channel(false);
    let exchange = Arc::new(Exchange { world, routes, stop: stop.clone() });
    let places = Arc::new(Semaphore::new(CONNECTIONS));
    let mut connections = JoinSet::new();
    let mut shutdown = pin!(shutdown);
    loop {
        tokio::select! {
            () = &mut shutdown => break,
            Some(_) = connections.join_next(), if !connections.is_empty() => {}
            accepted = listener.accept() => match accepted {
                Ok((stream, _)) => {
                    // No place left: the connection is closed at once, which a client can see.
                    let Ok(place) = Arc::clone(&places).try_acquire_owned() else { continue };
                    let exchange = Arc::clone(&exchange);
                    let stop = stop.clone();
                    connections.spawn(async move {
                        connection(stream, exchange, stop, header_read_timeout).await;
                        drop(place);
                    });
                }
                // Out of descriptors, most likely: some are given back soon.
                Err(_) => tokio::time::sleep(Duration::from_millis(50)).await,
            },
        }
    }
    drop(listener);
    stopper.send_replace(true);
    // What is still running after the grace is aborted when the set is dropped.
    let _ = tokio::time::timeout(GRACE, async { while connections.join_next().await.is_some() {} }).await;
    Ok(())
}

async fn connection(
    stream: TcpStream,
    exchange: Arc<Exchange>,
    mut stop: watch::Receiver<bool>,
    header_read_timeout: Duration,
) {
    // Answers are small, and waiting to fill a segment would add 40 ms to some of them.
    let _ = stream.set_nodelay(true);
    let service = service_fn(move |request| Arc::clone(&exchange).answer(request));
    let mut builder = http1::Builder::new();
    builder.timer(TokioTimer::new()).header_read_timeout(header_read_timeout).max_headers(MOST_HEADERS);
    let mut connection = pin!(builder.serve_connection(TokioIo::new(stream), service));
    // A connection that ends in an error is the client's doing or a fault's, and both are wanted.
    let ended = tokio::select! {
        _ = connection.as_mut() => true,
        _ = stop.wait_for(|stop| *stop) => false,
    };
    if !ended {
        connection.as_mut().graceful_shutdown();
        let _ = connection.await;
    }
}
