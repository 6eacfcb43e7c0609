// Holds a frame that is served against the manifest that it was built with: every file, byte by byte, and every header.

import { createHash } from 'node:crypto';

const integrity = (bytes) => `sha384-${createHash('sha384').update(bytes).digest('base64')}`;

/** What differs, a line each; none where all is as it was built. `fetch` is an argument, for tests. */
export const differences = async (manifest, rules, site, { fetch = globalThis.fetch, timeoutMs = 20000, each = () => {} } = {}) => {
  const found = [];
  for (const { path, source, headers, parents } of rules) {
    each(path);
    const url = new URL(path, site);
    let response;
    let body;
    try {
      response = await fetch(url, { redirect: 'manual', signal: AbortSignal.timeout(timeoutMs) });
      body = Buffer.from(await response.arrayBuffer());
    } catch (error) {
      found.push(`${path}: no answer (${error.cause?.code ?? error.name})`);
      continue;
    }
    if (response.status !== 200) {
      found.push(`${path}: status ${response.status} instead of 200`);
      continue;
    }
    for (const [name, value] of headers) {
      const theirs = response.headers.get(name);
      if (theirs === null) found.push(`${path}: no ${name}`);
      else if (plain(name, theirs) !== plain(name, value)) found.push(`${path}: ${name} is '${theirs}', and was built as '${value}'`);
    }
    const [folder, name] = source.split('/');
    const built = folder === 'words' ? manifest.words[name] : manifest.frames[folder].files[name].integrity;
    // The document was built with a place for the origins that may embed it.
    const content = parents ? Buffer.from(body.toString().replace(`data-parents="${parents}"`, 'data-parents="{{parents}}"')) : body;
    if (integrity(content) !== built) found.push(`${path}: another content than was built (${integrity(body)})`);
  }
  return found;
};

// Case and spaces that mean nothing: a host may write its own.
const plain = (name, value) => {
  const text = value.trim().replace(/\s+/g, ' ');
  if (name === 'content-type') return text.toLowerCase().replace('; ', ';').replace(/;charset=utf-8$/, '');
  if (name === 'vary') return text.toLowerCase().split(/, ?/).filter((part) => part !== 'accept-encoding').sort().join();
  return text;
};
