//! The frame that shows a stored card: what the browser reported into [`Reveal`], its effects out.

mod edge;
mod exports;

pub use exports::*;
