// A person at the form, for browser tests: written against what Playwright's Page, Frame and Locator have in common, so
// that nothing of Playwright is needed to import it.

const FRAME = 'iframe[name="tokenframe-card"]';
const POLL_MS = 50;

// The field's id in our forms, and in those of the vaults' own that the sandbox serves.
const FIELDS = {
  number: ['number', 'card_number'],
  expiry: ['expiry', 'expiration_date'],
  cvc: ['cvc', 'service_code', 'cvv'],
};

const idsOf = (field) => FIELDS[field] ?? [field];

/** The input of a field, wherever it stands: in a whole card, in a frame of its own, in a vault's own form. */
export const cardField = async (page, field, { timeout = 15000 } = {}) => {
  const until = Date.now() + timeout;
  // A frame of one field has the others too, where nobody gets to: what is filled into it at once is for all of them.
  do {
    const frames = page.locator(FRAME);
    const count = await frames.count();
    for (let index = 0; index < count; index += 1) {
      const frame = frames.nth(index).contentFrame();
      for (const inside of [frame, frame.locator('#page iframe').contentFrame()]) {
        for (const id of idsOf(field)) {
          const input = inside.locator(`[id="${id}"]:not([tabindex="-1"])`);
          // A frame that is not there yet has no such field either.
          if (await input.isVisible().catch(() => false)) return input;
        }
      }
    }
    await new Promise((resolve) => setTimeout(resolve, POLL_MS));
  } while (Date.now() < until);
  throw new Error(`No field '${field}' was found in a form within ${timeout} ms`);
};

/** Types a card into the form, field by field: `fillCard(page, { number: '4242 4242 4242 4242', expiry: '12/30', cvc: '123' })`. */
export const fillCard = async (page, values, options) => {
  for (const [field, text] of Object.entries(values)) {
    const input = await cardField(page, field, options);
    await input.click();
    // Key by key, as a shopper: what sets a value at once passes by the form that takes each digit.
    await input.pressSequentially(text);
  }
};
