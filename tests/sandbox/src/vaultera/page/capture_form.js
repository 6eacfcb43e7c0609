// The capture form. Speaks with its parent window only: "validate" and "submit" come in as plain
// strings, answers go out as objects to the origin that asked (vaultera.md, Messages).

const form = document.getElementById("capture_form");
const fields = Object.fromEntries(
  ["card_number", "expiration_date", "service_code", "cardholder_name"].map((id) => [id, document.getElementById(id)]),
);
const status = document.getElementById("form_status");
const accepted = form.dataset.accepted ? form.dataset.accepted.split(" ") : null;
const sessionToken = new URLSearchParams(location.search).get("session_token");

const brands = [
  ["amex", /^3[47]/, "Amex", [15], [4, 10]],
  ["diners", /^3(?:0|6|8)/, "Diners", [14, 16]],
  ["jcb", /^35/, "JCB", [16]],
  ["visa", /^4/, "Visa", [13, 16, 19]],
  ["maestro", /^(?:50|5[6-9]|63|67)/, "Maestro", [12, 13, 14, 15, 16, 17, 18, 19]],
  ["mastercard", /^(?:5[1-5]|2[2-7])/, "Mastercard", [16]],
  ["discover", /^(?:6011|64|65)/, "Discover", [16, 19]],
  ["unionpay", /^62/, "UnionPay", [16, 17, 18, 19]],
];

const digitsOf = (text) => text.replace(/[\s-]/g, "");
const brandOf = (digits) => brands.find(([, pattern]) => pattern.test(digits));

function luhn(digits) {
  let sum = 0;
  for (let place = 0; place < digits.length; place += 1) {
    const digit = Number(digits[digits.length - 1 - place]);
    sum += place % 2 === 0 ? digit : digit > 4 ? 2 * digit - 9 : 2 * digit;
  }
  return sum % 10 === 0;
}

function numberError() {
  const digits = digitsOf(fields.card_number.value);
  if (digits === "") return "is required";
  const brand = brandOf(digits);
  const lengths = brand ? brand[3] : [12, 13, 14, 15, 16, 17, 18, 19];
  if (!/^[0-9]+$/.test(digits) || !lengths.includes(digits.length) || !luhn(digits)) return "is invalid";
  if (accepted && !(brand && accepted.includes(brand[0]))) return "is not accepted";
  return null;
}

// { month: "MM", year: "YYYY" }, or null for anything that is not a month of this century.
function expiry() {
  const found = /^\s*(0?[1-9]|1[0-2])\s*[/-]\s*(?:20)?([0-9]{2})\s*$/.exec(fields.expiration_date.value)
    ?? /^\s*(0[1-9]|1[0-2])(?:20)?([0-9]{2})\s*$/.exec(fields.expiration_date.value);
  return found && { month: found[1].padStart(2, "0"), year: `20${found[2]}` };
}

function expiryError() {
  if (fields.expiration_date.value.trim() === "") return "is required";
  const date = expiry();
  if (!date) return "is invalid";
  const now = new Date();
  const months = Number(date.year) * 12 + Number(date.month) - 1;
  return months < now.getUTCFullYear() * 12 + now.getUTCMonth() ? "has passed" : null;
}

function codeError() {
  const code = fields.service_code.value.trim();
  if (code === "") return fields.service_code.required ? "is required" : null;
  return /^[0-9]{3,4}$/.test(code) ? null : "is invalid";
}

function nameError() {
  const name = fields.cardholder_name.value.trim();
  if (name === "") return fields.cardholder_name.required ? "is required" : null;
  // A card number typed here would be stored in clear.
  return (name.match(/[0-9]/g) ?? []).length >= 12 ? "is invalid" : null;
}

const checks = {
  card_number: numberError,
  expiration_date: expiryError,
  service_code: codeError,
  cardholder_name: nameError,
};

function show(id, error) {
  const text = document.getElementById(`${id}_error`);
  text.textContent = error ?? "";
  // A long text is cut off where the frame is narrow.
  text.title = error ?? "";
  if (error) fields[id].setAttribute("aria-invalid", "true");
  else fields[id].removeAttribute("aria-invalid");
}

// What is wrong by field id, as the API's `details`: { card_number: ["is invalid"] }; null if nothing.
function check() {
  const errors = {};
  for (const [id, errorOf] of Object.entries(checks)) {
    const error = errorOf();
    show(id, error);
    if (error) errors[id] = [error];
  }
  const [first] = Object.keys(errors);
  if (!first) return null;
  fields[first].focus();
  return errors;
}

function validation(errors) {
  return { error: { code: "validation_error", title: "Validation Error", details: errors } };
}

function card() {
  const { month, year } = expiry();
  const values = { card_number: digitsOf(fields.card_number.value), expiration_month: month, expiration_year: year };
  const code = fields.service_code.value.trim();
  const name = fields.cardholder_name.value.trim();
  if (code) values.service_code = code;
  if (name) values.cardholder_name = name;
  return values;
}

// The vault judges more than the page can: what it says is shown at the field that it names.
function showRefusal(error) {
  const fieldOf = { expiration_month: "expiration_date", expiration_year: "expiration_date" };
  let shown = false;
  for (const [name, texts] of Object.entries(error.details ?? {})) {
    const id = fieldOf[name] ?? name;
    if (!(id in fields)) continue;
    show(id, texts[0]);
    shown = true;
  }
  status.textContent = shown ? "" : "The card could not be saved.";
}

let running = false;

async function submit() {
  const errors = check();
  if (errors) return validation(errors);
  status.textContent = "";
  let answer;
  try {
    const reply = await fetch(location.pathname, {
      method: "POST",
      headers: { "content-type": "application/json" },
      credentials: "omit",
      redirect: "error",
      body: JSON.stringify({ session_token: sessionToken, card: card() }),
    });
    answer = await reply.json();
  } catch {
    answer = null;
  }
  if (answer?.card) {
    form.reset();
    paintBrand();
    for (const field of Object.values(fields)) field.disabled = true;
    status.textContent = "Card saved.";
    return { card: answer.card };
  }
  const error = answer?.error ?? { code: "network_error", title: "Network Error" };
  showRefusal(error);
  return { error };
}

addEventListener("message", async (event) => {
  if (event.source !== window.parent || window.parent === window || event.origin === "null") return;
  const answer = (message) => window.parent.postMessage(message, event.origin);
  if (event.data === "validate") {
    const errors = check();
    answer(errors ? { valid: false, errors } : { valid: true });
  } else if (event.data === "submit") {
    // A second submit while one runs would save the card twice; the first one's answer is for both.
    if (running) return;
    running = true;
    try {
      answer(await submit());
    } finally {
      running = false;
    }
  }
});

function paintBrand() {
  const brand = brandOf(digitsOf(fields.card_number.value));
  document.getElementById("card_type").textContent = brand ? brand[2] : "";
}

// Only with the caret at the end: in the middle of a text, regrouping would move it.
function atEnd(field) {
  return field.selectionStart === field.value.length && field.selectionEnd === field.value.length;
}

fields.card_number.addEventListener("input", () => {
  const field = fields.card_number;
  const digits = digitsOf(field.value);
  if (atEnd(field) && /^[0-9]{1,19}$/.test(digits)) {
    const ends = brandOf(digits)?.[4] ?? [4, 8, 12, 16];
    field.value = [...digits].map((digit, at) => (ends.includes(at) ? ` ${digit}` : digit)).join("");
  }
  paintBrand();
});

fields.expiration_date.addEventListener("input", (event) => {
  const field = fields.expiration_date;
  const deleting = event.inputType?.startsWith("delete");
  if (deleting || !atEnd(field)) return;
  // Whoever types the slash themselves finds one there already.
  field.value = field.value.replace(/ \/\s*\/\s*/, " / ");
  if (/^[2-9]$/.test(field.value)) field.value = `0${field.value} / `;
  else if (/^(?:0[1-9]|1[0-2])$/.test(field.value)) field.value = `${field.value} / `;
  else if (/^(?:0[1-9]|1[0-2])[0-9]{1,4}$/.test(field.value)) {
    field.value = `${field.value.slice(0, 2)} / ${field.value.slice(2)}`;
  }
});

for (const [id, field] of Object.entries(fields)) {
  // Judged once it was left with something in it; then at every change, until it is right.
  field.addEventListener("blur", () => {
    if (field.value.trim() !== "") show(id, checks[id]());
  });
  field.addEventListener("input", () => {
    if (field.hasAttribute("aria-invalid")) show(id, checks[id]());
  });
}

form.addEventListener("submit", (event) => event.preventDefault());
