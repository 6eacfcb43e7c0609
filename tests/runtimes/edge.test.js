// www/edge in workerd, as `node www/edge/local.js` starts it: five shops, five vaults, two versions side by side.
// PKG is the package; the sandbox is the one that the package has.

import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { pathToFileURL } from 'node:url';
import { marked } from '../docs/blocks.js';
import { freePort, orderFor, start } from '../../www/edge/local.js';
import { sign } from '../../www/edge/session.js';

const { PKG } = process.env;
const NEXT = '9.9.9';
const packaged = (path) => import(pathToFileURL(join(PKG, path)));
const { rules } = await packaged('cli/deployment.js');
const { differences } = await packaged('cli/verify.js');

let folder;
let edge;
let version;
let ada;
let bo;

before(async () => {
  folder = mkdtempSync(join(tmpdir(), 'tokenframe-edge-'));
  const next = join(folder, 'next');
  cpSync(PKG, next, { recursive: true });
  const manifest = JSON.parse(readFileSync(join(next, 'frame/manifest.json'), 'utf8'));
  writeFileSync(join(next, 'frame/manifest.json'), JSON.stringify({ ...manifest, version: NEXT }));
  const [framePort, grantPort] = [await freePort(), await freePort()];
  edge = await start(folder, { framePort, grantPort, sandboxPort: 0, packages: [PKG, next] });
  [version] = Object.keys(edge.versions);
  [ada, bo] = edge.shops;
});
after(async () => {
  await edge?.stop();
  rmSync(folder, { recursive: true, force: true });
});

const documentAt = (shop, frame = shop.frames[0]) => fetch(`${edge.frame}/${shop.key}/${version}/${frame}/`);
const policyOf = (response) => Object.fromEntries(response.headers.get('content-security-policy').split('; ').map((part) => [part.split(' ')[0], part.split(' ').slice(1)]));

/** A grant for a shop; `claims` are those of its session, and `headers` what else is sent. */
const ask = async (shop, { claims = {}, session, headers = {}, body = { scope: 'card' } } = {}) => {
  const bearer = session ?? (await edge.session({ shop: shop.key, person: 'ines', details: orderFor(shop), ...claims }));
  const response = await fetch(`${edge.grant}/${shop.key}`, {
    method: 'POST', headers: { 'content-type': 'application/json', origin: shop.parents[0], authorization: `Bearer ${bearer}`, ...headers }, body: JSON.stringify(body),
  });
  return { status: response.status, headers: response.headers, body: await response.json() };
};
const refusal = async (...args) => {
  const { status, body } = await ask(...args);
  return [status, body.error?.code];
};

/** Whatever is refused says nothing of any shop, and nobody keeps it. */
const refused = async (path, status = 404, options) => {
  const response = await fetch(`${edge.frame}${path}`, options);
  assert.equal(response.status, status, path);
  assert.equal(response.headers.get('cache-control'), 'no-store', path);
  assert.equal(response.headers.get('content-security-policy'), "default-src 'none'; frame-ancestors 'none'", path);
  assert.equal(await response.text(), '', path);
};

describe('frames', () => {
  test("the page on growing shows a shop's record as it is", () => {
    const [shown] = marked('growing.md', 'compared: tests/runtimes/edge.test.js');
    assert.deepEqual(JSON.parse(shown), ada);
  });

  test('every file and header of every frame of every shop is what was built, in both versions', async () => {
    const seen = new Set();
    for (const { key, frames, parents, environment } of edge.shops) {
      for (const name of [version, NEXT]) {
        const list = rules(edge.versions[name].manifest, { frames, parents, environment, vaultHosts: [edge.sandbox.url], scriptHosts: [edge.sandbox.url], basePath: `/${key}/${name}/` });
        assert.deepEqual(await differences(edge.versions[name].manifest, list, edge.frame), []);
      }
      for (const frame of frames) seen.add(frame);
    }
    assert.deepEqual([...seen].sort(), Object.keys(edge.versions[version].manifest.frames).sort());
  });

  test('the command finds them so, and says what differs for the page of another shop', async () => {
    const verified = (parent) =>
      new Promise((resolve) => {
        const options = ['--url', edge.frame, '--base', `/${ada.key}/${version}/`, '--frame', 'clover', '--vault-host', edge.sandbox.url, '--parent', parent];
        execFile(process.execPath, [join(PKG, 'cli/index.js'), 'verify-deployment', ...options], (error, out) => resolve([error?.code ?? 0, out]));
      });
    const [code, out] = await verified(ada.parents[0]);
    assert.equal(code, 0, out);
    const [other, told] = await verified(bo.parents[0]);
    assert.equal(other, 1);
    assert.match(told, /content-security-policy has 'frame-ancestors http:\/\/localhost:5173' where 'frame-ancestors http:\/\/localhost:5174' was built/);
  });

  test("a shop's document lets the pages of that shop in, and no other's", async () => {
    for (const shop of edge.shops) {
      for (const frame of shop.frames) {
        const response = await documentAt(shop, frame);
        const html = await response.text();
        assert.deepEqual(policyOf(response)['frame-ancestors'], shop.parents, shop.key);
        assert.equal(/data-parents="([^"]*)"/.exec(html)[1], shop.parents.join(' '));
        assert.equal(response.headers.get('cache-control'), 'no-store');
        const whole = `${html}${JSON.stringify([...response.headers])}`;
        for (const { parents } of edge.shops.filter((other) => other !== shop)) for (const parent of parents) assert.ok(!whole.includes(parent), `${shop.key} names ${parent}`);
        assert.ok(!whole.includes('{{'));
      }
    }
  });

  test('a file is the same for every shop, for a year, and is no matter of its record', async () => {
    const { manifest } = edge.versions[version];
    const name = Object.keys(manifest.frames.clover.files).find((file) => file.endsWith('.wasm'));
    const all = await Promise.all([ada.key, bo.key, 'nobody'].map((key) => fetch(`${edge.frame}/${key}/${version}/clover/${name}`)));
    const bodies = await Promise.all(all.map(async (response) => Buffer.from(await response.arrayBuffer()).toString('hex')));
    assert.equal(new Set(bodies).size, 1);
    assert.ok(bodies[0].startsWith('0061736d'));
    for (const response of all) assert.equal(response.headers.get('cache-control'), 'public, max-age=31536000, immutable');
    const head = await fetch(`${edge.frame}/${ada.key}/${version}/clover/`, { method: 'HEAD' });
    assert.deepEqual([head.status, await head.text()], [200, '']);
    assert.deepEqual(policyOf(head)['frame-ancestors'], ada.parents);
  });

  test('what is no shop, no key, no frame of it, no version and no file is refused alike', async () => {
    const { manifest } = edge.versions[version];
    const [file] = Object.keys(manifest.frames.hellgate.files).filter((name) => name.endsWith('.js'));
    for (const key of ['nobody', 'ADA-FLOWERS', 'ada-flowers.', 'ada_flowers', '-ada', '__proto__', 'constructor', 'x'.repeat(64), '%61da-flowers', 'ada-flowers%2f..', 'ada%00']) await refused(`/${key}/${version}/clover/`);
    for (const path of ['', 'clover', 'hellgate/', 'words/', 'constructor/', '__proto__/', 'clover/index.html', 'clover/constructor', `clover/${file}`, 'clover/../../../versions.json', 'clover//', 'words/index.html', 'manifest.json']) await refused(`/${ada.key}/${version}/${path}`);
    for (const other of ['0.0.0', '__proto__', 'constructor', '']) await refused(`/${ada.key}/${other}/clover/`);
    await refused('/');
    for (const method of ['POST', 'PUT', 'DELETE', 'OPTIONS']) await refused(`/${ada.key}/${version}/clover/`, 405, { method });
  });

  test('each host answers its own: no grant at the frames, no frame at the grants, nothing elsewhere', async () => {
    await refused(`/${ada.key}`, 404, { method: 'POST' });
    const there = await fetch(`${edge.grant}/${ada.key}/${version}/clover/`);
    assert.deepEqual([there.status, await there.json()], [404, { error: { code: 'shop_unknown' } }]);
    const elsewhere = await fetch(`${edge.frame.replace('127.0.0.1', 'localhost')}/${ada.key}/${version}/clover/`);
    assert.equal(elsewhere.status, 421);
  });
});

describe('grants', () => {
  const secrets = () => Object.entries(edge.environment).filter(([name]) => /KEYS?$|SECRET$|TOKEN$/.test(name)).flatMap(([name, value]) => (name === 'SESSION_KEYS' ? Object.values(JSON.parse(value)) : [value]));

  test('each shop has one for its own vault, and no key of the platform', async () => {
    for (const shop of edge.shops) {
      const { status, headers, body } = await ask(shop);
      assert.equal(status, 200, JSON.stringify(body));
      assert.equal(body.vault, shop.vault);
      assert.equal(headers.get('cache-control'), 'no-store');
      assert.equal(headers.get('access-control-allow-origin'), shop.parents[0]);
      for (const secret of secrets()) assert.ok(!JSON.stringify(body).includes(secret));
    }
    assert.deepEqual(await refusal(ada, { body: { scope: 'card', vault: 'hellgate' } }), [400, 'vault_unknown']);
    assert.deepEqual(await refusal(ada, { body: { scope: 'show_card' } }), [400, 'scope_mismatch']);
    assert.deepEqual(await refusal({ ...ada, key: 'nobody' }), [404, 'shop_unknown']);
  });

  test("no page of another shop's, and none that looks alike, may ask", async () => {
    const alike = ['http://localhost:51730', 'https://localhost:5173', 'http://localhost:5173.evil.example', 'http://localhost', 'http://localhost:5173/', 'HTTP://LOCALHOST:5173', 'null', edge.frame, ...bo.parents];
    for (const origin of alike) {
      assert.deepEqual(await refusal(ada, { headers: { origin } }), [403, 'origin_refused'], origin);
      const asked = await fetch(`${edge.grant}/${ada.key}`, { method: 'OPTIONS', headers: { origin, 'access-control-request-method': 'POST' } });
      assert.deepEqual([asked.status, asked.headers.get('access-control-allow-origin')], [403, null], origin);
    }
    const own = await fetch(`${edge.grant}/${ada.key}`, { method: 'OPTIONS', headers: { origin: ada.parents[0], 'access-control-request-method': 'POST' } });
    assert.deepEqual([own.status, own.headers.get('access-control-allow-origin'), own.headers.get('access-control-allow-headers')], [204, ada.parents[0], 'authorization, content-type']);
  });

  test('no session but one of this shop, signed by the platform, and not over', async () => {
    const { local } = JSON.parse(edge.environment.SESSION_KEYS);
    const claims = { shop: ada.key, person: 'ines', expires: Math.floor(Date.now() / 1000) + 60 };
    const good = await sign(claims, 'local', local);
    assert.equal((await ask(ada, { session: good })).status, 200);
    const [name, body, mac] = good.split('.');
    const forged = Buffer.from(JSON.stringify({ ...claims, person: 'eve' })).toString('base64url');
    const turned = `${mac.startsWith('A') ? 'B' : 'A'}${mac.slice(1)}`;
    const wrong = {
      "another shop's": await edge.session({ shop: bo.key, person: 'ines' }),
      'one that is over': await sign({ ...claims, expires: Math.floor(Date.now() / 1000) - 1 }, 'local', local),
      'one that never ends': await sign({ ...claims, expires: undefined }, 'local', local),
      'another key': await sign(claims, 'local', 'x'.repeat(32)),
      'a key that is not known': await sign(claims, 'other', local),
      'other claims': `${name}.${forged}.${mac}`,
      'another signature': `${name}.${body}.${turned}`,
      'no signature': `${name}.${body}.`,
      'no base64': `${name}.${body}.____a`,
      'an inherited name': `constructor.${body}.${mac}`,
      none: '',
    };
    for (const [what, session] of Object.entries(wrong)) assert.deepEqual(await refusal(ada, { session }), [403, 'not_authorized'], what);
  });

  test('a person who asks too often waits, and no other does', async () => {
    const claims = { person: 'hasty' };
    const statuses = [];
    for (let count = 0; count < 21; count += 1) statuses.push((await ask(bo, { claims })).status);
    assert.deepEqual([...new Set(statuses.slice(0, 20))], [200]);
    const { status, headers, body } = await ask(bo, { claims });
    assert.deepEqual([status, body, headers.get('retry-after'), headers.get('access-control-allow-origin')], [429, { error: { code: 'rate_limited' } }, '60', bo.parents[0]]);
    assert.equal((await ask(bo, { claims: { person: 'calm' } })).status, 200);
    assert.equal((await ask(ada, { claims })).status, 200, 'the same name at another shop is another person');
  });

  test('what it printed says who asked, and holds no secret', async () => {
    await ask(ada);
    const printed = edge.printed();
    assert.equal(secrets().length, 7);
    assert.match(printed, /"status":200,"scope":"card","vault":"clover","person":"ada-flowers\/ines"/);
    // Whose page it was, and who asked too often.
    const [hasty] = printed.split('\n').filter((line) => line.includes('rate_limited'));
    for (const part of [`"shop":"${bo.key}"`, '"status":429', `"person":"${bo.key}/hasty"`]) assert.ok(hasty?.includes(part), `${part}: ${hasty}`);
    for (const secret of secrets()) assert.ok(!printed.includes(secret));
  });
});

describe('failures', () => {
  const record = () => JSON.parse(readFileSync(join(folder, 'shops', bo.key), 'utf8'));
  const changed = async (value, check) => {
    const kept = record();
    edge.write(bo.key, value);
    try {
      await check();
    } finally {
      edge.write(bo.key, kept);
    }
  };

  test('a shop that is taken away has neither frame nor grant any more, and its neighbour has both', async () => {
    await changed(JSON.stringify(null), async () => {
      await refused(`/${bo.key}/${version}/hellgate/`);
      assert.deepEqual(await refusal(bo), [404, 'shop_unknown']);
      assert.equal((await documentAt(ada)).status, 200);
    });
    assert.equal((await documentAt(bo)).status, 200);
  });

  test('a page that is taken off the list is out with the next document', async () => {
    await changed({ ...record(), parents: ['https://new.example'] }, async () => {
      assert.deepEqual(policyOf(await documentAt(bo))['frame-ancestors'], ['https://new.example']);
      assert.deepEqual(await refusal(bo), [403, 'origin_refused']);
    });
  });

  test('a store that does not answer lets nobody in, and takes no file away', async () => {
    // A record that cannot be read, as when the store fails.
    await changed('{', async () => {
      await refused(`/${bo.key}/${version}/hellgate/`, 503);
      assert.deepEqual(await refusal(bo), [503, 'store_failed']);
      const [file] = Object.keys(edge.versions[version].manifest.frames.hellgate.files).filter((name) => name.endsWith('.css'));
      assert.equal((await fetch(`${edge.frame}/${bo.key}/${version}/hellgate/${file}`)).status, 200);
    });
    assert.match(edge.printed(), /"code":"store_failed","key":"bo-bikes","reason":/);
  });

  test('a record with more in an origin than an origin lets nobody in', async () => {
    for (const parent of ['https://a.example;script-src', 'https://a.example"onload="x', 'https://a.example,b', "https://a.example'", 'https://*.example', 'https://a.example/x', 'http://a.example', '*', '', 'null']) {
      await changed({ ...record(), parents: [parent] }, async () => {
        await refused(`/${bo.key}/${version}/hellgate/`, 503);
        assert.notEqual((await ask(bo, { claims: { person: 'mel' }, headers: { origin: parent } })).status, 200, parent);
      });
    }
    for (const change of [{ parents: [] }, { parents: undefined }, { frames: undefined }, { vault: undefined }, { vault: 'constructor', frames: 0 }]) {
      await changed({ ...record(), ...change }, async () => {
        await refused(`/${bo.key}/${version}/hellgate/`, 503);
        assert.deepEqual(await refusal(bo), [503, 'record_invalid'], JSON.stringify(change));
      });
    }
    await changed({ ...record(), vault: 'constructor' }, async () => assert.deepEqual(await refusal(bo), [503, 'record_invalid']));
    await changed({ ...record(), vaultHosts: ['https://a.example;frame-ancestors'] }, () => refused(`/${bo.key}/${version}/hellgate/`, 503));
    assert.match(edge.printed(), /"code":"record_invalid","key":"bo-bikes","reason":"parents has no name of a host/);
  });

  test("a record that lies under another shop's key is nobody's", async () => {
    await changed(JSON.parse(readFileSync(join(folder, 'shops', ada.key), 'utf8')), async () => {
      await refused(`/${bo.key}/${version}/clover/`);
      assert.deepEqual(await refusal(bo), [404, 'shop_unknown']);
    });
  });

  test('a vault that is down is told as that, and the other vaults go on', async () => {
    await edge.sandbox.fault({ vault: 'hellgate', path: '/tokens/session', kind: 'status', status: 503, times: 3 });
    const [status, code] = await refusal(bo, { claims: { person: 'late' } });
    assert.deepEqual([status, typeof code], [502, 'string']);
    assert.equal((await ask(ada)).status, 200);
  });
});
