// One worker for all shops, behind two hosts: the frames', which has no cookies and no secret, and the grants'.
// What it is bound to stands in workerd.capnp, and for Cloudflare in wrangler.json.

import { clientsOf } from './clients.js';
import { framesFor } from './frames.js';
import { grantsFor } from './grants.js';
import { signedBy } from './session.js';
import { shopsIn } from './shops.js';
import versions from './versions.json';

const hostsOf = (env) => {
  const shop = shopsIn(env.SHOPS);
  const file = (path) => env.ASSETS.fetch(`https://assets${path}`);
  const limited = env.LIMITER && (async (key) => !(await env.LIMITER.limit({ key })).success);
  const report = (entry) => console.log(JSON.stringify(entry));
  return new Map([
    [env.FRAME_HOST, framesFor({ versions, shop, file, report })],
    [env.GRANT_HOST, grantsFor({ shop, session: signedBy(JSON.parse(env.SESSION_KEYS)), client: clientsOf(env), limited, audit: report })],
  ]);
};

// The bindings are the same for every request; an isolate may end at any time, and another makes this anew.
let hosts;

export default {
  fetch(request, env) {
    hosts ??= hostsOf(env);
    const answer = hosts.get(new URL(request.url).host);
    return answer ? answer(request) : new Response(null, { status: 421, headers: { 'cache-control': 'no-store' } });
  },
};
