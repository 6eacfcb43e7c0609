//! What the browser reports: `www/frame/reveal/edge.js` calls these, one at a time.

use super::edge;
use crate::message::{ToHost, ToReveal};
use crate::reveal::{Effect, Input, Reveal, Sight, View};
use crate::vault::Scope;
use alloc::boxed::Box;
use core::cell::Cell;
use wasm_bindgen::prelude::*;

struct Running(Cell<Option<Box<Reveal>>>);

// SAFETY: wasm32 without atomics has one thread.
unsafe impl Sync for Running {}

static RUNNING: Running = Running(Cell::new(None));

fn handle(input: Input) {
    let Some(mut reveal) = RUNNING.0.take() else { return };
    let effects = reveal.handle(input);
    // Back before anything is done: what the browser reports at once finds the machine where the effects began.
    RUNNING.0.set(Some(reveal));
    for effect in effects {
        match effect {
            Effect::About(scope, ms) => edge::about(scope == Scope::ShowServiceCode, ms),
            Effect::Draw(phase) => edge::draw(phase.as_str()),
            Effect::Steady(is) => edge::steady(is),
            Effect::Say(code) => edge::say(code),
            Effect::AskGrant => post(ToHost::AskGrant),
            Effect::Open(page) => edge::open(&page.url),
            Effect::Close => edge::close(),
            Effect::Wait(ms, ticket) => edge::wait(ms, ticket),
            Effect::Count(ms, ticket) => edge::count(ms, ticket),
            Effect::Shown => post(ToHost::Shown),
            Effect::Hidden => post(ToHost::Hidden),
            Effect::Failed(error) => post(ToHost::Failed(&error)),
        }
    }
}

fn post(message: ToHost<'_>) {
    edge::post(&message.write());
}

/// Takes the document over.
#[wasm_bindgen]
pub fn start() {
    RUNNING.0.set(Some(Box::new(Reveal::new())));
    post(ToHost::Ready);
}

/// The host said something.
#[wasm_bindgen]
pub fn told(message: &str) {
    handle(match ToReveal::read(message) {
        Some(ToReveal::Config(scope, hide_after_ms)) => Input::Config(scope, hide_after_ms),
        Some(ToReveal::Grant(grant)) => Input::Grant(grant),
        Some(ToReveal::Hide) => Input::Hide,
        None => return,
    });
}

/// The button was pressed, by a person or not.
#[wasm_bindgen]
pub fn pressed(by_person: bool) {
    handle(Input::Press(by_person));
}

/// The second button was pressed.
#[wasm_bindgen]
pub fn confirmed(by_person: bool) {
    handle(Input::Confirm(by_person));
}

/// What is to be seen lies in the window: 0 not at all, 1 in part, 2 whole. `sight`: 0 covered, 1 clear, 2 unknown.
#[wasm_bindgen]
pub fn seen(view: u8, sight: u8) {
    let view = match view {
        0 => View::None,
        1 => View::Part,
        _ => View::Whole,
    };
    let sight = match sight {
        0 => Sight::Covered,
        1 => Sight::Clear,
        _ => Sight::Unknown,
    };
    handle(Input::Seen(view, sight));
}

/// The vault's page is there.
#[wasm_bindgen]
pub fn opened() {
    handle(Input::Opened);
}

/// What is shown is to be hidden.
#[wasm_bindgen]
pub fn hide() {
    handle(Input::Hide);
}

/// A time is over.
#[wasm_bindgen]
pub fn elapsed(ticket: u32) {
    handle(Input::Elapsed(ticket));
}
