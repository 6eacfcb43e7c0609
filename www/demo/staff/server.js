// The shop's back office: who may see which stored card, and a log of everyone who did. No number passes here either,
// but for the three test cards that it starts with.

import { signedIn, steps } from './sign-in.js';

const VIEWS_KEPT = 500;
const REFUSALS_KEPT = 50;

// Test cards. A shop's come from its checkout, as those of the demo's own orders do.
const STANDING = [
  { id: 'S-1042', who: 'Marlow & Sons Chandlery', what: '40 tide tables, each quarter', card: ['4242424242424242', 'visa', 'J MARLOW', '12', '2030', '123'] },
  { id: 'S-1057', who: 'Harbour Office, Rye', what: '2 wall charts, each spring', card: ['5555555555554444', 'mastercard', 'RYE HARBOUR OFFICE', '08', '2029', '456'] },
  { id: 'S-1063', who: 'Hôtel de la Digue', what: '12 almanacs, each October', card: ['378282246310005', 'amex', 'CLAIRE DUBOIS', '03', '2031', '7193'] },
];

/** Serves `/staff/…`. `vault` is a client of Vaultera's, `orders` the shop's. */
export const staff = ({ grantHandler, vault, orders }) => {
  // What was refused is kept apart, since anybody can have a request refused: no view is pushed out by it.
  const views = [];
  const refusals = [];
  let stored;

  const store = async ({ card: [cardNumber, cardType, cardholderName, expirationMonth, expirationYear, serviceCode], ...order }) => {
    const { cardToken } = await vault.cards.store({ cardNumber, cardType, cardholderName, expirationMonth, expirationYear, serviceCode });
    return { ...order, cardToken };
  };

  const paid = () => {
    const own = [...orders.values()].filter(({ vault: name, receipt }) => name === vault.vault && receipt);
    return own.map(({ id, receipt }) => ({ id, who: 'Ines Moreau', what: 'Almanac and chart, once', cardToken: receipt.token.id }));
  };

  /** The orders that are paid by a stored card, the newest first. */
  const all = async () => {
    stored ??= Promise.all(STANDING.map(store));
    // A vault that was away is asked again.
    stored.catch(() => (stored = undefined));
    return [...paid().reverse(), ...(await stored)];
  };

  const shown = async ({ id, who, what, cardToken }) => {
    const card = await vault.cards.get(cardToken);
    const { cardType: brand, expirationMonth, expirationYear } = card;
    return { id, who, what, brand, last4: card.cardNumber.slice(-4), expires: `${expirationMonth}/${expirationYear.slice(-2)}` };
  };

  const view = (orders, { at, person, address, scope, serviceCode, code, card }) => {
    const order = orders.find((one) => one.cardToken === card);
    return { at, person, address, scope, serviceCode, refused: code, order: order?.id, who: order?.who };
  };

  const reveals = grantHandler({
    vault,
    scopes: ['show_card', 'show_service_code'],
    limit: { most: 30, per: 3_600_000 },
    async authorize(request) {
      const person = signedIn(request);
      const order = person && (await all()).find(({ id }) => id === new URL(request.url).searchParams.get('order'));
      return order && { person, details: { cardToken: order.cardToken, serviceCode: true } };
    },
    audit: (entry) => {
      const [log, kept] = entry.code ? [refusals, REFUSALS_KEPT] : [views, VIEWS_KEPT];
      log.unshift(entry);
      log.length = Math.min(log.length, kept);
    },
  });

  const desk = async (request) => {
    const person = signedIn(request);
    if (!person) return { step: 'password' };
    const orders = await all();
    const log = [...views, ...refusals].sort((one, other) => other.at - one.at);
    return { step: 'in', person, orders: await Promise.all(orders.map(shown)), log: log.map((entry) => view(orders, entry)) };
  };

  return async (request, caller) => {
    const { pathname } = new URL(request.url);
    if (pathname === '/staff/reveal-grant') return reveals(request, caller);
    // Another site's page can send a form here, but no JSON, and not from this origin.
    if ((request.headers.get('sec-fetch-site') ?? 'same-origin') !== 'same-origin') return new Response(null, { status: 403 });
    if (pathname === '/staff/desk') return Response.json(await desk(request));
    if (!Object.hasOwn(steps, pathname)) return new Response(null, { status: 404 });
    const { body, cookie } = await steps[pathname](request, JSON.parse((await request.text()) || '{}'));
    return Response.json(body, { headers: cookie ? { 'set-cookie': cookie } : {} });
  };
};
