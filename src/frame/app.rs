//! The running form: what the browser reported in, effects out.

use super::edge;
use super::running::send;
use crate::card::brand::{Brand, Set};
use crate::card::expiry::Month;
use crate::card::mask::Direction;
use crate::card::typed::Typed;
use crate::card::{self, Card, Fault, Field, Form, Need, Verdict, number};
use crate::error::{Code, Error};
use crate::form::{Options, State};
#[cfg(any(feature = "vaultera", feature = "payconex"))]
use crate::json::Value;
use crate::message::{Config, ToFrame, ToHost};
use crate::secret::Secret;
use crate::tokenize::{Effect, Input, Tokenizer};
#[cfg(feature = "corefy")]
use crate::vault::Browser;
use crate::vault::{self, Billing, Call};
use alloc::{boxed::Box, string::String, vec::Vec};

pub(super) struct App {
    pub(super) state: State,
    /// What was typed into each field but the name, which stays with the browser: its input is the only one that the
    /// shopper may fill in any script.
    pub(super) typed: [Typed; Field::ALL.len()],
    /// What the vault said of a field. It stands until the field is changed.
    pub(super) refused: Vec<(Field, &'static str)>,
    tokenizer: Tokenizer,
    /// When the grant's time is over, in seconds of the browser's clock.
    expires: Option<u32>,
    /// Whether the vault's own page or component is there.
    opened: bool,
    /// What the host was told of it.
    page: Option<(bool, bool)>,
    /// The first digits of the number, where the shop asks for them: those that it was told last.
    bin: u32,
    /// What it tells the shopper where it does not take that card.
    words: String,
    /// The network that the card of the running call is to be charged by.
    preferred: Option<Brand>,
}

impl App {
    pub(super) fn new() -> (Self, Vec<Effect>) {
        let (tokenizer, effects) = Tokenizer::new();
        let app = Self {
            state: State::new(Options::default()),
            typed: Default::default(),
            refused: Vec::new(),
            tokenizer,
            expires: None,
            opened: false,
            page: None,
            bin: 0,
            words: String::new(),
            preferred: None,
        };
        (app, effects)
    }

    pub(super) fn start(&mut self, focused: u8, caret: usize, effects: Vec<Effect>) {
        if !vault::EMBEDS {
            // What was typed before the Wasm was there is kept, and formatted.
            for index in 0..Field::ALL.len() as u8 {
                self.take(index, if index == focused { caret } else { usize::MAX }, Direction::Backward);
            }
            self.state.focused = at(focused);
            self.changed();
            edge::phase("ready");
        }
        post(ToHost::Ready);
        self.run(effects);
    }

    pub(super) fn first_open(&self) -> Field {
        self.state.first_open()
    }

    #[cfg(any(feature = "vaultera", feature = "payconex"))]
    pub(super) fn opened(&mut self) {
        self.opened = true;
        self.page_changed();
    }

    #[cfg(any(feature = "vaultera", feature = "payconex"))]
    pub(super) fn said(&mut self, message: Value) {
        let (before, _) = self.tokenizer.page();
        self.handle(Input::Said(message));
        self.page_changed();
        // A component with a button of its own: the shopper has pressed it.
        if !before && self.tokenizer.page().0 {
            edge::post("{\"t\":\"submit\"}");
        }
    }

    pub(super) fn leave(&mut self) {
        if let Some(id) = self.tokenizer.call() {
            self.handle(Input::Abort(id));
        }
        self.clear();
    }

    pub(super) fn told(&mut self, message: ToFrame) {
        match message {
            ToFrame::Config(config) => self.configure(&config),
            ToFrame::Grant(grant) => {
                let lasts = grant.as_ref().and_then(|grant| grant.get("expiresIn")?.whole());
                self.expires = lasts.map(|seconds| edge::now().saturating_add(seconds));
                let opened = match grant {
                    Some(grant) => vault::open(&grant, self.state.options().accepted),
                    None => Err(Code::GrantUnavailable.into()),
                };
                self.handle(Input::Grant(opened));
            }
            ToFrame::Tokenize { id, timeout_ms, billing, save } => self.tokenize(id, timeout_ms, billing, save),
            ToFrame::Abort(id) => self.handle(Input::Abort(id)),
            ToFrame::Verdict { bin, brands, first, words } => {
                // What comes too late is of another card.
                if !vault::EMBEDS && bin == self.bin {
                    self.state.rule(brands, first);
                    self.words = words;
                    self.changed();
                }
            }
            ToFrame::Focus(_) | ToFrame::Blur => {}
            ToFrame::Clear => {
                self.clear();
                self.handle(Input::Clear);
            }
        }
    }

    fn configure(&mut self, config: &Config) {
        let mut options = config.options;
        if config.auto_postal_code && vault::wants_postal_code() {
            options.postal_code = Need::Optional;
        }
        self.state.set_options(options);
        if !vault::EMBEDS {
            let last = Field::ALL.iter().rposition(|&field| options.need(field) != Need::Absent);
            for (index, &field) in Field::ALL.iter().enumerate() {
                edge::show(index as u8, options.need(field) as u8, Some(index) == last);
                // Sealed or not may have changed.
                if field != Field::Name {
                    self.redraw(index as u8);
                }
            }
            self.changed();
        }
    }

    fn tokenize(&mut self, id: u32, timeout_ms: u32, billing: Billing, save: Option<bool>) {
        if !vault::WAITS && self.state.options().only_cvc {
            return post(ToHost::Result(id, &Err(Code::ElementMismatch.into())));
        }
        if self.tokenizer.call().is_none() {
            self.preferred = self.state.preferred();
        }
        let mut call = Call {
            billing,
            save,
            #[cfg(feature = "corefy")]
            browser: browser(),
            ..Call::default()
        };
        if vault::WAITS && self.state.options().only_cvc {
            if !self.state.complete() {
                return self.incomplete(id, &[(Field::Cvc, self.state.verdict(Field::Cvc).unwrap_or(Verdict::Empty))]);
            }
            let [_, _, cvc, ..] = &self.typed;
            call.cvc = Some(Secret::copied(card::trimmed(cvc.text())));
        } else if !vault::EMBEDS {
            let name = name();
            match Card::parse(&form(&self.typed, &name), &self.state.wanted(this_month())) {
                Ok(card) => call.card = Some(card),
                Err(faults) => return self.incomplete(id, &faults),
            }
        }
        // What a vault shows itself stays: the shopper has typed into it, and it knows its own time.
        if !vault::EMBEDS && self.expires.is_some_and(|expires| edge::now() >= expires) {
            self.handle(Input::Expired);
        }
        edge::after(timeout_ms, id);
        edge::phase("busy");
        self.handle(Input::Begin(id, Box::new(call)));
    }

    fn incomplete(&mut self, id: u32, faults: &[(Field, Verdict)]) {
        self.state.ask();
        self.changed();
        edge::announce(Code::CardInvalid.as_str());
        post(ToHost::Result(id, &Err(Error::invalid(faults))));
    }

    pub(super) fn handle(&mut self, input: Input) {
        let effects = self.tokenizer.handle(input);
        self.run(effects);
    }

    fn run(&mut self, effects: Vec<Effect>) {
        for effect in effects {
            match effect {
                Effect::AskGrant => post(ToHost::AskGrant),
                Effect::Send(ticket, request) => send(ticket, &request),
                Effect::Encrypt(ticket, encryption) if vault::ENCRYPTS == Some(encryption.form) => {
                    // EXPOSE: WebCrypto takes the text as bytes, which are overwritten on both sides once it has them.
                    let text = encryption.plaintext.expose();
                    edge::encrypt(ticket, &encryption.n, &encryption.e, text);
                }
                Effect::Wait(ticket, ms) if vault::WAITS => edge::wait(ticket, ms),
                Effect::Cancel(ticket) => edge::cancel(ticket),
                Effect::Open(page) if vault::EMBEDS => {
                    self.loading();
                    edge::open(&page.url, &page.origin);
                }
                Effect::Embed(component) if vault::EMBEDS => {
                    self.loading();
                    edge::embed(&component.script, &component.host, &component.bearer);
                }
                Effect::Tell(message) if vault::EMBEDS => edge::tell(message),
                Effect::Warn(error) if vault::WARNS => post(ToHost::Failed(&error)),
                // No vault of this build asks for it.
                Effect::Encrypt(..)
                | Effect::Wait(..)
                | Effect::Open(_)
                | Effect::Embed(_)
                | Effect::Tell(_)
                | Effect::Warn(_) => {}
                Effect::Prepared => {}
                Effect::Failed(error) => {
                    if vault::EMBEDS {
                        edge::phase("failed");
                        self.opened = false;
                        self.page_changed();
                    }
                    post(ToHost::Failed(&error));
                }
                Effect::Settle(id, mut result) => {
                    if let Ok(token) = &mut result {
                        token.preferred = self.preferred;
                    }
                    self.settled(id, &result);
                }
            }
        }
    }

    fn loading(&mut self) {
        edge::phase("loading");
        self.opened = false;
        self.page_changed();
    }

    fn settled(&mut self, id: u32, result: &Result<vault::Token, Error>) {
        // A page that has failed, or is on its way, has nothing to show.
        if self.tokenizer.call().is_none() && (self.opened || !vault::EMBEDS) {
            edge::phase("ready");
        }
        match result {
            // The card is in the vault: nothing of it stays here.
            Ok(_) => self.clear(),
            Err(error) => {
                self.refused.clone_from(&error.fields);
                edge::announce(error.code.as_str());
                self.changed();
            }
        }
        post(ToHost::Result(id, result));
    }

    /// Judges the form anew, draws it, and tells the host when something differs.
    pub(super) fn changed(&mut self) {
        if vault::EMBEDS {
            return;
        }
        self.tell_bin();
        let name = name();
        self.state.read(&form(&self.typed, &name), this_month());
        for (index, &field) in Field::ALL.iter().enumerate() {
            let refused = self.refused.iter().find(|(own, _)| *own == field).map(|(_, code)| *code);
            let valid = self.state.verdict(field) == Some(Verdict::Valid);
            let mut said = refused.or_else(|| self.state.problem(field));
            if said == Some(Fault::BrandNotAccepted.as_str()) && !self.words.is_empty() {
                said = Some(&self.words);
            }
            edge::problem(index as u8, said.unwrap_or(if valid { "valid" } else { "" }));
        }
        edge::state(&ToHost::State(&self.state).write());
    }

    /// Tells the shop how the number begins, where it asks, once that is known and when it has changed.
    fn tell_bin(&mut self) {
        let [typed, ..] = &self.typed;
        let bin = if self.state.options().bin { number::bin(typed.text()) } else { 0 };
        if bin == self.bin {
            return;
        }
        // What was said of six digits holds for the eight that begin with them, until more is said.
        if bin / 100 != self.bin {
            self.state.rule(Set::ALL, None);
        }
        if bin != 0 {
            post(ToHost::Bin(bin));
        }
        self.bin = bin;
    }

    /// Tells the host when the vault's own page can be asked, or says that the card is valid.
    fn page_changed(&mut self) {
        let (complete, valid) = self.tokenizer.page();
        let page = (self.opened && complete, self.opened && valid);
        if vault::EMBEDS && self.page != Some(page) {
            self.page = Some(page);
            post(ToHost::PageState(page.0, page.1));
        }
    }

    fn clear(&mut self) {
        let focused = self.state.focused;
        self.state = State::new(*self.state.options());
        self.state.focused = focused;
        self.refused.clear();
        if !vault::EMBEDS {
            self.typed = Default::default();
            for index in 0..Field::ALL.len() {
                edge::put(index as u8, &[], 0);
            }
        }
        self.changed();
    }
}

pub(super) fn at(index: u8) -> Option<Field> {
    Field::ALL.get(usize::from(index)).copied()
}

pub(super) fn post(message: ToHost<'_>) {
    edge::post(&message.write());
}

/// The name, read when it is needed and kept nowhere else.
fn name() -> String {
    edge::value(Field::Name as u8)
}

fn form<'a>([number, expiry, cvc, _, postal_code]: &'a [Typed; Field::ALL.len()], holder: &'a str) -> Form<'a> {
    Form { number: number.text(), expiry: expiry.text(), cvc: cvc.text(), holder, postal_code: postal_code.text() }
}

fn this_month() -> Month {
    let packed = edge::this_month();
    Month { year: (packed >> 4) as u16, month: packed as u8 & 15 }
}

/// What a bank asks of the browser, for the vaults that pass it on.
#[cfg(feature = "corefy")]
fn browser() -> Browser {
    let lines = edge::browser();
    let mut lines = lines.split('\n').map(String::from);
    let mut next = || lines.next().unwrap_or_default();
    Browser {
        language: next(),
        user_agent: next(),
        screen: [next(), next()],
        window: [next(), next()],
        color_depth: next(),
        time_zone: next(),
    }
}
