// Stands in on this machine for the platform's rate limiter, whose call it has: so many in a minute, by key.

import { WorkerEntrypoint } from 'cloudflare:workers';

const MOST = 20;
const PERIOD_MS = 60000;
let since = 0;
const spent = new Map();

export default class extends WorkerEntrypoint {
  limit({ key }) {
    if (Date.now() - since > PERIOD_MS) (spent.clear(), (since = Date.now()));
    spent.set(key, (spent.get(key) ?? 0) + 1);
    return { success: spent.get(key) <= MOST };
  }
}
