// Holds a frame that is served against the manifest that it was built with: every file, byte by byte, and every header.

import { createHash } from 'node:crypto';
import { Wrong } from './deployment.js';

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

const directives = (policy) => policy.split(/[;,]/).map((part) => part.trim()).filter(Boolean);

/** The directives of one policy that another has not; a whole policy is nothing that anybody reads. */
const apart = (one, other) => directives(one).filter((part) => !directives(other).includes(part)).map((part) => `'${part}'`).join(', ');

const said = (name, theirs, value) => {
  const [more, less] = name === 'content-security-policy' ? [apart(theirs, value), apart(value, theirs)] : [];
  return more || less ? `${name} has ${more || 'nothing'} where ${less || 'nothing'} was built` : `${name} is '${theirs}', and was built as '${value}'`;
};

const difference = async ({ path, source, headers, parents, of }, { manifest, site, fetch, timeoutMs }) => {
  const found = [];
  const url = new URL(path, site);
  let response;
  let body;
  try {
    response = await fetch(url, { redirect: 'manual', signal: AbortSignal.timeout(timeoutMs) });
    body = Buffer.from(await response.arrayBuffer());
  } catch (error) {
    const silent = error.cause?.code ?? error.name;
    return { found: [`${path}: no answer (${silent})`], silent };
  }
  if (of && isElsewhere(response, url, of)) return { found };
  if (response.status !== 200) return { found: [`${path}: status ${response.status} instead of 200`] };
  for (const [name, value] of headers) {
    const theirs = response.headers.get(name);
    if (theirs === null) found.push(`${path}: no ${name}`);
    else if (plain(name, theirs) !== plain(name, value)) found.push(`${path}: ${said(name, theirs, value)}`);
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
  return { found };
};

const AT_ONCE = 8;

/**
 * What differs, a line each, in the order of the rules; none where all is as it was built. `fetch` is an argument, for
 * tests.
 * @throws Wrong where the first file gets no answer at all: nobody knows what is served there.
 */
export const differences = async (manifest, rules, site, { fetch = globalThis.fetch, timeoutMs = 20000, each = () => {} } = {}) => {
  const asked = { manifest, site, fetch, timeoutMs };
  const look = (rule) => {
    each(rule.path);
    return difference(rule, asked);
  };
  const first = await look(rules[0]);
  if (first.silent) throw new Wrong(`${new URL(site).origin} does not answer (${first.silent})`);
  const found = [...first.found];
  for (let at = 1; at < rules.length; at += AT_ONCE) {
    for (const one of await Promise.all(rules.slice(at, at + AT_ONCE).map(look))) found.push(...one.found);
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
