// A card form in plain JavaScript: what one writes who wants no more than brand, state and a formatted number.

import { number } from '../cards/plain.js';

const field = document.getElementById('number');
let port;

const post = (message) => port?.postMessage(message);

field.addEventListener('input', () => {
  const { brand, valid, potentiallyValid, formatted } = number(field.value.replaceAll(/[^\d ]/g, ''));
  const atEnd = field.selectionEnd === field.value.length;
  field.value = formatted;
  if (atEnd) field.setSelectionRange(formatted.length, formatted.length);
  field.toggleAttribute('aria-invalid', !potentiallyValid);
  document.getElementById('problem').textContent = potentiallyValid ? '' : 'Check the card number';
  post({ brand, valid });
});

addEventListener('message', ({ data, ports, source }) => {
  if (source !== parent || data !== 'bench:init') return;
  [port] = ports;
  post('ready');
});
parent.postMessage('bench:hello', '*');
