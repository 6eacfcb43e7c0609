//! The program as a process of its own, with a folder for its data.
#![allow(clippy::unwrap_used, clippy::string_slice, reason = "a test that panics is a test that fails")]
#![allow(dead_code, reason = "every test file uses another part")]

use std::io::{BufRead, BufReader, Read};
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdout, Command, Output, Stdio};

use crate::support::Bench;

/// A folder of one test, gone with it.
pub struct Folder(PathBuf);

impl Folder {
    pub fn new(name: &str) -> Self {
        Self::below(&std::env::temp_dir(), name)
    }

    /// Where a system has a place for files that never reach a disk.
    pub fn in_memory(name: &str) -> Self {
        let memory = Path::new("/dev/shm");
        if memory.is_dir() { Self::below(memory, name) } else { Self::new(name) }
    }

    fn below(folder: &Path, name: &str) -> Self {
        let path = folder.join(format!("tokenframe-{name}-{}", std::process::id()));
        // Of a process that had this id and was killed.
        drop(std::fs::remove_dir_all(&path));
        std::fs::create_dir_all(&path).unwrap();
        Self(path)
    }

    pub fn file(&self, name: &str) -> PathBuf {
        self.0.join(name)
    }

    /// Every file with its bytes.
    pub fn files(&self) -> Vec<(PathBuf, Vec<u8>)> {
        let paths = std::fs::read_dir(&self.0).unwrap().map(|entry| entry.unwrap().path());
        let mut files: Vec<_> =
            paths.filter(|path| path.is_file()).map(|path| (path.clone(), std::fs::read(path).unwrap())).collect();
        files.sort();
        files
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        drop(std::fs::remove_dir_all(&self.0));
    }
}

fn command(data: &Path) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_tokenframe-sandbox"));
    command.args(["--port", "0", "--data"]).arg(data);
    command
}

/// What the program says when it is started on data that it refuses.
pub fn refused(data: &Path) -> Output {
    let mut child = command(data).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    let mut line = String::new();
    BufReader::new(child.stdout.take().unwrap()).read_line(&mut line).unwrap();
    if !line.is_empty() {
        // It would run for ever.
        drop(child.kill());
        panic!("it was started: {line}");
    }
    child.wait_with_output().unwrap()
}

/// A running program; killed when it is let go.
pub struct Program {
    child: Child,
    out: BufReader<ChildStdout>,
    pub address: SocketAddr,
}

impl Program {
    pub fn start(data: &Path) -> Self {
        Self::spawn(&mut command(data))
    }

    /// On a disk that lets no file grow beyond so much.
    pub fn with_room(data: &Path, kib: u64) -> Self {
        let own = command(data);
        let mut shell = Command::new("sh");
        // Half a KiB each, as POSIX counts them. A write that is too much is to fail, and not to end the program.
        shell.arg("-c").arg(format!("trap '' XFSZ; ulimit -f {}; exec \"$0\" \"$@\"", kib * 2));
        Self::spawn(shell.arg(own.get_program()).args(own.get_args()))
    }

    /// Without a data file.
    pub fn in_memory() -> Self {
        Self::spawn(Command::new(env!("CARGO_BIN_EXE_tokenframe-sandbox")).args(["--port", "0"]))
    }

    fn spawn(command: &mut Command) -> Self {
        let mut child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
        let mut out = BufReader::new(child.stdout.take().unwrap());
        let mut line = String::new();
        out.read_line(&mut line).unwrap();
        let address = line.trim_end().strip_prefix("tokenframe-sandbox listening on http://");
        let address = address.unwrap_or_else(|| panic!("not started: {line}")).parse().unwrap();
        Self { child, out, address }
    }

    pub async fn bench(&self) -> Bench {
        Bench::at(self.address).await
    }

    /// `kill -9`; what it had printed besides its first line.
    pub fn kill(mut self) -> String {
        self.child.kill().unwrap();
        self.ended()
    }

    /// SIGTERM, as a person stops it.
    pub fn stop(mut self) -> String {
        self.terminate();
        self.ended()
    }

    /// SIGTERM, without waiting for what comes of it.
    pub fn terminate(&self) {
        assert!(Command::new("kill").arg(self.child.id().to_string()).status().unwrap().success());
    }

    /// Its exit code, once it has ended by itself.
    pub fn exit_code(&mut self) -> Option<i32> {
        self.child.wait().unwrap().code()
    }

    /// Memory that is in use, and the most that ever was, in KiB.
    pub fn resident_kib(&self) -> (u64, u64) {
        let status = std::fs::read_to_string(format!("/proc/{}/status", self.child.id())).unwrap();
        let line = |name: &str| {
            let line = status.lines().find_map(|line| line.strip_prefix(name)).unwrap();
            line.trim().trim_end_matches(" kB").parse().unwrap()
        };
        (line("VmRSS:"), line("VmHWM:"))
    }

    fn ended(&mut self) -> String {
        self.child.wait().unwrap();
        let mut printed = String::new();
        self.out.read_to_string(&mut printed).unwrap();
        self.child.stderr.take().unwrap().read_to_string(&mut printed).unwrap();
        printed
    }
}

impl Drop for Program {
    fn drop(&mut self) {
        drop(self.child.kill());
        drop(self.child.wait());
    }
}
