// Dates and counts in words.

const DAY = new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'short', year: 'numeric' });
const WHOLE = new Intl.DateTimeFormat('en-GB', { dateStyle: 'full', timeStyle: 'long' });
const DISTANCE = new Intl.RelativeTimeFormat('en', { numeric: 'auto' });
const UNITS = { year: 31_536_000_000, month: 2_592_000_000, day: 86_400_000, hour: 3_600_000, minute: 60_000 };
/** Rounded down, a few months or years would be far from the truth: they are told in the next smaller unit. */
const LEAST = { year: 3, month: 4 };
/** When an expiry deserves a second look. */
const SOON = 14 * 86_400_000;

export const day = (iso) => DAY.format(new Date(iso));
export const whole = (iso) => WHOLE.format(new Date(iso));

/** `in 3 days`, `2 hours ago`, `just now`. */
export const distance = (iso, now) => {
  const away = Date.parse(iso) - now;
  const unit = Object.keys(UNITS).find((name) => Math.abs(away) >= UNITS[name] * (LEAST[name] ?? 1));
  return unit ? DISTANCE.format(Math.trunc(away / UNITS[unit]), unit) : away < 0 ? 'just now' : 'in less than a minute';
};

/** What an expiry means: `never`, `over`, `soon` or `later`. */
export const expiry = (iso, now) => {
  if (!iso) return 'never';
  const away = Date.parse(iso) - now;
  if (away <= 0) return 'over';
  return away < SOON ? 'soon' : 'later';
};

export const count = (number, one, many = `${one}s`) => `${number} ${number === 1 ? one : many}`;
