//! A fake of `www/frame/edge.js`. The card is typed in JavaScript, so that this Wasm holds no copy of its own.

use wasm_bindgen::prelude::*;

#[wasm_bindgen(inline_js = r#"
let fields, posts, sends, memory, copies;
// Not a run of digits anywhere but in the fields.
const card = () => [['3714', '496353', '98431'].join(''), '1230', '1234', '', ''];
export const clear_edge = () => {
  fields = ['', '', '', '', ''];
  posts = [];
  sends = [];
};
export const fill = () => (fields = card());
export const is_formatted = () => fields[0] === ['3714', '496353', '98431'].join(' ');
export const posted = () => posts;
export const sent = () => sends;
export const copies_while_sending = () => copies;
globalThis.edge = {
  post: (message) => posts.push(message),
  state: (message) => posts.push(message),
  value: (field) => fields[field],
  put: (field, text) => (fields[field] = String.fromCharCode(...text)),
  write: (field, text) => (fields[field] = text),
  send: (ticket, method, url, headers, body) => {
    const names = headers.split('\n').filter((_, index) => index % 2 === 0 && headers.split('\n')[index]).join(',');
    const text = new TextDecoder().decode(body);
    copies = text.includes(card()[0]) ? 1 : 0;
    const { card: sent } = JSON.parse(text);
    sends.push(`${method} ${url} ${names} card:${Object.keys(sent).join(',')}`);
  },
  now: () => 0,
  thisMonth: () => 2026 * 16 + 11,
  show() {}, problem() {}, phase() {}, announce() {}, focus() {}, blur() {}, cancel() {}, open() {}, tell() {}, after() {},
};
clear_edge();
"#)]
extern "C" {
    pub fn clear_edge();
    pub fn fill();
    pub fn is_formatted() -> bool;
    pub fn posted() -> Vec<String>;
    pub fn sent() -> Vec<String>;
    pub fn copies_while_sending() -> u32;
}
