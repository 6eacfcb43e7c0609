//! What the frames with fields of ours share: the app that runs, what the browser's numbers mean, and how a request
//! leaves.

use super::alloc::wipe_stack;
use super::edge;
use crate::http::{Lost, Request, Response};
use alloc::{boxed::Box, string::String};
use core::cell::Cell;

/// The app that runs, once it does.
pub(super) struct Running<App>(Cell<Option<Box<App>>>);

// SAFETY: wasm32 without atomics has one thread.
unsafe impl<App> Sync for Running<App> {}

impl<App> Running<App> {
    pub(super) const fn new() -> Self {
        Self(Cell::new(None))
    }

    pub(super) fn begin(&self, app: App) {
        self.0.set(Some(Box::new(app)));
    }

    /// Does something with the app, and leaves nothing of what was typed on the stack.
    ///
    /// What the browser reports while the app is at work, because of what it does, finds it away and is passed over.
    pub(super) fn with(&self, act: impl FnOnce(&mut App)) {
        if let Some(mut app) = self.0.take() {
            act(&mut app);
            self.0.set(Some(app));
        }
        wipe_stack();
    }
}

/// What is to be done in a field: numbered as `ACTS` in `www/frame/fields.js`.
#[cfg(any(feature = "clover", feature = "hellgate", feature = "corefy"))]
pub(super) fn act(number: u8, data: &str) -> crate::card::typed::Act<'_> {
    use crate::card::mask::Direction;
    use crate::card::typed::{Act, Reach};
    let way = if number % 2 == 1 { Direction::Backward } else { Direction::Forward };
    match number {
        0 => Act::Insert(data),
        1 | 2 => Act::Delete(Reach::Sign, way),
        3 | 4 => Act::Delete(Reach::Group, way),
        5 | 6 => Act::Delete(Reach::All, way),
        7 => Act::Undo,
        8 => Act::Redo,
        _ => Act::Forget,
    }
}

/// Why there is no answer: 0 unreachable, 1 cut, 2 too long.
pub(super) fn lost(why: u8) -> Lost {
    match why {
        0 => Lost::Unreachable,
        1 => Lost::Cut,
        _ => Lost::TooLong,
    }
}

/// An answer of the browser's.
pub(super) fn response(status: u16, retry_after: i32, body: String) -> Response {
    let body = body.into_bytes();
    Response { status, json: !body.is_empty(), retry_after: u32::try_from(retry_after).ok(), body: body.into() }
}

/// Hands a request to the browser.
pub(super) fn send(ticket: u32, request: &Request) {
    let mut headers = String::with_capacity(512);
    for (name, value) in &request.headers {
        // EXPOSE: fetch takes headers as JavaScript strings. Nothing that was typed is in one.
        for line in [name, "\n", value.expose_str(), "\n"] {
            headers.push_str(line);
        }
    }
    // EXPOSE: fetch takes the URL as a JavaScript string, without what was typed, and that as bytes, which are
    // overwritten here when the request is dropped.
    let body = request.body.as_ref().map_or(&[][..], |body| body.expose());
    edge::send(ticket, request.method.as_str(), request.url.expose_str(), &headers, body);
}
