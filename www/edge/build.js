// Writes the folder that is deployed: the worker, and the static files of each version that is served.
//
//   node www/edge/build.js --out edge [--package node_modules/tokenframe]...
//
// Each package is one version: two of them are served side by side, at /<shop>/1.0.0/ and /<shop>/1.1.0/.

import { cpSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';

const HERE = fileURLToPath(new URL('./', import.meta.url));
const PACKAGE = fileURLToPath(new URL('../../pkg/', import.meta.url));
const PARTS = ['clients.js', 'frames.js', 'grants.js', 'limiter.js', 'session.js', 'shops.js', 'worker.js', 'workerd.capnp', 'wrangler.json'];

/** What the worker holds of one version, in text: the manifest, and the documents with a place for the parents. */
const versionIn = (folder) => {
  const manifest = JSON.parse(readFileSync(join(folder, 'frame/manifest.json'), 'utf8'));
  const document = (name) => readFileSync(join(folder, 'frame', name, 'index.html'), 'utf8');
  return { manifest, documents: Object.fromEntries(Object.keys(manifest.frames).map((name) => [name, document(name)])) };
};

/** Gives the versions. The newest package, which is named last, gives the server's side. */
export const build = (out, packages = [PACKAGE]) => {
  const versions = {};
  rmSync(join(out, 'static'), { recursive: true, force: true });
  for (const folder of packages) {
    const version = versionIn(folder);
    const name = version.manifest.version;
    versions[name] = version;
    for (const room of readdirSync(join(folder, 'frame'), { withFileTypes: true }).filter((entry) => entry.isDirectory())) {
      const to = join(out, 'static', name, room.name);
      mkdirSync(to, { recursive: true });
      cpSync(join(folder, 'frame', room.name), to, { recursive: true, filter: (path) => !path.endsWith('index.html') });
    }
  }
  const newest = packages.at(-1);
  for (const part of PARTS) cpSync(join(HERE, part), join(out, part));
  cpSync(join(newest, 'cli/deployment.js'), join(out, 'deployment.js'));
  mkdirSync(join(out, 'server'), { recursive: true });
  for (const part of ['workerd.js', 'server.wasm']) cpSync(join(newest, 'server', part), join(out, 'server', part));
  writeFileSync(join(out, 'versions.json'), JSON.stringify(versions));
  return versions;
};

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const { values } = parseArgs({ options: { out: { type: 'string', default: 'edge' }, package: { type: 'string', multiple: true } } });
  console.log(`${Object.keys(build(values.out, values.package)).join(', ')}: in ${values.out}`);
}
