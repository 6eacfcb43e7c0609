//! The edge to the browser. It decides nothing: what happens goes to `form` and `tokenize`, and what they say
//! is done by `www/frame/edge.js`, a few coarse functions in place of many fine ones: a DOM and a fetch spoken
//! to from here would double what a shopper loads (CONTRIBUTING.md has the figures).

mod alloc;
mod app;
mod edge;
mod exports;
mod typing;

pub use exports::*;
