//! A screen for a browser that knows no headless mode.

use crate::command::program;
use anyhow::{Context, Result};
use std::process::{Child, Stdio};

/// Runs for as long as this lives.
pub struct Display {
    child: Child,
    /// Its name, as `DISPLAY` has it.
    pub name: String,
}

impl Display {
    /// Starts one that is free.
    pub fn start() -> Result<Self> {
        // The server picks a free number and writes it to its standard output.
        let mut child = program("Xvfb")
            .args(["-displayfd", "1", "-screen", "0", "1280x1024x24", "-nolisten", "tcp"])
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .context("cannot start Xvfb")?;
        let mut number = String::new();
        let out = child.stdout.take().context("Xvfb has no output")?;
        std::io::BufRead::read_line(&mut std::io::BufReader::new(out), &mut number)?;
        Ok(Self { child, name: format!(":{}", number.trim()) })
    }
}

impl Drop for Display {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
