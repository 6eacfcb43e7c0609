//! What the browser does for this frame. `www/frame/reveal/edge.js` is the other side.

use wasm_bindgen::prelude::*;

#[wasm_bindgen(js_namespace = edge)]
extern "C" {
    /// Posts a message to the host.
    pub fn post(message: &str);

    /// Says what can be shown, a card or its security code alone, and for how long.
    pub fn about(code: bool, ms: u32);

    /// Draws a phase, and looks for what is to be seen in it: `seen` is called now and whenever that changes.
    pub fn draw(phase: &str);

    /// Draws whether the button of the phase works already.
    pub fn steady(is: bool);

    /// Says the text of a code, beneath the button and to a screen reader.
    pub fn say(code: &str);

    /// Puts this page where it is seen once the phase is `shown`. `opened` is called when it is there.
    pub fn open(url: &str);

    /// Takes it out of the document.
    pub fn close();

    /// Calls `elapsed` with the ticket, in so many milliseconds.
    pub fn wait(ms: u32, ticket: u32);

    /// The same, and draws how many are left.
    pub fn count(ms: u32, ticket: u32);
}
