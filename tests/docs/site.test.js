// The documents as they are served: target/docs, read as a browser does, and not as their builder does.

import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { test } from 'node:test';

const folder = new URL('../../target/docs/', import.meta.url);
const names = readdirSync(folder);
const pages = new Map(names.filter((name) => name.endsWith('.html')).map((name) => [name, readFileSync(new URL(name, folder), 'utf8')]));
const ids = new Map([...pages].map(([name, html]) => [name, [...html.matchAll(/ id="([^"]+)"/g)].map(([, id]) => id)]));

test('no page has a script, a style of its own, or an id twice', () => {
  assert.ok(pages.size > 20, `only ${pages.size} pages`);
  for (const [name, html] of pages) {
    assert.doesNotMatch(html, /<script|<style|<[^>]+ (?:style|on\w+)=|"javascript:/i, name);
    assert.deepEqual(ids.get(name).filter((id, at, all) => all.indexOf(id) !== at), [], name);
    assert.equal(html.match(/<h1/g)?.length, 1, `${name}: one title`);
    assert.doesNotMatch(html, /\{\{\w+\}\}/, `${name}: a place that nothing was put into`);
  }
});

test('every link, file and picture of every page is there', () => {
  let count = 0;
  for (const [name, html] of pages) {
    for (const [, link] of html.matchAll(/ (?:href|src)="([^"]+)"/g)) {
      if (/^https?:/.test(link)) continue;
      const [file, anchor] = link.split('#');
      const target = file || name;
      assert.ok(names.includes(target), `${name}: ${link}`);
      if (anchor) assert.ok(ids.get(target).includes(anchor), `${name}: ${link}`);
      count += 1;
    }
  }
  assert.ok(count > 1000, `only ${count} links`);
  console.log(`# ${pages.size} pages, ${count} links within them`);
});

test('every page is reached from the first one, and leads to all', () => {
  const linked = [...pages.get('index.html').matchAll(/href="(\w[\w-]*\.html)"/g)].map(([, name]) => name);
  assert.deepEqual([...pages.keys()].filter((name) => !linked.includes(name)), []);
  for (const [name, html] of pages) assert.equal(html.match(/<li><a href="[^"]+" aria-current="page">/g)?.length, 1, `${name} is marked once`);
});

test('what the reference says in a table that a page includes, is on that page', () => {
  assert.match(pages.get('languages.html'), /<code>pt-BR<\/code>/);
  assert.match(pages.get('clover.html'), /<td data-head="Vault">Clover<\/td>/);
  assert.match(pages.get('clover.html'), /<strong>Clover<\/strong>/);
  assert.match(pages.get('security-and-pci.html'), /What was typed lives in the Wasm/);
});
