//! The frame for gift cards and bank accounts: what the browser reported in, effects out. `src/frame/edge.rs` says what
//! the browser does for it, with the fields of `instruments` in place of a card's.

mod app;
mod edge;
mod exports;
mod typing;

pub use exports::*;
