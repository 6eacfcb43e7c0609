// Holds a frame that is served against the manifest that it was built with: every file, byte by byte, and every header.

import { createHash } from 'node:crypto';

const integrity = (bytes) => `sha384-${createHash('sha384').update(bytes).digest('base64')}`;

/** Whatever of these nobody wrote changes what a browser does with the frame, or tells somebody of it. */
const REFUSED = [
  'access-control-allow-credentials',
  'access-control-allow-origin',
  'clear-site-data',
  'content-location',
  'content-security-policy-report-only',
  'link',
  'location',
  'nel',
  'origin-trial',
  'refresh',
  'report-to',
  'reporting-endpoints',
  'service-worker-allowed',
  'set-cookie',
  'sourcemap',
  'speculation-rules',
  'x-sourcemap',
];

/** A document's second address may be none, or lead to its first. */
const isElsewhere = ({ status, headers }, url, of) => {
  if ([404, 410].includes(status)) return true;
  const location = headers.get('location');
  if (![301, 302, 303, 307, 308].includes(status) || !URL.canParse(location, url)) return false;
  return new URL(location, url).href === new URL(of, url).href;
};

/** What differs, a line each; none where all is as it was built. `fetch` is an argument, for tests. */
export const differences = async (manifest, rules, site, { fetch = globalThis.fetch, timeoutMs = 20000, each = () => {} } = {}) => {
  const found = [];
  for (const { path, source, headers, parents, of } of rules) {
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
    if (of && isElsewhere(response, url, of)) continue;
    if (response.status !== 200) {
      found.push(`${path}: status ${response.status} instead of 200`);
      continue;
    }
    for (const [name, value] of headers) {
      const theirs = response.headers.get(name);
      if (theirs === null) found.push(`${path}: no ${name}`);
      else if (plain(name, theirs) !== plain(name, value)) found.push(`${path}: ${name} is '${theirs}', and was built as '${value}'`);
    }
    for (const name of REFUSED) {
      if (response.headers.has(name) && !headers.some(([one]) => one === name)) found.push(`${path}: ${name} is '${response.headers.get(name)}', and was not written`);
    }
    const [folder, name] = source.split('/');
    const built = folder === 'words' ? manifest.words[name] : manifest.frames[folder].files[name].integrity;
    // The document was built with a place for the origins that may embed it.
    const filled = parents && body.includes(`data-parents="${parents}"`);
    const content = filled ? Buffer.from(body.toString().replace(`data-parents="${parents}"`, 'data-parents="{{parents}}"')) : body;
    if (integrity(content) !== built || (parents && !filled)) found.push(`${path}: another content than was built (${integrity(body)})`);
  }
  return found;
};

// Case and spaces that mean nothing: a host may write its own. A browser knows no space but these two.
const plain = (name, value) => {
  const text = value.replace(/[ \t]+/g, ' ').replace(/^ | $/g, '');
  if (name === 'content-type') return text.toLowerCase().replace('; ', ';').replace(/;charset=utf-8$/, '');
  if (name === 'vary') return text.toLowerCase().split(/, ?/).filter((part) => part !== 'accept-encoding').sort().join();
  return text;
};
