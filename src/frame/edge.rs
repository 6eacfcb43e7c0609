//! What the browser does for us. `www/frame/edge.js` gathers the other side.
//!
//! The build puts its `edge` where the glue names one. Fields cross as their index in `Field::ALL`.

use alloc::string::String;
use wasm_bindgen::prelude::*;

#[wasm_bindgen(js_namespace = edge)]
extern "C" {
    /// Posts a message to the host.
    pub fn post(message: &str);

    /// The text that a field's input holds now.
    pub fn value(field: u8) -> String;

    /// Shows a text and a caret in a field. A field that is sealed draws each sign by itself, and its input gets
    /// stand-ins; another input gets the text. A caret behind the text's end leaves it where it is. The bytes are not
    /// kept.
    pub fn put(field: u8, text: &[u8], caret: usize);

    /// Shows a field or hides it. `need`: 0 absent, 1 optional, 2 required. `last`: no field comes after it.
    pub fn show(field: u8, need: u8, last: bool);

    /// Gives the name's input another text.
    pub fn write(field: u8, text: &str);

    /// Draws the text of a code beneath a field; none for the empty code, nor for `valid`, which marks the field. What
    /// is no code is the shop's own text.
    pub fn problem(field: u8, code: &str);

    /// Posts the state to the host, where it is another one, and draws what the form shows of it: the brand's mark, a
    /// choice of networks, and how the security code is called.
    pub fn state(message: &str);

    /// Says which phase the document is in: `loading`, `ready`, `busy` or `failed`.
    pub fn phase(name: &str);

    /// Tells a screen reader the text of a code.
    pub fn announce(code: &str);

    /// Puts the focus into a field; `on`: since the one before it is full.
    pub fn focus(field: u8, on: bool);

    /// Takes it out of the form.
    pub fn blur();

    /// Sends a request; `headers` are lines, name and value in turn. The body is copied before this returns.
    /// `reply` or `lost` is called with the ticket.
    pub fn send(ticket: u32, method: &str, url: &str, headers: &str, body: &[u8]);

    /// Stops a request; nothing is called for it any more.
    pub fn cancel(ticket: u32);

    /// Encrypts a text for an RSA key (modulus and exponent in base64url), in the form of `vault::ENCRYPTS`. The text
    /// is copied before this returns. `encrypted` or `lost` is called with the ticket.
    pub fn encrypt(ticket: u32, n: &str, e: &str, plaintext: &[u8]);

    /// Calls `waited` with the ticket, in so many milliseconds.
    pub fn wait(ticket: u32, ms: u32);

    /// Shows a page in place of the fields. `said` is called with what it says.
    pub fn open(url: &str, origin: &str);

    /// Loads the vault's script, and has it show its component in place of the fields. `said` is called with
    /// `{"event","data"}` for each of its callbacks, and with `blocked` when the script does not load.
    pub fn embed(script: &str, host: &str, bearer: &str);

    /// Says something to that page, as soon as it is there.
    pub fn tell(message: &str);

    /// Calls `deadline` with the id, in so many milliseconds.
    pub fn after(ms: u32, id: u32);

    /// Lines: language, user agent, width and height of the screen, of the window, bits for a colour, minutes to UTC.
    pub fn browser() -> String;

    /// Seconds since some moment.
    pub fn now() -> u32;

    /// The year times 16, plus the month, where the shopper is.
    #[wasm_bindgen(js_name = thisMonth)]
    pub fn this_month() -> u32;
}
