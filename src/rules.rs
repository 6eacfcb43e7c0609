//! The card rules for JavaScript, without glue: one buffer for texts and results, and numbers besides.
//!
//! `www/card/index.js` is the other side, and the only one. A call writes the text at the start of the buffer,
//! calls with its length, and finds the results in the same place. Verdicts come back packed: the verdict in
//! the low byte (0 empty, 1 partial, 2 valid, 3 invalid), the index of the fault in the next.

use crate::card::brand::{Brand, Set};
use crate::card::expiry::Month;
use crate::card::number::FORMATTED;
use crate::card::postal::Country;
use crate::card::{Fault, Verdict, cvc, expiry, holder, number, postal};
use crate::json::Writer;
use core::cell::UnsafeCell;
use lol_alloc::{AssumeSingleThreaded, FreeListAllocator};

// SAFETY: wasm32 without atomics has one thread.
#[global_allocator]
static ALLOCATOR: AssumeSingleThreaded<FreeListAllocator> =
    unsafe { AssumeSingleThreaded::new(FreeListAllocator::new()) };

/// Holds the longest text that any rule looks at, and the table of `describe`.
const ROOM: usize = 4096;

struct Buffer(UnsafeCell<[u8; ROOM]>);

// SAFETY: wasm32 without atomics has one thread.
unsafe impl Sync for Buffer {}

static BUFFER: Buffer = Buffer(UnsafeCell::new([0; ROOM]));

/// Where the buffer is, in bytes from the start of the memory.
#[unsafe(no_mangle)]
extern "C" fn buffer() -> *mut u8 {
    BUFFER.0.get().cast()
}

/// Writes the tables that the results refer to, as JSON, and gives its length:
/// `{"brands":[{"name","lengths","cvc":{"name","length"}}],"codes":[…]}`.
#[unsafe(no_mangle)]
extern "C" fn describe() -> usize {
    let mut json = Writer::with_capacity(ROOM);
    json.object(|json| {
        json.name("brands").list(|json| {
            for brand in Set::ALL.iter() {
                json.object(|json| {
                    json.name("name").text(brand.name());
                    json.name("lengths").list(|json| {
                        for &length in brand.lengths() {
                            json.whole(length.into());
                        }
                    });
                    json.name("cvc").object(|json| {
                        json.name("name").text(brand.cvc_name());
                        json.name("length").whole(brand.cvc_length().into());
                    });
                });
            }
        });
        json.name("codes").list(|json| {
            for fault in Fault::ALL {
                json.text(fault.as_str());
            }
        });
    });
    let table = json.finish();
    with(|buffer| {
        // EXPOSE: a table of names, no card.
        for (to, from) in buffer.iter_mut().zip(table.expose()) {
            *to = *from;
        }
    });
    table.len()
}

/// Buffer: the possible brands as a bit set (u32), the length of the formatted text (u8), that text.
#[unsafe(no_mangle)]
extern "C" fn number(length: usize) -> u32 {
    with(|buffer| {
        let (checked, mut room) = (number::check(text(buffer, length), Set::ALL), [0; FORMATTED]);
        let formatted = number::format(text(buffer, length), &mut room).len();
        let bits = Set::ALL.iter().enumerate().filter(|(_, brand)| checked.brands.contains(*brand));
        let bits: u32 = bits.map(|(index, _)| 1 << index).sum();
        let results = bits.to_le_bytes().into_iter().chain([formatted as u8]).chain(room);
        buffer.iter_mut().zip(results).for_each(|(to, from)| *to = from);
        packed(checked.verdict)
    })
}

/// Buffer: the month (u8, 0 when not known), the year (u16).
#[unsafe(no_mangle)]
extern "C" fn expiry(length: usize, year: u32, month: u32) -> u32 {
    with(|buffer| {
        let checked = expiry::check(text(buffer, length), Month { year: year as u16, month: month as u8 });
        let [low, high] = checked.month.map_or(0, |month| month.year).to_le_bytes();
        let results = [checked.month.map_or(0, |month| month.month), low, high];
        buffer.iter_mut().zip(results).for_each(|(to, from)| *to = from);
        packed(checked.verdict)
    })
}

/// `brand` is an index into the table, or anything else when it is not known.
#[unsafe(no_mangle)]
extern "C" fn cvc(length: usize, brand: usize) -> u32 {
    let brand: Option<Brand> = Set::ALL.iter().nth(brand);
    with(|buffer| packed(cvc::check(text(buffer, length), brand.map(Brand::cvc_length))))
}

#[unsafe(no_mangle)]
extern "C" fn holder(length: usize) -> u32 {
    with(|buffer| packed(holder::check(text(buffer, length))))
}

/// `country` is two letters, the first in the low byte, or 0.
#[unsafe(no_mangle)]
extern "C" fn postal_code(length: usize, country: u32) -> u32 {
    let [first, second, ..] = country.to_le_bytes();
    let code = [first, second];
    let country = core::str::from_utf8(&code).map(Country::from_code).unwrap_or_default();
    with(|buffer| packed(postal::check(text(buffer, length), country)))
}

fn with<T>(act: impl FnOnce(&mut [u8; ROOM]) -> T) -> T {
    // SAFETY: there is one thread, and no act calls back into this module.
    act(unsafe { &mut *BUFFER.0.get() })
}

fn text(buffer: &[u8; ROOM], length: usize) -> &str {
    core::str::from_utf8(buffer.get(..length).unwrap_or_default()).unwrap_or_default()
}

fn packed(verdict: Verdict) -> u32 {
    match verdict {
        Verdict::Empty => 0,
        Verdict::Partial => 1,
        Verdict::Valid => 2,
        Verdict::Invalid(fault) => 3 | (fault as u32) << 8,
    }
}
