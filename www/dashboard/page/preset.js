// Corefy's permission presets. Which switches a preset puts on comes from the server; what switches amount to is told here.

export const CUSTOM = 'Custom';

/** The preset that these switches are; `Custom` as soon as one differs. */
export const presetOf = (on, presets) => {
  const is = (permissions) => permissions.length === on.size && permissions.every((permission) => on.has(permission));
  return Object.keys(presets).find((name) => is(presets[name])) ?? CUSTOM;
};

/** The switches after one was turned. Editing does not imply viewing: the vendor's form has two switches. */
export const turn = (on, permission, value) => {
  const next = new Set(on);
  if (value) next.add(permission);
  else next.delete(permission);
  return next;
};

/** `payment_request` → `Payment request`. */
export const entityName = (entity) => {
  const text = entity.replaceAll('_', ' ');
  return text[0].toUpperCase() + text.slice(1);
};

/** The rows of the form, by group, in the vendor's order. */
export const groups = (entities) => {
  const found = new Map();
  for (const { entity, group } of entities) found.set(group, [...(found.get(group) ?? []), entity]);
  return [...found].map(([name, members]) => ({ name, entities: members }));
};
