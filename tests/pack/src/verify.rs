//! `cargo verify`: every test, each step named, the first failure last on the screen.

use crate::browsers::{COPIES, PAGES, end_to_end};
use crate::build::VAULTS;
use crate::command::{cargo, program, read, root};
use crate::dev::Addresses;
use crate::served::Server;
use crate::{again, cases, docs, features, fuzz, node, pack, sandbox, setup};
use anyhow::{Context, Result, bail, ensure};
use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::process::Command;

/// What `cargo verify` can be told.
#[derive(clap::Args)]
pub struct Options {
    /// Also run what takes longer than the usual twenty minutes allow.
    #[arg(long)]
    pub long: bool,
    /// Run only the steps whose name holds this.
    #[arg(long)]
    pub only: Option<String>,
}

type Step = (&'static str, fn() -> Result<()>);

const STEPS: &[Step] = &[
    ("format", format),
    ("lints", lints),
    ("native tests", cases::native),
    ("set-up", setup_all),
    ("package", package),
    ("wasm tests in Chromium", wasm_chromium),
    ("wasm tests in Firefox", wasm_firefox),
    ("package tests", packed),
    ("server tests", servers),
    ("documents", documents),
    ("other runtimes", runtimes),
    ("data of cargo dev", data),
    ("projects", projects),
];

/// What `--long` adds.
const LONG_STEPS: &[Step] = &[
    ("licences and sources", dependencies),
    ("200 crashes", crashes),
    ("10000 lives of keys", sandbox::model),
    ("a million tokens", sandbox::million),
    ("schemathesis", sandbox::schemathesis),
    ("load", sandbox::load),
    ("a second build elsewhere", again::reproducible),
    ("fuzz targets", fuzz::all),
    ("package tests, all of them", packed_long),
    ("nginx and Caddy", hosting),
    ("every project", every_project),
];

/// The engines, each with the first of its ports. The lanes run side by side: a browser mostly waits.
const LANES: [&[Step]; 3] = [
    &[
        ("end to end in Chromium", || end_to_end("chromium", 4600, PAGES)),
        ("copies in Chromium", || end_to_end("chromium", 4600, COPIES)),
    ],
    &[
        ("end to end in Firefox", || end_to_end("firefox", 4640, PAGES)),
        ("copies in Firefox", || end_to_end("firefox", 4640, COPIES)),
    ],
    &[("end to end in WebKit", || end_to_end("webkit", 4620, PAGES))],
];

/// The columns of the table of features, each with the step that fills it.
const ENGINES: [(&str, &str); 3] =
    [("chromium", "end to end in Chromium"), ("firefox", "end to end in Firefox"), ("webkit", "end to end in WebKit")];

/// Tells a process that it runs one step of a lane.
const LANE: &str = "TOKENFRAME_LANE";

/// Runs the steps in order and stops at the first that fails.
pub fn run(options: &Options) -> Result<()> {
    let wanted = |name: &str| options.only.as_ref().is_none_or(|part| name.contains(part.as_str()));
    let long = if options.long { LONG_STEPS } else { &[] };
    // A lane's own process leaves the tables to the one that started it.
    let whole = std::env::var_os(LANE).is_none();
    if whole && options.only.is_none() {
        features::forget()?;
    }
    for (name, step) in STEPS.iter().chain(long).filter(|(name, _)| wanted(name)) {
        println!("\n── {name}");
        step().with_context(|| format!("{name} failed"))?;
    }
    let lanes = LANES.map(|lane| lane.iter().filter(|(name, _)| wanted(name)).collect::<Vec<_>>());
    match lanes.concat().as_slice() {
        [] => {}
        [(name, step)] if !options.long => {
            println!("\n── {name}");
            step().with_context(|| format!("{name} failed"))?;
        }
        _ => side_by_side(&lanes, options.long)?,
    }
    let steps: Vec<_> = lanes.iter().flatten().map(|(name, _)| *name).collect();
    let engines: Vec<_> = ENGINES.iter().filter(|(_, step)| steps.contains(step)).map(|(name, _)| *name).collect();
    if whole && !engines.is_empty() {
        let copies = steps.iter().any(|name| name.starts_with("copies"));
        features::table(&engines, if copies { &["pages", "copies"] } else { &["pages"] })?;
    }
    // Where steps were chosen, the others' results are those of the last time that they ran.
    if whole && (options.only.is_none() || wanted("cases")) {
        cases::table(&ENGINES.map(|(name, _)| name), options.long)?;
    }
    println!("\nAll is well.");
    Ok(())
}

/// Runs each step in a process of its own, the lanes at the same time, and shows what each printed once it is over.
fn side_by_side(lanes: &[Vec<&Step>], long: bool) -> Result<()> {
    let results = std::thread::scope(|scope| {
        let lanes: Vec<_> =
            lanes.iter().map(|lane| scope.spawn(|| lane.iter().try_for_each(|(name, _)| alone(name, long)))).collect();
        lanes
            .into_iter()
            .map(|lane| lane.join().unwrap_or_else(|_| bail!("a lane of steps ended early")))
            .collect::<Vec<_>>()
    });
    results.into_iter().collect()
}

fn alone(name: &str, long: bool) -> Result<()> {
    let output = Command::new(std::env::current_exe()?)
        .current_dir(root())
        .args(["verify", "--only", name])
        .env(LANE, "1")
        // What looks at everything where there is time for it.
        .envs(long.then_some(("LONG", "1")))
        .output()
        .with_context(|| format!("cannot start {name}"))?;
    // In one piece, so that two lanes do not mix.
    let printed = [output.stdout, output.stderr].concat();
    std::io::Write::write_all(&mut std::io::stdout().lock(), &printed)?;
    ensure!(output.status.success(), "{name} failed");
    Ok(())
}

fn format() -> Result<()> {
    run_it(cargo().args(["fmt", "--all", "--check"]))
}

fn lints() -> Result<()> {
    run_it(cargo().args(["clippy", "--quiet", "--workspace", "--all-targets", "--", "--deny", "warnings"]))?;
    // The browser's edge is compiled for the browser alone.
    let frames = VAULTS.iter().map(|vault| format!("frame,bare,{}", vault.name));
    for features in frames.chain([
        "frame,bare,clover,instruments".into(),
        "frame,bare,reveal".into(),
        "rules,bare".into(),
        "node,clover,vaultera,payconex,hellgate,corefy".into(),
    ]) {
        run_it(
            cargo()
                .args([
                    "clippy",
                    "--quiet",
                    "--package",
                    "tokenframe",
                    "--lib",
                    "--target",
                    "wasm32-unknown-unknown",
                    "--no-default-features",
                ])
                .args(["--features", &features, "--", "--deny", "warnings"]),
        )?;
    }
    Ok(())
}

fn dependencies() -> Result<()> {
    setup::auditing()?;
    run_it(program(setup::tools().join("cargo-deny")).args(["--offline", "check", "licenses", "bans", "sources"]))
}

fn crashes() -> Result<()> {
    let test = ["test", "--quiet", "--package", "tokenframe-sandbox", "--test", "crash", "--", "--nocapture"];
    run_it(cargo().args(test).env("CRASHES", "200"))
}

fn setup_all() -> Result<()> {
    setup::building()?;
    setup::testing()
}

fn package() -> Result<()> {
    pack::package().map(drop)
}

fn wasm_chromium() -> Result<()> {
    wasm("--chrome", "chromedriver")
}

fn wasm_firefox() -> Result<()> {
    wasm("--firefox", "geckodriver")
}

fn wasm(browser: &str, driver: &str) -> Result<()> {
    // wasm-pack finds its driver and wasm-bindgen on the path.
    which_on(&tool_path()?, driver).with_context(|| format!("{driver} is not installed"))?;
    run_it(
        program(setup::tools().join("wasm-pack"))
            .args(["test", "--headless", browser, "--mode", "no-install", "tests/wasm"])
            .env("WASM_BINDGEN_TEST_WEBDRIVER_JSON", root().join("tests/browser/webdriver.json"))
            .env("WASM_BINDGEN_TEST_ONLY_WEB", "1")
            .env("PATH", tool_path()?),
    )
}

fn packed() -> Result<()> {
    let tarball = newest_tarball()?;
    node::run(&["tests/package/*.test.js"], &[("TARBALL", tarball.as_os_str())], &features::results("all", "package"))
}

fn packed_long() -> Result<()> {
    let long = [("LONG", "1".as_ref())];
    node::run(&["tests/package/*numbers.test.js"], &long, &features::results("all", "long"))
}

fn hosting() -> Result<()> {
    let folder = setup::servers()?;
    node::run(&["tests/hosting/*.test.js"], &[("HOSTING", folder.as_os_str())], &features::results("all", "hosting"))
}

fn servers() -> Result<()> {
    // One of them holds Node's against the native one.
    run_it(cargo().args(["build", "--quiet", "--package", "tokenframe-sandbox"]))?;
    against_sandbox("tests/server/*.test.js", "server")?;
    // A clock that was put forward does not go back: that sandbox is for these alone.
    against_sandbox("tests/server/clock/*.test.js", "clock")
}

/// The pages, whose builder finds each link that leads nowhere, and then every block of code in them.
fn documents() -> Result<()> {
    docs::print()?;
    against_sandbox("tests/docs/*.test.js", "docs")
}

fn runtimes() -> Result<()> {
    setup::runtimes()?;
    against_sandbox("tests/runtimes/*.test.js", "runtimes")
}

/// The package in a shop that has no build.
fn projects() -> Result<()> {
    in_projects(&[])
}

/// And in those that have: their tools are some hundreds of megabytes.
fn every_project() -> Result<()> {
    in_projects(&[("LONG", "1".as_ref())])
}

fn in_projects(more: &[(&str, &std::ffi::OsStr)]) -> Result<()> {
    let port = 4670;
    let page = format!("http://localhost:{}", port + 5);
    let _server = Server::start(port, &page, None)?;
    let Addresses { shop, frame, vaults, .. } = Addresses::from(port);
    let tarball = newest_tarball()?;
    let mut values = vec![
        ("TARBALL", tarball.as_os_str()),
        ("SHOP", shop.as_ref()),
        ("FRAME", frame.as_ref()),
        ("VAULTS", vaults.as_ref()),
        ("STAGE", page.as_ref()),
    ];
    values.extend(more);
    node::run(&["tests/projects/*.test.js"], &values, &features::results("all", "projects"))
}

fn against_sandbox(tests: &str, part: &str) -> Result<()> {
    let port = 4660;
    let _server = Server::start(port, "http://localhost:4665", None)?;
    let Addresses { vaults, dashboard, .. } = Addresses::from(port);
    let pkg = root().join("pkg");
    let values = [("VAULTS", vaults.as_ref()), ("DASHBOARD", dashboard.as_ref()), ("PKG", pkg.as_os_str())];
    node::run(&[tests], &values, &features::results("all", part))
}

/// What README says of `--data`, as far as it is the command's: the sandbox's own tests have the rest.
fn data() -> Result<()> {
    let folder = root().join("target/verify-data");
    let _ = std::fs::remove_dir_all(&folder);
    std::fs::create_dir_all(&folder)?;
    let file = folder.join("data");
    let port = 4680;
    let start = || Server::start(port, "http://localhost:1", Some(&file));
    let mut first = start()?;
    let issued = first.credentials()?;
    ensure!(first.printed.contains("adminToken"), "no credentials were printed");
    ensure!(folder.join("data.key").is_file(), "the key does not lie beside the data");
    taken(&start_fails(port, None)?, port)?;
    // As the system ends a process that it has no memory for: nothing of it may stay on the ports.
    first.child.kill()?;
    first.child.wait()?;
    let again = start()?;
    ensure!(again.credentials()? == issued, "a restart on the same data has other credentials");
    ensure!(again.printed.is_empty(), "a restart prints the credentials once more");
    let free = 4690;
    for server in [free, free + 3] {
        let _other = TcpListener::bind(("localhost", server))?;
        taken(&start_fails(free, None)?, server)?;
    }
    Ok(())
}

/// What a start prints that comes to nothing.
fn start_fails(port: u16, data: Option<&Path>) -> Result<String> {
    let output = Server::command(port, "http://localhost:1", data)?.output()?;
    ensure!(output.status.code() == Some(1), "a start on a port that is taken ended with {}", output.status);
    Ok(String::from_utf8_lossy(&[output.stdout, output.stderr].concat()).into_owned())
}

fn taken(printed: &str, port: u16) -> Result<()> {
    let sentence = format!("error: port {port} is taken: choose others with `cargo dev --port-base N`");
    ensure!(printed.trim() == sentence, "a port that is taken is told as: {printed}");
    Ok(())
}

fn newest_tarball() -> Result<PathBuf> {
    let manifest: serde_json::Value = serde_json::from_str(&read("pkg/package.json")?)?;
    let version =
        manifest.get("version").and_then(|version| version.as_str()).context("pkg/package.json has no version")?;
    Ok(root().join(format!("target/npm/tokenframe-{version}.tgz")))
}

fn tool_path() -> Result<std::ffi::OsString> {
    let path = std::env::var_os("PATH").unwrap_or_default();
    let npm = root().join("tests/node_modules/.bin");
    Ok(std::env::join_paths([setup::tools(), npm].into_iter().chain(std::env::split_paths(&path)))?)
}

fn which_on(path: &std::ffi::OsStr, name: &str) -> Option<PathBuf> {
    std::env::split_paths(path).map(|folder| folder.join(name)).find(|path| path.is_file())
}

fn run_it(command: &mut Command) -> Result<()> {
    crate::command::run(command)
}
