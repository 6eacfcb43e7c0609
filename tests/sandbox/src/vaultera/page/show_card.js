// The service code of a stored card: shown once, then the vault no longer has it.

const button = document.getElementById("show_service_code");
const status = document.getElementById("page_status");

button?.addEventListener("click", async () => {
  button.disabled = true;
  const query = new URLSearchParams(location.search);
  let code;
  let gone = false;
  try {
    const reply = await fetch(`${location.pathname}/service_code`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      credentials: "omit",
      redirect: "error",
      body: JSON.stringify({
        card_token: query.get("card_token"),
        service_code_token: query.get("service_code_token"),
      }),
    });
    gone = reply.status === 404;
    code = (await reply.json()).service_code;
  } catch {
    code = undefined;
  }
  if (typeof code === "string") {
    document.getElementById("service_code").textContent = code;
    button.hidden = true;
    status.textContent = "The security code was removed from the vault.";
  } else {
    if (gone) button.textContent = "None stored";
    status.textContent = gone ? "The vault has no security code any more." : "The security code is not available.";
  }
});
