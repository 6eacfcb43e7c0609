// What whoever serves the frame is given: the command of the package, its configurations, and the check of a deployment.
// Each configuration is read by a small server of the tests' own, which knows nothing of how it was written.

import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { fileURLToPath } from 'node:url';

const CLI = fileURLToPath(new URL('../../pkg/cli/index.js', import.meta.url));
const MANIFEST = JSON.parse(readFileSync(new URL('../../pkg/frame/manifest.json', import.meta.url), 'utf8'));
const FRAMES = Object.keys(MANIFEST.frames);
const SHOP = 'https://shop.example';
const WHICH = ['--frame', 'clover', '--parent', SHOP, '--base', '/1.0.0/'];

const tokenframe = (...args) =>
  new Promise((resolve) => execFile(process.execPath, [CLI, ...args], (error, out, err) => resolve({ code: error?.code ?? 0, out, err })));

/** Path to headers, in small letters, as each kind of server would have them. */
const readers = {
  nginx: (text) =>
    [...text.matchAll(/^location = (\S+) \{\n([\s\S]*?)^\}/gm)].map(([, path, inner]) => [
      path,
      [['content-type', /default_type "(.*)";/.exec(inner)[1]], ...[...inner.matchAll(/add_header (\S+) "(.*)" always;/g)].map(([, name, value]) => [name.toLowerCase(), value])],
    ]),
  caddy: (text) => {
    const paths = Object.fromEntries([...text.matchAll(/^(@\w+) path (\S+)$/gm)].map(([, name, path]) => [name, path]));
    return [...text.matchAll(/^header (@\w+) \{\n([\s\S]*?)^\}/gm)].map(([, name, inner]) => [
      paths[name],
      [...inner.matchAll(/^ +(\S+) `(.*)`$/gm)].map(([, header, value]) => [header.toLowerCase(), value]),
    ]);
  },
  netlify: (text) =>
    text
      .split(/^(?=\/)/m)
      .map((part) => part.trim().split('\n'))
      .map(([path, ...lines]) => [path, lines.map((line) => /^ +([^:]+): (.*)$/.exec(line)).map(([, name, value]) => [name.toLowerCase(), value])]),
  vercel: (text) => JSON.parse(text).headers.map(({ source, headers }) => [source.replaceAll('\\', ''), headers.map(({ key, value }) => [key.toLowerCase(), value])]),
};
readers.cloudflare = readers.netlify;

let folder;
let site;
let server;
/** What the server does to an answer, by path. */
let change = (path, answer) => answer;
let served;
/** Paths that the server does not know. */
const gone = new Set();

before(async () => {
  folder = mkdtempSync(join(tmpdir(), 'tokenframe-'));
  const { code, out } = await tokenframe('frame', ...WHICH, '--for', 'netlify', '--out', folder);
  assert.equal(code, 0, out);
  served = new Map(readers.netlify(readFileSync(join(folder, '_headers'), 'utf8')));
  server = createServer((request, response) => {
    const headers = served.get(request.url);
    if (!headers) return response.writeHead(404).end();
    if (gone.has(request.url)) return response.writeHead(404).end();
    const body = readFileSync(join(folder, request.url, request.url.endsWith('/') ? 'index.html' : ''));
    const answer = change(request.url, { status: 200, headers: Object.fromEntries(headers), body });
    response.writeHead(answer.status, answer.headers).end(answer.body);
  });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  site = `http://127.0.0.1:${server.address().port}`;
});
after(() => {
  server.close();
  rmSync(folder, { recursive: true, force: true });
});

const verified = async (altered) => {
  change = altered ?? ((path, answer) => answer);
  return tokenframe('verify-deployment', '--url', site, ...WHICH);
};

for (const [name, read] of Object.entries(readers)) {
  test(`the configuration for ${name} sends every header of every file of every frame`, async () => {
    const all = FRAMES.flatMap((frame) => ['--frame', frame]);
    const where = [...all, '--parent', SHOP, '--parent', 'https://other.example', '--base', '/1.0.0/'];
    const { out } = await tokenframe('headers', '--for', name, ...where);
    const wanted = JSON.parse((await tokenframe('headers', '--for', 'json', ...where)).out);
    assert.deepEqual(read(out).map(([path, headers]) => ({ path, headers: Object.fromEntries(headers) })), wanted.map(({ path, headers }) => ({ path, headers })));
    const names = Object.values(MANIFEST.frames).reduce((sum, { files }) => sum + Object.keys(files).length, Object.keys(MANIFEST.words).length);
    // Each document has two addresses, and a server that gives the file by its name must say the same of it.
    assert.equal(wanted.length, names + FRAMES.length);
    const sent = new Map(read(out));
    for (const frame of FRAMES) assert.deepEqual(sent.get(`/1.0.0/${frame}/index.html`), sent.get(`/1.0.0/${frame}/`), frame);
  });
}

test('the policy of each document names its own scripts, its vault and the pages that may embed it, and nothing unsafe', async () => {
  for (const frame of FRAMES) {
    const { out } = await tokenframe('headers', '--for', 'json', '--frame', frame, '--parent', SHOP);
    const [{ path, headers }] = JSON.parse(out);
    assert.equal(path, `/${frame}/`);
    const policy = headers['content-security-policy'];
    assert.doesNotMatch(policy, /\{|\*|unsafe-inline|'unsafe-eval'|http:/);
    assert.match(policy, /default-src 'none';.*frame-ancestors https:\/\/shop\.example(;|$)/);
    const { hosts, files } = MANIFEST.frames[frame];
    for (const host of Object.values(hosts.production).flat()) assert.ok(policy.includes(host), `${frame}: ${host}`);
    for (const [name, { integrity }] of Object.entries(files)) assert.equal(policy.includes(integrity), name.endsWith('.js'), `${frame}: ${name}`);
  }
});

test('a host of the vault that is not known takes the place of the one that is, and the sandbox has its own', async () => {
  const policy = async (...more) => JSON.parse((await tokenframe('headers', '--for', 'json', '--frame', 'corefy', '--parent', SHOP, ...more)).out)[0].headers['content-security-policy'];
  assert.match(await policy('--vault-host', 'https://cards.reseller.example'), /connect-src 'self' https:\/\/cards\.reseller\.example;/);
  const { out } = await tokenframe('headers', '--for', 'json', '--frame', 'clover', '--parent', SHOP, '--environment', 'sandbox');
  assert.match(out, /token-sandbox\.dev\.clover\.com/);
});

test('what was written is what was built, and the check says so', async () => {
  const { code, out } = await verified();
  assert.deepEqual([code, out.trim().split('\n').length], [0, 1], out);
});

test('one byte changed in any file is found, and named', async () => {
  for (const path of served.keys()) {
    const { code, out } = await verified((asked, answer) => {
      if (asked !== path) return answer;
      const body = Buffer.from(answer.body);
      body[body.length >> 1] ^= 1;
      return { ...answer, body };
    });
    assert.equal(code, 1, path);
    assert.match(out, new RegExp(`^${path.replace(/\W/g, '\\$&')}: another content than was built`, 'm'));
    assert.equal(out.trim().split('\n').length, 2, out);
  }
});

test('a header that is missing, or says something else, is found and named', async () => {
  const document = '/1.0.0/clover/';
  for (const [name] of served.get(document)) {
    const without = await verified((asked, { headers: { [name]: _, ...headers }, ...answer }) => ({ ...answer, headers: asked === document ? headers : { ...headers, [name]: _ ?? '' } }));
    assert.equal(without.code, 1, name);
    assert.match(without.out, new RegExp(`^${document}: no ${name}`, 'm'));
  }
  const weaker = await verified((asked, answer) => ({ ...answer, headers: { ...answer.headers, 'content-security-policy': `${answer.headers['content-security-policy']} https://evil.example` } }));
  assert.match(weaker.out, /content-security-policy has '[\w -]+ https:\/\/evil\.example' where '[\w -]+' was built/);
});

test('another page that may embed it, a redirect, a file that is gone and a server that is down are told', async () => {
  assert.equal((await tokenframe('verify-deployment', '--url', site, '--frame', 'clover', '--parent', 'https://evil.example', '--base', '/1.0.0/')).code, 1);
  assert.match((await verified((path, answer) => ({ ...answer, status: 302, headers: { location: '/' } }))).out, /status 302 instead of 200/);
  assert.match((await verified((path, answer) => (path.endsWith('.wasm') ? { ...answer, status: 404 } : answer))).out, /\.wasm: status 404/);
  // Nobody knows what a server has that is not there; of one that breaks off, what did not come is a difference.
  const { code, err } = await tokenframe('verify-deployment', '--url', 'http://127.0.0.1:9', ...WHICH);
  assert.equal(code, 2);
  assert.match(err, /^tokenframe: http:\/\/127\.0\.0\.1:9 does not answer \(\w+\)\n$/);
  const broken = await verified((path, answer) => (path.endsWith('.wasm') ? { ...answer, headers: { ...answer.headers, 'content-length': '1' } } : answer));
  assert.equal(broken.code, 1);
});

test('the document by the name of its file has the same headers, or is not there, or leads to its address', async () => {
  const [document, named] = ['/1.0.0/clover/', '/1.0.0/clover/index.html'];
  const answered = (answer) => verified((path, kept) => (path === named ? { ...kept, ...answer } : kept));
  const bare = await answered({ headers: { 'content-type': 'text/html' } });
  assert.equal(bare.code, 1);
  assert.match(bare.out, /^\/1\.0\.0\/clover\/index\.html: no content-security-policy/m);
  assert.equal((await answered({ status: 301, headers: { location: document }, body: '' })).code, 0);
  assert.equal((await answered({ status: 308, headers: { location: './' }, body: '' })).code, 0);
  assert.equal((await answered({ status: 301, headers: { location: 'https://evil.example/1.0.0/clover/' }, body: '' })).code, 1);
  assert.equal((await answered({ status: 410, headers: {}, body: '' })).code, 0);
  gone.add(named);
  const { code, out } = await verified();
  gone.delete(named);
  assert.equal(code, 0, out);
});

for (const [name, file] of [
  ['nginx', /^location = \/tokenframe\.nginx\.conf \{ return 404; \}$/m],
  ['caddy', /^@tokenframeOwn path \/tokenframe\.Caddyfile\nrespond @tokenframeOwn 404$/m],
]) {
  test(`the configuration for ${name} is not served itself`, async () => {
    assert.match((await tokenframe('headers', '--for', name, ...WHICH)).out, file);
  });
}

for (const [name, value] of [
  ['refresh', '0;url=https://evil.example'],
  ['link', '<https://evil.example/a.css>; rel=stylesheet'],
  ['set-cookie', 'a=b'],
  ['access-control-allow-origin', '*'],
  ['content-security-policy-report-only', "default-src 'none'; report-uri https://evil.example"],
  ['service-worker-allowed', '/'],
  ['speculation-rules', '"/rules.json"'],
  ['sourcemap', 'https://evil.example/map'],
]) {
  test(`a header that nobody wrote, and that changes what a browser does, is a difference: ${name}`, async () => {
    const { code, out } = await verified((path, answer) => (path.endsWith('.js') ? { ...answer, headers: { ...answer.headers, [name]: value } } : answer));
    assert.equal(code, 1, out);
    assert.match(out, new RegExp(`\\.js: ${name} is '.*', and was not written`));
  });
}

test('a second value of a header is a difference, and so is a space that is none to a browser', async () => {
  const document = '/1.0.0/clover/';
  const instead = (value) => verified((path, answer) => (path === document ? { ...answer, headers: { ...answer.headers, 'content-security-policy': value(answer.headers['content-security-policy']) } } : answer));
  assert.equal((await instead((own) => [own, "default-src 'none'"])).code, 1);
  assert.equal((await instead((own) => own.replace('frame-ancestors ', 'frame-ancestors\u00a0'))).code, 1);
  assert.equal((await instead((own) => own.replace('; ', ';  '))).code, 0);
});

test('a document whose place for its parents was left empty is a difference', async () => {
  const { code, out } = await verified((path, answer) => (path === '/1.0.0/clover/' ? { ...answer, body: Buffer.from(answer.body.toString().replace(`data-parents="${SHOP}"`, 'data-parents="{{parents}}"')) } : answer));
  assert.equal(code, 1, out);
  assert.match(out, /another content than was built/);
});

for (const [what, args, said] of [
  ['no command', [], /^$/],
  ['an unknown command', ['deploy'], /There is no command 'deploy'/],
  ['an unknown option', ['headers', '--nginx'], /Unknown option '--nginx'/],
  ['no frame', ['headers', '--for', 'nginx', '--parent', SHOP], /--frame names what is served/],
  ['an unknown frame', ['headers', '--for', 'nginx', '--frame', 'stripe', '--parent', SHOP], /There is no frame 'stripe'/],
  ['no parent', ['headers', '--for', 'nginx', '--frame', 'clover'], /--parent names/],
  ['a parent with a path', ['headers', '--for', 'nginx', '--frame', 'clover', '--parent', `${SHOP}/pay`], /an origin alone/],
  ['a parent without encryption', ['headers', '--for', 'nginx', '--frame', 'clover', '--parent', 'http://shop.example'], /https: origin/],
  ['every page as a parent', ['headers', '--for', 'nginx', '--frame', 'clover', '--parent', '*'], /must be an origin/],
  ['all hosts of a domain', ['headers', '--for', 'nginx', '--frame', 'clover', '--parent', 'https://*.example'], /names one origin/],
  ['a quote in an origin', ['headers', '--for', 'nginx', '--frame', 'clover', '--parent', 'https://a.example"onload="x'], /no name of a host/],
  ['a directive in an origin', ['headers', '--for', 'nginx', '--frame', 'clover', '--parent', 'https://a.example;script-src'], /no name of a host/],
  ['no server', ['headers', ...WHICH], /--for is missing/],
  ['an unknown server', ['headers', '--for', 'apache', ...WHICH], /--for is one of nginx/],
  ['an environment that the vault has not', ['headers', '--for', 'nginx', '--frame', 'vaultera', '--parent', SHOP, '--environment', 'sandbox'], /no environment 'sandbox'/],
  ['a base that is no path', ['headers', '--for', 'nginx', '--frame', 'clover', '--parent', SHOP, '--base', '1.0.0'], /--base is a path/],
  ['no folder', ['frame', '--for', 'nginx', ...WHICH], /--out is missing/],
  ['a base that leaves its folder', ['headers', '--for', 'nginx', '--frame', 'clover', '--parent', SHOP, '--base', '/../'], /--base is a path/],
  ['a folder that is a file', ['frame', '--for', 'nginx', ...WHICH, '--out', `${import.meta.filename}/card`], /not a directory/],
  ['a port that is none', ['dev', '--parent', SHOP, '--port', '99999'], /--port is a port/],
  ['a port of the sandbox that is none', ['sandbox', '--port', '70000'], /--port is a port/],
  ['an option of another command', ['headers', '--for', 'nginx', ...WHICH, '--out', 'card'], /--out is nothing that headers takes/],
  ['an origin of the sandbox that is none', ['sandbox', '--allow-origin', 'nonsense'], /--allow-origin is an origin/],
  ['an address with a path', ['verify-deployment', '--url', 'https://card.example/1.0.0/', ...WHICH], /goes to --base \/1\.0\.0\//],
  ['no address', ['verify-deployment', ...WHICH], /--url is missing/],
]) {
  test(`${what} is told in one sentence, with 2`, async () => {
    const { code, err } = await tokenframe(...args);
    assert.equal(code, 2);
    assert.match(err, said);
    assert.ok(err.split('\n').length <= 2, err);
  });
}

test('the help says what there is, and every option that is taken', async () => {
  const { code, out } = await tokenframe('--help');
  assert.equal(code, 0);
  for (const name of ['headers', 'frame', 'verify-deployment', '--frame', '--parent', '--for', '--environment', '--vault-host', '--base', '--out', '--url']) assert.ok(out.includes(name), name);
  const own = await tokenframe('frame', '--help');
  assert.deepEqual([own.code, /--overwrite/.test(own.out), /--url/.test(own.out)], [0, true, false], own.out);
  assert.equal((await tokenframe('--version')).out.trim(), MANIFEST.version);
});

test('the manifest names every file of the package that a browser loads, with its hash and its purpose', () => {
  for (const [frame, { files }] of Object.entries(MANIFEST.frames)) {
    assert.ok(Object.keys(files).length >= 4, frame);
    for (const [name, { integrity, purpose }] of Object.entries(files)) {
      assert.match(integrity, /^sha384-[A-Za-z0-9+/]{64}$/, name);
      assert.ok(purpose.length > 8, name);
    }
  }
  assert.deepEqual(Object.keys(MANIFEST.host).sort(), ['base.js', 'element.js', 'extra.js', 'index.js', 'label.js', 'look.js']);
});

test('the rules of another version are not overwritten unasked, and nothing is written then', async () => {
  const to = mkdtempSync(join(tmpdir(), 'tokenframe-'));
  try {
    const write = (base, ...more) => tokenframe('frame', ...WHICH.filter((word) => !['--base', '/1.0.0/'].includes(word)), '--for', 'netlify', '--out', to, '--base', base, ...more);
    assert.equal((await write('/1.0.0/')).code, 0);
    assert.equal((await write('/1.0.0/')).code, 0, 'the same again is as good');
    const rules = readFileSync(join(to, '_headers'), 'utf8');
    const { code, err } = await write('/1.1.0/');
    assert.equal(code, 2);
    assert.match(err, /_headers is there, with other rules.*--overwrite/);
    assert.equal(readFileSync(join(to, '_headers'), 'utf8'), rules);
    assert.ok(!existsSync(join(to, '1.1.0')));
    assert.equal((await write('/1.1.0/', '--overwrite')).code, 0);
    assert.ok(readFileSync(join(to, '_headers'), 'utf8').includes('/1.1.0/'));
  } finally {
    rmSync(to, { recursive: true });
  }
});
