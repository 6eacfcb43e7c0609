// The page's own `<label for>` of the node that an element stands in.

/** Its text, where there is one. The frame takes no more of it than 200 signs. */
export const labelOf = (node) => node.id && node.getRootNode().querySelector(`label[for="${CSS.escape(node.id)}"]`)?.textContent.trim();

/** Calls back when it is pressed, whether it is there yet or not; the answer ends that. */
export const pressed = (node, work) => {
  const root = node.getRootNode();
  // What is of use by itself within a label stays so.
  const press = ({ target }) => node.id && target.closest('a,button,label')?.htmlFor === node.id && work();
  root.addEventListener('click', press);
  return () => root.removeEventListener('click', press);
};
