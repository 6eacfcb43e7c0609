// The page's own `<label for>` of the node that an element stands in.

/** Its text, where there is one. The frame takes no more of it than 200 signs. */
export const labelOf = (node) => node.id && node.getRootNode().querySelector(`label[for="${CSS.escape(node.id)}"]`)?.textContent.trim();

/** Calls back when it is pressed, whether it is there yet or not, `until` a signal. */
export const pressed = (node, work, until) => {
  // What is of use by itself within a label stays so.
  node.getRootNode().addEventListener('click', ({ target }) => node.id && target.closest('a,button,label')?.htmlFor === node.id && work(), until);
};
