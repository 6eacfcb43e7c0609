//! A search of the whole linear memory: heap, stack, statics.

/// The number, each digit changed so that the search does not find itself.
const MASKED: [u8; 15] = [3, 7, 1, 4, 4, 9, 6, 3, 5, 3, 9, 8, 4, 3, 1];

/// So many digits of the number in a row are a copy. The allocator's own notes may cover its start.
const PART: usize = 7;

/// What `copies` counts of one whole number.
pub const ONE: usize = MASKED.len() - PART + 1;

/// In how many places a part of the number stands in memory: as digits, with its gaps, or as UTF-16.
pub fn copies() -> usize {
    let size = core::arch::wasm32::memory_size(0) * 65536;
    let at = |place: usize| {
        // SAFETY: `place` is below the size of the memory, and bytes have no invalid values.
        unsafe { core::ptr::read_volatile(place as *const u8) }
    };
    let starts = |start: usize, part: &[u8]| {
        let mut place = start;
        part.iter().enumerate().all(|(index, digit)| {
            // At most one byte of anything between two digits.
            if index > 0 && place < size && at(place) != b'0' + digit {
                place += 1;
            }
            let same = place < size && at(place) == b'0' + digit;
            place += 1;
            same
        })
    };
    // Address 0 is not read: Rust takes it for null.
    (1..size).filter(|&start| MASKED.windows(PART).any(|part| starts(start, part))).count()
}

/// A copy on the heap.
pub fn planted() -> Vec<u8> {
    MASKED.iter().map(|digit| b'0' + digit).collect()
}
