//! `cargo dev`: the demo shop, the frame, the sandbox, the dashboard and the documents, each on an origin of its own.

use crate::build::{self, VAULTS, Vault};
use crate::command::{program, root};
use crate::deploy::{Deployment, document_headers, file_headers};
use crate::docs;
use crate::manifest::{content_type, integrity};
use crate::pack;
use anyhow::{Context, Error, Result, anyhow};
use axum::Router;
use axum::extract::{Path, State};
use axum::http::{HeaderName, HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use std::io::ErrorKind;
use std::net::SocketAddr;
use std::path::{Path as FilePath, PathBuf};
use std::process::Stdio;
use std::sync::Arc;
use std::time::Duration;
use tokenframe_sandbox::Sandbox;
use tokio::io::{AsyncBufReadExt, BufReader};
use tokio::net::{TcpListener, lookup_host};
use tokio::process::{Child, ChildStdin};
use tokio::time::Instant;

/// How long a port may stay taken: by servers of a `cargo dev` that is just ending.
const PATIENCE: Duration = Duration::from_secs(2);
/// Between two looks at a port that is taken: no system tells when one is free.
const PAUSE: Duration = Duration::from_millis(50);
/// What the gallery's forms hold.
const POSES: [&str; 2] = ["typed", "complete"];
const POSE: &str = "www/demo/pose.js";
/// Makes a server end with us, however we end: the system closes our end of its standard input.
const END_WITH_PARENT: &str = "data:text/javascript,process.stdin.on('close',()=>process.exit()).resume()";

/// What `cargo dev` can be told.
#[derive(clap::Args)]
pub struct Options {
    /// The port of the shop; the frame, the sandbox, the dashboard and the documents have the next ones.
    #[arg(long, default_value_t = 4100)]
    pub port_base: u16,
    /// Keep what the sandbox answered in this file, and its key in FILE.key; absent: in memory.
    #[arg(long, value_name = "FILE")]
    pub data: Option<PathBuf>,
    /// Serve the pkg/ that is there, without building it.
    #[arg(long)]
    pub no_build: bool,
    /// One more origin whose pages may embed the frame. Can be given again.
    #[arg(long, value_name = "ORIGIN")]
    pub allow_parent: Vec<String>,
}

/// The addresses, all from one port.
#[derive(Clone)]
pub struct Addresses {
    /// The demo shop: another site than the frame, since it has another host name.
    pub shop: String,
    /// The frame.
    pub frame: String,
    /// The sandbox.
    pub vaults: String,
    /// The dashboard, where keys are managed.
    pub dashboard: String,
    /// The documents for people.
    pub docs: String,
}

impl Addresses {
    /// Shop, frame, vaults, dashboard and documents, one port after the other.
    pub fn from(port: u16) -> Self {
        Self {
            shop: format!("http://localhost:{port}"),
            frame: format!("http://127.0.0.1:{}", port + 1),
            vaults: format!("http://127.0.0.1:{}", port + 2),
            dashboard: format!("http://localhost:{}", port + 3),
            docs: format!("http://localhost:{}", port + 4),
        }
    }
}

/// Builds what is missing and serves until it is stopped.
pub fn run(options: &Options) -> Result<()> {
    if !options.no_build {
        pack::package()?;
    }
    tokio::runtime::Builder::new_multi_thread().enable_all().build()?.block_on(serve(options))
}

async fn serve(options: &Options) -> Result<()> {
    let port = options.port_base;
    let addresses = Addresses::from(port);
    // Before the data is touched. What node listens on is looked at here, for the same sentence of each port.
    for server in [port, port + 3] {
        for address in lookup_host(("localhost", server)).await? {
            // One that this machine does not have is nothing that node would take.
            match bind(address).await {
                Err(error) if error.kind() != ErrorKind::AddrNotAvailable => return Err(told(error, server)),
                _ => {}
            }
        }
    }
    let frame = listen(port + 1).await?;
    let vaults = listen(port + 2).await?;
    let documents = listen(port + 4).await?;
    let known = options.data.as_deref().is_some_and(FilePath::exists);
    let sandbox = Sandbox::new(tokenframe_sandbox::Options {
        allowed_origins: vec![addresses.frame.clone()],
        data: options.data.clone(),
        ..Default::default()
    })?;
    let serving = sandbox.clone();
    tokio::spawn(async move { serving.serve(vaults, std::future::pending::<()>()).await });
    tokio::spawn(axum::serve(frame, frame_routes(&addresses, &options.allow_parent)).into_future());
    tokio::spawn(axum::serve(documents, docs::server::routes()).into_future());
    let (mut shop, _shop_input) = start(&addresses, "www/demo/server.js", port, Stdio::inherit())?;
    let (mut dashboard, _dashboard_input) = start(&addresses, "www/dashboard/server.js", port + 3, Stdio::piped())?;
    listening(&mut dashboard).await?;

    println!("\n  shop     {}", addresses.shop);
    println!("  frame    {}", addresses.frame);
    println!(
        "  vaults   {}/<vault>   ({})",
        addresses.vaults,
        VAULTS.iter().map(|vault| vault.name).collect::<Vec<_>>().join(", ")
    );
    println!("  keys     {}", addresses.dashboard);
    println!("  docs     {}", addresses.docs);
    println!("\n  Test cards only, e.g. 4242 4242 4242 4242, any future date, 123.");
    let credentials = format!("{}/_sandbox/credentials", addresses.vaults);
    // Who has data has seen them, and what is kept for long is not for every terminal's scrollback.
    if known {
        println!("  The sandbox's credentials are those of before: {credentials}\n");
    } else {
        println!("  The sandbox's credentials ({credentials}):\n{:#}\n", sandbox.credentials());
    }
    tokio::select! {
        _ = tokio::signal::ctrl_c() => {}
        _ = terminated() => {}
        status = shop.wait() => anyhow::bail!("the shop's server ended: {}", status?),
        status = dashboard.wait() => anyhow::bail!("the dashboard's server ended: {}", status?),
    }
    Ok(())
}

async fn terminated() {
    match tokio::signal::unix::signal(tokio::signal::unix::SignalKind::terminate()) {
        Ok(mut signal) => {
            signal.recv().await;
        }
        Err(_) => std::future::pending().await,
    }
}

fn start(addresses: &Addresses, script: &str, port: u16, stdout: Stdio) -> Result<(Child, ChildStdin)> {
    let mut command = program("node");
    command
        .args(["--import", END_WITH_PARENT, script])
        .env("PORT", port.to_string())
        .env("FRAME", &addresses.frame)
        .env("VAULTS", &addresses.vaults)
        .env("PKG", root().join("pkg"))
        .stdin(Stdio::piped())
        .stdout(stdout);
    let mut child = tokio::process::Command::from(command).kill_on_drop(true).spawn().context("cannot start node")?;
    // To wait for a child closes its input.
    let input = child.stdin.take().context("the server has no input")?;
    Ok((child, input))
}

/// Waits for the line that a server prints once it listens.
async fn listening(server: &mut Child) -> Result<()> {
    let out = server.stdout.take().context("the server has no output")?;
    let mut lines = BufReader::new(out).lines();
    lines.next_line().await?.context("the dashboard's server did not start")?;
    tokio::spawn(async move { while let Ok(Some(_)) = lines.next_line().await {} });
    Ok(())
}

async fn listen(port: u16) -> Result<TcpListener> {
    bind(SocketAddr::from(([127, 0, 0, 1], port))).await.map_err(|error| told(error, port))
}

async fn bind(address: SocketAddr) -> std::io::Result<TcpListener> {
    let last = Instant::now() + PATIENCE;
    loop {
        match TcpListener::bind(address).await {
            Err(error) if error.kind() == ErrorKind::AddrInUse && Instant::now() < last => {
                tokio::time::sleep(PAUSE).await
            }
            done => return done,
        }
    }
}

fn told(error: std::io::Error, port: u16) -> Error {
    match error.kind() {
        ErrorKind::AddrInUse => anyhow!("port {port} is taken: choose others with `cargo dev --port-base N`"),
        _ => Error::new(error).context(format!("cannot listen on port {port}")),
    }
}

struct Frames {
    folder: PathBuf,
    parents: Vec<String>,
    vaults: String,
}

fn frame_routes(addresses: &Addresses, more_parents: &[String]) -> Router {
    let frames = Frames {
        folder: root().join("pkg/frame"),
        parents: std::iter::once(&addresses.shop).chain(more_parents).cloned().collect(),
        vaults: addresses.vaults.clone(),
    };
    Router::new()
        .route("/{vault}/", get(|State(frames), Path(name): Path<String>| document(frames, name, None)))
        .route("/{vault}/{file}", get(|State(frames), Path((name, of)): Path<(String, String)>| file(frames, name, of)))
        // For the gallery alone: a shop's page can type nothing into a form, so a script of the frame's own does.
        .route("/posed/{pose}/{vault}/", get(|State(frames), Path((pose, name))| document(frames, name, Some(pose))))
        .route(
            "/posed/{pose}/{vault}/{file}",
            get(|State(frames), Path((_, name, of)): Path<(String, String, String)>| file(frames, name, of)),
        )
        .with_state(Arc::new(frames))
}

/// The frame as it ships; with a pose, a script more that types what the gallery shows.
async fn document(frames: Arc<Frames>, name: String, pose: Option<String>) -> Response {
    let Some(vault) = build::frames().find(|vault| vault.folder() == name) else {
        return StatusCode::NOT_FOUND.into_response();
    };
    let Ok(mut html) = std::fs::read_to_string(frames.folder.join(vault.folder()).join("index.html")) else {
        return StatusCode::NOT_FOUND.into_response();
    };
    let mut hashes: Vec<String> = [html.rsplit_once("integrity=\""), html.split_once("data-extra=\"")]
        .into_iter()
        .filter_map(|found| found?.1.split('"').next()?.rsplit(' ').next().map(Into::into))
        .collect();
    if let Some(pose) = pose {
        let (true, Ok(script)) = (POSES.contains(&pose.as_str()), std::fs::read(root().join(POSE))) else {
            return StatusCode::NOT_FOUND.into_response();
        };
        let hash = integrity(&script);
        let tag = format!("<script type=\"module\" src=\"pose.js\" integrity=\"{hash}\"></script></head>");
        html = html.replacen("<html ", &format!("<html data-pose=\"{pose}\" "), 1).replacen("</head>", &tag, 1);
        hashes.push(hash);
    }
    let hashes: Vec<_> = hashes.iter().map(String::as_str).collect();
    // The sandbox has all vaults on one origin, where the vendors have one or two each.
    let own = [format!("{}/{}/", frames.vaults, vault.name)];
    let headers = document_headers(&Deployment {
        parents: &frames.parents,
        vault: &own,
        scripts: &own,
        capture: vault.capture,
        hashes: &hashes,
    });
    answer(headers, html.replace("{{parents}}", &frames.parents.join(" ")).into_bytes())
}

async fn file(frames: Arc<Frames>, name: String, file: String) -> Response {
    if file == "pose.js" {
        let Ok(content) = std::fs::read(root().join(POSE)) else {
            return StatusCode::NOT_FOUND.into_response();
        };
        // It is worked on where it stands, and has no hash in its name.
        let headers = file_headers(content_type("js")).into_iter().filter(|(name, _)| *name != "cache-control");
        return answer(headers.collect(), content);
    }
    let ending = file.rsplit_once('.').map_or("", |(_, ending)| ending);
    let folders = build::frames().map(Vault::folder).chain(["words".into()]);
    let known = folders.into_iter().any(|folder| folder == name) && !file.contains(['/', '\\']);
    match known.then(|| std::fs::read(frames.folder.join(name).join(&file))) {
        Some(Ok(content)) => answer(file_headers(content_type(ending)), content),
        _ => StatusCode::NOT_FOUND.into_response(),
    }
}

pub fn answer(headers: Vec<(&'static str, String)>, body: Vec<u8>) -> Response {
    let mut response = body.into_response();
    response.headers_mut().clear();
    for (name, value) in headers {
        if let Ok(value) = HeaderValue::from_str(&value) {
            response.headers_mut().insert(HeaderName::from_static(name), value);
        }
    }
    response
}
