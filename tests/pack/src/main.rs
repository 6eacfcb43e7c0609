//! The commands of the repository: `cargo dev`, `cargo verify`, `cargo pack`, `cargo docs`, `cargo bench-peers`.

#![expect(clippy::print_stdout, reason = "these are commands, and people read what they print")]

mod again;
mod bench;
mod browsers;
mod build;
mod cases;
mod command;
mod deploy;
mod dev;
mod display;
mod docs;
mod features;
mod fuzz;
mod glue;
mod manifest;
mod node;
mod order;
mod pack;
mod sandbox;
mod sbom;
mod served;
mod setup;
mod verify;
mod words;

use clap::{Parser, Subcommand};
use std::process::ExitCode;

#[derive(Parser)]
#[command(name = "cargo", bin_name = "cargo", version, about = "Builds, serves and checks Tokenframe.")]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Serve the demo shop, the frame and the sandbox, and print their addresses.
    Dev(dev::Options),
    /// Run every test that CI runs.
    Verify(verify::Options),
    /// Measure ours and the peers' beside each other.
    BenchPeers(bench::Options),
    /// Build pkg/, check it and print its sizes.
    Pack {
        /// Build this frame alone anew, such as `clover`.
        #[arg(long)]
        frame: Option<String>,
    },
    /// Build the documents for people into target/docs; `cargo dev` serves them.
    Docs,
    /// Tokenisations a second, beside a bare handler.
    #[command(hide = true)]
    Load,
    /// The sandbox's speed with ever more keys.
    #[command(hide = true)]
    Growth,
}

fn main() -> ExitCode {
    let done = match Cli::parse().command {
        Command::Dev(options) => dev::run(&options),
        Command::Verify(options) => verify::run(&options),
        Command::BenchPeers(options) => bench::run_peers(&options),
        Command::Pack { frame: Some(folder) } => pack::one(&folder),
        Command::Pack { frame: None } => pack::package().map(drop),
        Command::Docs => docs::print(),
        Command::Load => sandbox::load(),
        Command::Growth => sandbox::grown(),
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            println!("\nerror: {error:#}");
            ExitCode::FAILURE
        }
    }
}
