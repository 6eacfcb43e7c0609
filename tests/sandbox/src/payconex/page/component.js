// The checkout component: what a merchant's page loads (payconex.md, 8).
//
// 1. `init` puts a frame of the checkout host into the page's element. Its URL names the instance,
//    never the bearer token.
// 2. The frame says "hello" to whoever framed it; that message carries nothing.
// 3. The component answers with the bearer token, to the checkout host's origin only.
// 4. All else comes from the frame and is passed on to the page's callbacks.
//
// No eval, no inline style, no HTML from text: it runs where a page demands Trusted Types and
// allows the sandbox's origin in script-src and frame-src, and nothing else.
(() => {
  "use strict";

  // What was mounted in an element, so that mounting again ends what was there before.
  const mounted = new WeakMap();

  const callbackOf = {
    loaded: "iframeLoaded",
    complete: "checkoutComplete",
    cancelled: "checkoutCancelled",
    error: "error",
    timeout: "timeout",
    resize: "resize",
  };

  function instanceOf(bearerToken) {
    try {
      const claims = bearerToken.split(".")[1].replaceAll("-", "+").replaceAll("_", "/");
      return String(JSON.parse(atob(claims)).sub);
    } catch {
      return "";
    }
  }

  function init(iframeConfig, bearerToken, callbacks, _unknown, checkoutHost) {
    const parent = document.getElementById(iframeConfig?.parentDivId);
    if (!parent) throw new Error("IframeV2: no element has the id parentDivId.");
    if (typeof bearerToken !== "string" || bearerToken === "") throw new Error("IframeV2: no bearer token.");
    const base = new URL(`${String(checkoutHost).replace(/\/+$/, "")}/`);
    const url = new URL("checkout", base);
    url.searchParams.set("instance", instanceOf(bearerToken));

    mounted.get(parent)?.();
    const frame = document.createElement("iframe");
    frame.title = "Secure card payment";
    frame.allow = "payment";
    frame.referrerPolicy = "origin";
    frame.style.width = iframeConfig.width ?? "800px";
    frame.style.height = iframeConfig.height ?? "600px";
    frame.style.maxWidth = "100%";
    frame.style.border = "0";
    frame.style.colorScheme = "normal";

    const receive = (event) => {
      if (event.source !== frame.contentWindow || event.origin !== base.origin) return;
      const message = event.data;
      if (typeof message !== "object" || message === null || message.payconex !== 1) return;
      if (message.kind === "hello") {
        const cancellable = typeof callbacks?.checkoutCancelled === "function";
        frame.contentWindow.postMessage({ payconex: 1, kind: "open", bearerToken, cancellable }, base.origin);
        return;
      }
      const callback = Object.hasOwn(callbackOf, message.kind) ? callbacks?.[callbackOf[message.kind]] : undefined;
      if (typeof callback !== "function") return;
      if (message.kind === "loaded") callback();
      else callback(message.data);
    };
    addEventListener("message", receive);
    mounted.set(parent, () => removeEventListener("message", receive));
    frame.src = url.href;
    parent.replaceChildren(frame);
  }

  window.IframeV2 = Object.freeze({ init });
})();
