//! The seam to the vaults: what a grant opens, what a vault asks for, and what it gives.
//!
//! A vault here is a small machine without I/O. It says what it wants as a [`Step`], and goes on
//! when it is given the [`Reply`]. One folder a vault; the list at the top of this file names them.

use crate::card::Card;
use crate::card::brand::Brand;
use crate::card::expiry::Month;
use crate::error::{Code, Error};
use crate::http::{Lost, Request, Response};
use crate::json::Value;
use crate::secret::Secret;
use alloc::{boxed::Box, string::String, vec::Vec};

#[cfg(feature = "server")]
mod calls;
mod grant;
#[cfg(feature = "server")]
pub mod instant;
#[cfg(feature = "instruments")]
pub mod instrument;
#[cfg(feature = "server")]
pub mod key;

#[cfg(feature = "reveal")]
pub use grant::reveal;
pub use grant::{Grant, Scope, is_card_number, is_opaque, open, origin};

/// One line a vault: its name in a grant (and the feature that builds it), its room, its type.
macro_rules! vaults {
    ($($name:literal $room:ident $adapter:ident;)*) => {
        $(#[cfg(feature = $name)] pub mod $room;)*

        /// The vaults, by the name that a grant gives them.
        pub const NAMES: &[&str] = &[$($name,)*];

        /// The one adapter for the named vault, if this build holds it.
        fn adapter(grant: &Grant<'_>) -> Option<Result<Box<dyn Vault>, Error>> {
            match grant.vault {
                $(#[cfg(feature = $name)]
                $name => Some($room::$adapter::open(grant).map(|vault| Box::new(vault) as Box<dyn Vault>)),)*
                _ => None,
            }
        }
    };
}

vaults! {
    "clover" clover Clover;
    "vaultera" vaultera Vaultera;
    "payconex" payconex PayConex;
    "hellgate" hellgate Hellgate;
    "corefy" corefy Corefy;
}

/// A vault that was opened with a grant.
pub trait Vault {
    /// What to do as soon as the grant is there, before the shopper pays.
    fn prepare(&mut self) -> Step {
        Step::Ready
    }

    /// The shopper pays: turn the card into a token.
    fn begin(&mut self, call: Call) -> Step;

    /// What came of the last step. `None` goes on waiting for another reply.
    fn answer(&mut self, reply: Reply) -> Option<Step>;

    /// The call is given up. Nothing may be sent for it any more.
    fn abort(&mut self) {}

    /// Whether a call can be begun, where the vault captures in a page or component of its own.
    fn is_complete(&self) -> bool {
        true
    }

    /// Whether that page or component said that the card is valid.
    fn is_valid(&self) -> bool {
        self.is_complete()
    }

    /// Whether another call needs another grant.
    fn is_spent(&self) -> bool {
        false
    }
}

/// What a vault wants next.
#[derive(Debug, PartialEq)]
pub enum Step {
    /// Nothing, until a card comes.
    Ready,
    /// This request sent, and its [`Reply::Response`] or [`Reply::Lost`].
    Send(Request),
    /// This text encrypted, and its [`Reply::Encrypted`], or [`Reply::Lost`] where the browser cannot.
    Encrypt(Encryption),
    /// So many milliseconds, and then [`Reply::Waited`].
    Wait(u32),
    /// The vault's own page shown in place of our fields.
    Open(Page),
    /// The vault's own component shown in place of our fields.
    Embed(Component),
    /// Nothing, until the component says something.
    Listen,
    /// The shop told of something that the shopper can go on after.
    Warn(Code),
    /// This message posted to the vault's page, and its [`Reply::Said`].
    Tell(&'static str),
    /// Nothing more: this is what came of it.
    Done(Result<Token, Error>),
}

/// What a vault learns.
#[derive(Debug)]
pub enum Reply {
    /// An answer came.
    Response(Response),
    /// No answer came.
    Lost(Lost),
    /// The ciphertext, in the form that was asked for.
    Encrypted(String),
    /// The time has passed.
    Waited,
    /// The vault's page sent a message, already checked to come from that page.
    Said(Value),
}

/// A text for the eyes of the holder of a key alone. WebCrypto encrypts; nothing here does.
#[derive(Debug, PartialEq)]
pub struct Encryption {
    /// The RSA key's modulus, base64url.
    pub n: String,
    /// The RSA key's exponent, base64url.
    pub e: String,
    /// The form of the ciphertext.
    pub form: Form,
    /// What is encrypted.
    pub plaintext: Secret,
}

/// How a ciphertext is made and written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Form {
    /// A compact JWE (RFC 7516): RSA-OAEP-256 for the key, A256GCM for the content.
    Jwe,
    /// RSA-OAEP with SHA-1 over the text itself, in base64.
    RsaOaepSha1,
}

/// One payment attempt.
#[derive(Debug, Default)]
pub struct Call {
    /// The card from our fields. `None` where the vault's page holds it.
    pub card: Option<Card>,
    /// The security code alone, for a card that the vault has already.
    pub cvc: Option<Secret>,
    /// What is tokenized in place of a card.
    #[cfg(feature = "instruments")]
    pub instrument: Option<instrument::Instrument>,
    /// What the shop knows of the card's holder.
    pub billing: Billing,
    /// Whether the card is to be kept beyond this payment, where the vault leaves it to the shop.
    pub save: Option<bool>,
    /// What the shop's bank asks of the browser, for 3-D Secure.
    #[cfg(feature = "corefy")]
    pub browser: Browser,
}

/// What 3-D Secure asks of a browser, as text. No card data.
#[derive(Debug, Default, Clone, PartialEq, Eq)]
pub struct Browser {
    /// `navigator.language`
    pub language: String,
    /// `navigator.userAgent`
    pub user_agent: String,
    /// Width and height of the screen in CSS pixels.
    pub screen: [String; 2],
    /// Width and height of the window in CSS pixels.
    pub window: [String; 2],
    /// Bits for a colour.
    pub color_depth: String,
    /// Minutes from local time to UTC, as `Date.getTimezoneOffset`.
    pub time_zone: String,
}

/// The billing address, as far as the shop gave it. No card data.
#[derive(Debug, Default, Clone, PartialEq)]
pub struct Billing {
    /// The holder's name, where the form has no field for it.
    pub name: Option<String>,
    /// Street and number.
    pub line1: Option<String>,
    /// Flat, floor.
    pub line2: Option<String>,
    /// Town.
    pub city: Option<String>,
    /// State or province.
    pub state: Option<String>,
    /// Postal code, where the form has no field for it.
    pub postal_code: Option<String>,
    /// Country: ISO 3166-1 alpha-2.
    pub country: Option<String>,
}

/// A page of the vault's own, to be embedded and driven by messages.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Page {
    /// Where it is. Holds a one-off session token.
    pub url: String,
    /// The only origin that its messages may come from, and ours may go to.
    pub origin: String,
}

/// A component of the vault's own: a script that puts its frame into our document.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Component {
    /// Where the script is.
    pub script: String,
    /// The origin that the component talks to.
    pub host: String,
    /// What opens this one instance.
    pub bearer: String,
}

/// What the shop gets for a card. Its last four digits are all that it says of the number.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Token {
    /// The vault's token, as the vault spells it.
    pub id: String,
    /// The vault's name.
    pub vault: &'static str,
    /// What was tokenized: `card`, `ach`, `gift_card`; or `payment` where the vault tokenizes by one.
    pub kind: &'static str,
    /// The brand, where it is known.
    pub brand: Option<Brand>,
    /// The network that is to be charged, of a card that belongs to several.
    pub preferred: Option<Brand>,
    /// The last four digits; empty where the vault does not say.
    pub last4: String,
    /// When the card expires, where it is known.
    pub expiry: Option<Month>,
    /// Whether the shopper wants the card to be kept, where the vault asked.
    pub save: Option<bool>,
    /// What the shopper has to do next, before the payment is made.
    pub next_action: Option<NextAction>,
}

/// A step that the bank asks for: a form to be posted from the shop's page. No card data.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NextAction {
    /// Where.
    pub url: String,
    /// The form's fields, in order.
    pub params: Vec<(String, String)>,
}

/// The ciphertext that the vault of this build may take.
///
/// These are what a build for one vault leaves out of what a shop downloads.
pub const ENCRYPTS: Option<Form> = if cfg!(feature = "hellgate") {
    Some(Form::Jwe)
} else if cfg!(feature = "clover") {
    Some(Form::RsaOaepSha1)
} else {
    None
};

/// Whether a vault of this build may ask to be asked again, and takes the security code alone.
pub const WAITS: bool = cfg!(feature = "hellgate");

/// Whether a vault of this build tells of what the shopper can go on after.
pub const WARNS: bool = cfg!(feature = "payconex");

/// Whether a vault of this build asks for a step of the shopper's, and for what a bank wants to know of a browser.
pub const PAYS: bool = cfg!(feature = "corefy");

/// Whether a vault of this build captures in a page or component of its own.
pub const PAGES: bool = cfg!(any(feature = "vaultera", feature = "payconex"));

/// Whether what a vault of this build was opened with may be used up by one call.
pub const SPENDS: bool = PAGES || cfg!(any(feature = "hellgate", feature = "corefy"));

/// Whether this build is for a vault that captures in a page of its own, so that it needs no fields.
pub const EMBEDS: bool = PAGES && !cfg!(any(feature = "clover", feature = "hellgate", feature = "corefy"));

/// Whether a vault of this build makes use of a postal code, so that a form left to it asks for one.
pub fn wants_postal_code() -> bool {
    // Clover checks it against the issuer's (AVS).
    cfg!(feature = "clover")
}
