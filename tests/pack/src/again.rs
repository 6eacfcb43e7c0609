//! Whether two builds come to the same bytes.

use crate::command::{cargo, output, program, root, run};
use crate::{pack, setup};
use anyhow::{Context, Result, ensure};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

/// Builds what is committed in another folder, from nothing, and holds each byte of the package against the first build.
pub fn reproducible() -> Result<()> {
    let changed = output(program("git").args(["status", "--porcelain"]))?;
    ensure!(changed.is_empty(), "what is not committed is not built elsewhere:\n{changed}");
    pack::package()?;
    let again = root().join("target/again");
    let _ = std::fs::remove_dir_all(&again);
    run(program("git").args(["clone", "--quiet", "."]).arg(&again))?;
    // The tools are of the versions that are written down in either case; npm's are installed anew, since a link to these would
    // have them taken away.
    std::fs::create_dir_all(again.join("target"))?;
    std::os::unix::fs::symlink(
        setup::tools().parent().context("the tools lie in a folder")?,
        again.join("target/tools"),
    )?;
    run(cargo().args(["pack"]).current_dir(&again).env_remove("CARGO_TARGET_DIR"))?;
    let (first, second) = (contents(&root().join("pkg"))?, contents(&again.join("pkg"))?);
    let differing: Vec<_> =
        first.keys().chain(second.keys()).filter(|name| first.get(*name) != second.get(*name)).collect();
    ensure!(differing.is_empty(), "two builds differ in {differing:?}");
    println!("{} files are the same, byte for byte, in two builds", first.len());
    std::fs::remove_dir_all(&again).map_err(Into::into)
}

/// Every file below a folder, by its path there.
fn contents(folder: &Path) -> Result<BTreeMap<PathBuf, Vec<u8>>> {
    let mut found = BTreeMap::new();
    let mut left = vec![folder.to_owned()];
    while let Some(next) = left.pop() {
        for entry in std::fs::read_dir(&next)? {
            let path = entry?.path();
            if path.is_dir() {
                left.push(path);
            } else {
                found.insert(path.strip_prefix(folder)?.to_owned(), std::fs::read(&path)?);
            }
        }
    }
    Ok(found)
}
