// The frame, as each shop is given it: /<shop>/<version>/<frame>/. The document is the shop's own; every other file is
// the same for all, lies once in the store of static files, and says so for a year.

import { documentOf, Wrong } from './deployment.js';
import { failureOf, isKey } from './shops.js';

const refused = (status, headers) =>
  new Response(null, { status, headers: { 'cache-control': 'no-store', 'content-security-policy': "default-src 'none'; frame-ancestors 'none'", 'x-content-type-options': 'nosniff', ...headers } });

/** Where a file lies in the store, and what is sent with it; null where the version has no such file. */
const fileOf = ({ manifest }, folder, name) => {
  const files = folder === 'words' ? manifest.words : Object.hasOwn(manifest.frames, folder) && manifest.frames[folder].files;
  if (!files || !Object.hasOwn(files, name) || name === 'index.html') return null;
  return manifest.headers[name.split('.').pop()];
};

/**
 * Answers for the frames' host. `versions` are those that are served, side by side: `{ '1.0.0': { manifest, documents } }`;
 * `shop` gives a shop's record by its key; `file` gives a static file by its path, such as `/1.0.0/clover/frame-….js`.
 */
export const framesFor = ({ versions, shop, file, report = () => {} }) => async (request) => {
  const { pathname } = new URL(request.url);
  const [, key, version, folder, name, ...more] = pathname.split('/');
  if (more.length || name === undefined || !isKey(key) || !Object.hasOwn(versions, version)) return refused(404);
  if (!['GET', 'HEAD'].includes(request.method)) return refused(405, { allow: 'GET, HEAD' });
  const served = versions[version];
  const body = (content) => (request.method === 'HEAD' ? null : content);
  if (name) {
    // Nothing of a shop's is in it: nobody is looked up.
    const headers = fileOf(served, folder, name);
    if (!headers) return refused(404);
    const found = await file(`/${version}/${folder}/${name}`);
    return found.ok ? new Response(body(found.body), { headers }) : refused(found.status === 404 ? 404 : 503);
  }
  let record;
  try {
    record = await shop(key);
  } catch (error) {
    report({ code: failureOf(error), key, reason: error.message });
    return refused(503, { 'retry-after': '5' });
  }
  if (!record?.frames.includes(folder)) return refused(404);
  try {
    const { headers, parents } = documentOf(served.manifest, folder, record);
    return new Response(body(served.documents[folder].replace('{{parents}}', () => parents)), { headers });
  } catch (error) {
    // A record that is wrong lets nobody in; what is wrong with it is for the platform to read.
    report({ code: 'record_invalid', key, reason: error instanceof Wrong ? error.message : error.name });
    return refused(503);
  }
};
