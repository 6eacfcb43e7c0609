// PayConex's scopes as a tree, and what a choice among them means. No document here.

const WILDCARD = '*';

/** What a wildcard stands for: all that begins with this. The colon stays, so that `pcx:api_key:*` is not `pcx:api_key_scopes:read`. */
const reach = (scope) => (scope.endsWith(`:${WILDCARD}`) ? scope.slice(0, -1) : null);

/** Whether a held scope allows what a wanted one does. */
export const covers = (held, wanted) => held === wanted || (reach(held) !== null && wanted.startsWith(reach(held)));

export const coversAny = (held, wanted) => [...held].some((scope) => covers(scope, wanted));

/** Families in the order of the table; in each, wildcards hold what they cover. */
export const buildTree = (rows) => {
  const nodes = rows.map(({ scope, category, description }) => ({ scope, category, description, wildcard: reach(scope) !== null, parent: null, children: [] }));
  for (const node of nodes) {
    const above = nodes.filter((other) => other !== node && other.wildcard && covers(other.scope, node.scope));
    node.parent = above.reduce((nearest, other) => (!nearest || other.scope.length > nearest.scope.length ? other : nearest), null);
    node.parent?.children.push(node);
  }
  const families = new Map();
  for (const node of nodes) {
    const name = node.scope.split(':')[1];
    if (!families.has(name)) families.set(name, { name, title: node.category ?? name, roots: [], nodes: [] });
    const family = families.get(name);
    family.nodes.push(node);
    if (!node.parent) family.roots.push(node);
  }
  return { families: [...families.values()], nodes: new Map(nodes.map((node) => [node.scope, node])) };
};

/** What a single action is: a wildcard with nothing known below it counts as one. */
const isAction = (node) => node.children.length === 0;

/** `chosen`, `covered` by a wildcard above, `some` of what is below, or `off`. */
export const stateOf = (node, chosen) => {
  if (chosen.has(node.scope)) return 'chosen';
  if (coversAny(chosen, node.scope)) return 'covered';
  return node.wildcard && [...chosen].some((scope) => covers(node.scope, scope)) ? 'some' : 'off';
};

/** How many of a family's single actions a choice allows. */
export const countOf = (family, chosen) => {
  const actions = family.nodes.filter(isAction);
  return { allowed: actions.filter((node) => coversAny(chosen, node.scope)).length, of: actions.length };
};

/** The choice without what another part of it covers. */
export const least = (chosen) => new Set([...chosen].filter((scope) => ![...chosen].some((other) => other !== scope && covers(other, scope))));

/** The choice after one box was checked or unchecked. */
export const choose = (tree, chosen, scope, on) => {
  if (on) return least(new Set([...chosen, scope]));
  let next = new Set(chosen);
  next.delete(scope);
  // What covered it gives way to all that it covered but this one.
  for (const above of [...next].filter((held) => covers(held, scope))) {
    next.delete(above);
    next = new Set([...next, ...without(tree.nodes.get(above), scope)]);
  }
  return least(next);
};

const without = (node, scope) =>
  (node?.children ?? []).flatMap((child) => {
    if (child.scope === scope) return [];
    return covers(child.scope, scope) ? without(child, scope) : [child.scope];
  });

/** Whether a row is found by what somebody typed: every word in its name, its family's or its description. */
export const matches = ({ scope, category = '', description }, query) => {
  const text = `${scope} ${category} ${description}`.toLowerCase();
  return query.toLowerCase().split(/\s+/).every((word) => text.includes(word));
};

/** What is shown for a search: the rows that match, with what is above them. */
export const found = (tree, query) => {
  const shown = new Set();
  for (const node of tree.nodes.values()) {
    if (!matches(node, query)) continue;
    for (let at = node; at; at = at.parent) shown.add(at.scope);
  }
  return shown;
};

/** A choice in a few words. */
export const summary = (scopes, tree) => {
  const all = [...(tree?.nodes.values() ?? [])].filter(isAction);
  if (all.length && all.every((node) => coversAny(scopes, node.scope))) return 'Every scope';
  const families = new Set(scopes.map((scope) => scope.split(':')[1]));
  const [count, groups] = [scopes.length, families.size];
  return `${count} ${count === 1 ? 'scope' : 'scopes'} in ${groups} ${groups === 1 ? 'family' : 'families'}`;
};
