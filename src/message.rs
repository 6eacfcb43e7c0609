//! Everything that crosses the port between the shop's page and the frame, both ways.
//!
//! Each message is one JSON text: a text has no getters, no cycles and no prototypes, its length is
//! known before it is read, and this file can be tested without a browser. `www/host` holds the
//! other end. `www/frame` itself says what is no matter of a card: `submit` and `escape` (keys), `height`, `title`,
//! `gone`, and why it could not start; and itself hears of `words`, which are the shop's own texts. What goes to the host is a closed list, and no member of it can hold a digit of a card
//! but `last4` and, for a shop that asks for it, `bin`.

use crate::card::brand::{self, Brand};
use crate::card::{FIELDS, Field, Need};
use crate::error::Error;
use crate::form::{self, Options};
use crate::json::{Value, Writer};
use crate::vault::{self, Billing, Token};
use alloc::string::String;

#[cfg(feature = "instruments")]
pub mod instruments;
#[cfg(feature = "reveal")]
mod reveal;

#[cfg(feature = "reveal")]
pub use reveal::ToReveal;

/// The version of all messages. Host and frame must agree on it in the handshake.
pub const PROTOCOL: u32 = 1;

/// The longest message that is read, in bytes.
pub const LIMIT: usize = 16 * 1024;

/// Whether a form of this build has the fields of a card.
const CARDS: bool = FIELDS && !vault::EMBEDS;

/// The longest line of an address, in bytes.
const LINE_LIMIT: usize = 200;

/// From the host to the frame.
#[derive(Debug, PartialEq)]
pub enum ToFrame {
    /// What the shop asked for: at the start, and again whenever it changes.
    Config(Config),
    /// The grant, as the merchant's server wrote it, or `None` where it gave none.
    Grant(Option<Value>),
    /// Turn the card into a token, in at most so many milliseconds.
    Tokenize {
        /// The host's name for the call.
        id: u32,
        /// The deadline.
        timeout_ms: u32,
        /// What the shop knows of the holder.
        billing: Billing,
        /// Whether the card is to be kept, where the vault leaves it to the shop.
        save: Option<bool>,
    },
    /// The call is not wanted any more.
    Abort(u32),
    /// Put the focus in a field, the first one when none is named.
    Focus(Option<Field>),
    /// Take the focus out of the form.
    Blur,
    /// Forget what was typed.
    Clear,
    /// What the shop says of a card. `BinVerdict` in the types; the host puts it so that there is less to read.
    Verdict {
        /// How its number begins.
        bin: u32,
        /// Its networks: all where the shop does not say, none where it refuses the card.
        brands: brand::Set,
        /// The one that the shop likes best.
        first: Option<Brand>,
        /// What the shopper is told of the refusal.
        words: String,
    },
}

/// What a shop can ask of a form.
#[derive(Debug, Default, PartialEq)]
pub struct Config {
    /// The fields and brands. `postal_code` is what the vault likes where the shop said `auto`.
    pub options: Options,
    /// Whether the shop left the postal code to the vault.
    pub auto_postal_code: bool,
}

impl ToFrame {
    /// Reads a message. What is not one is `None`, and nothing is said about it to anyone.
    pub fn read(text: &str) -> Option<Self> {
        if text.len() > LIMIT {
            return None;
        }
        let mut message = Value::parse(text.as_bytes())?;
        let grant = message.take("grant");
        let id = || message.get("id")?.whole();
        Some(match message.text_of("t")? {
            "config" => Self::Config(config(&message)?),
            "grant" => Self::Grant(grant.filter(|grant| matches!(grant, Value::Object(_)))),
            "tokenize" => Self::Tokenize {
                id: id()?,
                timeout_ms: message.get("timeoutMs")?.whole()?,
                billing: message.get("billing").map(billing).unwrap_or_default(),
                save: message.get("save").and_then(Value::bool),
            },
            "abort" => Self::Abort(id()?),
            "focus" => Self::Focus(message.text_of("field").and_then(Field::from_name)),
            "blur" => Self::Blur,
            "clear" => Self::Clear,
            "verdict" if !vault::EMBEDS => Self::Verdict {
                bin: message.get("bin")?.whole()?,
                brands: brands(&message),
                first: message.text_of("first").and_then(Brand::from_name),
                words: message.text_of("message").unwrap_or_default().into(),
            },
            _ => return None,
        })
    }
}

fn config(message: &Value) -> Option<Config> {
    let postal_code = message.get("postalCode");
    Some(Config {
        options: Options {
            only_cvc: message.text_of("element") == Some("cvc"),
            accepted: brands(message),
            bin: message.get("bin").and_then(Value::bool) == Some(true),
            name: need(message.get("name")),
            postal_code: need(postal_code),
        },
        auto_postal_code: postal_code.and_then(Value::text) == Some("auto"),
    })
}

/// The brands of a message: every one where it does not say.
fn brands(message: &Value) -> brand::Set {
    match message.get("brands") {
        None | Some(Value::Null) => brand::Set::ALL,
        Some(names) => names
            .items()
            .iter()
            .filter_map(Value::text)
            .filter_map(Brand::from_name)
            .fold(brand::Set::NONE, brand::Set::with),
    }
}

/// `true` is a field that must be filled, `"optional"` one that may be.
fn need(option: Option<&Value>) -> Need {
    match option {
        Some(Value::Bool(true)) => Need::Required,
        Some(Value::Text(text)) if text == "optional" => Need::Optional,
        _ => Need::Absent,
    }
}

/// Whether it can be a line of an address: nothing that could be a card number goes to a vault under another name.
fn is_line(text: &str) -> bool {
    text.len() <= LINE_LIMIT && !vault::is_card_number(text)
}

fn billing(value: &Value) -> Billing {
    let text = |name| value.text_of(name).filter(|text| is_line(text)).map(Into::into);
    Billing {
        name: text("name"),
        line1: text("line1"),
        line2: text("line2"),
        city: text("city"),
        state: text("state"),
        postal_code: text("postalCode"),
        country: text("country"),
    }
}

/// From the frame to the host.
pub enum ToHost<'a> {
    /// The Wasm is in charge.
    Ready,
    /// The frame cannot work: the grant is of no use.
    Failed(&'a Error),
    /// The form changed.
    State(&'a form::State),
    /// The vault's own page is shown: whether it can be asked, and whether it said that the card is valid.
    PageState(bool, bool),
    /// A field took the focus.
    Focus(Field),
    /// A field lost it.
    Blur(Field),
    /// A grant is wanted.
    AskGrant,
    /// The first digits of the number, for a shop that asks for them.
    Bin(u32),
    /// A call ended.
    Result(u32, &'a Result<Token, Error>),
    /// A stored card is shown.
    #[cfg(feature = "reveal")]
    Shown,
    /// It is shown no more.
    #[cfg(feature = "reveal")]
    Hidden,
}

impl ToHost<'_> {
    /// The message's text.
    pub fn write(&self) -> String {
        let mut json = Writer::with_capacity(256);
        json.object(|json| {
            json.name("t").text(match self {
                Self::Ready => "ready",
                Self::Failed(_) => "failed",
                Self::State(_) | Self::PageState(..) => "state",
                Self::Focus(_) => "focus",
                Self::Blur(_) => "blur",
                Self::AskGrant => "grant",
                Self::Bin(_) => "bin",
                Self::Result(..) => "result",
                #[cfg(feature = "reveal")]
                Self::Shown => "shown",
                #[cfg(feature = "reveal")]
                Self::Hidden => "hidden",
            });
            match self {
                Self::State(state) if CARDS => state.write(json.name("state")),
                Self::Focus(field) | Self::Blur(field) if CARDS => {
                    json.name("field").text(field.as_str());
                }
                Self::Bin(bin) if CARDS => {
                    json.name("bin").whole(*bin);
                }
                Self::PageState(complete, valid) if vault::PAGES => {
                    form::write_page_state(json.name("state"), *complete, *valid);
                }
                // No form of this build says it.
                Self::State(_) | Self::Focus(_) | Self::Blur(_) | Self::Bin(_) | Self::PageState(..) => {}
                Self::Failed(error) => write_error(json, error),
                Self::Result(id, result) => {
                    json.name("id").whole(*id);
                    match result {
                        Ok(token) => write_token(json, token),
                        Err(error) => write_error(json, error),
                    }
                }
                Self::Ready | Self::AskGrant => {}
                #[cfg(feature = "reveal")]
                Self::Shown | Self::Hidden => {}
            }
        });
        // EXPOSE: what goes to the host holds nothing of a card but the last four digits of its number, and the first six
        // or eight where the shop asks for them.
        json.finish().expose_str().into()
    }
}

fn write_token(json: &mut Writer, token: &Token) {
    json.name("token").object(|json| {
        json.name("id").text(&token.id);
        json.name("vault").text(token.vault);
        json.name("kind").text(token.kind);
        json.nullable("brand", token.brand.map(Brand::name));
        json.optional("preferredBrand", token.preferred.map(Brand::name));
        json.nullable("last4", Some(token.last4.as_str()).filter(|last4| !last4.is_empty()));
        if let Some(save) = token.save.filter(|_| vault::PAGES) {
            json.name("save").bool(save);
        }
        if let Some(next) = token.next_action.as_ref().filter(|_| vault::PAYS) {
            json.name("nextAction").object(|json| {
                json.name("type").text("post");
                json.name("url").text(&next.url);
                json.name("params").object(|json| {
                    for (name, value) in &next.params {
                        json.name(name).text(value);
                    }
                });
            });
        }
        for (name, number) in [
            ("expMonth", token.expiry.map(|expiry| expiry.month.into())),
            ("expYear", token.expiry.map(|expiry| expiry.year.into())),
        ] {
            json.name(name);
            match number {
                Some(number) => json.whole(number),
                None => json.null(),
            };
        }
    });
}

fn write_error(json: &mut Writer, error: &Error) {
    json.name("error").object(|json| {
        json.name("kind").text(error.code.kind().as_str());
        json.name("code").text(error.code.as_str());
        json.name("retryable").bool(error.code.retryable());
        if !error.fields.is_empty() {
            json.name("fields").object(|json| {
                for (field, code) in &error.fields {
                    json.name(field.as_str()).text(code);
                }
            });
        }
        json.optional("reason", error.reason.as_deref());
        if let Some(wait) = error.retry_after_ms {
            json.name("retryAfterMs").whole(wait);
        }
    });
}

#[cfg(test)]
mod tests;
