// The written configurations in the servers that they are for: nginx and Caddy themselves, two versions of the frame in each.
// `HOSTING` is the folder that Debian's packages of both were unpacked in.

import assert from 'node:assert/strict';
import { execFile, spawn } from 'node:child_process';
import { appendFileSync, chmodSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { request } from 'node:http';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { fileURLToPath } from 'node:url';

const { HOSTING } = process.env;
const CLI = fileURLToPath(new URL('../../pkg/cli/index.js', import.meta.url));
const VERSIONS = ['1.0.0', '1.1.0'];
const WHICH = ['--frame', 'clover', '--frame', 'hellgate', '--frame', 'vaultera-reveal', '--parent', 'https://shop.example'];

// What a server, or the folder beneath it, may take for the document: by none of them does it come without its policy.
const ADDRESSES = ['', '?x', '.', './', '%2e/', 'index.html', '%69ndex.html', '/index.html', 'index.html/', 'INDEX.HTML', 'index.html.', 'index.html%20', '%2findex.html', '///', '..%2fclover/']
  .map((rest) => `/1.0.0/clover/${rest}`)
  .concat('/1.0.0/clover', '/1.0.0//clover/', '//1.0.0/clover/', '/./1.0.0/clover/', '/1.0.0%2fclover/', '/1.0.0/%63lover/', '/1.0.0/CLOVER/', '/1.0.0/x/../clover/', '/1.0.0/clover%2findex.html', '/%2f1.0.0/clover/');

const tokenframe = (...args) => new Promise((resolve) => execFile(process.execPath, [CLI, ...args], (error, out, err) => resolve({ code: error?.code ?? 0, out, err })));

const freePort = () =>
  new Promise((resolve) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const { port } = server.address();
      server.close(() => resolve(port));
    });
  });

/** An address as it is written: nothing makes it plain on its way. */
const asked = (port, path) =>
  new Promise((resolve, reject) => {
    request({ host: '127.0.0.1', port, path }, (response) => {
      response.resume().on('end', () => resolve({ status: response.statusCode, policy: response.headers['content-security-policy'] }));
    })
      .on('error', reject)
      .end();
  });

const SERVERS = {
  nginx: {
    file: 'tokenframe.nginx.conf',
    program: 'usr/sbin/nginx',
    args: (folder) => ['-p', folder, '-c', join(folder, 'server.conf'), '-g', 'daemon off;'],
    config: (folder, sites) => `pid ${folder}/pid;
error_log ${folder}/error.log;
events {}
http {
  access_log off;
  gzip on;
  ${['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'].map((name) => `${name}_temp_path ${folder}/${name};`).join('\n  ')}
${sites.map(({ port, root }) => `  server {\n    listen 127.0.0.1:${port};\n    root ${root};\n    include ${root}/tokenframe.nginx.conf;\n  }`).join('\n')}
}
`,
  },
  caddy: {
    file: 'tokenframe.Caddyfile',
    program: 'usr/bin/caddy',
    args: (folder) => ['run', '--adapter', 'caddyfile', '--config', join(folder, 'server.conf')],
    config: (folder, sites) => `{
    admin off
    auto_https off
}
${sites.map(({ port, root }) => `http://127.0.0.1:${port} {\n    root * ${root}\n    import ${root}/tokenframe.Caddyfile\n    encode gzip\n    file_server\n}`).join('\n')}
`,
  },
};

for (const [name, { file, program, args, config }] of Object.entries(SERVERS)) {
  describe(name, () => {
    let folder, child, sites;

    before(async () => {
      folder = mkdtempSync(join(tmpdir(), 'tokenframe-'));
      // nginx reads it as a person of no rights.
      chmodSync(folder, 0o755);
      sites = [];
      for (const version of VERSIONS) {
        const root = join(folder, version);
        const { code, err } = await tokenframe('frame', ...WHICH, '--base', `/${version}/`, '--for', name, '--out', root);
        assert.equal(code, 0, err);
        sites.push({ version, root, port: await freePort() });
      }
      writeFileSync(join(folder, 'server.conf'), config(folder, sites));
      let said = '';
      child = spawn(join(HOSTING, program), args(folder), { env: { ...process.env, HOME: folder } });
      child.stdout.resume();
      child.stderr.setEncoding('utf8').on('data', (text) => (said += text));
      let ended;
      child.once('close', (code) => (ended = code));
      while (ended === undefined && !(await asked(sites[1].port, '/').catch(() => null)));
      assert.equal(ended, undefined, said);
    });
    after(async () => {
      const closed = new Promise((resolve) => child.once('close', resolve));
      child.kill();
      await closed;
      rmSync(folder, { recursive: true, force: true });
    });

    const verified = ({ version, port }) => tokenframe('verify-deployment', '--url', `http://127.0.0.1:${port}`, ...WHICH, '--base', `/${version}/`);

    test('serves each file of two versions with its headers', async () => {
      for (const site of sites) {
        const { code, out, err } = await verified(site);
        assert.equal(code, 0, out + err);
      }
    });

    test('gives the document by no address without its policy, and its own configuration by none', async () => {
      let documents = 0;
      for (const path of ADDRESSES) {
        const { status, policy } = await asked(sites[0].port, path);
        if (status === 200) {
          documents += 1;
          assert.match(policy ?? '', /frame-ancestors https:\/\/shop\.example/, path);
        }
      }
      assert.ok(documents > 5, `${documents} addresses lead to it`);
      assert.equal((await asked(sites[0].port, `/${file}`)).status, 404);
    });

    test('is told from one that serves a byte more', async () => {
      const words = join(sites[1].root, VERSIONS[1], 'words');
      const [language] = readdirSync(words);
      appendFileSync(join(words, language), ' ');
      const { code, out } = await verified(sites[1]);
      assert.deepEqual([code, out.includes(`${language}: another content`)], [1, true], out);
    });
  });
}
