// The back office's page. What stands in the frame, it cannot read: it learns `shown` and `hidden`.

import { createTokenframe } from 'tokenframe';

const find = (id) => document.getElementById(id);
const tf = createTokenframe({ frame: 'http://127.0.0.1:4101/', grant: '/staff/reveal-grant' });

let shown;
let open;
let ringing;

const ask = async (path, body = {}) => {
  const headers = { 'content-type': 'application/json' };
  const response = await fetch(path, { method: 'POST', headers, body: JSON.stringify(body) }).catch(() => null);
  return response?.ok ? response.json() : { problem: 'The shop did not answer. Please try again.' };
};

const made = (tag, members = {}, ...children) => {
  const node = Object.assign(document.createElement(tag), members);
  node.append(...children);
  return node;
};

const BRANDS = { visa: 'Visa', mastercard: 'Mastercard', amex: 'American Express' };
const named = ({ brand, last4 }) => `${BRANDS[brand] ?? brand} •••• ${last4}`;
const WHAT = { show_card: 'Card', show_service_code: 'Security code' };
const whatOf = ({ scope, serviceCode }) => [WHAT[scope] ?? '—', scope === 'show_card' && serviceCode && 'code on request'].filter(Boolean).join(', ');

const row = ({ at, person, who, address, refused, ...entry }) => {
  const time = made('time', { dateTime: new Date(at).toISOString(), textContent: new Date(at).toLocaleTimeString() });
  const what = made('td', { textContent: refused ? `Refused: ${refused}` : whatOf(entry) });
  const cells = [person ?? '—', who ?? '—'].map((textContent) => made('td', { textContent }));
  return made('tr', { className: refused ? 'refused' : '' }, made('td', {}, time), ...cells, what, made('td', { textContent: address ?? '—' }));
};

const choice = (order) => {
  const button = made('button', { type: 'button', id: order.id, onclick: () => choose(order) });
  button.append(made('strong', { textContent: order.who }), made('span', { textContent: order.what }), made('span', { className: 'masked', textContent: `${named(order)} · ${order.expires}` }));
  button.ariaPressed = String(order.id === open?.id);
  return made('li', {}, button);
};

/** What the server knows: who is here, the orders, and the log. */
const refresh = async () => {
  const desk = await ask('/staff/desk');
  if (desk.step !== 'in') return step(desk.step ?? 'password', desk.problem);
  find('who').textContent = desk.person;
  find('orders').replaceChildren(...desk.orders.map(choice));
  find('log').replaceChildren(...desk.log.map(row));
  find('none').hidden = desk.log.length > 0;
};

const say = (text) => (find('state').textContent = text);

const choose = async (order) => {
  open = order;
  for (const button of find('orders').querySelectorAll('button')) button.ariaPressed = String(button.id === order.id);
  find('nothing').hidden = true;
  find('open').hidden = false;
  find('shown-title').textContent = order.who;
  find('about').textContent = `${named(order)}, until ${order.expires}. Order ${order.id}.`;
  const what = document.querySelector('input[name=what]:checked').value;

  shown?.destroy();
  say('');
  shown = tf.reveal(what, { grant: `/staff/reveal-grant?order=${order.id}`, hideAfterMs: 20000 });
  shown.on('shown', () => {
    say('Shown to you in the frame. This page cannot read it.');
    refresh();
  });
  // The frame itself says so.
  shown.on('hidden', () => say(''));
  shown.on('loaderror', ({ code }) => {
    say(`Not shown (${code}).`);
    refresh();
  });
  find('stored-card').scrollIntoView({ block: 'nearest' });
  await shown.mount('#stored-card').catch(() => {});
};

const step = (name, problem = '') => {
  const before = document.body.dataset.step;
  document.body.dataset.step = name;
  find('problem').textContent = problem;
  find('problem').hidden = !problem;
  if (name === before) return;
  if (name === 'in') refresh();
  else leave();
  if (name === 'code') phone();
  find({ password: 'name', code: 'code', in: 'orders-title' }[name]).focus();
};

const leave = () => {
  shown?.destroy();
  shown = open = undefined;
  find('open').hidden = true;
  find('nothing').hidden = false;
  for (const id of ['password', 'code']) find(id).value = '';
  // Nothing of the desk stays in the page of whoever signs in next.
  for (const id of ['orders', 'log', 'who', 'shown-title', 'about', 'state']) find(id).replaceChildren();
};

/** The telephone shows its next code when this one is over, or was used. */
const phone = async () => {
  clearTimeout(ringing);
  if (document.body.dataset.step !== 'code') return;
  const { code, leftMs } = await ask('/staff/phone');
  if (!code) return;
  find('phone').textContent = `${code.slice(0, 3)} ${code.slice(3)}`;
  ringing = setTimeout(phone, leftMs);
};

const passes = (form, path, read) =>
  find(form).addEventListener('submit', async (event) => {
    event.preventDefault();
    const button = event.submitter ?? find(form).querySelector('button');
    button.ariaBusy = 'true';
    const answer = await ask(path, read());
    button.ariaBusy = 'false';
    step(answer.step ?? document.body.dataset.step, answer.problem);
    if (answer.problem && form === 'second') phone();
  });

passes('sign-in', '/staff/sign-in', () => ({ name: find('name').value, password: find('password').value }));
passes('second', '/staff/code', () => ({ code: find('code').value }));
find('leave').addEventListener('click', async () => step((await ask('/staff/sign-out')).step ?? 'password'));
for (const input of document.querySelectorAll('input[name=what]')) input.addEventListener('change', () => choose(open));

const { step: first = 'password' } = await ask('/staff/desk');
step(first);
