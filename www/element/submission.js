// A form that is submitted: what stands in our elements becomes tokens first, and then the form is submitted with them.

const forms = new WeakMap();

/** From now on a member (`takesPart()`, `shared()`, `tokenize()`) is asked for its token when this form is submitted. The answer ends that. */
export const join = (form, member) => {
  let it = forms.get(form);
  if (!it) {
    forms.set(form, (it = { members: new Set(), busy: false, passing: false }));
    // Before the page's own listeners, which hear of the form once it has its tokens.
    form.addEventListener('submit', (event) => submitted(form, it, event), true);
  }
  it.members.add(member);
  return () => it.members.delete(member);
};

const submitted = async (form, it, event) => {
  if (it.passing || event.defaultPrevented) return;
  // A button that does not care whether the form is right is one that goes back, or saves what is there.
  if (event.submitter?.formNoValidate) return;
  const wanted = new Map();
  for (const member of it.members) {
    // Parts of one form are one card: the first of them with a name stands for all.
    if (member.takesPart() && !wanted.has(member.shared())) wanted.set(member.shared(), member);
  }
  if (!wanted.size) return;
  event.preventDefault();
  event.stopImmediatePropagation();
  // A second click, or Enter again.
  if (it.busy) return;
  it.busy = true;
  try {
    for (const member of wanted.values()) {
      const { ok } = await member.tokenize();
      if (!ok) return;
    }
  } catch {
    return; // It was taken away meanwhile.
  } finally {
    it.busy = false;
  }
  if (!form.isConnected) return;
  it.passing = true;
  try {
    form.requestSubmit(event.submitter?.form === form ? event.submitter : null);
  } finally {
    it.passing = false;
  }
};

/** Enter in a field presses the form's first button, as in an input; where that is disabled, nothing happens. */
export const enter = (form) => {
  const button = [...form.elements].find((one) => one.type === 'submit');
  if (button) button.click();
  else form.requestSubmit();
};
