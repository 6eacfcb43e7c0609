//! The running form: what the browser reports in, effects out.

use super::alloc::wipe_stack;
use super::edge;
use crate::card::expiry::Month;
use crate::card::mask::{self, Direction, Kind};
use crate::card::{Card, Field, Form, Need};
use crate::error::{Code, Error};
use crate::form::{Options, State};
use crate::http::{Lost, Method, Response};
use crate::json::Value;
use crate::message::{Config, ToFrame, ToHost};
use crate::tokenize::{Effect, Input, Tokenizer};
use crate::vault::{self, Billing, Call, Reply};
use alloc::{boxed::Box, string::String, vec::Vec};
use core::cell::Cell;
use wasm_bindgen::prelude::*;

struct App {
    state: State,
    /// How many signs each field held when it was last formatted: tells a deleted gap from a deleted digit.
    signs: [usize; Field::ALL.len()],
    /// What the vault said of a field. It stands until the field is changed.
    refused: Vec<(Field, &'static str)>,
    tokenizer: Tokenizer,
    /// The last state that the host was told.
    told: String,
}

struct Running(Cell<Option<Box<App>>>);

// SAFETY: wasm32 without atomics has one thread.
unsafe impl Sync for Running {}

static RUNNING: Running = Running(Cell::new(None));

/// Does something with the app, and leaves nothing of a card on the stack.
///
/// What the browser reports while the app is at work, because of what it does, finds it away and is passed over.
fn with(act: impl FnOnce(&mut App)) {
    if let Some(mut app) = RUNNING.0.take() {
        act(&mut app);
        RUNNING.0.set(Some(app));
    }
    wipe_stack();
}

/// Takes the document over. `focused` is the index of the field that has the focus, if any.
#[wasm_bindgen]
pub fn start(focused: u8) {
    let (tokenizer, effects) = Tokenizer::new();
    RUNNING.0.set(Some(Box::new(App {
        state: State::new(Options::default()),
        signs: Default::default(),
        refused: Vec::new(),
        tokenizer,
        told: String::new(),
    })));
    with(|app| {
        if !vault::EMBEDS {
            // What was typed before the Wasm was there is kept, and formatted.
            for (index, &field) in Field::ALL.iter().enumerate() {
                app.settle(index as u8, field, usize::MAX, None);
            }
            app.state.focused = at(focused);
            app.changed();
            edge::phase("ready");
        }
        post(ToHost::Ready);
        app.run(effects);
    });
}

/// The host said something.
#[wasm_bindgen]
pub fn told(message: &str) {
    match ToFrame::read(message) {
        // Outside, since the browser reports what it does with the focus at once.
        Some(ToFrame::Focus(field)) => {
            let mut field = field;
            with(|app| field = field.or(Some(app.state.first_open())));
            edge::focus(field.unwrap_or(Field::Number) as u8);
        }
        Some(ToFrame::Blur) => edge::blur(),
        Some(message) => with(|app| app.told(message)),
        None => {}
    }
}

/// The browser changed a field's text. `deleted`: 1 backward, 2 forward.
#[wasm_bindgen]
pub fn input(field: u8, caret: usize, deleted: u8) {
    with(|app| {
        let Some(own) = at(field) else { return };
        let deleted = match deleted {
            1 => Some(Direction::Backward),
            2 => Some(Direction::Forward),
            _ => None,
        };
        app.refused.retain(|(other, _)| *other != own);
        app.settle(field, own, caret, deleted);
        app.changed();
    });
}

/// A field took the focus.
#[wasm_bindgen]
pub fn focused(field: u8) {
    with(|app| {
        let Some(field) = at(field) else { return };
        app.state.focused = Some(field);
        post(ToHost::Focus(field));
        app.changed();
    });
}

/// A field lost the focus.
#[wasm_bindgen]
pub fn blurred(field: u8) {
    with(|app| {
        let Some(field) = at(field) else { return };
        app.state.focused = None;
        app.state.touch(field);
        post(ToHost::Blur(field));
        app.changed();
    });
}

/// An answer came. `retry_after` is in seconds, or negative where there is none.
#[wasm_bindgen]
pub fn reply(ticket: u32, status: u16, json: bool, retry_after: i32, body: Vec<u8>) {
    let response = Response { status, json, retry_after: u32::try_from(retry_after).ok(), body: body.into() };
    with(|app| app.handle(Input::Reply(ticket, Reply::Response(response))));
}

/// No answer came. `why`: 0 unreachable, 1 cut, 2 too long.
#[wasm_bindgen]
pub fn lost(ticket: u32, why: u8) {
    let lost = match why {
        0 => Lost::Unreachable,
        1 => Lost::Cut,
        _ => Lost::TooLong,
    };
    with(|app| app.handle(Input::Reply(ticket, Reply::Lost(lost))));
}

/// The vault's page is there, and can be asked.
#[wasm_bindgen]
pub fn opened() {
    post(ToHost::PageState(false));
}

/// The vault's page said something, as JSON.
#[wasm_bindgen]
pub fn said(message: &str) {
    with(|app| {
        let Some(message) = Value::parse(message.as_bytes()) else { return };
        if let Some(valid) = message.get("valid").and_then(Value::bool) {
            post(ToHost::PageState(valid));
        }
        app.handle(Input::Said(message));
    });
}

/// A call's time is up.
#[wasm_bindgen]
pub fn deadline(id: u32) {
    with(|app| app.handle(Input::Deadline(id)));
}

/// The document goes away.
#[wasm_bindgen]
pub fn leave() {
    with(|app| {
        if let Some(id) = app.tokenizer.call() {
            app.handle(Input::Abort(id));
        }
        app.clear();
    });
}

impl App {
    fn told(&mut self, message: ToFrame) {
        match message {
            ToFrame::Config(config) => self.configure(&config),
            ToFrame::Grant(grant) => {
                let opened = match grant {
                    Some(grant) => vault::open(&grant, self.state.options().accepted),
                    None => Err(Code::GrantUnavailable.into()),
                };
                self.handle(Input::Grant(opened));
            }
            ToFrame::Tokenize { id, timeout_ms, billing } => self.tokenize(id, timeout_ms, billing),
            ToFrame::Abort(id) => self.handle(Input::Abort(id)),
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
            for (index, &field) in Field::ALL.iter().enumerate() {
                edge::show(index as u8, options.need(field) as u8);
            }
            self.changed();
        }
    }

    fn tokenize(&mut self, id: u32, timeout_ms: u32, billing: Billing) {
        let mut call = Call { card: None, billing };
        if !vault::EMBEDS {
            let texts = texts();
            match Card::parse(&form(&texts), &self.state.options().wanted(this_month())) {
                Ok(card) => call.card = Some(card),
                Err(faults) => {
                    self.state.ask();
                    self.changed();
                    edge::announce(Code::CardInvalid.as_str());
                    return post(ToHost::Result(id, &Err(Error::invalid(&faults))));
                }
            }
        }
        edge::after(timeout_ms, id);
        edge::phase("busy");
        self.handle(Input::Begin(id, Box::new(call)));
    }

    fn handle(&mut self, input: Input) {
        let effects = self.tokenizer.handle(input);
        self.run(effects);
    }

    fn run(&mut self, effects: Vec<Effect>) {
        for effect in effects {
            match effect {
                Effect::AskGrant => post(ToHost::AskGrant),
                Effect::Send(ticket, request) => {
                    let method = match request.method {
                        Method::Get => "GET",
                        Method::Post => "POST",
                    };
                    let mut headers = Vec::with_capacity(512);
                    for (name, value) in &request.headers {
                        // EXPOSE: fetch takes headers as JavaScript strings. No card data is in one.
                        for line in [name.as_bytes(), b"\n", value.expose(), b"\n"] {
                            headers.extend_from_slice(line);
                        }
                    }
                    // EXPOSE: fetch takes the URL as a JavaScript string, without card data, and the card as bytes,
                    // which are overwritten here when the request is dropped.
                    let body = request.body.as_ref().map_or(&[][..], |body| body.expose());
                    let headers = core::str::from_utf8(&headers).unwrap_or_default();
                    edge::send(ticket, method, request.url.expose_str(), headers, body);
                }
                Effect::Cancel(ticket) => edge::cancel(ticket),
                Effect::Open(page) => {
                    edge::phase("loading");
                    edge::open(&page.url, &page.origin);
                }
                Effect::Tell(message) => edge::tell(message),
                Effect::Prepared => {}
                Effect::Failed(error) => {
                    if vault::EMBEDS {
                        edge::phase("failed");
                    }
                    post(ToHost::Failed(&error));
                }
                Effect::Settle(id, result) => self.settled(id, &result),
            }
        }
    }

    fn settled(&mut self, id: u32, result: &Result<vault::Token, Error>) {
        if self.tokenizer.call().is_none() {
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

    /// Formats a field after the browser changed its text. The caret stays where the shopper has it.
    fn settle(&mut self, index: u8, field: Field, caret: usize, deleted: Option<Direction>) {
        let kind = match field {
            Field::Number => Kind::Number,
            Field::Expiry => Kind::Expiry,
            Field::Cvc => Kind::Cvc { max: self.state.brand().map_or(4, |brand| brand.cvc_length()) },
            Field::PostalCode => Kind::PostalCode,
            Field::Name => Kind::Plain,
        };
        let text = edge::value(index);
        let Some(signs) = self.signs.get_mut(usize::from(index)) else { return };
        let masked = mask::settle_counted(kind, *signs, &text, caret, deleted);
        *signs = mask::count(kind, &masked.text);
        if masked.text != text {
            edge::put(index, &masked.text, masked.caret);
        }
    }

    /// Judges the form anew, draws it, and tells the host when something differs.
    fn changed(&mut self) {
        if vault::EMBEDS {
            return;
        }
        self.state.read(&form(&texts()), this_month());
        edge::brand(self.state.brand().map_or("", |brand| brand.name()));
        for (index, &field) in Field::ALL.iter().enumerate() {
            let refused = self.refused.iter().find(|(own, _)| *own == field).map(|(_, code)| *code);
            edge::problem(index as u8, refused.or_else(|| self.state.problem(field)).unwrap_or_default());
        }
        let message = ToHost::State(&self.state).write();
        if message != self.told {
            edge::post(&message);
            self.told = message;
        }
    }

    fn clear(&mut self) {
        let focused = self.state.focused;
        self.state = State::new(*self.state.options());
        self.state.focused = focused;
        self.refused.clear();
        if !vault::EMBEDS {
            for index in 0..Field::ALL.len() {
                edge::put(index as u8, "", 0);
            }
        }
        self.changed();
    }
}

fn at(index: u8) -> Option<Field> {
    Field::ALL.get(usize::from(index)).copied()
}

fn post(message: ToHost<'_>) {
    edge::post(&message.write());
}

/// The texts of all fields, read when they are needed and kept nowhere else.
fn texts() -> [String; Field::ALL.len()] {
    core::array::from_fn(|index| edge::value(index as u8))
}

fn form([number, expiry, cvc, holder, postal_code]: &[String; Field::ALL.len()]) -> Form<'_> {
    Form { number, expiry, cvc, holder, postal_code }
}

fn this_month() -> Month {
    let packed = edge::this_month();
    Month { year: (packed >> 4) as u16, month: packed as u8 & 15 }
}
