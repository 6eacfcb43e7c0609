// What the grants are measured beside: a worker that answers, or passes on what the vault answers, and does nothing else.

export default {
  async fetch(request, env) {
    if (!request.url.endsWith('/vault')) return new Response('{}', { headers: { 'content-type': 'application/json' } });
    await request.text();
    return fetch(`${env.VAULTS}/hellgate/tokens/session`, { method: 'POST', headers: { 'x-api-key': env.HELLGATE_API_KEY, 'content-type': 'application/json' } });
  },
};
