// One call to the dashboard's own server.

const token = document.querySelector('meta[name=dashboard-token]').content;
const TIMEOUT_MS = 30_000;

/** What went wrong, by code. `words.js` says what to do. */
export class Failed extends Error {
  constructor(told) {
    super(told.code);
    Object.assign(this, told);
  }
}

export const call = async (method, path, body) => {
  let response;
  try {
    response = await fetch(`/api/${path}`, {
      method,
      headers: { 'x-dashboard-token': token, 'content-type': 'application/json' },
      body: body && JSON.stringify(body),
      cache: 'no-store',
      signal: AbortSignal.timeout(TIMEOUT_MS),
    });
  } catch {
    throw new Failed({ kind: 'network', code: 'dashboard_silent', retryable: true });
  }
  const answer = await response.json().catch(() => null);
  if (response.ok && answer) return answer;
  throw new Failed(answer?.error ?? { kind: 'internal', code: 'internal', retryable: false });
};
