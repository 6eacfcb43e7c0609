// What a million costs: an arithmetic of what was measured, what a day is like, and a published price.

/** One platform's price list, as an example of one: dollars for each million beyond what a plan includes. */
export const PRICES = { of: 'Cloudflare Workers and KV, Standard', date: '2026-08', request: 0.3, cpuMs: 0.02, read: 0.5 };

const MILLION = 1e6;

/** Dollars for so many requests of the worker, milliseconds of its processor and reads of the store. */
export const dollars = ({ requests, cpuMs, reads }, prices = PRICES) => (requests * prices.request + cpuMs * prices.cpuMs + reads * prices.read) / MILLION;

const cents = (value) => Math.round(value * 100) / 100;

/** A document takes as much as a grant that asks no vault: less, but nobody shall be told too little. */
export const costs = ({ documents, files }, { kept, vault }, { forms }) => {
  const grants = { requests: MILLION, cpuMs: MILLION * vault.cpuMs.median, reads: MILLION };
  const filesOfAForm = (files.requests - files.private) / forms;
  const past = (files.origin / forms) * MILLION;
  const served = (requests) => ({ requests: MILLION + requests, cpuMs: (MILLION + requests) * kept.cpuMs.median, reads: (documents.requests / forms) * MILLION });
  const sum = (one, other) => Object.fromEntries(Object.keys(one).map((name) => [name, Math.round(one[name] + other[name])]));
  const paid = (uses) => ({ ...uses, dollars: cents(dollars(uses)) });
  return {
    grants: paid(grants),
    // Where the CDN keeps the files, the worker is asked for what is not there; where the worker comes first, for each.
    forms: paid(sum(grants, served(past))),
    formsWorkerFirst: paid(sum(grants, served(filesOfAForm * MILLION))),
  };
};
