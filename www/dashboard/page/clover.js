import { call } from './call.js';
import { copied } from './created.js';
import { confirm, UNSURE } from './dialog.js';
import { button, code, h, icon, newId, notice, say, statusChip, unseen } from './dom.js';
import { heading } from './heading.js';
import { moment, reloader } from './list.js';
import { problem } from './problem.js';

export const clover = ({ environment }) => {
  const body = h('div', { class: 'list-body' });

  const shown = ({ key, switchable }) => {
    const text = h('code', { class: 'secret', id: newId('key'), tabindex: '0', translate: 'no' }, key.apiAccessKey);
    const copy = button('Copy', { class: 'primary copy', 'aria-label': 'Copy the PAKMS key' }, icon('copy'));
    copy.addEventListener('click', () => copied(copy, text));
    const playClover = async () => {
      const active = !key.active;
      const done = await confirm({
        title: active ? 'Activate the key again?' : 'Disable the key, as Clover would?', environment, danger: !active, name: 'PAKMS key', masked: key.apiAccessKey,
        action: active ? 'Activate it' : 'Disable it',
        text: active ? ['Cards are taken again at once.'] : ['The token service refuses the key: no card of this merchant becomes a token.', 'The key service still shows it, with active: false.', 'In the sandbox you can activate it again. With Clover you cannot.'],
        act: () => call('PATCH', 'clover/key', { active }),
      });
      if (done) {
        await load();
        body.querySelector('[data-action=switch]')?.focus();
        say(active ? 'The key is active again.' : 'The key is disabled.');
      }
    };
    return [
      !key.active && h('div', { class: 'notice problem' }, icon('warn'), h('div', {}, h('p', {}, h('strong', {}, 'Clover has disabled this key.')), h('p', {}, 'No card of this merchant becomes a token: the token service answers 401. Only Clover can activate it again; write to Clover’s developer support.'))),
      h('div', { class: `panel key ${key.status}` },
        h('div', { class: 'key-head' }, h('h2', {}, 'PAKMS key'), statusChip(key.status), h('span', { class: 'public' }, 'Public'), h('div', { class: 'tools' }, reloader('PAKMS key', reload))),
        h('div', { class: 'secret-row' }, text, copy),
        h('p', { class: 'hint' }, 'Send it as the header ', code('apikey'), ' when you tokenize a card. Ask for it once for each merchant, and keep it: it does not expire.'),
        h('dl', { class: 'facts two' },
          [['Merchant', code(key.merchantUuid ?? '')], ['App', code(key.developerAppUuid ?? '')], ['Created', moment(key.createdAt)], ['Modified', moment(key.modifiedAt)]].map(([name, value]) => h('div', {}, h('dt', {}, name), h('dd', {}, value)))),
        switchable && h('div', { class: 'sandbox-only' }, h('p', {}, h('strong', {}, 'Sandbox: '), 'here you can do what Clover does when it thinks that a key is misused.'), button(key.active ? 'Disable it, as Clover would' : 'Activate it again', { class: 'quiet', 'data-action': 'switch', onclick: playClover }))),
    ].filter(Boolean);
  };

  const reload = async () => {
    const done = await load();
    body.querySelector('[data-action=reload]')?.focus();
    return done;
  };
  const load = async () => {
    let done = true;
    body.setAttribute('aria-busy', 'true');
    if (!body.querySelector('.key')) body.replaceChildren(h('div', { class: 'skeleton', role: 'status' }, unseen('Loading the key'), h('div', { 'aria-hidden': 'true' }, h('i'), h('i')), h('div', { 'aria-hidden': 'true' }, h('i'), h('i'))));
    try {
      body.replaceChildren(...shown(await call('GET', 'clover/key')));
    } catch (error) {
      done = false;
      body.replaceChildren(problem(error, error.code === 'not_set_up' ? undefined : load));
    }
    body.removeAttribute('aria-busy');
    return done;
  };
  addEventListener(UNSURE, load);
  load();
  return [
    heading('Clover', 'Public API access key', 'The Ecommerce public API access key, or PAKMS key, is required to create a token with Clover’s tokenization service. Each is unique to a merchant and does not expire.'),
    body,
    notice('info', h('p', {}, h('strong', {}, 'This key is public.'), ' It may be in a page, and is in every shop’s checkout: it makes tokens of cards and nothing else. What must stay on your server is the OAuth access token that asks for it.')),
    notice('info', h('p', {}, h('strong', {}, 'Only Clover disables it.'), ' Clover reserves the right to disable keys suspected of misuse. To have one deactivated, write to Clover by e-mail; there is no call for it, and none for a new one.')),
  ];
};
