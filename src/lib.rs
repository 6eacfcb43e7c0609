//! A card typed on a merchant's page becomes a token of the merchant's vault.
//!
//! The way of a card, and the rooms of this crate:
//!
//! ```text
//!   the shopper types      frame    the browser's edge: inputs, port, fetch
//!                          form     what is known of the form, without a digit
//!                          instruments   the same for gift cards and bank accounts
//!                          card     what a card is: brands, rules, formatting
//!   the shop asks          message  all that crosses the port to the shop's page
//!                          tokenize one submission at a time, settled exactly once
//!                          reveal   a stored card, shown to a person for a while
//!   the vault answers      vault    one room a vault: what to send, what an answer means
//!                          http, json, error, secret   plain data that all of these share
//! ```
//!
//! Everything but `frame`, `server` and `rules` is pure: data in, data out, no clock, no chance, no I/O. Dependencies
//! run one way, `secret ← json, card ← error ← http ← form, vault ← instruments, tokenize, reveal, message ← frame, server, rules`.

#![cfg_attr(feature = "bare", no_std)]

extern crate alloc;

pub mod card;
pub mod error;
pub mod form;
pub mod http;
#[cfg(feature = "instruments")]
pub mod instruments;
pub mod json;
pub mod message;
#[cfg(feature = "reveal")]
pub mod reveal;
pub mod secret;
pub mod tokenize;
pub mod vault;

#[cfg(all(target_arch = "wasm32", feature = "frame"))]
pub mod frame;
#[cfg(all(target_arch = "wasm32", feature = "rules"))]
mod rules;
#[cfg(all(target_arch = "wasm32", feature = "node"))]
pub mod server;

/// Nothing is printed: a panic's text can hold what was typed. The trap tells JavaScript all that it may know.
#[cfg(all(target_arch = "wasm32", feature = "bare"))]
#[panic_handler]
fn panic(_: &core::panic::PanicInfo<'_>) -> ! {
    core::arch::wasm32::unreachable()
}
