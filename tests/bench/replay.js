// A day of forms, replayed through caches that keep what HTTP says they may (RFC 9111, by http-cache-semantics): each
// shopper's own, and one in front of the servers that all of them share.

import CachePolicy from 'http-cache-semantics';
import { uniform } from './statistics.js';

const DAY_S = 86400;

/** What a day is like: the inputs of the figures, and no measurement. */
export const DAY = { shops: 1000, forms: 20000, shoppers: 15000, otherLanguage: 0.3, languages: 10, recordSeconds: 60 };

class Then extends CachePolicy {
  static at = 0;

  now() {
    return this.at ?? Then.at;
  }
}

/** One cache, whose clock is an argument. */
class Cache {
  #kept = new Map();
  #shared;

  constructor(shared) {
    this.#shared = shared;
  }

  /** Whether it answers by itself; what it does not, it keeps where it may. */
  answers(key, request, response, at) {
    const kept = this.#kept.get(key);
    if (kept) {
      kept.at = at;
      if (kept.satisfiesWithoutRevalidation(request)) return true;
    }
    // The library asks this for the time, while it is made too.
    Then.at = at;
    const policy = new Then(request, response, { shared: this.#shared });
    policy.at = at;
    if (policy.storable()) this.#kept.set(key, policy);
    return false;
  }
}

const rate = (count, of) => (of ? Math.round((count / of) * 10000) / 10000 : 0);

/**
 * `answers` are what a server sent for each file: `{ name, status, headers, bytes, document, words }`. `keyOf` is what
 * the shared cache takes two requests for: the address, or one of every shop's.
 */
export const replay = (answers, keyOf, { shops, forms, shoppers, otherLanguage, languages, recordSeconds }) => {
  const random = uniform();
  const shared = new Cache(true);
  const own = new Map();
  const records = new Map();
  const found = { documents: counts(), files: counts(), records: { asked: 0, kept: 0 } };
  // A few shops sell most: the n-th has one n-th of what the first has.
  const weights = Array.from({ length: shops }, (_, at) => 1 / (at + 1));
  const whole = weights.reduce((sum, weight) => sum + weight, 0);
  const anyShop = () => {
    let left = random() * whole;
    return Math.max(0, weights.findIndex((weight) => (left -= weight) < 0));
  };
  const homes = Array.from({ length: shoppers }, anyShop);
  for (let form = 0; form < forms; form += 1) {
    const at = Math.round((form / forms) * DAY_S * 1000);
    const shopper = Math.floor(random() * shoppers);
    const shop = homes[shopper];
    const language = random() < otherLanguage ? Math.floor(random() * languages) : null;
    // A browser keeps a frame's files by the page that it stands in.
    const place = `${shopper} ${shop}`;
    if (!own.has(place)) own.set(place, new Cache(false));
    for (const { name, status, headers, bytes, document, words } of answers) {
      if (words && language === null) continue;
      const file = words ? `${name}-${language}` : name;
      const url = `/shop-${shop}/1.0.0/${file}`;
      const request = { url, method: 'GET', headers: { accept: '*/*', 'sec-fetch-dest': document ? 'iframe' : 'empty' } };
      const response = { status, headers };
      const behind = keyOf(url, document);
      const count = document ? found.documents : found.files;
      count.requests += 1;
      if (own.get(place).answers(url, request, response, at)) count.private += 1;
      else if (shared.answers(behind, { ...request, url: behind }, response, at)) (count.shared += 1), (count.bytesShared += bytes);
      else (count.origin += 1), (count.bytesOrigin += bytes);
      if (!document) continue;
      found.records.asked += 1;
      if (records.get(shop) > at) found.records.kept += 1;
      else records.set(shop, at + recordSeconds * 1000);
    }
  }
  for (const count of [found.documents, found.files]) {
    count.privateRatio = rate(count.private, count.requests);
    count.sharedRatio = rate(count.shared, count.requests - count.private);
  }
  return { ...found, records: { ...found.records, ratio: rate(found.records.kept, found.records.asked) } };
};

const counts = () => ({ requests: 0, private: 0, shared: 0, origin: 0, bytesShared: 0, bytesOrigin: 0 });
