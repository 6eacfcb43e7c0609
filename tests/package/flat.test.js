// What a frame's Wasm gets in place of JSON: the same table holds the reader in Rust (src/json/tests.rs).

import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { test } from 'node:test';
import { flat, peek } from '../../www/frame/flat.js';

const vectors = JSON.parse(await readFile(new URL('../vectors/flat.json', import.meta.url)));

test('a JSON text is written flat, as the table has it', () => {
  for (const { json, flat: wanted } of vectors) assert.equal(flat(peek(json)), wanted, json);
  assert.ok(vectors.length > 10);
});

test('bytes are read as UTF-8, and what is none of it is nothing', () => {
  assert.equal(flat(peek(new TextEncoder().encode('{"a":"é"}'))), '{:a\0"é\0]');
  assert.equal(flat(peek(Uint8Array.of(0xef, 0xbb, 0xbf, 0x31))), '');
  assert.equal(flat(peek(Uint8Array.of(0x22, 0xff, 0x22))), '');
});

test('no depth is too deep for it', () => {
  assert.equal(flat(peek('['.repeat(100_000) + ']'.repeat(100_000))), '');
});
