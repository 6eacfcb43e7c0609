//! What the browser does for this frame alone. `www/frame/instruments/edge.js` is the other side.

use wasm_bindgen::prelude::*;

#[wasm_bindgen(js_namespace = edge)]
extern "C" {
    /// Draws which of the choices is made. `which`: 0 holder, 1 account, 2 document; `value` as in `exports::chosen`.
    pub fn choose(which: u8, value: u8);
}
