// The Wasm that is at work. One that trapped has broken memory, and another takes its place.

let make;

/** Starts the Wasm, now and whenever it has to begin anew. */
export const start = (begin) => {
  make = begin;
  make();
};

export const renew = () => make();
