// A reporter of Node's runner: one line of JSON for each test that ended, so that `cargo verify` knows what ran.

import { basename } from 'node:path';

export default async function* (events) {
  for await (const { type, data } of events) {
    if (type !== 'test:pass' && type !== 'test:fail') continue;
    // A file is reported as a test of its own, under its path.
    if (!data.file || data.name.endsWith('.test.js')) continue;
    const { name, file, skip = null, details } = data;
    yield `${JSON.stringify({ file: basename(file), name, passed: type === 'test:pass', skip, ms: Math.round(details.duration_ms) })}\n`;
  }
}
