// Tries a Vaultera session token: what it opens, once.

import { call } from './call.js';
import { button, code, h, newId, say } from './dom.js';
import { field, group, input, radios } from './field.js';
import { problem } from './problem.js';
import { said, sessionState } from './session-state.js';

const SCOPES = [
  ['card', 'card', 'Captures card information.'],
  ['show_card', 'show_card', 'Shows the card information, without the Service Code.'],
  ['show_service_code', 'show_service_code', 'Shows the Service Code, and not the card details.'],
];
const STATES = {
  ready: ['Ready', 'Nothing was opened with it yet.'],
  opened: ['Opened', 'It was good for this one page. Opened again, it is refused.'],
  used: ['Used', 'Its page has done what it is for. Opened again, it is refused.'],
  expired: ['Expired', 'It was not opened in time. Get another one.'],
};
const SAID = {
  valid: 'The form says that the card is valid.',
  invalid: 'The form says that something is not valid yet.',
  refused: 'The vault refused the card.',
};

export const tester = ({ environment }) => {
  const id = newId('tester');
  const scope = radios('scope', SCOPES, 'card');
  const cardToken = field({ label: 'Card token', hint: 'Of the stored card that is to be shown.' }, input({ class: 'mono' }));
  const example = button('Store a test card', { class: 'quiet' });
  const cardRow = h('div', { class: 'inline', hidden: true }, cardToken.node, environment === 'test' && example);
  const out = h('div', { class: 'tested' });
  const go = button('Get a session token', { type: 'submit', class: 'primary' });

  scope.node.addEventListener('change', () => {
    cardRow.hidden = scope.value() === 'card';
    out.replaceChildren();
  });
  example.addEventListener('click', async () => {
    try {
      cardToken.control.value = (await call('POST', 'vaultera/cards', {})).cardToken;
      cardToken.fail();
      say('A test card was stored.');
    } catch (error) {
      out.replaceChildren(problem(error));
    }
  });

  const begin = async (event) => {
    event.preventDefault();
    const wanted = scope.value();
    if (wanted !== 'card' && !cardToken.value()) return cardToken.fail('Enter a card token, or store a test card.');
    try {
      const first = await call('POST', 'vaultera/sessions', { scope: wanted });
      // The page of the Service Code is the show page with a second token.
      const page = wanted === 'show_service_code' ? await call('POST', 'vaultera/sessions', { scope: 'show_card' }) : first;
      out.replaceChildren(session(wanted, first, page));
      say(`A session token of scope ${wanted} was made.`);
    } catch (error) {
      out.replaceChildren(problem(error));
    }
  };

  const address = (wanted, first, page) => {
    if (wanted === 'card') return `${first.url}/api/v1/capture_form?${new URLSearchParams({ session_token: first.token })}`;
    const values = { card_token: cardToken.value(), session_token: page.token };
    if (wanted === 'show_service_code') values.service_code_token = first.token;
    return `${page.url}/api/v1/show_card?${new URLSearchParams(values)}`;
  };

  const session = (wanted, first, page) => {
    const url = address(wanted, first, page);
    const token = { at: Date.now() };
    const name = h('strong');
    const about = h('span');
    const chip = h('p', { class: 'state', role: 'status' }, name, about);
    const heard = h('p', { class: 'heard', role: 'status' });
    const stage = h('div', { class: 'preview' });
    const show = () => {
      const state = sessionState(token, Date.now(), first.lifetime);
      [name.textContent, about.textContent] = STATES[state];
      chip.dataset.state = state;
    };
    const frame = (title) => h('iframe', { src: url, title, sandbox: 'allow-scripts allow-same-origin allow-forms', class: wanted });
    const open = () => {
      const again = token.opened;
      show();
      stage.replaceChildren(frame(again ? 'The same session token, opened again' : wanted === 'card' ? 'The vault’s capture form' : 'The vault’s show page'));
      token.opened = true;
      if (again) heard.textContent = 'Opened again: what the vault’s page says to a token that was used is below.';
      show();
      opener.querySelector('span').textContent = 'Open it again';
      if (wanted === 'card' && !again) stage.before(speak);
      else speak.remove();
    };
    const opener = button('Open it', { class: 'primary', onclick: open });
    const tell = (word) => stage.querySelector('iframe').contentWindow.postMessage(word, new URL(url).origin);
    const speak = h('div', { class: 'inline' },
      button('validate', { class: 'quiet', onclick: () => tell('validate') }),
      button('submit', { class: 'quiet', onclick: () => tell('submit') }),
      h('small', {}, 'What your page posts to the form. Test cards only: ', code('4242 4242 4242 4242')));
    const hear = ({ source, origin, data }) => {
      if (!stage.isConnected) return removeEventListener('message', hear);
      if (source !== stage.querySelector('iframe')?.contentWindow || origin !== new URL(url).origin) return;
      const meaning = said(data);
      if (!meaning) return;
      if (meaning !== 'stored') return (heard.textContent = SAID[meaning]);
      token.used = true;
      cardToken.control.value = String(data.card.card_token ?? '');
      heard.textContent = 'The card was stored. Its card token is in the field for the other two scopes.';
      show();
    };
    addEventListener('message', hear);
    show();
    if (first.lifetime) setTimeout(() => chip.isConnected && show(), first.lifetime);
    return h('div', { class: 'session' },
      h('div', { class: 'session-head' }, chip, opener),
      h('p', { class: 'session-token' }, h('span', {}, 'Session token'), code(first.token)),
      heard, stage);
  };

  return h('section', { class: 'panel', 'aria-labelledby': id },
    h('h2', { id }, 'Session tokens'),
    h('p', { class: 'lead' }, 'Embedded operations expect a session token. It is public: the person before the page sees it, so it has one scope and works once.'),
    h('form', { novalidate: true, onsubmit: begin }, group({ legend: 'Scope', name: 'scope' }, scope.node).node, cardRow, h('div', { class: 'actions start' }, go)),
    out);
};
