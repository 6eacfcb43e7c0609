import { call } from './call.js';
import { showOnce } from './created.js';
import { ask, confirm, STAY, sure } from './dialog.js';
import { button, code, h, icon, newId, notice, person, say } from './dom.js';
import { check, field, input, radios } from './field.js';
import { guardian } from './guardian.js';
import { heading } from './heading.js';
import { action, columns, ending, keyList, moment, nameOf } from './list.js';
import { problem } from './problem.js';
import { taken } from './vaultera.js';

const MODELS = [
  ['primary_merchant', 'Primary Merchant', 'One merchant. No scoped API keys.'],
  ['platform', 'Platform / Marketplace', 'Many merchants. No scoped API keys.'],
  ['ecosystem', 'Ecosystem', 'Built on network tokens. Has scoped API keys.'],
  ['managed_ecosystem', 'Managed Ecosystem', 'Run by Starfish. Has scoped API keys.'],
];
const ENDPOINTS = [
  ['GET /tokens', 'List tokens'],
  ['GET /tokens/{id}', 'Retrieve token details'],
  ['GET /tokens/{id}/payment-data', 'List payment data bundles'],
  ['POST /payment-data/{id}/forward', 'Forward payment data'],
  ['POST /forward', 'Forward cardholder data'],
];

/** The account's operating model, and what a scoped key reaches under it. */
const models = (account, changed) => {
  const id = newId('model');
  const body = h('div');
  const draw = ({ model, endpoints }) => {
    const choice = radios('model', MODELS, model ?? undefined);
    for (const box of choice.boxes) {
      box.disabled = model === null;
      box.addEventListener('change', async () => {
        try {
          const next = await call('PATCH', 'hellgate/account', { model: box.value });
          changed(next);
          reach(next);
          say(`The account is run as ${MODELS.find(([value]) => value === box.value)[1]}.`);
        } catch (error) {
          body.replaceChildren(problem(error));
        }
      });
    }
    const table = h('div', { class: 'table-wrap' });
    const reach = (now) => {
      const open = now.endpoints[now.model ?? 'ecosystem'];
      const word = (yes) => h('span', { class: `reach ${yes ? 'yes' : 'no'}` }, h('span', { 'aria-hidden': 'true' }, yes ? '✓' : '–'), yes ? 'Reached' : 'Not reached');
      table.replaceChildren(h('table', { role: 'table', class: 'plain-table' },
        h('caption', {}, open.length ? 'Endpoints that a scoped API key reaches' : 'This model has no scoped API keys: none of these endpoints takes one'),
        h('thead', { role: 'rowgroup' }, h('tr', { role: 'row' }, ['Endpoint', 'Description', 'Scoped API key'].map((text) => h('th', { role: 'columnheader', scope: 'col' }, text)))),
        h('tbody', { role: 'rowgroup' }, ENDPOINTS.map(([name, about]) => h('tr', { role: 'row' }, h('th', { role: 'rowheader', scope: 'row', 'data-label': 'Endpoint' }, code(name)), h('td', { role: 'cell', 'data-label': 'Description' }, about), h('td', { role: 'cell', 'data-label': 'Scoped API key' }, word(open.includes(name))))))));
    };
    reach({ model, endpoints });
    body.replaceChildren(h('fieldset', {}, h('legend', {}, 'Operating model'), h('p', { class: 'hint' }, model === null ? 'The vault has no call that tells it. Ask your account manager.' : 'The vendor’s account manager switches it. In the sandbox you can.'), choice.node), table);
  };
  account.then(draw, (error) => body.replaceChildren(problem(error)));
  return h('section', { class: 'panel', 'aria-labelledby': id }, h('h2', { id }, 'Scoped API keys'), h('p', { class: 'lead' }, 'Scoped API keys restrict access to specific merchants and features: for third parties or partners, where there are many merchants.'), body);
};

export const hellgate = ({ environment }) => {
  const account = call('GET', 'hellgate/account');
  account.catch(() => {});
  let now;
  account.then((given) => (now = given), () => {});

  const create = async () => {
    const can = now?.endpoints[now.model]?.length > 0;
    const label = field({ label: 'Label', hint: 'A descriptive label to help identify the key’s purpose or environment.' }, input({ maxlength: '100', autofocus: true }));
    const scoped = check('Scoped API key', { disabled: !can, 'aria-describedby': 'scoped-why' });
    const merchants = field({ label: 'Merchants', hint: 'The ids of the merchants it is for, one in each line.' }, h('textarea', { rows: '3', class: 'mono', spellcheck: 'false' }));
    merchants.node.hidden = true;
    scoped.box.addEventListener('change', () => (merchants.node.hidden = !scoped.box.checked));
    const made = await ask({
      title: 'Create API Key', environment, action: 'Create API Key',
      body: [label.node, scoped.node, h('p', { class: 'hint', id: 'scoped-why' }, can ? 'Reaches the endpoints that this page lists, for these merchants.' : 'Only available for accounts using the Managed Ecosystem or Ecosystem operating models.'), merchants.node],
      act: () => {
        const wanted = { label: label.value() };
        const missing = (where, text) => {
          where.fail(text);
          throw STAY;
        };
        if (!wanted.label) missing(label, 'Give it a label: it is all that tells keys apart.');
        if (scoped.box.checked) {
          wanted.merchants = merchants.value().split(/[\s,]+/).filter(Boolean);
          if (!wanted.merchants.length) missing(merchants, 'Name at least one merchant.');
        }
        return sure({ environment, name: wanted.label, act: () => call('POST', 'hellgate/keys', wanted) });
      },
    });
    if (!made) return;
    const { key } = made;
    await showOnce({ title: 'API Key created', environment, take: () => taken(made), facts: [['Label', person(key.label)]], lines: ['Pass it in the HTTP header x-api-key, from your server only.'] });
    list.loadWith(key.id);
    say(`${key.label} was created.`);
  };
  const revoke = async (key) => {
    const done = await confirm(ending(key, {
      title: 'Revoke this API Key?', environment, danger: true, action: 'Revoke API Key', secondary: 'Keep it', name: nameOf(key), masked: key.masked,
      text: ['Servers that use this key are refused from now on: no sessions, no tokens, no payments.', 'This is final: a revoked key cannot be made valid again.'],
      act: () => call('DELETE', `hellgate/keys/${key.id}`),
    }));
    if (!done) return;
    await list.load();
    say(`${nameOf(key)} was revoked.`);
  };
  const list = keyList({
    title: 'Existing API Keys',
    path: 'hellgate/keys',
    columns: [
      columns.key(),
      columns.status,
      { name: 'Access', cell: ({ merchants }) => (merchants ? [h('span', { class: 'tag' }, 'Scoped'), h('ul', { class: 'codes' }, merchants.map((id) => h('li', {}, person(id))))] : 'Whole account') },
      columns.created,
      { name: 'Revoked', cell: (key) => (key.revokedAt ? moment(key.revokedAt) : h('span', { class: 'none' }, 'No')) },
    ],
    actions: (key) => (key.status === 'active' ? [action('Revoke', key, () => revoke(key), { class: 'plain danger' })] : []),
    empty: [icon('key'), h('h3', {}, 'No API Keys yet'), h('p', {}, 'Create one for each environment, application or service, and give each a label.'), button('Create API Key', { class: 'quiet', onclick: create })],
  });
  list.load();
  return [
    heading('Hellgate Commerce', 'API Keys', 'API keys authenticate your backend at Commerce. You can generate any number of them; each remains valid until it is revoked.', button('Create API Key', { class: 'primary', onclick: create }, icon('plus'))),
    list.section,
    notice('info', h('p', {}, h('strong', {}, 'Hellgate Commerce has no call for its keys:'), ' they are made in its own dashboard, under Settings, API Keys. Here you try the same with the sandbox’s keys.')),
    models(account, (next) => (now = next)),
    ...guardian({ environment }),
  ];
};
