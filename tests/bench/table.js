// The figures as tables: on the screen with their quartiles, in README without.

const BEGIN = '<!-- cargo bench-peers writes what follows -->';
const END = '<!-- and nothing below -->';

const whole = (value) => Math.round(value).toLocaleString('en-US');
const short = (value) => (value >= 100 ? whole(value) : String(Number(value.toPrecision(value < 1 ? 2 : 3))));
const spread = ({ median, q1, q3 }, unit = '', scale = 1) => ({ text: `${short(median * scale)}${unit}`, more: ` (${short(q1 * scale)} to ${short(q3 * scale)})` });
const times = (value) => spread(value, ' ×');

const ENGINES = { chromium: 'Chromium', firefox: 'Firefox', webkit: 'WebKit', node: 'Node' };
/** As they are written. */
export const VAULTS = { clover: 'Clover', hellgate: 'Hellgate', corefy: 'Corefy', vaultera: 'Vaultera', payconex: 'PayConex' };
const FORMS = { ours: '**Tokenframe**', html: 'three inputs, plain HTML', script: 'a form in plain JavaScript' };
const KEYS = {
  ours: '**Tokenframe’s Wasm**', whole: '**`tokenframe/card`**, with all that it tells', plain: 'the same rules in plain JavaScript', 'card-validator': 'card-validator, and its gaps',
  payment: 'payment', 'cleave-zen': 'cleave-zen: no check digit', imask: 'imask: only formats',
};

const kind = (name, versions) => (versions[name] ? KEYS[name].replace(name, `${name} ${versions[name]}`) : KEYS[name]);

const TABLES = {
  bytes({ ours, peers }) {
    const frames = ours.frames.map(({ vault, brotli }) => `${VAULTS[vault]} ${whole(brotli)}`).join(', ');
    const rows = peers.toSorted((a, b) => a.brotli - b.brotli).sort((a, b) => (a.what === 'loader') - (b.what === 'loader'));
    return [{
      head: ['A card form, bytes in brotli 11', 'on the shop’s page', 'in the frame'],
      rows: [['**Tokenframe**', whole(ours.host.brotli), frames],
        ...rows.map(({ name, version, what, brotli, style }) => [`${name} ${version}`, what === 'loader' ? `${whole(brotli)}, a loader: the script itself is on their servers` : `${whole(brotli)}${style ? `, ${whole(style)} of it CSS` : ''}`, 'on their servers'])],
    }];
  },
  keystroke({ engines, versions }) {
    const found = Object.keys(ENGINES).filter((engine) => engines[engine]);
    const names = engines[found[0]].map(({ name }) => name);
    const cell = (name, engine) => {
      const { ns, times: faster } = engines[engine].find((one) => one.name === name);
      const { text, more } = spread(ns, ' µs', 1e-3);
      return { text, more: `${more}, ${short(faster.median)} × as fast` };
    };
    return [{
      head: ['One key: the number’s text to brand, state, formatted text', ...found.map((engine) => ENGINES[engine])],
      rows: names.map((name) => [kind(name, versions), ...found.map((engine) => cell(name, engine))]),
    }];
  },
  mount({ engines, slow }) {
    const columns = Object.keys(ENGINES).filter((engine) => engines[engine]).map((engine) => [ENGINES[engine], engines[engine]]);
    if (slow) columns.push([`${slow.latencyMs} ms, ${slow.megabits} Mbit/s, processor 1/${slow.processor}`, slow.forms]);
    const lines = [['ours', 'usableMs', 'usable', 'inputs painted'], ['ours', 'readyMs', 'ready', 'the Wasm in charge'], ['html', 'usableMs', 'usable', 'inputs painted'], ['script', 'usableMs', 'usable', 'inputs painted'], ['script', 'readyMs', 'ready', 'in charge']];
    const cell = (forms, name, field, ratio) => {
      const one = forms.find((form) => form.name === name);
      const [took, beside] = [spread(one[field], ' ms'), times(one.timesHtml[ratio])];
      return { text: `${took.text}${name === 'html' ? '' : `, ${beside.text}`}`, more: `${took.more}${name === 'html' ? '' : `,${beside.more}`}` };
    };
    return [{
      head: ['From mount, nothing cached; beside plain HTML', ...columns.map(([title]) => title)],
      rows: lines.map(([name, field, ratio, what]) => [`${FORMS[name]}: ${what}`, ...columns.map(([, forms]) => cell(forms, name, field, ratio))]),
    }];
  },
  tokenize({ engines, vaultMs }) {
    const sent = { plain: 'sent as it is', encrypted: 'encrypted for the vault' };
    const row = (engine, name, { atOnce, after }) => [
      `${ENGINES[engine]}, ${sent[name]}`, spread(atOnce.bareMs, ' ms'), spread(atOnce.addedMs, ' ms'), times(after.times), String(Math.max(atOnce.requests, after.requests)),
    ];
    return [{
      head: ['A token, beside a bare `fetch` of the same', 'bare', 'we add', `in all, of a vault that takes ${vaultMs} ms`, 'requests after the click'],
      rows: Object.entries(engines).flatMap(([engine, found]) => Object.entries(found).map(([name, one]) => row(engine, name, one))),
    }];
  },
  memory({ forms }) {
    const [one, ten, many] = forms[0].stages.map(({ count }) => count);
    const cells = ({ name, stages: [first, few, more] }) => {
      const mib = ({ eachKiB }) => spread(eachKiB, ' MiB', 1 / 1024);
      return [FORMS[name], mib(first), mib(more), ...[first, few, more].map(({ readyMs }) => spread(readyMs, ' ms'))];
    };
    return [{
      head: ['Forms on one page (Chromium)', 'memory of the first, with its process', 'of each more', `${one} in charge after`, `${ten - one} more`, `${many - ten} more`],
      rows: forms.map(cells),
    }];
  },
  edge({ cache: { oneCopy, copyEach }, cold, busy, cost, prices }) {
    const share = (value) => `${Number((value * 100).toFixed(2))} %`;
    const mib = (bytes) => `${short(bytes / 2 ** 20)} MiB`;
    const ms = (value) => spread(value, ' ms');
    const kept = (what, { requests, origin, privateRatio, sharedRatio, bytesOrigin }) => [what, whole(requests), share(privateRatio), share(sharedRatio), whole(origin), mib(bytesOrigin)];
    const began = (what, one) => [what, ms(one.listensMs), ms(one.firstMs), ms(one.startMs), ms(one.hundredthMs)];
    const took = (what, { cpuMs, aSecond }) => [what, ms(cpuMs), whole(aSecond)];
    const paid = (what, { requests, cpuMs, reads, dollars }) => [what, whole(requests), whole(cpuMs / 1000), whole(reads), `$${dollars.toFixed(2)}`];
    return [
      {
        head: ['A day of forms, through caches', 'requests', 'kept by the browser', 'of the rest, by the CDN', 'asked of the origin', 'bytes from there'],
        rows: [kept('files, one copy for all shops', oneCopy.files), kept('files, a copy for each shop', copyEach.files), kept('documents', oneCopy.documents)],
      },
      {
        head: ['A grant of Hellgate’s, in a new workerd', 'listens after', 'the first request takes', 'from the start to its answer', 'the 100th takes'],
        rows: [began('**Tokenframe’s grant**', cold.ours), began('a bare worker that asks the vault', cold.bare)],
      },
      {
        head: ['A grant, on one core', 'processor’s time', 'a second'],
        rows: [
          took('**Tokenframe**, a key that is kept (Clover)', busy.kept), took('a bare worker’s constant', busy.bareKept),
          took('**Tokenframe**, a session of the vault’s (Hellgate)', busy.vault), took('a bare worker that asks the vault', busy.bareVault),
        ],
      },
      {
        head: [`A million, at ${prices.of} of ${prices.date}`, 'requests', 'seconds of a processor', 'reads', 'dollars'],
        rows: [paid('grants', cost.grants), paid('forms with their grants, files from the CDN', cost.forms), paid('forms with their grants, each file through the worker', cost.formsWorkerFirst)],
      },
    ];
  },
  store(figures) {
    const rows = ['inMemory', 'inFile'].flatMap((where) => (figures[where] ?? []).map((row) => [
      `${whole(row.keys)} keys, ${where === 'inFile' ? 'in a file' : 'in memory'}`, `${short(row.useKeyUs)} µs`, `${short(row.createKeyUs)} µs`, `${short(row.tokenizeUs)} µs`, `${short(row.residentMiB)} MiB`]));
    return [{ head: ['The sandbox, as its store grows', 'a key is used', 'one is made', 'a token', 'resident'], rows }];
  },
};

const tables = (parts) => Object.keys(TABLES).flatMap((name) => (parts[name] ? TABLES[name](parts[name]) : []));

/** For the screen. */
export const screen = (parts) =>
  tables(parts)
    .map(({ head, rows }) => {
      const lines = [head, ...rows].map((row) => row.map((cell) => (cell.text ?? cell).replaceAll(/[*`]/g, '') + (cell.more ?? '')));
      const widths = head.map((_, column) => Math.max(...lines.map((line) => line[column].length)));
      return lines.map((line) => line.map((cell, column) => cell.padEnd(widths[column])).join('  ').trimEnd()).join('\n');
    })
    .join('\n\n');

const markdown = ({ head, rows }) => {
  const line = (cells) => `| ${cells.map((cell) => cell.text ?? cell).join(' | ')} |`;
  return [line(head), `|---|${'--:|'.repeat(head.length - 1)}`, ...rows.map(line)].join('\n');
};

/** What the figures were measured on. */
const where = (parts) => {
  const all = Object.values(parts);
  const dates = [...new Set(all.map(({ date }) => date))].sort().join(' and ');
  const { processor, processors, system } = all[0].machine;
  const versions = Object.assign({}, ...all.map((part) => part.versions));
  const browsers = Object.entries({ ...ENGINES, workerd: 'workerd' }).filter(([name]) => versions[name]).map(([name, title]) => `${title} ${versions[name]}`).join(', ');
  // A byte is a byte on a busy machine too.
  const timed = Object.entries(parts).filter(([, { rounds }]) => rounds);
  const rounds = timed.map(([name, { rounds }]) => `${name} ${rounds.rounds}`).join(', ');
  const load = Math.max(0, ...timed.flatMap(([, part]) => part.load));
  const medians = timed.length ? ` Medians of interleaved rounds (${rounds}), the first ones not counted.` : '';
  const busy = load > 2 * processors ? ` The machine was busy with other work (a load of up to ${load}), so that the times are too long, and say less than the ratios.` : '';
  return `Measured on ${dates}: ${processors} × ${processor}, ${system}${browsers && `, ${browsers}`}.${medians}${busy}`;
};

/** What README leaves to a page of its own. */
const ELSEWHERE = ['edge'];

/** For README. */
export const section = (all) => {
  const parts = Object.fromEntries(Object.entries(all).filter(([name]) => !ELSEWHERE.includes(name)));
  return ['![What a card form weighs, and how long one key takes, beside others](www/demo/bench.svg)', ...tables(parts).map(markdown), where(parts), 'The frames of the others are on their servers alone, and so are the scripts behind the loaders: neither can be measured here.'].join('\n\n');
};

/** For www/docs/growing.md. */
export const growing = ({ edge }) => [...TABLES.edge(edge).map(markdown), where({ edge })].join('\n\n');

/** README, or another page, with the section anew. */
export const within = (readme, text) => {
  const [begin, end] = [readme.indexOf(BEGIN), readme.indexOf(END)];
  if (begin < 0 || end < begin) throw new Error('the page has no place for the figures');
  return `${readme.slice(0, begin)}${BEGIN}\n\n${text}\n\n${readme.slice(end)}`;
};
