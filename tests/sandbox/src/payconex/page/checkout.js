// The page in the frame. It speaks with its parent window and with its own origin, and nobody else.

import { brandOf, cvvError, digitsOf, expiryError, expiryOf, grouped, numberError } from "./card.js";

const byId = (id) => document.getElementById(id);
const form = byId("checkout");
const status = byId("status");
const labels = {
  address1: ["Address", "address-line1"],
  address2: ["Address, second line", "address-line2"],
  city: ["City", "address-level2"],
  state: ["State", "address-level1"],
  zip: ["ZIP code", "postal-code"],
  phone: ["Phone", "tel"],
  email: ["Email", "email"],
};

let opened = null; // { origin, bearerToken, cancellable } once the parent has answered
let session = null;
let checks = {};
let ended = false;

function tell(kind, data) {
  if (opened) window.parent.postMessage({ payconex: 1, kind, data }, opened.origin);
}

function say(text) {
  status.textContent = text;
  status.hidden = text === "";
}

function end(text) {
  ended = true;
  form.reset();
  form.hidden = true;
  byId("total").hidden = true;
  say(text);
}

async function ask(method, path, body) {
  const headers = { authorization: `Bearer ${opened.bearerToken}` };
  if (body) headers["content-type"] = "application/json";
  try {
    const reply = await fetch(`/payconex/checkout/${path}`, {
      method,
      headers,
      credentials: "omit",
      redirect: "error",
      body: body && JSON.stringify(body),
    });
    return { status: reply.status, answer: await reply.json() };
  } catch {
    return { status: 0, answer: { message: "Network error", errorType: "network", errorCode: 0 } };
  }
}

// What the parent is told of a failure: the vendor's error members, and never what was typed.
function failure({ answer }) {
  const { message, errorType, errorCode, traceId } = answer ?? {};
  return { message, errorType, errorCode, traceId };
}

function show(id, error) {
  const text = byId(`${id}_error`);
  text.textContent = error ?? "";
  if (error) byId(id).setAttribute("aria-invalid", "true");
  else byId(id).removeAttribute("aria-invalid");
}

function watch(id, errorOf) {
  checks[id] = errorOf;
  const input = byId(id);
  // Judged once it was left with something in it; then at every change, until it is right.
  input.addEventListener("blur", () => {
    if (input.value.trim() !== "") show(id, errorOf(input.value));
  });
  input.addEventListener("input", () => {
    if (input.hasAttribute("aria-invalid")) show(id, errorOf(input.value));
  });
}

function addField({ name, required }) {
  const [label, autocomplete] = labels[name] ?? [name, "off"];
  const row = document.createElement("p");
  row.className = ["address1", "address2", "email"].includes(name) ? "field wide" : "field";
  const text = document.createElement("label");
  text.htmlFor = name;
  text.textContent = required ? label : `${label} (optional)`;
  const input = Object.assign(document.createElement("input"), { id: name, type: "text", autocomplete, required, maxLength: 100 });
  input.setAttribute("aria-describedby", `${name}_error`);
  const error = Object.assign(document.createElement("span"), { id: `${name}_error`, className: "error" });
  error.setAttribute("role", "alert");
  row.append(text, input, error);
  byId("more").append(row);
  watch(name, (value) => (required && value.trim() === "" ? "Please fill this in." : null));
}

function price() {
  const money = { style: "currency", currency: session.currency ?? "USD" };
  return session.amount ? new Intl.NumberFormat("en-US", money).format(session.amount) : null;
}

function paint() {
  const amount = price();
  byId("amount").textContent = amount ?? "";
  byId("total").hidden = !amount;
  byId("pay").textContent = amount ? `Pay ${amount}` : "Continue";
  if (session.cvv === "omit") document.querySelector('[data-field="cvv"]').remove();
  session.fields.forEach(addField);
  byId("save_row").hidden = session.savePaymentOption !== "optional";
  byId("save_note").hidden = session.savePaymentOption !== "required";
  byId("cancel").hidden = !(session.undocumentedCallbacks && opened.cancellable);
  watch("number", numberError);
  watch("expiry", (value) => expiryError(value, new Date()));
  if (byId("cvv")) watch("cvv", (value) => cvvError(value, byId("number").value, session.cvv === "required"));
  form.hidden = false;
  say("");
}

function watchSize() {
  let last = 0;
  new ResizeObserver(() => {
    const height = Math.ceil(document.querySelector("main").getBoundingClientRect().height);
    if (height !== last) tell("resize", { height });
    last = height;
  }).observe(document.querySelector("main"));
}

async function open() {
  const reply = await ask("GET", "session");
  session = reply.answer;
  if (reply.status !== 200) {
    end("This payment is not available. Reload the page that you came from.");
    tell("error", failure(reply));
    return;
  }
  if (!session.card) {
    end("This payment takes no cards.");
    tell("error", { message: "The sandbox simulates CARD only", errorType: "invalid_request", errorCode: 40001 });
    return;
  }
  paint();
  setTimeout(() => {
    if (ended) return;
    end("The time for this payment has run out. Start again on the page that you came from.");
    tell("timeout", { message: "Timeout", instanceId: session.instanceId });
  }, session.expiresInMs);
  if (session.undocumentedCallbacks) watchSize();
  tell("loaded");
}

// Everything that is wrong, shown at once; the first wrong field is focused.
function check() {
  const order = ["number", "expiry", "cvv", ...session.fields.map(({ name }) => name)].filter((id) => id in checks);
  let first = null;
  for (const id of order) {
    const error = checks[id](byId(id).value);
    show(id, error);
    if (error) first ??= id;
  }
  if (first) byId(first).focus();
  return first === null;
}

function entered() {
  const { month, year } = expiryOf(byId("expiry").value);
  const card = { number: digitsOf(byId("number").value), expiryMonth: month, expiryYear: year };
  const cvv = byId("cvv")?.value.trim();
  if (cvv) card.cvv = cvv;
  const filled = session.fields.map(({ name }) => [name, byId(name).value.trim()]).filter(([, value]) => value !== "");
  return { card, save: byId("save").checked, customer: Object.fromEntries(filled) };
}

// The vault judges more than the page can: what it says is shown at the field that it names.
function showRefusal(details) {
  let shown = false;
  for (const { source, message } of details ?? []) {
    const id = String(source).split(".")[1];
    if (!(id in checks)) continue;
    show(id, message);
    if (!shown) byId(id).focus();
    shown = true;
  }
  return shown;
}

async function pay() {
  const body = entered();
  byId("fields").disabled = true;
  form.setAttribute("aria-busy", "true");
  const reply = await ask("POST", "tokenize", body);
  byId("fields").disabled = false;
  form.removeAttribute("aria-busy");
  if (ended) return;
  if (reply.status === 200) {
    end("Thank you. Your card was taken safely.");
    status.classList.add("done");
    tell("complete", reply.answer);
    if (session.completeTwice) tell("complete", reply.answer);
    return;
  }
  if (reply.status === 422 && showRefusal(reply.answer?.details)) return;
  say("Your card could not be taken. Please try again.");
  tell("error", failure(reply));
}

form.addEventListener("submit", (event) => {
  event.preventDefault();
  // A disabled fieldset still lets a script submit; a second run would spend the instance twice.
  if (ended || byId("fields").disabled) return;
  say("");
  if (check()) pay();
});

byId("cancel").addEventListener("click", () => {
  end("You have cancelled this payment.");
  tell("cancelled", { instanceId: session.instanceId });
});

byId("number").addEventListener("input", ({ target }) => {
  // Only with the caret at the end: in the middle of a text, regrouping would move it.
  const atEnd = target.selectionStart === target.value.length;
  if (atEnd && /^[0-9]{1,19}$/.test(digitsOf(target.value))) target.value = grouped(target.value);
  byId("brand").textContent = brandOf(target.value)?.name ?? "";
});

byId("expiry").addEventListener("input", (event) => {
  const { target } = event;
  if (event.inputType?.startsWith("delete") || target.selectionStart !== target.value.length) return;
  // Whoever types the slash themselves finds one there already.
  target.value = target.value.replace(/ \/\s*\/\s*/, " / ");
  if (/^[2-9]$/.test(target.value)) target.value = `0${target.value} / `;
  else if (/^(?:0[1-9]|1[0-2])$/.test(target.value)) target.value = `${target.value} / `;
  else if (/^(?:0[1-9]|1[0-2])[0-9]{1,4}$/.test(target.value)) {
    target.value = `${target.value.slice(0, 2)} / ${target.value.slice(2)}`;
  }
});

if (window.parent === window) {
  end("This form opens inside a shop's page.");
} else {
  addEventListener("message", ({ source, data, origin }) => {
    const fits = source === window.parent && data?.payconex === 1 && data.kind === "open" && origin !== "null";
    // The first answer counts; whoever frames the page was let in by its policy.
    if (!fits || opened || typeof data.bearerToken !== "string") return;
    opened = { origin, bearerToken: data.bearerToken, cancellable: data.cancellable === true };
    open();
  });
  window.parent.postMessage({ payconex: 1, kind: "hello" }, "*");
}
