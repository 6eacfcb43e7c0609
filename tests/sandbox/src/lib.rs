//! A mock tokenization backend that behaves as the vaults do, for development and tests.
//!
//! Written from the vaults' contracts alone and never from the SDK's code, so that a misreading on
//! either side shows as a failing test. Each vault is served at `/<vault>` followed by its real
//! path (`/clover/pakms/apikey`); the sandbox's own endpoints are behind `/_sandbox`.
//!
//! It takes test cards only. What a contract leaves open is one line each in [`GUESSES`].

mod admin;
mod answer;
mod clock;
mod clover;
mod corefy;
mod cors;
mod entropy;
mod exchange;
mod fault;
mod gateway;
mod guess;
mod hellgate;
mod journal;
mod json;
mod key_ring;
mod nonces;
mod openapi;
mod outside;
#[cfg(feature = "serve")]
mod patience;
mod payconex;
mod query;
mod secret;
#[cfg(feature = "serve")]
mod serve;
mod store;
mod test_card;
mod vault;
mod vaultera;
mod world;

#[cfg(feature = "serve")]
use std::future::Future;
#[cfg(feature = "serve")]
use std::io;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::body::Body;
use axum::http::{Request, StatusCode};
use axum::response::Response;
use tokio::sync::watch;

pub use crate::clock::{Clock, ManualClock, SystemClock};
pub use crate::entropy::{Entropy, OsEntropy, SeededEntropy};
pub use crate::guess::{Guess, TABLE as GUESSES};
#[cfg(not(feature = "serve"))]
pub use crate::outside::{Answered, Outside, Work, hosted_by};
pub use crate::store::DataError;

use crate::vault::VAULTS;
use crate::world::{Shared, World};

/// What a sandbox is made of. `Options::default()` is a sandbox for development.
pub struct Options {
    /// Where the time comes from.
    pub clock: Arc<dyn Clock>,
    /// Where keys, tokens and ids come from.
    pub entropy: Arc<dyn Entropy>,
    /// The file that keeps what was answered, with its key beside it as `FILE.key`; `None`: memory.
    /// Security codes, nonces, faults and the journal are in no file.
    pub data: Option<PathBuf>,
    /// Origins that get CORS headers where a vault sends any, as `http://127.0.0.1:4101`.
    pub allowed_origins: Vec<String>,
    /// How long a Vaultera session token lives (vaultera.md, Not known).
    pub session_token_lifetime_ms: u64,
    /// `frame-ancestors` of the embeddable pages; `None` leaves the directive out.
    pub frame_ancestors: Option<String>,
    /// How long a client may take to send a head, to send a body, to send nothing between two
    /// requests, and to take nothing of an answer.
    pub patience: Duration,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            clock: Arc::new(SystemClock),
            entropy: Arc::new(OsEntropy),
            data: None,
            allowed_origins: vec!["http://127.0.0.1:4101".to_owned()],
            session_token_lifetime_ms: guess::VAULTERA_SESSION_MINUTES * 60_000,
            frame_ancestors: None,
            patience: Duration::from_secs(15),
        }
    }
}

/// One backend with its own keys, cards, journal and faults. A clone shares all of them.
#[derive(Clone)]
pub struct Sandbox {
    world: Shared,
    patience: Duration,
}

impl Sandbox {
    /// Opens the data and issues the credentials of every vault, or finds those that it issued
    /// before; nothing listens yet.
    ///
    /// # Errors
    ///
    /// What is wrong with `data`. In memory nothing can be.
    pub fn new(options: Options) -> Result<Self, DataError> {
        let patience = options.patience;
        Ok(Self { world: Arc::new(World::new(options)?), patience })
    }

    /// What `GET /_sandbox/credentials` answers: by vault, what a merchant's server would hold.
    pub fn credentials(&self) -> serde_json::Value {
        self.world.credentials.clone().into()
    }

    /// Serves until `shutdown` is ready, then lets running answers end for up to five seconds.
    ///
    /// # Errors
    ///
    /// None at present; a listener that fails for a while is tried again.
    #[cfg(feature = "serve")]
    pub async fn serve(&self, listener: tokio::net::TcpListener, shutdown: impl Future<Output = ()>) -> io::Result<()> {
        serve::serve(Arc::clone(&self.world), self.routes(), listener, self.patience, shutdown).await
    }

    /// One request, answered: for a host that has connections of its own. `None`: the connection is to be closed
    /// without a reply. `stop` turns `true` when the sandbox stops.
    pub async fn answer(&self, request: Request<Body>, stop: watch::Receiver<bool>) -> Option<Response> {
        let exchange =
            exchange::Exchange { world: Arc::clone(&self.world), routes: self.routes(), stop, patience: self.patience };
        Arc::new(exchange).answer(request).await.ok()
    }

    fn routes(&self) -> Router {
        let mut router = Router::new().nest("/_sandbox", admin::routes());
        for vault in VAULTS {
            let refuse = vault.refuse;
            let routes = (vault.routes)()
                .fallback(move || async move { refuse(StatusCode::NOT_FOUND) })
                .method_not_allowed_fallback(move || async move { refuse(StatusCode::METHOD_NOT_ALLOWED) });
            router = router.nest(&format!("/{}", vault.name), routes);
        }
        router.fallback(|| async { admin::refuse(StatusCode::NOT_FOUND) }).with_state(Arc::clone(&self.world))
    }
}
