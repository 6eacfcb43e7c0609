//! What the browser reports: `www/frame/instruments/edge.js` calls these, one at a time.

use super::app::App;
use crate::card::mask::Direction;
use crate::frame::edge;
use crate::frame::running::{self, Running};
use crate::message::instruments::ToInstruments;
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
    match ToInstruments::read(message) {
        // Outside, since the browser reports what it does with the focus at once.
        Some(ToInstruments::Focus(field)) => {
            let mut field = field;
            with(|app| field = field.or(Some(app.state.first_open())));
            if let Some(field) = field {
                edge::focus(field as u8, false);
            }
        }
        Some(ToInstruments::Blur) => edge::blur(),
        Some(message) => with(|app| app.told(message)),
        None => {}
    }
}

/// The browser is about to change what is selected in a field, and leaves it to us. `act` counts what can be done as
/// `ACTS` in `www/frame/fields.js`.
#[wasm_bindgen]
pub fn edited(field: u8, start: usize, end: usize, act: u8, data: &str) {
    let mut next = None;
    with(|app| next = app.edited(field, start..end, running::act(act, data)));
    // Outside, since the browser reports what it does with the focus at once.
    if let Some(next) = next {
        edge::focus(next as u8, true);
    }
}

/// The browser changed a field's text by itself: something filled it in, or an input method did.
#[wasm_bindgen]
pub fn filled(field: u8, caret: usize, forward: bool) {
    with(|app| app.filled(field, caret, if forward { Direction::Forward } else { Direction::Backward }));
}

/// The shopper chose. `which`: 0 the holder (0 a person, 1 a company), 1 the account (0 checking, 1 savings), 2 the
/// document (0 driving licence, 1 social security number, 2 tax number, 3 military card).
#[wasm_bindgen]
pub fn chosen(which: u8, value: u8) {
    with(|app| app.chosen(which, value));
}

/// A field took the focus.
#[wasm_bindgen]
pub fn focused(field: u8) {
    with(|app| app.focus(field, true));
}

/// A field lost the focus.
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
