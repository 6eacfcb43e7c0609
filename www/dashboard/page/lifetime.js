// How long a key lives, as a form asks it and as a vault is told.

/** In words that PayConex takes as `expiresIn`. */
export const LIFETIMES = ['1 hour', '1 day', '7 days', '30 days', '90 days', '6 months', '1 year'];

export const [NEVER, ON_DATE, AS_IS] = ['never', 'on date', 'as is'];

/** What PayConex is sent for a choice; `null` where the date is none, or over. */
export const lifetimeOf = (choice, date, now) => {
  if (choice === AS_IS) return {};
  if (choice === NEVER) return { expiresAt: null };
  if (choice !== ON_DATE) return { expiresIn: choice };
  const at = Date.parse(date);
  return at > now ? { expiresAt: new Date(at).toISOString() } : null;
};

const DAY = 86_400;
/** In seconds, as Guardian's `expires_in`; the last is its longest. */
export const SECONDS = { '1 hour': 3600, '1 day': DAY, '7 days': 7 * DAY, '30 days': 30 * DAY, '90 days': 90 * DAY };

/** A moment as `<input type=datetime-local>` has it: in the reader's own time zone, to the minute. */
export const localInput = (at) => new Date(at - new Date(at).getTimezoneOffset() * 60_000).toISOString().slice(0, 16);
