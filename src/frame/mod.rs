//! The edge to the browser. It decides nothing: what happens goes to `form` and `tokenize`, and what they say
//! is done by `www/frame/edge.js`, a few coarse functions in place of many fine ones: a DOM and a fetch spoken
//! to from here would double what a shopper loads (CONTRIBUTING.md has the figures).

mod alloc;
#[cfg(not(any(feature = "reveal", feature = "instruments")))]
mod app;
#[cfg(not(feature = "reveal"))]
mod edge;
#[cfg(not(any(feature = "reveal", feature = "instruments")))]
mod exports;
#[cfg(feature = "instruments")]
mod instruments;
#[cfg(feature = "reveal")]
mod reveal;
#[cfg(not(feature = "reveal"))]
mod running;
#[cfg(not(any(feature = "reveal", feature = "instruments")))]
mod typing;

#[cfg(not(any(feature = "reveal", feature = "instruments")))]
pub use exports::*;
#[cfg(feature = "instruments")]
pub use instruments::*;
#[cfg(feature = "reveal")]
pub use reveal::*;
