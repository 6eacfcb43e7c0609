// Types test data into a form of the gallery. It runs within the frame, where `cargo dev` alone puts it: a page cannot
// type into a form, and neither can this of any frame that ships.

const TYPED = {
  number: '42424242', expiry: '1', cvc: '1', name: 'Ines', postalCode: '94',
  securityCode: 'a1', firstName: 'Ines', routingNumber: '02100', accountNumber: '1234', email: 'ines@', phone: '415',
};
const COMPLETE = {
  number: '4242424242424242', expiry: '1230', cvc: '123', name: 'Ines Moreau', postalCode: '94107',
  securityCode: 'a1B2', accessCode: '1234', firstName: 'Ines', lastName: 'Moreau', routingNumber: '021000021', accountNumber: '1234567890',
  identityNumber: 'D1234567', identityState: 'NY', email: 'ines@example.com', phone: '4155550100', line1: '8 Quay Street', line2: 'Flat 2', city: 'Rye', state: 'NY',
};

const page = document.documentElement;
const texts = { typed: TYPED, complete: COMPLETE }[page.dataset.pose];

const filled = new Set();

/** As a password manager fills a form in: each field once, as soon as it is shown. */
const fill = () => {
  if (page.dataset.state !== 'ready') return;
  for (const field of document.querySelectorAll('.field:not(.aside) .box :is(input[name], select[name]):not([type=radio])')) {
    if (!(field.id in texts) || filled.has(field) || !field.checkVisibility()) continue;
    filled.add(field);
    field.value = texts[field.id];
    field.dispatchEvent(field.matches('select') ? new Event('change', { bubbles: true }) : new InputEvent('input', { bubbles: true }));
  }
};

new MutationObserver(fill).observe(page, { attributes: true, subtree: true });
