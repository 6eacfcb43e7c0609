// The rules of deployment.js as servers and hosts read them. Each is text in full: nothing of it is to be added by hand.

import { typeOf } from './deployment.js';

const title = (name) => name.replace(/(^|-)\w/g, (part) => part.toUpperCase());
const untyped = ({ headers }) => headers.filter(([name]) => name !== 'content-type');

const nginx = (rules) =>
  rules
    .map((rule) => {
      const type = typeOf(rule);
      const lines = untyped(rule).map(([name, value]) => `    add_header ${title(name)} "${value.replace(/"/g, '\\"')}" always;`);
      // As it is, without a second type from a list that may not know it.
      lines.unshift('    types { }', `    default_type "${type}";`);
      if (rule.path.endsWith('/')) lines.push(`    try_files ${rule.path}index.html =404;`);
      return `location = ${rule.path} {\n${lines.join('\n')}\n}\n`;
    })
    .join('') + 'location = /tokenframe.nginx.conf { return 404; }\n';

const caddy = (rules) =>
  rules
    .map(({ path, headers }, index) => {
      const lines = headers.map(([name, value]) => `    ${title(name)} \`${value}\``);
      return `@tokenframe${index} path ${path}\nheader @tokenframe${index} {\n${lines.join('\n')}\n}\n`;
    })
    .join('') + '@tokenframeOwn path /tokenframe.Caddyfile\nrespond @tokenframeOwn 404\n';

// Netlify and Cloudflare Pages read the same file.
const underscore = (rules) =>
  rules.map(({ path, headers }) => `${path}\n${headers.map(([name, value]) => `  ${title(name)}: ${value}`).join('\n')}\n`).join('');

const vercel = (rules) => {
  const headers = rules.map((rule) => ({
    source: rule.path.replace(/[.+*?()[\]{}|^$\\]/g, '\\$&'),
    headers: rule.headers.map(([key, value]) => ({ key: title(key), value })),
  }));
  return `${JSON.stringify({ trailingSlash: true, headers }, null, 2)}\n`;
};

const json = (rules) => `${JSON.stringify(rules.map(({ path, source, headers }) => ({ path, source, headers: Object.fromEntries(headers) })), null, 2)}\n`;

/** Each with the file that it is written to. */
export const formats = {
  nginx: { file: 'tokenframe.nginx.conf', write: nginx },
  caddy: { file: 'tokenframe.Caddyfile', write: caddy },
  netlify: { file: '_headers', write: underscore },
  cloudflare: { file: '_headers', write: underscore },
  vercel: { file: 'vercel.json', write: vercel },
  json: { file: 'tokenframe.headers.json', write: json },
};
