// No block of the documents is taken on trust: each is run, compiled, compared or read, or says why not.

import assert from 'node:assert/strict';
import { execFile, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { blocks, marked, PAGES, read } from './blocks.js';

const { PKG } = process.env;
const ROOT = fileURLToPath(new URL('../../', import.meta.url));
const SCRIPTS = ['js', 'ts', 'jsx'];
const HOW = /^(runs|parsed|(runs|compared): (\S+)|printed by: npx tokenframe .+|not run: .{10,})$/;

const told = (name, list) => console.log(`# ${name}: ${list.length}${list.map((line) => `\n#   ${line}`).join('')}`);

test('every block says how it is known to work, or its language does', () => {
  assert.ok(blocks.length > 40, `only ${blocks.length} blocks were found`);
  for (const { page, how, language, code } of blocks) {
    if (how) assert.match(how, HOW, `${page}: ${code}`);
    else assert.ok([...SCRIPTS, 'sh', 'json', 'css'].includes(language), `${page}: nobody looks at this block of ${language || 'no language'}:\n${code}`);
  }
  told('blocks that nobody runs', blocks.filter(({ how }) => how?.startsWith('not run')).map(({ page, how }) => `${page}: ${how}`));
});

test('a block that a test runs, or compares, is in that test', () => {
  for (const { page, how, code } of blocks) {
    const [, file] = /^(?:runs|compared): (\S+)$/.exec(how ?? '') ?? [];
    if (!file) continue;
    assert.ok(existsSync(join(ROOT, file)), `${page}: there is no ${file}`);
    const text = read(file);
    assert.ok(text.includes(`marked('${page}', `) || text.includes(code.trimEnd()), `${page}: ${file} has nothing of it`);
  }
});

test('JavaScript and TypeScript compile against the types of the package', () => {
  // Below this repository, so that the package is found by its own rules.
  const folder = mkdtempSync(join(ROOT, 'target/docs-blocks-'));
  try {
    let count = 0;
    const put = (page, language, code) => {
      count += 1;
      writeFileSync(join(folder, `${page.replace('.md', '')}-${count}.${language}`), `${code}\nexport {};\n`);
    };
    for (const page of PAGES) if (marked(page, 'runs').length) put(page, 'js', marked(page, 'runs').join('\n'));
    for (const { page, how, language, code } of blocks) {
      // A part of a file that is run compiles there.
      const [, file] = /^runs: (\S+)$/.exec(how ?? '') ?? [];
      if (!SCRIPTS.includes(language) || how === 'runs' || how?.startsWith('not run') || (file && read(file).includes(code.trimEnd()))) continue;
      put(page, language, code);
    }
    writeFileSync(join(folder, 'around.d.ts'), read('tests/docs/around.d.ts'));
    writeFileSync(join(folder, 'package.json'), '{"type":"module"}');
    const types = { tokenframe: 'index', 'tokenframe/card': 'card/index', 'tokenframe/server': 'server/index', 'tokenframe/element': 'element/index', 'tokenframe/react': 'react/index', 'tokenframe/testing': 'testing/index' };
    const paths = Object.fromEntries(Object.entries(types).map(([name, file]) => [name, [join(PKG, `${file}.d.ts`)]]));
    const compilerOptions = {
      ...{ allowJs: true, checkJs: true, noEmit: true, strictNullChecks: true, noImplicitAny: false, strict: false, skipLibCheck: true, types: [], lib: ['es2023', 'dom', 'dom.iterable'] },
      ...{ module: 'nodenext', moduleResolution: 'nodenext', target: 'es2022', paths },
    };
    writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify({ compilerOptions, include: ['*'] }));
    // That a page has its own nodes is for the page to know.
    const NULL = /error TS(2531|18047):/;
    const faults = () => {
      const { stdout } = spawnSync(join(ROOT, 'tests/node_modules/.bin/tsc'), ['--project', folder, '--pretty', 'false'], { encoding: 'utf8' });
      return stdout.split('\n').filter((line) => /error TS/.test(line) && !NULL.test(line));
    };
    assert.ok(count > 20, `only ${count} were found`);
    // One that is wrong is found: a name that the package has not.
    writeFileSync(join(folder, 'control.js'), "import { createTokenframes } from 'tokenframe';\ncreateTokenframes();\n");
    const found = faults();
    assert.equal(found.filter((line) => /control\.js.+createTokenframes/.test(line)).length, 1, found.join('\n'));
    assert.deepEqual(found.filter((line) => !line.includes('control.js')), []);
    console.log(`# ${count} modules compiled`);
  } finally {
    rmSync(folder, { recursive: true });
  }
});

test('JSON can be read', () => {
  for (const { page, language, code } of blocks) if (language === 'json') assert.doesNotThrow(() => JSON.parse(code), page);
});

/** What the package's command prints, and how it ends. */
const cli = (args, options) =>
  promisify(execFile)(process.execPath, [join(PKG, 'cli/index.js'), ...args], options).then(
    ({ stdout }) => ({ stdout, code: 0 }),
    ({ stdout, stderr, code }) => ({ stdout: stdout + stderr, code }),
  );
const words = (line) => [...line.matchAll(/'([^']*)'|(\S+)/g)].map(([, quoted, plain]) => quoted ?? plain);
const lines = (code) => code.replace(/\\\n/g, ' ').split('\n').filter(Boolean);

test('what a command is said to print, it prints', async () => {
  const printed = blocks.filter(({ how }) => how?.startsWith('printed by: '));
  assert.ok(printed.length >= 4);
  const answers = await Promise.all(printed.map(({ how }) => cli(words(how).slice(4))));
  for (const [at, { page, how, code }] of printed.entries()) assert.ok(answers[at].stdout.includes(code.trimEnd()), `${page}: ${how}\n${code}`);
});

test('every command that is shown is there, and takes what it is given', async () => {
  const folder = join(ROOT, 'target/docs-commands');
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  const aliases = read('.cargo/config.toml');
  const options = `${read('tests/pack/src/dev.rs')}${read('tests/pack/src/verify.rs')}${read('tests/pack/src/main.rs')}`;
  const packer = JSON.parse(read('pkg/package.json'));
  const known = {
    cargo: ([name, ...args], line) => {
      assert.ok(['test'].includes(name) || aliases.includes(`\n${name} = `), line);
      for (const arg of args.filter((part) => part.startsWith('--'))) assert.match(options, new RegExp(`pub ${arg.slice(2).replaceAll('-', '_')}:|^ +${arg.slice(2)}:`, 'm'), line);
    },
    npx: async ([name, command, ...args], line) => {
      assert.equal(name, Object.keys(packer.bin)[0], line);
      // All that it lacks is a secret in the environment; and a sandbox runs until somebody ends it.
      if (command === 'keys') return assert.match((await cli([command, ...args], { env: {} })).stdout, /needs [A-Z_]+.* in the environment/, line);
      if (['dev', 'sandbox'].includes(command)) return assert.equal((await cli([command, ...args, '--help'])).code, 0, line);
      // Each into a folder of its own.
      const to = mkdtempSync(join(folder, 'out-'));
      const here = args.map((arg, at) => ({ '--url': 'http://127.0.0.1:1', '--out': to })[args[at - 1]] ?? arg);
      const { stdout, code } = await cli([command, ...here]);
      const [wanted, text] = command === 'verify-deployment' ? [2, /does not answer/] : [0, /.{20}/];
      assert.equal(code, wanted, `${line}\n${stdout}`);
      assert.match(stdout, text, line);
    },
    curl: ([url], line) => assert.match(url, /^http:\/\/127\.0\.0\.1:4102\//, line),
    git: ([name, url], line) => assert.deepEqual([name, `git+${url}.git`], ['clone', packer.repository.url], line),
    // Each of these is started, or imported, by a test of its own.
    node: ([file], line) => assert.ok(['www/edge/local.js', 'www/edge/build.js'].includes(file) && existsSync(join(ROOT, file)), line),
    npm: (args, line) => assert.ok([`install ${packer.name}`, 'ci --prefix tests/runtimes', 'create vite@latest shop -- --template vanilla', 'run dev'].includes(args.join(' ')), line),
    cd: () => {},
  };
  const tried = [];
  for (const { page, how, language, code } of blocks) {
    if (language !== 'sh' || how?.startsWith('not run')) continue;
    for (const line of lines(code)) {
      const [name, ...args] = words(line);
      assert.ok(known[name], `${page}: nobody knows ${line}`);
      tried.push(known[name](args, `${page}: ${line}`));
    }
  }
  await Promise.all(tried);
  assert.ok(tried.length > 12, `only ${tried.length} commands were found`);
  console.log(`# ${tried.length} commands`);
  rmSync(folder, { recursive: true });
});
