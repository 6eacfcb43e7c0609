# The worker in workerd, on this machine: `node www/edge/local.js` writes its folder and starts it.
using Workerd = import "/workerd/workerd.capnp";

const config :Workerd.Config = (
  services = [
    (name = "platform", worker = .platform),
    (name = "limiter", worker = .limiter),
    # In place of KV: a folder with a file for each shop, which answers as KV does.
    (name = "shops", disk = (path = "shops")),
    (name = "assets", disk = (path = "static")),
    (name = "vaults", network = (allow = ["local", "private", "public"])),
  ],
  sockets = [
    (name = "frame", address = "127.0.0.1:4301", http = (), service = "platform"),
    (name = "grant", address = "127.0.0.1:4302", http = (), service = "platform"),
  ],
);

const platform :Workerd.Worker = (
  modules = [
    (name = "worker.js", esModule = embed "worker.js"),
    (name = "clients.js", esModule = embed "clients.js"),
    (name = "frames.js", esModule = embed "frames.js"),
    (name = "grants.js", esModule = embed "grants.js"),
    (name = "session.js", esModule = embed "session.js"),
    (name = "shops.js", esModule = embed "shops.js"),
    (name = "deployment.js", esModule = embed "deployment.js"),
    (name = "versions.json", json = embed "versions.json"),
    (name = "tokenframe/server", esModule = embed "server/workerd.js"),
    (name = "tokenframe/server.wasm", wasm = embed "server/server.wasm"),
  ],
  compatibilityDate = "2026-10-23",
  bindings = [
    (name = "SHOPS", kvNamespace = "shops"),
    (name = "ASSETS", service = "assets"),
    (name = "LIMITER", service = "limiter"),
    (name = "FRAME_HOST", fromEnvironment = "FRAME_HOST"),
    (name = "GRANT_HOST", fromEnvironment = "GRANT_HOST"),
    (name = "VAULTS", fromEnvironment = "VAULTS"),
    (name = "SESSION_KEYS", fromEnvironment = "SESSION_KEYS"),
    (name = "CLOVER_ACCESS_TOKEN", fromEnvironment = "CLOVER_ACCESS_TOKEN"),
    (name = "VAULTERA_API_KEY", fromEnvironment = "VAULTERA_API_KEY"),
    (name = "PAYCONEX_ACCOUNT", fromEnvironment = "PAYCONEX_ACCOUNT"),
    (name = "PAYCONEX_KEY", fromEnvironment = "PAYCONEX_KEY"),
    (name = "PAYCONEX_SECRET", fromEnvironment = "PAYCONEX_SECRET"),
    (name = "HELLGATE_API_KEY", fromEnvironment = "HELLGATE_API_KEY"),
    (name = "COREFY_ACCOUNT", fromEnvironment = "COREFY_ACCOUNT"),
    (name = "COREFY_API_KEY", fromEnvironment = "COREFY_API_KEY"),
  ],
  globalOutbound = "vaults",
);

const limiter :Workerd.Worker = (
  modules = [(name = "limiter.js", esModule = embed "limiter.js")],
  compatibilityDate = "2026-10-23",
);
