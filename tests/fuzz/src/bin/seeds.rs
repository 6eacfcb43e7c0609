//! Writes what a target begins with into a folder: `seeds TARGET FOLDER`.

use std::path::Path;
use tokenframe_fuzz::seeds;

fn main() -> std::io::Result<()> {
    let words: Vec<_> = std::env::args().skip(1).collect();
    let [target, folder] = words.as_slice() else { return Err(std::io::Error::other("seeds TARGET FOLDER")) };
    std::fs::create_dir_all(folder)?;
    let found = seeds::found(target).into_iter().map(|(_, data)| data);
    for (index, seed) in seeds::of(target).into_iter().chain(found).enumerate() {
        std::fs::write(Path::new(folder).join(format!("seed-{index:04}")), seed)?;
    }
    Ok(())
}
