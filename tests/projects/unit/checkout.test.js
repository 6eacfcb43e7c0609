import assert from 'node:assert/strict';
import { beforeEach, test } from 'node:test';
import { callError, createTokenframe, fake } from 'tokenframe/testing';
import { checkout } from './checkout.js';

beforeEach(() => fake.reset());

test('a card is paid with', async () => {
  let shown;
  const pay = await checkout(createTokenframe, { nodeType: 1 }, (text) => (shown = text));
  fake.last('card').fill({ number: '4242 4242 4242 4242', expiry: '12/30', cvc: '123' });
  await pay();
  assert.equal(shown, 'paid with 4242');
});

test('a card that the vault refuses is said to be refused', async () => {
  let shown;
  const pay = await checkout(createTokenframe, { nodeType: 1 }, (text) => (shown = text));
  fake.next(callError('card_refused', { reason: 'do_not_honor' }));
  await pay();
  assert.equal(shown, 'card_refused');
});
