// The page's own `<label for>` of the node that an element stands in.

/** No text is longer: the frame takes no more either. */
const LIMIT = 200;

/** Its text, where there is one. */
export const labelOf = (node) => node.id && node.getRootNode().querySelector(`label[for="${CSS.escape(node.id)}"]`)?.textContent.trim().slice(0, LIMIT);

/** Calls back when it is pressed, whether it is there yet or not; the answer ends that. */
export const pressed = (node, work) => {
  const root = node.getRootNode();
  // What is of use by itself within a label stays so.
  const press = ({ target }) => node.id && target.closest('a,button,input,select,label')?.htmlFor === node.id && work();
  root.addEventListener('click', press);
  return () => root.removeEventListener('click', press);
};
