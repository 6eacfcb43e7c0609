//! The languages of a form: one small file each, which a frame loads when it is wanted.

use crate::build::File;
use crate::command::{read, root};
use anyhow::{Context, Result, ensure};
use serde_json::{Map, Value};
use sha2::{Digest, Sha256};

/// Every language but English, which is in each frame.
pub struct Words {
    /// By name: a BCP 47 tag in small letters.
    languages: Vec<(String, Vec<u8>)>,
    hash: String,
}

impl Words {
    /// Reads the `words` of a room of `www`.
    pub fn read(room: &str) -> Result<Self> {
        let mut languages = Vec::new();
        for entry in std::fs::read_dir(root().join(room).join("words"))? {
            let path = entry?.path();
            let tag = path.file_stem().and_then(|stem| stem.to_str()).context("a language has a name")?.to_owned();
            let texts: Map<String, Value> =
                serde_json::from_str(&read(format!("{room}/words/{tag}.json"))?).context(tag.clone())?;
            ensure!(texts.values().all(Value::is_string), "{tag}: a text is a string");
            languages.push((tag, serde_json::to_vec(&texts)?));
        }
        languages.sort();
        let mut hash = Sha256::new();
        for (tag, texts) in &languages {
            hash.update(tag);
            hash.update(texts);
        }
        // One for all of them: a frame would have to hold each of its own.
        let hash = hash.finalize().iter().take(4).map(|byte| format!("{byte:02x}")).collect();
        Ok(Self { languages, hash })
    }

    /// The languages that there are, a space before and after each.
    pub fn languages(&self) -> String {
        let tags: Vec<_> = self.languages.iter().map(|(tag, _)| tag.as_str()).collect();
        format!(" en {} ", tags.join(" "))
    }

    /// How the name of each file ends, behind its language.
    pub fn ending(&self) -> String {
        format!("-{}.json", self.hash)
    }

    /// What a frame loads of them.
    pub fn files(&self) -> impl Iterator<Item = File> {
        let file =
            |(tag, texts): &(String, Vec<u8>)| File { name: tag.clone() + &self.ending(), content: texts.clone() };
        self.languages.iter().map(file)
    }
}
