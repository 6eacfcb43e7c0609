//! In which order functions stand in a module: each beside what is most like it, which compresses better.
//!
//! wasm-opt can sort them by name, and mends all that counts them: here they only get names that sort so.

use anyhow::{Context, Result, ensure};
use std::collections::BTreeMap;

/// So many bytes in a row are likeness; fewer are any function's. Which of these compresses best, no rule tells.
pub const RUNS: [usize; 3] = [6, 5, 4];

/// The sections of a module that matter here.
const CUSTOM: u8 = 0;
const IMPORTS: u8 = 2;
const CODE: u8 = 10;

/// The module, whose functions have names that sort them by likeness: by what they share of so many bytes in a `run`.
pub fn named(wasm: &[u8], run: usize) -> Result<Vec<u8>> {
    let mut out = wasm.get(..8).context("no module")?.to_vec();
    let (mut imports, mut functions) = (0, Vec::new());
    let mut rest = Reader(wasm.get(8..).unwrap_or_default());
    while let Some((&kind, after)) = rest.0.split_first() {
        let before = rest.0;
        rest = Reader(after);
        let mut content = Reader(rest.block()?);
        match kind {
            IMPORTS => imports = content.number()?,
            CODE => {
                for _ in 0..content.number()? {
                    functions.push(content.block()?);
                }
            }
            CUSTOM if content.block()? == b"name" => continue,
            _ => {}
        }
        out.extend_from_slice(&before[..before.len() - rest.0.len()]);
    }
    ensure!(!functions.is_empty(), "a module without functions");
    let mut names = number(imports + functions.len());
    // What is imported stands in front whatever its name is; no two may have the same.
    for index in 0..imports {
        names.extend(entry(index, &format!("import{index:05}")));
    }
    let mut ranks = vec![0; functions.len()];
    for (rank, index) in order(&functions, run).into_iter().enumerate() {
        ranks[index] = rank;
    }
    for (index, rank) in ranks.into_iter().enumerate() {
        names.extend(entry(imports + index, &format!("own{rank:05}")));
    }
    let names = [block(b"name"), vec![1], block(&names)].concat();
    out.push(CUSTOM);
    out.extend(block(&names));
    Ok(out)
}

/// From the longest one on, the most like of those that are left.
fn order(functions: &[&[u8]], run: usize) -> Vec<usize> {
    let mut found = BTreeMap::<&[u8], Vec<usize>>::new();
    for (index, function) in functions.iter().enumerate() {
        for run in function.windows(run) {
            let those = found.entry(run).or_default();
            if those.last() != Some(&index) {
                those.push(index);
            }
        }
    }
    // How many runs two functions have in common.
    let mut common = vec![vec![0_u64; functions.len()]; functions.len()];
    for those in found.values() {
        for &one in those {
            for &other in those {
                common[one][other] += 1;
            }
        }
    }
    let mut left: Vec<_> = (0..functions.len()).collect();
    left.sort_by_key(|&index| std::cmp::Reverse(functions[index].len()));
    let mut out: Vec<usize> = Vec::new();
    while !left.is_empty() {
        // By the square of what they share against their length, in whole numbers: the same on each machine.
        let likeness = |index: usize| {
            let shared = out.last().map_or(0, |&last| common[last][index]);
            ((shared * shared) << 20) / (functions[index].len() as u64).max(1)
        };
        let best = (0..left.len()).rev().max_by_key(|&at| likeness(left[at])).unwrap_or(0);
        out.push(left.remove(best));
    }
    out
}

fn entry(index: usize, name: &str) -> Vec<u8> {
    [number(index), block(name.as_bytes())].concat()
}

fn block(content: &[u8]) -> Vec<u8> {
    [&number(content.len()), content].concat()
}

fn number(mut value: usize) -> Vec<u8> {
    let mut out = Vec::new();
    loop {
        let low = (value & 127) as u8;
        value >>= 7;
        if value == 0 {
            out.push(low);
            return out;
        }
        out.push(low | 128);
    }
}

struct Reader<'a>(&'a [u8]);

impl<'a> Reader<'a> {
    fn number(&mut self) -> Result<usize> {
        let mut value = 0;
        for shift in (0..35).step_by(7) {
            let (byte, rest) = self.0.split_first().context("the module ends too early")?;
            self.0 = rest;
            value |= usize::from(byte & 127) << shift;
            if byte & 128 == 0 {
                return Ok(value);
            }
        }
        anyhow::bail!("a number of the module is too long")
    }

    fn block(&mut self) -> Result<&'a [u8]> {
        let length = self.number()?;
        let (block, rest) = self.0.split_at_checked(length).context("the module ends too early")?;
        self.0 = rest;
        Ok(block)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_stands_beside_what_is_most_like_it() {
        let functions: [&[u8]; 5] = [b"abcdefgh", b"12345678", b"abcdefghijkl", b"0", b"012345678"];
        assert_eq!(order(&functions, 6), [2, 0, 4, 1, 3]);
    }

    #[test]
    fn the_names_sort_the_functions_and_all_else_stays() {
        let section = |kind: u8, content: &[u8]| [vec![kind], block(content)].concat();
        let head = b"\0asm\x01\0\0\0".to_vec();
        let imports = section(IMPORTS, b"\x01\x01a\x01b\0\0");
        let code = section(CODE, b"\x02\x020\x0b\x0312\x0b");
        let names = |entries: &[u8]| section(CUSTOM, &[&block(b"name"), &[1][..], &block(entries)].concat());
        let module = [head.clone(), imports.clone(), names(b"\0"), code.clone()].concat();
        let sorted = [&b"\x03\0\x0bimport00000\x01\x08own00001\x02\x08own00000"[..]].concat();
        assert_eq!(named(&module, 6).expect("a module"), [head, imports, code, names(&sorted)].concat());
        assert!(named(&module[..module.len() - 1], 6).is_err(), "cut off");
        assert!(named(b"\0asm", 6).is_err(), "no module");
    }
}
