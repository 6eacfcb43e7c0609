// The looks that the demo's shop can have. `plain` is the form as it comes; a shop has one.

/** By name: what the shop says of its form. `shop.css` has the page's part. */
export const looks = {
  plain: {},

  soft: {
    variables: {
      accent: 'light-dark(#8a3ffc, #c6a4ff)',
      border: 'light-dark(#9184a8, #84799a)',
      surface: 'light-dark(#fff, #ffffff12)',
      radius: '1.375rem',
      gap: '1rem',
    },
    rules: {
      input: { padding: '0 1.125rem', boxShadow: '0 2px 6px #5a2ca01f', transition: 'box-shadow .2s, border-color .2s' },
      'input:hover': { borderColor: 'var(--tf-accent)' },
      'input:complete': { borderColor: 'light-dark(#1a7f4b, #6fd3a0)' },
      label: { padding: '0 .25rem', fontWeight: 600 },
      error: { padding: '.25rem .25rem .375rem' },
    },
  },

  night: {
    theme: 'dark',
    variables: { accent: '#ffd479', surface: '#ffffff0a', radius: '0', size: '.9375rem', height: '2.625rem', font: 'ui-monospace, "DejaVu Sans Mono", monospace' },
    rules: {
      input: { borderWidth: '0 0 2px', boxShadow: 'none' },
      'input:focus': { backgroundColor: '#ffffff14', outlineStyle: 'none', borderColor: 'var(--tf-accent)', boxShadow: '0 2px var(--tf-accent)' },
      'input:invalid': { outlineStyle: 'none' },
      label: { fontSize: '.75rem', letterSpacing: '.06em', textTransform: 'uppercase', color: 'var(--tf-muted)' },
      'label:focus': { color: 'var(--tf-accent)' },
    },
  },
};

const known = (name) => (Object.hasOwn(looks, name) ? name : 'plain');

/** The look that was chosen before, here or by the address. */
export const chosen = () => known(new URLSearchParams(location.search).get('look') ?? /(?:^|; )look=(\w+)/.exec(document.cookie)?.[1]);

/** Gives the page its part of a look. */
export const wear = (name) => (document.documentElement.dataset.look = name);
