//! Chance as an argument.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use sha2::{Digest, Sha256};

/// Where keys, tokens and ids come from.
pub trait Entropy: Send + Sync {
    /// Fills `out` with bytes that an outsider cannot guess (unless a test wants otherwise).
    fn fill(&self, out: &mut [u8]);
}

/// The random source of the operating system.
#[derive(Debug, Clone, Copy, Default)]
pub struct OsEntropy;

impl Entropy for OsEntropy {
    fn fill(&self, out: &mut [u8]) {
        if getrandom::fill(out).is_err() {
            // A key made of guessable bytes is worse than no sandbox; glibc's arc4random aborts too.
            std::process::abort();
        }
    }
}

/// The same bytes for the same seed, in the order in which they are asked for.
///
/// SHA-256 in counter mode. For tests and screenshots; never for a secret that matters.
#[derive(Debug)]
pub struct SeededEntropy {
    seed: u64,
    block: AtomicU64,
}

impl SeededEntropy {
    /// Starts the stream of `seed`.
    pub fn new(seed: u64) -> Self {
        Self { seed, block: AtomicU64::new(0) }
    }
}

impl Entropy for SeededEntropy {
    fn fill(&self, out: &mut [u8]) {
        for chunk in out.chunks_mut(32) {
            let block = self.block.fetch_add(1, Ordering::SeqCst);
            let digest =
                Sha256::new().chain_update(self.seed.to_be_bytes()).chain_update(block.to_be_bytes()).finalize();
            for (to, from) in chunk.iter_mut().zip(digest.iter()) {
                *to = *from;
            }
        }
    }
}

/// Another source for each start on the same data: a seed begins again with each process, and the
/// ids that it gave the last time are taken.
pub(crate) struct Again {
    entropy: Arc<dyn Entropy>,
    start: u64,
}

impl Again {
    pub(crate) fn new(entropy: Arc<dyn Entropy>, start: u64) -> Self {
        Self { entropy, start }
    }
}

impl Entropy for Again {
    fn fill(&self, out: &mut [u8]) {
        for chunk in out.chunks_mut(32) {
            let mut block = [0; 32];
            self.entropy.fill(&mut block);
            let digest = Sha256::new().chain_update(self.start.to_be_bytes()).chain_update(block).finalize();
            for (to, from) in chunk.iter_mut().zip(digest.iter()) {
                *to = *from;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_seed_gives_other_bytes_at_each_start_and_the_same_at_the_same_one() {
        let drawn = |start| {
            let mut out = [0; 40];
            Again::new(Arc::new(SeededEntropy::new(1)), start).fill(&mut out);
            out
        };
        assert_eq!(drawn(1), drawn(1));
        assert!(drawn(1) != drawn(2) && drawn(1)[32..] != drawn(2)[32..]);
    }
}
