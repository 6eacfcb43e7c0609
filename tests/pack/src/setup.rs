//! What a fresh machine lacks: installed where it can be, named in one sentence where it cannot.
//!
//! Versions are pinned in the repository: wasm-bindgen's in Cargo.lock, the npm tools' in
//! tests/package-lock.json and those of tests/runtimes and tests/bench, the Python packages' in
//! tests/pack/schemathesis/requirements.txt, the others here.

use crate::command::{cargo, output, program, read, root, run, which};
use anyhow::{Context, Result, bail};
use std::path::PathBuf;
use std::process::{Command, Stdio};

const WASM_PACK: &str = "0.15.1";
const GECKODRIVER: &str = "0.37.1";
const CARGO_DENY: &str = "0.20.2";
const NODE_MAJOR: u32 = 20;

/// Debian's packages for the three engines: program, package.
const BROWSERS: &[(&str, &str)] = &[
    ("chromium", "chromium"),
    ("chromedriver", "chromium-driver"),
    ("firefox-esr", "firefox-esr"),
    ("WebKitWebDriver", "webkit2gtk-driver"),
    ("Xvfb", "xvfb"),
    ("xauth", "xauth"),
];

/// As wide as what most people's machines draw a form in, where the machine's own may be much wider: family, package.
const FONT: (&str, &str) = ("Liberation Sans", "fonts-liberation");

/// Everything that building needs: Node, the npm tools, wasm-bindgen.
pub fn building() -> Result<()> {
    toolchain()?;
    node()?;
    npm_tools("tests")?;
    tool("wasm-bindgen-cli", "wasm-bindgen", &wasm_bindgen_version()?, false)
}

/// What the browser tests need beside: three browsers with their drivers, and wasm-pack.
pub fn testing() -> Result<()> {
    browsers()?;
    tool("geckodriver", "geckodriver", GECKODRIVER, true)?;
    tool("wasm-pack", "wasm-pack", WASM_PACK, true)
}

/// The runtimes beside Node that the package for servers is tested in. 130 MB: nothing else asks for them.
pub fn runtimes() -> Result<()> {
    npm_tools("tests/runtimes")
}

/// The peers that are measured beside us. 160 MB: nothing else asks for them.
pub fn peers() -> Result<()> {
    npm_tools("tests/bench")
}

/// What holds the dependencies to deny.toml.
pub fn auditing() -> Result<()> {
    tool("cargo-deny", "cargo-deny", CARGO_DENY, true)
}

/// The folder with nginx and Caddy, unpacked from Debian's packages: nothing of them is started by the machine.
pub fn servers() -> Result<PathBuf> {
    let folder = tools().join("servers");
    let programs = [folder.join("usr/sbin/nginx"), folder.join("usr/bin/caddy")];
    if programs.iter().all(|program| program.is_file()) {
        return Ok(folder);
    }
    if which("apt-get").is_none() || which("dpkg-deb").is_none() {
        bail!(
            "The configurations are tried in nginx and Caddy, which are taken from Debian's packages: apt-get and dpkg-deb are needed."
        );
    }
    println!("Taking nginx and Caddy from Debian's packages …");
    let packages = folder.join("packages");
    std::fs::create_dir_all(&packages)?;
    let download = || {
        run(program("apt-get").args(["download", "-qq", "nginx", "caddy"]).current_dir(&packages).stderr(Stdio::null()))
    };
    if download().is_err() {
        run(program("apt-get").args(["update", "-qq"]))?;
        download()?;
    }
    for package in std::fs::read_dir(&packages)? {
        run(program("dpkg-deb").arg("--extract").arg(package?.path()).arg(&folder))?;
    }
    for program in programs {
        output(Command::new(&program).arg(if program.ends_with("nginx") { "-v" } else { "version" }))
            .with_context(|| format!("{} does not run here", program.display()))?;
    }
    Ok(folder)
}

/// The folder with schemathesis, in an environment of Python packages for it alone.
pub fn schemathesis() -> Result<PathBuf> {
    let wanted = read("tests/pack/schemathesis/requirements.txt")?;
    let folder = root().join("target/tools/python");
    let installed = folder.join("requirements.txt");
    if std::fs::read_to_string(&installed).is_ok_and(|text| text == wanted) {
        return Ok(folder.join("bin"));
    }
    if which("python3").is_none() {
        bail!(
            "schemathesis needs Python 3.10 or later, with its venv and pip: install it from your system's packages."
        );
    }
    println!("Installing schemathesis into target/tools/python …");
    run(program("python3").args(["-m", "venv", "--clear"]).arg(&folder))?;
    run(program(folder.join("bin/pip")).args([
        "install",
        "--quiet",
        "--disable-pip-version-check",
        "--requirement",
        "tests/pack/schemathesis/requirements.txt",
    ]))?;
    // Last, so that an installation that was broken off is begun again.
    std::fs::write(&installed, wanted)?;
    Ok(folder.join("bin"))
}

/// The folder of the tools that were installed for this repository alone.
pub fn tools() -> PathBuf {
    root().join("target/tools/bin")
}

/// A program of the npm tools.
pub fn npm_program(name: &str) -> Command {
    program(root().join("tests/node_modules/.bin").join(name))
}

/// The version that Cargo.lock pins.
pub fn wasm_bindgen_version() -> Result<String> {
    let lock: toml::Table = read("Cargo.lock")?.parse().context("Cargo.lock is not TOML")?;
    lock.get("package")
        .and_then(|packages| packages.as_array())
        .and_then(|packages| {
            packages.iter().find(|package| package.get("name").and_then(|name| name.as_str()) == Some("wasm-bindgen"))
        })
        .and_then(|package| package.get("version")?.as_str())
        .map(Into::into)
        .context("Cargo.lock does not name wasm-bindgen")
}

/// A toolchain that was there before this repository lacks what rust-toolchain.toml asks for beside it.
fn toolchain() -> Result<()> {
    let installed = |kind: &str| output(program("rustup").args([kind, "list", "--installed"])).unwrap_or_default();
    if !installed("target").contains("wasm32-unknown-unknown") {
        println!("Adding Rust's wasm32-unknown-unknown target …");
        run(program("rustup").args(["target", "add", "wasm32-unknown-unknown"]))?;
    }
    let components = installed("component");
    for component in ["clippy", "rustfmt"] {
        if !components.contains(component) {
            run(program("rustup").args(["component", "add", component]))?;
        }
    }
    Ok(())
}

fn node() -> Result<()> {
    let version = output(program("node").arg("--version"))
        .ok()
        .and_then(|text| text.trim().strip_prefix('v')?.split('.').next()?.parse::<u32>().ok());
    match version {
        Some(major) if major >= NODE_MAJOR => Ok(()),
        _ => bail!(
            "Node {NODE_MAJOR} or later is needed, with npm: install it from nodejs.org or your system's packages."
        ),
    }
}

fn npm_tools(folder: &str) -> Result<()> {
    // npm writes this file last, with what it installed.
    let installed = root().join(folder).join("node_modules/.package-lock.json");
    let wanted = root().join(folder).join("package-lock.json");
    let newer = |path: &PathBuf| std::fs::metadata(path).and_then(|data| data.modified()).ok();
    if newer(&installed).is_some_and(|at| newer(&wanted).is_some_and(|of| at >= of)) {
        return Ok(());
    }
    println!("Installing the npm tools of {folder}/package-lock.json …");
    run(program("npm").args(["ci", "--silent", "--prefix", folder]).stdin(Stdio::null()))
}

fn tool(package: &str, name: &str, version: &str, locked: bool) -> Result<()> {
    let path = tools().join(name);
    if path.is_file() {
        let found = output(program(&path).arg("--version")).unwrap_or_default();
        if found.lines().next().unwrap_or_default().split_whitespace().any(|word| word == version) {
            return Ok(());
        }
    }
    println!("Installing {package} {version} into target/tools …");
    // Not optimised, since building it costs more than it runs; one folder, since they share much.
    run(cargo()
        .args(["install", "--quiet", "--debug", "--force", "--root", "target/tools", "--version", version, package])
        .args(locked.then_some("--locked"))
        .env("CARGO_TARGET_DIR", root().join("target/tools/build"))
        // The user's flags for this repository are not meant for its tools.
        .env_remove("RUSTFLAGS"))
}

fn browsers() -> Result<()> {
    let (family, font) = FONT;
    let has_font = output(program("fc-match").args(["--format=%{family}", family])).is_ok_and(|found| found == family);
    let absent = BROWSERS.iter().filter(|(program, _)| which(program).is_none()).map(|(_, package)| *package);
    let missing: Vec<_> = absent.chain((!has_font).then_some(font)).collect();
    if missing.is_empty() {
        return Ok(());
    }
    let packages = missing.join(" ");
    let root_user = output(program("id").arg("-u")).is_ok_and(|id| id.trim() == "0");
    if !root_user || which("apt-get").is_none() {
        bail!("The browser tests need more: as root, run `apt-get install {packages}` (Debian's names).");
    }
    println!("Installing {packages} …");
    run(program("apt-get").args(["update", "-qq"]))?;
    run(program("apt-get")
        .args(["install", "-y", "-qq", "--no-install-recommends"])
        .args(&missing)
        .env("DEBIAN_FRONTEND", "noninteractive")
        .stdout(Stdio::null())
        .stderr(Stdio::null()))
}
