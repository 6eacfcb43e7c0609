// Bundles of ours and of the peers', made as a shop's bundler makes them.

import { build } from 'esbuild';
import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { brotliCompressSync, constants, gzipSync } from 'node:zlib';

export const ROOT = fileURLToPath(new URL('../../', import.meta.url));
const HERE = fileURLToPath(new URL('./', import.meta.url));

export const compressed = (content) =>
  brotliCompressSync(content, { params: { [constants.BROTLI_PARAM_QUALITY]: 11, [constants.BROTLI_PARAM_SIZE_HINT]: content.length } });

/** What it weighs, in bytes. */
export const weight = (content) => ({ brotli: compressed(content).length, gzip: gzipSync(content, { level: 9 }).length, raw: content.length });

export const together = (weights) => {
  const sum = (name) => weights.reduce((total, one) => total + one[name], 0);
  return { brotli: sum('brotli'), gzip: sum('gzip'), raw: sum('raw') };
};

/** A script of these lines as one minified file; what is imported is looked for among the peers, and `pkg/` is ours. */
export const bundled = async (source, { format = 'esm', define = {}, external = [] } = {}) => {
  const { outputFiles } = await build({
    stdin: { contents: source, resolveDir: HERE },
    bundle: true, minify: true, write: false, format, alias: { pkg: `${ROOT}pkg` }, target: 'es2022', platform: 'browser', legalComments: 'none', logLevel: 'error', external,
    define: { 'process.env.NODE_ENV': '"production"', global: 'globalThis', ...define },
  });
  return Buffer.from(outputFiles[0].contents);
};

export const read = (path) => readFileSync(`${ROOT}${path}`);

/** The files that a frame's document loads by itself, and the document, by their names. */
export const frameFiles = (vault) => {
  const folder = `pkg/frame/${vault}`;
  const html = read(`${folder}/index.html`);
  const extra = /data-extra="(\S*) /.exec(html)?.[1];
  const names = readdirSync(`${ROOT}${folder}`).filter((name) => /^\w+-[0-9a-f]{8}\.(js|wasm|css)$/.test(name) && name !== extra);
  return { html, extra: extra && read(`${folder}/${extra}`), files: Object.fromEntries(names.map((name) => [name.split('.').pop(), read(`${folder}/${name}`)])) };
};

/** The version of a peer that is installed. */
export const version = (name) => JSON.parse(readFileSync(`${HERE}node_modules/${name}/package.json`)).version;
