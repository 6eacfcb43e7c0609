// The figures as a picture: bars, drawn from the JSON alone, readable on a light page and on a dark one.

import { VAULTS } from './table.js';

const WIDTH = 760;
const LEFT = 250;
const ROOM = WIDTH - LEFT - 90;
const LINE = 26;

const STYLE = `
text { font: 13px system-ui, -apple-system, 'Segoe UI', sans-serif; fill: #3d4148 }
.head { font-weight: 600; font-size: 14px; fill: #17191c }
.own { font-weight: 600; fill: #17191c }
.note { font-size: 12px; fill: #6b7079 }
.bar { fill: #b9bec7 }
.ours { fill: #4f46e5 }
@media (prefers-color-scheme: dark) {
text { fill: #b8bec8 }
.head, .own { fill: #f2f4f7 }
.note { fill: #8d939e }
.bar { fill: #4a505b }
.ours { fill: #918bff }
}`;

const escaped = (text) => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;');
const short = (value) => (value >= 100 ? Math.round(value).toLocaleString('en-US') : value.toFixed(value < 10 ? 2 : 1));

const panels = ({ bytes, keystroke, mount }) => {
  const found = [];
  if (bytes) {
    const peers = bytes.peers.filter(({ what }) => what === 'host').sort((a, b) => a.brotli - b.brotli);
    const loaders = bytes.peers.filter(({ what }) => what === 'loader').map(({ name }) => name).join(' and ');
    found.push({
      title: 'What a shop’s page loads for a card form, kB (brotli)', unit: ' kB',
      bars: [['Tokenframe', bytes.ours.host.brotli / 1000, true], ...peers.map(({ name, brotli }) => [name, brotli / 1000])],
      note: `Each one’s frame comes on top. ${loaders} publish loaders alone.`,
    });
    const frames = bytes.ours.frames.toSorted((a, b) => a.brotli - b.brotli);
    found.push({
      title: 'What our frame loads for one vault, kB (brotli)', unit: ' kB',
      bars: frames.map(({ vault, brotli }) => [VAULTS[vault], brotli / 1000, true]),
      note: 'The others keep theirs on their servers. PayConex and Vaultera put a page of their own into it.',
    });
  }
  if (keystroke?.engines.chromium) {
    const names = { ours: 'Tokenframe’s Wasm', plain: 'the same rules in plain JavaScript', 'card-validator': 'card-validator', payment: 'payment' };
    const all = Object.entries(names).map(([name, title]) => [title, keystroke.engines.chromium.find((one) => one.name === name).ns.median / 1000, name === 'ours']);
    found.push({ title: 'One key in the number, µs (Chromium)', unit: ' µs', bars: all.sort((a, b) => a[1] - b[1]) });
  }
  if (mount?.engines.chromium) {
    const of = (name) => mount.engines.chromium.find((one) => one.name === name);
    found.push({
      title: 'From mount to the form in charge, ms (Chromium, nothing cached)', unit: ' ms',
      bars: [['Tokenframe: its Wasm', of('ours').readyMs.median, true], ['three inputs, plain HTML', of('html').usableMs.median], ['a form in plain JavaScript', of('script').readyMs.median]],
    });
  }
  return found;
};

export const chart = (parts) => {
  const drawn = [];
  let y = 8;
  for (const { title, unit, bars, note } of panels(parts)) {
    y += 22;
    drawn.push(`<text class="head" x="0" y="${y}">${escaped(title)}</text>`);
    y += 10;
    const most = Math.max(...bars.map(([, value]) => value));
    for (const [name, value, own] of bars) {
      const width = Math.max(2, Math.round((ROOM * value) / most));
      drawn.push(`<text${own ? ' class="own"' : ''} x="${LEFT - 12}" y="${y + 17}" text-anchor="end">${escaped(name)}</text>`);
      drawn.push(`<rect class="${own ? 'ours' : 'bar'}" x="${LEFT}" y="${y + 4}" width="${width}" height="18" rx="3"/>`);
      drawn.push(`<text${own ? ' class="own"' : ''} x="${LEFT + width + 8}" y="${y + 17}">${short(value)}${unit}</text>`);
      y += LINE;
    }
    if (note) drawn.push(`<text class="note" x="0" y="${(y += 16)}">${escaped(note)}</text>`);
    y += 12;
  }
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${y}" width="${WIDTH}" height="${y}" role="img" aria-label="Tokenframe beside others">\n<style>${STYLE}\n</style>\n${drawn.join('\n')}\n</svg>\n`;
};
