// What a server of the frame must send: pure, from the package's manifest and what the deployment is told.

/** What can be meant, and not as it was told. The command prints it and ends with 2. */
export class Wrong extends Error {}

/** An origin as a browser writes it, and nothing beside it. `name` is what it was told as. */
export const origin = (text, name) => {
  let url;
  try {
    url = new URL(text);
  } catch {
    throw new Wrong(`${name} must be an origin such as https://shop.example, not '${text}'`);
  }
  const local = ['localhost', '127.0.0.1'].includes(url.hostname);
  if (url.protocol !== 'https:' && !(url.protocol === 'http:' && local)) throw new Wrong(`${name} must be an https: origin, not '${text}'`);
  if (url.pathname !== '/' || url.search || url.hash || url.username) throw new Wrong(`${name} is an origin alone, without a path: '${text}'`);
  // Wildcards are hosts to a browser, and would let more in than is written down.
  if (text.includes('*')) throw new Wrong(`${name} names one origin: '${text}'`);
  // So are quotes, commas and semicolons, which end an attribute, a policy or a directive.
  if (!/^([a-z\d._-]+|\[[a-f\d:.]+\])$/.test(url.hostname)) throw new Wrong(`${name} has no name of a host: '${text}'`);
  return url.origin;
};

const base = (text) => {
  if (!/^\/([\w.~-]+\/)*$/.test(text) || /\/\.\.?\//.test(text)) throw new Wrong(`--base is a path such as /1.0.0/, not '${text}'`);
  return text;
};

/**
 * The document of one frame: `{ headers: [[name, value]], parents }`. `parents` takes the place of `{{parents}}` in its
 * text; the origins that may embed it stand there and in the policy.
 */
export const documentOf = (manifest, name, { parents, environment = 'production', vaultHosts = [], scriptHosts }) => {
  if (!parents.length) throw new Wrong('--parent names the origin of each page that may embed the frame');
  const embedders = parents.map((parent) => origin(parent, '--parent')).join(' ');
  const given = vaultHosts.map((host) => origin(host, '--vault-host')).join(' ');
  if (!Object.hasOwn(manifest.frames, name)) throw new Wrong(`There is no frame '${name}': there are ${Object.keys(manifest.frames).join(', ')}`);
  const frame = manifest.frames[name];
  const hosts = Object.hasOwn(frame.hosts, environment) ? frame.hosts[environment] : null;
  if (!hosts && !given) throw new Wrong(`${name} has no environment '${environment}': ${Object.keys(frame.hosts).join(', ')}, or --vault-host`);
  const scripts = (scriptHosts ?? hosts?.scripts ?? []).map((host) => origin(host, '--script-host')).join(' ');
  const values = { parents: embedders, vault: given || hosts.vault.join(' '), scripts };
  const headers = frame.headers.map(([header, value]) => [header, value.replace(/\{\{(\w+)\}\}/g, (_, key) => values[key])]);
  return { headers, parents: embedders };
};

/**
 * Every path that is served, with its headers: `{ path, source, type, headers: [[name, value]] }`, `source` being the file
 * in the package's folder `frame`. The first of each frame is its document; `of` is that document's path, where a path is
 * its second: a server gives a folder's document by the name of its file too, and without its policy anybody could embed it.
 */
export const rules = (manifest, { frames, basePath = '/', ...rest }) => {
  const at = base(basePath);
  if (!frames.length) throw new Wrong(`--frame names what is served: ${Object.keys(manifest.frames).join(', ')}`);
  const files = (name, list) =>
    list.map((file) => {
      const headers = manifest.headers[file.split('.').pop()];
      return { path: `${at}${name}/${file}`, source: `${name}/${file}`, headers };
    });
  const served = frames.flatMap((name) => {
    const document = { path: `${at}${name}/`, source: `${name}/index.html`, ...documentOf(manifest, name, rest) };
    const named = { ...document, path: `${document.path}index.html`, of: document.path };
    return [document, named, ...files(name, Object.keys(manifest.frames[name].files).filter((file) => file !== 'index.html'))];
  });
  return [...served, ...files('words', Object.keys(manifest.words))];
};

/** The content type among the headers. */
export const typeOf = ({ headers }) => headers.find(([name]) => name === 'content-type')[1];
