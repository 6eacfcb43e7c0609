// Every block of code of the documents, and how each is known to work.
//
// A comment right above a block says it where the block's language alone does not:
//   <!-- runs -->            the blocks of that page, one after the other, are a module that vaults.test.js runs
//   <!-- runs: FILE -->      a test that reads the page and runs the block, or has the block word for word
//   <!-- compared: FILE -->  a test that holds it against what the package gives
//   <!-- printed by: … -->   what that command prints has it
//   <!-- parsed -->          commands that are shown
//   <!-- not run: … -->      nobody does, and why
// Without one, JavaScript and TypeScript compile against the package's types, commands are known, JSON can be read.

import { readdirSync, readFileSync } from 'node:fs';

const root = new URL('../../', import.meta.url);

/** A file of the repository. */
export const read = (path) => readFileSync(new URL(path, root), 'utf8');

export const PAGES = readdirSync(new URL('www/docs/', root)).filter((name) => name.endsWith('.md'));

export const blocks = PAGES.flatMap((page) =>
  [...read(`www/docs/${page}`).matchAll(/(?:^<!-- ([^\n]+?) -->\n)?^```(\w*)\n([\s\S]*?)^```$/gm)].map(([, how, language, code]) => ({ page, how, language, code })),
);

/** The blocks of a page that are marked so. */
export const marked = (page, mark) => blocks.filter((block) => block.page === page && block.how === mark).map(({ code }) => code);
