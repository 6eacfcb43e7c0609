// What a browser has of a text: in the memory of all its processes, as Linux shows it, and in its profile on disk.

import { closeSync, openSync, readFileSync, readdirSync, readSync } from 'node:fs';
import { basename, join } from 'node:path';

/** They drive a browser, and hear what is typed. */
const DRIVERS = ['chromedriver', 'geckodriver'];
const GONE = ['ENOENT', 'ESRCH'];
const CHUNK = 16 << 20;
const GAP = 256 << 10;

/** What a process is, by how it was started, in the words of its engine. */
const KINDS = [
  ['browser', /^\S*\/(chromium|firefox-esr)\b(?!.*(--type=|-contentproc))/],
  ['renderer', /--type=renderer|-contentproc .*\btab\b/],
  ['network', /NetworkService|-contentproc .*\bsocket\b/],
  ['graphics', /--type=gpu-process|-contentproc .*\bgpu\b/],
];
export const KIND_NAMES = [...KINDS.map(([name]) => name), 'other', 'shared'];

const read = (path) => {
  try {
    return readFileSync(path, 'latin1');
  } catch {
    // It has ended since.
    return '';
  }
};

/** The processes of the browsers that this process has started: `{ pid, kind }`. */
export const processes = () => {
  const children = new Map();
  for (const pid of readdirSync('/proc').filter((name) => /^\d+$/.test(name))) {
    const parent = /.*\) \S (\d+)/s.exec(read(`/proc/${pid}/stat`))?.[1];
    if (parent) children.set(parent, [...(children.get(parent) ?? []), pid]);
  }
  const below = (pid) => (children.get(pid) ?? []).flatMap((child) => [child, ...below(child)]);
  return below(String(process.pid)).flatMap((pid) => {
    const started = read(`/proc/${pid}/cmdline`).replaceAll('\0', ' ');
    if (!started || DRIVERS.includes(basename(started.split(' ')[0]))) return [];
    return [{ pid, kind: KINDS.find(([, pattern]) => pattern.test(started))?.[0] ?? 'other' }];
  });
};

/** The ways in which a number may be written down, as bytes. */
export const written = (number) => {
  const groups = /^3[47]/.test(number) ? /^(.{4})(.{6})(.*)$/ : /^(.{4})(.{4})(.{4})(.*)$/;
  const spaced = number.replace(groups, (_, ...parts) => parts.slice(0, -2).join(' '));
  const texts = [number, spaced];
  return [
    ...texts.map((text) => ['Latin-1', Buffer.from(text, 'latin1')]),
    ...texts.map((text) => ['UTF-16', Buffer.from(text, 'utf16le')]),
    ['digits', Buffer.from([...number].map(Number))],
  ];
};

/** Where these stand in some bytes: `[{ how, at }]`. */
const occurrences = (bytes, forms) =>
  forms.flatMap(([how, form]) => {
    const found = [];
    for (let at = bytes.indexOf(form); at >= 0; at = bytes.indexOf(form, at + form.length)) found.push({ how, at });
    return found;
  });

/**
 * The copies in all that these processes can write to: `[{ kind, how, mapping }]`. What several of them share is
 * looked through once. Throws where the system does not let us read them.
 */
export const copies = (ours, number) => {
  const forms = written(number);
  const overlap = Math.max(...forms.map(([, form]) => form.length)) - 1;
  const buffer = Buffer.allocUnsafe(CHUNK + overlap);
  const shared = new Set();
  const found = [];
  for (const { pid, kind } of ours) {
    const [memory, pages] = opened(pid);
    // It has ended since.
    if (memory === undefined) continue;
    for (const mapping of mappings(pid)) {
      if (mapping.shared && shared.has(mapping.shared)) continue;
      if (mapping.shared) shared.add(mapping.shared);
      for (const run of mapping.shared ? [mapping] : held(pages, mapping)) {
        for (let { start } = run; start < run.end; start += CHUNK) {
          const length = readAt(memory, buffer, start, Math.min(CHUNK + overlap, run.end - start));
          for (const { how, at } of occurrences(buffer.subarray(0, length), forms)) {
            // What begins in the overlap is met again.
            if (at < CHUNK) found.push({ kind: mapping.shared ? 'shared' : kind, how, mapping: mapping.name });
          }
        }
      }
    }
    closeSync(pages);
    closeSync(memory);
  }
  // Our own copy of a piece of a browser's memory is nobody's finding.
  buffer.fill(0);
  return found;
};

/** Its memory, and which pages of that there are; nothing where it has ended. */
const opened = (pid) => {
  try {
    return ['mem', 'pagemap'].map((name) => openSync(`/proc/${pid}/${name}`, 'r'));
  } catch (error) {
    if (!GONE.includes(error.code)) throw error;
    return [];
  }
};

/** What a process has in memory and may write to, or has from no file. */
const mappings = (pid) =>
  read(`/proc/${pid}/smaps`)
    .split(/^(?=[0-9a-f]+-[0-9a-f]+ )/m)
    .flatMap((entry) => {
      const [, from, to, rights, offset, device, inode, name] = /^(\w+)-(\w+) (\S+) (\w+) (\S+) (\d+) *(.*)$/m.exec(entry) ?? [];
      const inMemory = [...entry.matchAll(/^(?:Rss|Swap): +(\d+) kB$/gm)].some(([, size]) => size !== '0');
      if (!inMemory || rights[0] !== 'r' || (rights[1] !== 'w' && inode !== '0')) return [];
      const is = rights[3] === 's' && inode !== '0' ? `${device} ${inode} ${offset}` : '';
      const page = 1024 * /^KernelPageSize: +(\d+) kB$/m.exec(entry)[1];
      return [{ start: parseInt(from, 16), end: parseInt(to, 16), page, shared: is, name: `${rights} ${name}` }];
    });

/** The parts of a mapping that were ever written to: most of it was not, and would be read as zeros. */
const held = (pages, { start, end, page }) => {
  const entries = Buffer.alloc((8 * (end - start)) / page);
  readAt(pages, entries, (8 * start) / page, entries.length);
  const runs = [];
  for (let at = start; at < end; at += page) {
    // The last byte's highest bits: in memory, or in the swap.
    if (entries[(8 * (at - start)) / page + 7] < 64) continue;
    const last = runs.at(-1);
    // A short gap is read with what is around it.
    if (last && at - last.end <= GAP) last.end = at + page;
    else runs.push({ start: at, end: at + page });
  }
  return runs;
};

/** Reads what can be read; a page that is no memory ends it. */
const readAt = (file, buffer, start, length) => {
  let done = 0;
  try {
    while (done < length) {
      const more = readSync(file, buffer, done, length - done, start + done);
      if (!more) break;
      done += more;
    }
  } catch (error) {
    if (![...GONE, 'EIO', 'EFAULT', 'EINVAL'].includes(error.code)) throw error;
  }
  return done;
};

/** How many copies each kind of process has. */
export const counted = (found) => Object.fromEntries(KIND_NAMES.map((name) => [name, found.filter(({ kind }) => kind === name).length]));

/** The files below a folder that hold the number, as their bytes are or, Firefox's session files, unpacked. */
export const filesWith = (folder, number) => {
  const forms = written(number).filter(([how]) => how !== 'digits');
  const names = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  return names
    .map((entry) => join(entry.parentPath ?? entry.path, entry.name))
    .filter((path) => {
      const bytes = readFileSync(path);
      return [bytes, unpacked(bytes)].some((each) => occurrences(each, forms).length > 0);
    })
    .map((path) => path.slice(folder.length + 1));
};

const MOZ_LZ4 = Buffer.from('mozLz40\0');

/** The content of a file in Mozilla's form of an LZ4 block; nothing of any other file. */
export const unpacked = (bytes) => {
  if (!bytes.subarray(0, 8).equals(MOZ_LZ4)) return Buffer.alloc(0);
  const out = Buffer.alloc(bytes.readUInt32LE(8));
  let at = 12;
  let to = 0;
  const more = (length) => {
    if (length < 15) return length;
    for (let byte = 255; byte === 255; length += byte) byte = bytes[at++];
    return length;
  };
  while (at < bytes.length) {
    const token = bytes[at++];
    const literals = more(token >> 4);
    bytes.copy(out, to, at, at + literals);
    at += literals;
    to += literals;
    if (at >= bytes.length) break;
    const back = bytes.readUInt16LE(at);
    at += 2;
    // One by one: a match may overlap what it makes.
    for (let left = more(token & 15) + 4; left > 0; left -= 1, to += 1) out[to] = out[to - back];
  }
  return out.subarray(0, to);
};
