//! Every seed, every naughty string and whatever a fuzzer once found, through every target.

use tokenframe_fuzz::{TARGETS, seeds};

#[test]
fn what_was_found_once_is_not_found_again() {
    for (name, target) in TARGETS {
        for (path, data) in seeds::found(name) {
            println!("{}", path.display());
            target(&data);
        }
    }
}

#[test]
fn the_seeds_hold() {
    for (name, target) in TARGETS {
        let all = seeds::of(name);
        assert!(all.len() > 10, "{name} has {} seeds", all.len());
        for seed in all {
            target(&seed);
            // And cut anywhere, as an answer or a paste may be.
            for end in (0..seed.len()).step_by(1 + seed.len() / 40) {
                target(&seed[..end]);
            }
        }
    }
}

#[test]
fn naughty_strings_break_nothing() {
    let naughty = seeds::naughty();
    assert!(naughty.len() >= 300, "{} strings", naughty.len());
    for (_, target) in TARGETS {
        for text in &naughty {
            target(text.as_bytes());
            target(format!("B\nr200 {text}\ns{text}\n").as_bytes());
        }
    }
}
