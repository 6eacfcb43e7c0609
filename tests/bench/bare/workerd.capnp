using Workerd = import "/workerd/workerd.capnp";

const config :Workerd.Config = (
  services = [
    (name = "bare", worker = .bare),
    (name = "vaults", network = (allow = ["local", "private", "public"])),
  ],
  sockets = [(name = "grant", address = "127.0.0.1:0", http = (), service = "bare")],
);

const bare :Workerd.Worker = (
  modules = [(name = "worker.js", esModule = embed "worker.js")],
  compatibilityDate = "2026-10-23",
  bindings = [
    (name = "VAULTS", fromEnvironment = "VAULTS"),
    (name = "HELLGATE_API_KEY", fromEnvironment = "HELLGATE_API_KEY"),
  ],
  globalOutbound = "vaults",
);
