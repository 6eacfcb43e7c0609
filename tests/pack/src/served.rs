//! `cargo dev`, for tests.

use crate::command::{output, program, root};
use crate::dev::Addresses;
use anyhow::{Context, Result, ensure};
use std::path::Path;
use std::process::{Child, Command, Stdio};

/// `cargo dev` in the background, for as long as this lives.
pub struct Server {
    /// The process.
    pub child: Child,
    /// The credentials, as they were printed; empty where they were not.
    pub printed: String,
    /// Where the sandbox is.
    vaults: String,
}

impl Server {
    /// What starts it. `parent` is one more origin whose pages may embed the frame.
    pub fn command(port: u16, parent: &str, data: Option<&Path>) -> Result<Command> {
        let mut command = Command::new(std::env::current_exe()?);
        command
            .current_dir(root())
            .args(["dev", "--no-build", "--port-base", &port.to_string(), "--allow-parent", parent])
            .args(data.into_iter().flat_map(|data| ["--data".as_ref(), data.as_os_str()]));
        Ok(command)
    }

    /// Starts it, and waits until it listens.
    pub fn start(port: u16, parent: &str, data: Option<&Path>) -> Result<Self> {
        let mut child = Self::command(port, parent, data)?.stdout(Stdio::piped()).spawn()?;
        // The addresses are printed once everything listens.
        let out = child.stdout.take().context("the server has no output")?;
        let mut lines = std::io::BufRead::lines(std::io::BufReader::new(out));
        let ready = lines.by_ref().map_while(Result::ok).any(|line| line.contains("/_sandbox/credentials"));
        ensure!(ready, "the server did not start");
        let printed = lines.by_ref().map_while(Result::ok).take_while(|line| !line.is_empty()).collect();
        std::thread::spawn(move || lines.map_while(Result::ok).for_each(drop));
        Ok(Self { child, printed, vaults: Addresses::from(port).vaults })
    }

    /// What the sandbox answers to whoever asks for its credentials.
    pub fn credentials(&self) -> Result<String> {
        let script =
            "fetch(process.argv[1]).then((answer) => answer.text()).then((text) => process.stdout.write(text))";
        output(program("node").args(["--eval", script, &format!("{}/_sandbox/credentials", self.vaults)]))
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // By its id, so that it ends the shop's server with it.
        // An id that was waited for may be somebody else's by now.
        if matches!(self.child.try_wait(), Ok(None)) {
            let _ = program("kill").arg(self.child.id().to_string()).status();
            let _ = self.child.wait();
        }
    }
}
