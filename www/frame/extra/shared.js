// What this script has of the first one, which lends it: ../extra.js. They share one Wasm, one port and one document.

export const { edge, fields, page, post, told, say, given } = globalThis.shared;
delete globalThis.shared;
