//! Nothing but tests: `wasm-pack test tests/wasm --headless --chrome`.
