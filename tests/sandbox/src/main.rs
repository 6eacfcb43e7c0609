//! `tokenframe-sandbox`: the mock tokenization backend as a program.

use std::io::Write;
use std::net::Ipv4Addr;
use std::path::PathBuf;
use std::process::ExitCode;
use std::sync::Arc;

use clap::Parser;
use tokenframe_sandbox::{Options, Sandbox, SeededEntropy};
use tokio::net::TcpListener;

/// A mock tokenization backend that behaves as the vaults do. Takes test cards only.
#[derive(Parser)]
#[command(name = "tokenframe-sandbox", version)]
struct Arguments {
    /// Port on 127.0.0.1; 0 picks a free one.
    #[arg(long, default_value_t = 4102)]
    port: u16,
    /// Origin that may call where a vault answers other origins; may be given more than once.
    #[arg(long = "allow-origin", value_name = "ORIGIN")]
    allow_origin: Vec<String>,
    /// Draw the same keys and tokens every time.
    #[arg(long, value_name = "N")]
    seed: Option<u64>,
    /// Keep what was answered in this file, and its key in FILE.key; absent: in memory.
    #[arg(long, value_name = "FILE")]
    data: Option<PathBuf>,
    /// How long a Vaultera session token lives, in milliseconds.
    #[arg(long, value_name = "MS")]
    session_token_lifetime_ms: Option<u64>,
    /// Value of `frame-ancestors` on the embeddable pages; absent: no such directive.
    #[arg(long, value_name = "SOURCES")]
    frame_ancestors: Option<String>,
}

fn main() -> ExitCode {
    let arguments = Arguments::parse();
    let outcome = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()
        .and_then(|runtime| runtime.block_on(run(arguments)));
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            // Standard error may be closed; there is nobody left to tell then.
            let _ = writeln!(std::io::stderr(), "tokenframe-sandbox: {error}");
            ExitCode::FAILURE
        }
    }
}

async fn run(arguments: Arguments) -> std::io::Result<()> {
    let mut options =
        Options { frame_ancestors: arguments.frame_ancestors, data: arguments.data, ..Options::default() };
    if !arguments.allow_origin.is_empty() {
        options.allowed_origins = arguments.allow_origin;
    }
    if let Some(seed) = arguments.seed {
        options.entropy = Arc::new(SeededEntropy::new(seed));
    }
    if let Some(lifetime_ms) = arguments.session_token_lifetime_ms {
        options.session_token_lifetime_ms = lifetime_ms;
    }
    let stop = stop_signal()?;
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, arguments.port)).await?;
    let address = listener.local_addr()?;
    let sandbox = Sandbox::new(options).map_err(std::io::Error::other)?;
    writeln!(std::io::stdout(), "tokenframe-sandbox listening on http://{address}")?;
    sandbox.serve(listener, stop).await
}

/// Ready on ctrl-c and on SIGTERM. Registered before the address is printed, so that a parent that
/// has read the line can stop the program cleanly.
#[cfg(unix)]
fn stop_signal() -> std::io::Result<impl Future<Output = ()>> {
    use tokio::signal::unix::{SignalKind, signal};
    let mut terminate = signal(SignalKind::terminate())?;
    let mut interrupt = signal(SignalKind::interrupt())?;
    Ok(async move {
        tokio::select! {
            _ = terminate.recv() => {}
            _ = interrupt.recv() => {}
        }
    })
}

#[cfg(not(unix))]
fn stop_signal() -> std::io::Result<impl Future<Output = ()>> {
    Ok(async {
        if tokio::signal::ctrl_c().await.is_err() {
            std::future::pending::<()>().await;
        }
    })
}
