//! What the browser reports: `www/frame/edge.js` calls these, one at a time.

use super::app::App;
use super::edge;
use super::running::{self, Running};
use crate::card::Field;
#[cfg(any(feature = "clover", feature = "hellgate", feature = "corefy"))]
use crate::card::mask::Direction;
#[cfg(any(feature = "vaultera", feature = "payconex"))]
use crate::json::Value;
use crate::message::ToFrame;
use crate::tokenize::Input;
use crate::vault::Reply;
use alloc::string::String;
use wasm_bindgen::prelude::*;

static RUNNING: Running<App> = Running::new();

fn with(act: impl FnOnce(&mut App)) {
    RUNNING.with(act);
}

/// Takes the document over. `focused` is the index of the field that has the focus, if any, and `caret` the place in it.
#[wasm_bindgen]
pub fn start(focused: u8, caret: usize) {
    let (app, effects) = App::new();
    RUNNING.begin(app);
    with(|app| app.start(focused, caret, effects));
}

/// The host said something.
#[wasm_bindgen]
pub fn told(message: &str) {
    match ToFrame::read(message) {
        // Outside, since the browser reports what it does with the focus at once.
        Some(ToFrame::Focus(field)) => {
            let mut field = field;
            with(|app| field = field.or(Some(app.first_open())));
            edge::focus(field.unwrap_or(Field::Number) as u8, false);
        }
        Some(ToFrame::Blur) => edge::blur(),
        Some(message) => with(|app| app.told(message)),
        None => {}
    }
}

/// Not an edit: the shopper chose the network of this name.
#[cfg(any(feature = "clover", feature = "hellgate", feature = "corefy"))]
const CHOOSE: u8 = 10;

/// The browser is about to change what is selected in a field, and leaves it to us. `act` counts what can be done as
/// `ACTS` in `www/frame/fields.js`.
#[cfg(any(feature = "clover", feature = "hellgate", feature = "corefy"))]
#[wasm_bindgen]
pub fn edited(field: u8, start: usize, end: usize, act: u8, data: &str) {
    if act == CHOOSE {
        return with(|app| app.choose(data));
    }
    let mut next = None;
    with(|app| next = app.edited(field, start..end, running::act(act, data)));
    // Outside, since the browser reports what it does with the focus at once.
    if let Some(next) = next {
        edge::focus(next as u8, true);
    }
}

/// The browser changed a field's text by itself: something filled it in, or an input method did.
#[cfg(any(feature = "clover", feature = "hellgate", feature = "corefy"))]
#[wasm_bindgen]
pub fn filled(field: u8, caret: usize, forward: bool) {
    with(|app| app.filled(field, caret, if forward { Direction::Forward } else { Direction::Backward }));
}

/// A field took the focus.
#[cfg(any(feature = "clover", feature = "hellgate", feature = "corefy"))]
#[wasm_bindgen]
pub fn focused(field: u8) {
    with(|app| app.focus(field, true));
}

/// A field lost the focus.
#[cfg(any(feature = "clover", feature = "hellgate", feature = "corefy"))]
#[wasm_bindgen]
pub fn blurred(field: u8) {
    with(|app| app.focus(field, false));
}

/// An answer came. `retry_after` is in seconds, or negative where there is none; `body` is empty where it is no JSON.
#[wasm_bindgen]
pub fn reply(ticket: u32, status: u16, retry_after: i32, body: String) {
    let response = running::response(status, retry_after, body);
    with(|app| app.handle(Input::Reply(ticket, Reply::Response(response))));
}

/// No answer came. `why`: 0 unreachable, 1 cut, 2 too long.
#[wasm_bindgen]
pub fn lost(ticket: u32, why: u8) {
    with(|app| app.handle(Input::Reply(ticket, Reply::Lost(running::lost(why)))));
}

/// The vault's page or component is there.
#[cfg(any(feature = "vaultera", feature = "payconex"))]
#[wasm_bindgen]
pub fn opened() {
    with(App::opened);
}

/// The ciphertext is there.
#[cfg(any(feature = "clover", feature = "hellgate"))]
#[wasm_bindgen]
pub fn encrypted(ticket: u32, text: String) {
    with(|app| app.handle(Input::Reply(ticket, Reply::Encrypted(text))));
}

/// The time has passed.
#[cfg(feature = "hellgate")]
#[wasm_bindgen]
pub fn waited(ticket: u32) {
    with(|app| app.handle(Input::Reply(ticket, Reply::Waited)));
}

/// The vault's page said something, as JSON.
#[cfg(any(feature = "vaultera", feature = "payconex"))]
#[wasm_bindgen]
pub fn said(message: &str) {
    if let Some(message) = Value::parse(message.as_bytes()) {
        with(|app| app.said(message));
    }
}

/// A call's time is up.
#[wasm_bindgen]
pub fn deadline(id: u32) {
    with(|app| app.handle(Input::Deadline(id)));
}

/// The document goes away.
#[wasm_bindgen]
pub fn leave() {
    with(App::leave);
}
