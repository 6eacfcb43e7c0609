//! What the model of a key's life speaks of.

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Vault {
    Vaultera,
    PayConex,
    Guardian,
    Hellgate,
    Corefy,
}

pub const VAULTS: [Vault; 5] = [Vault::Vaultera, Vault::PayConex, Vault::Guardian, Vault::Hellgate, Vault::Corefy];

/// Two things that keys are for, other ones in each vault: to read, and to do something.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Rights {
    pub reads: bool,
    pub works: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Method {
    Basic,
    Hmac,
    All,
}

/// What a key is asked for with; a vault that knows no such thing leaves it out.
#[derive(Debug, Clone, Copy)]
pub struct Shape {
    pub rights: Rights,
    pub method: Method,
    pub life_s: Option<u64>,
    /// Hellgate: for certain merchants.
    pub is_scoped: bool,
}

#[derive(Debug, Clone)]
pub struct Key {
    pub vault: Vault,
    pub shape: Shape,
    pub expires_s: Option<u64>,
    pub is_enabled: bool,
    pub is_revoked: bool,
}

/// Hellgate's operating models.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Model {
    PrimaryMerchant,
    Ecosystem,
    ManagedEcosystem,
}

/// What is good once, or for a while.
#[derive(Debug, Clone)]
pub enum Ticket {
    /// A single-pay token.
    Clover {
        is_spent: bool,
    },
    Access {
        expires_s: u64,
    },
    Refresh {
        expires_s: u64,
        is_spent: bool,
    },
    Session {
        key: Option<usize>,
        expires_s: u64,
        is_spent: bool,
    },
    Checkout {
        key: Option<usize>,
        expires_s: u64,
        is_spent: bool,
    },
    /// A signed request, as it was sent.
    Signed {
        key: usize,
        second: u64,
        is_spent: bool,
    },
}

/// What the next answer must be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verdict {
    Good,
    Unauthorized,
    Forbidden,
    /// The thing itself is gone.
    Gone,
    /// 400: used before, or asked for what there is not.
    Refused,
}

#[derive(Debug, Clone)]
pub struct State {
    /// The machine's clock, and the latest that the sandbox has seen: it never goes back.
    pub wall_s: u64,
    pub now_s: u64,
    pub keys: Vec<Key>,
    pub tickets: Vec<Ticket>,
    /// The latest second of a signature that was taken, and the same before the last start: nonces
    /// are forgotten by a start, so nothing of that second or before it is taken afterwards.
    pub signed_s: u64,
    pub forgotten_s: u64,
    pub model: Model,
    pub public_key_is_active: bool,
    pub verdict: Verdict,
}

/// Numbers stand for keys and tickets, counted round.
#[derive(Debug, Clone)]
pub enum Step {
    /// By the first key of the vault, or by another.
    Create(Vault, Shape, Option<u8>),
    /// `true`: to read.
    Use(u8, bool, Method),
    UseAltered(u8),
    Enable(u8, bool),
    Change(u8, Rights),
    Prolong(u8, u64),
    Revoke(u8),
    List(Vault),
    SwitchModel(Model),
    SwitchPublicKey(bool),
    Tokenize,
    OpenSession(Option<u8>),
    OpenCheckout(Option<u8>),
    Sign(u8),
    Spend(u8),
    /// In seconds.
    Clock(i64),
    /// To a key's last second, or to the one that ends it, and then a use.
    Edge(u8, bool),
    Crash,
    Restart,
}
