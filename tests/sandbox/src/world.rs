//! What every handler shares: time, chance and memory.

use std::sync::Arc;

use serde_json::{Map, Value};

use crate::Options;
use crate::clock::Steady;
use crate::entropy::{Again, Entropy};
use crate::fault::Faults;
use crate::journal::Journal;
use crate::nonces::Nonces;
use crate::secret;
#[cfg(feature = "serve")]
use crate::store::SqliteStore;
use crate::store::{DataError, MemoryStore, Store, Unavailable};
use crate::vault::VAULTS;

/// The state of one sandbox, shared by its connections.
pub(crate) type Shared = Arc<World>;

pub(crate) struct World {
    pub(crate) clock: Steady,
    entropy: Arc<dyn Entropy>,
    store: Box<dyn Store>,
    /// Whether the store does.
    outlives: bool,
    volatile: MemoryStore,
    nonces: Nonces,
    pub(crate) journal: Journal,
    pub(crate) faults: Faults,
    pub(crate) allowed_origins: Vec<String>,
    pub(crate) session_token_lifetime_ms: u64,
    pub(crate) frame_ancestors: Option<String>,
    /// By vault. In clear because handing them out is what `/_sandbox/credentials` is for.
    pub(crate) credentials: Map<String, Value>,
}

/// What the sandbox remembers of itself, as one record each.
const START: (&str, &str) = ("sandbox/start", "count");
const CLOCK: (&str, &str) = ("sandbox/clock", "lead");
const LATEST: (&str, &str) = ("sandbox/clock", "latest");
const SIGNED: (&str, &str) = ("sandbox/nonce", "latest");
const CREDENTIALS: (&str, &str) = ("sandbox/credentials", "issued");

impl World {
    /// Opens the data, and issues the credentials that were not issued before.
    pub(crate) fn new(options: Options) -> Result<Self, DataError> {
        let store: Box<dyn Store> = match &options.data {
            #[cfg(feature = "serve")]
            Some(data) => Box::new(SqliteStore::open(data)?),
            #[cfg(not(feature = "serve"))]
            Some(data) => return Err(DataError::Unusable(data.clone(), "this build keeps nothing in files".into())),
            None => Box::new(MemoryStore::default()),
        };
        let mut world = Self {
            clock: Steady::new(options.clock),
            entropy: options.entropy,
            store,
            outlives: options.data.is_some(),
            volatile: MemoryStore::default(),
            nonces: Nonces::default(),
            journal: Journal::default(),
            faults: Faults::default(),
            allowed_origins: options.allowed_origins,
            session_token_lifetime_ms: options.session_token_lifetime_ms,
            frame_ancestors: options.frame_ancestors,
            credentials: Map::new(),
        };
        world.begin().map_err(|Unavailable| DataError::Unavailable)?;
        Ok(world)
    }

    fn begin(&mut self) -> Result<(), Unavailable> {
        self.clock.set_lead(self.store().load(CLOCK.0, CLOCK.1)?.unwrap_or_default());
        self.nonces.forgot(self.store().load(SIGNED.0, SIGNED.1)?.unwrap_or_default());
        self.clock.not_before(self.store().load(LATEST.0, LATEST.1)?.unwrap_or_default());
        let starts: u64 = self.store().load(START.0, START.1)?.unwrap_or_default();
        if starts > 0 {
            self.entropy = Arc::new(Again::new(Arc::clone(&self.entropy), starts));
        }
        let mut credentials: Map<String, Value> = self.store().load(CREDENTIALS.0, CREDENTIALS.1)?.unwrap_or_default();
        // In one piece: a process that ends in the middle has issued nothing.
        self.store().together(&mut || {
            for vault in VAULTS.iter().filter(|vault| !credentials.contains_key(vault.name)).collect::<Vec<_>>() {
                credentials.insert(vault.name.to_owned(), (vault.issue)(self)?);
            }
            self.store().save(CREDENTIALS.0, CREDENTIALS.1, &credentials)?;
            self.store().save(START.0, START.1, &(starts + 1))
        })?;
        self.credentials = credentials;
        self.keep_time()
    }

    /// Moves the clock by so many milliseconds, also for the starts to come.
    pub(crate) fn advance(&self, ms: i64) -> Result<(), Unavailable> {
        self.clock.advance(ms, |lead_ms| self.store().save(CLOCK.0, CLOCK.1, &lead_ms))
    }

    /// Writes down how late it is, once a second and ahead of it: what has expired stays expired
    /// after a restart under a clock that was set back.
    pub(crate) fn keep_time(&self) -> Result<(), Unavailable> {
        if !self.outlives {
            return Ok(());
        }
        self.clock.keep(|latest_ms| self.store().save(LATEST.0, LATEST.1, &latest_ms))
    }

    /// Whether a name of this second is used for the first time, in this process or an earlier one.
    pub(crate) fn is_first(&self, name: String, second: u64, until: u64) -> Result<bool, Unavailable> {
        let keep = |latest: u64| if self.outlives { self.store().save(SIGNED.0, SIGNED.1, &latest) } else { Ok(()) };
        self.nonces.is_first(name, (second, until), self.now_ms() / 1_000, keep)
    }

    /// Records that outlive the process where the store can.
    pub(crate) fn store(&self) -> &dyn Store {
        &*self.store
    }

    /// Records that never touch a disk, whatever the store: card verification values.
    pub(crate) fn volatile(&self) -> &dyn Store {
        &self.volatile
    }

    pub(crate) fn now_ms(&self) -> u64 {
        self.clock.now_ms()
    }

    /// Random lower-case hex digits; `digits` is even.
    pub(crate) fn hex(&self, digits: usize) -> String {
        let mut bytes = vec![0; digits / 2];
        self.entropy.fill(&mut bytes);
        secret::hex(&bytes)
    }

    /// Random letters and digits out of `alphabet`, without the bias of a bare remainder.
    pub(crate) fn symbols(&self, alphabet: &[u8], length: usize) -> String {
        let fair = 256 - 256 % alphabet.len().max(1);
        let mut out = String::with_capacity(length);
        while out.len() < length {
            let mut bytes = [0; 32];
            self.entropy.fill(&mut bytes);
            let symbols = bytes
                .into_iter()
                .map(usize::from)
                .filter(|byte| *byte < fair)
                .filter_map(|byte| alphabet.get(byte % alphabet.len().max(1)))
                .map(|symbol| char::from(*symbol));
            out.extend(symbols.take(length - out.len()));
        }
        out
    }

    /// A random UUID of version 4.
    pub(crate) fn uuid(&self) -> String {
        let mut bytes = [0; 16];
        self.entropy.fill(&mut bytes);
        bytes[6] = bytes[6] & 0x0f | 0x40;
        bytes[8] = bytes[8] & 0x3f | 0x80;
        let digits = secret::hex(&bytes);
        let mut out = String::with_capacity(36);
        for (at, digit) in digits.chars().enumerate() {
            if matches!(at, 8 | 12 | 16 | 20) {
                out.push('-');
            }
            out.push(digit);
        }
        out
    }
}

/// `A` to `Z` and `0` to `9`.
pub(crate) const UPPER_ALPHANUMERIC: &[u8] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789";
/// `A` to `Z`, `a` to `z` and `0` to `9`.
pub(crate) const ALPHANUMERIC: &[u8] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
