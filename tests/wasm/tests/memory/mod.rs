//! A search of the whole linear memory: heap, stack, statics.

/// The number, each digit changed so that the search does not find itself.
const MASKED: [u8; 15] = [3, 7, 1, 4, 4, 9, 6, 3, 5, 3, 9, 8, 4, 3, 1];

/// How often the number stands in memory: as digits, with its gaps, or as UTF-16.
pub fn copies() -> usize {
    let size = core::arch::wasm32::memory_size(0) * 65536;
    let digit = |index: usize| b'0' + MASKED[index];
    let at = |place: usize| {
        // SAFETY: `place` is below the size of the memory, and bytes have no invalid values.
        unsafe { core::ptr::read_volatile(place as *const u8) }
    };
    // Address 0 is not read: Rust takes it for null.
    (1..size)
        .filter(|&start| {
            if at(start) != digit(0) {
                return false;
            }
            // Twelve digits in a row, with at most one byte of anything between two of them.
            let mut place = start;
            (1..12).all(|index| {
                place += 1;
                if place < size && at(place) != digit(index) {
                    place += 1;
                }
                place < size && at(place) == digit(index)
            })
        })
        .count()
}

/// A copy on the heap.
pub fn planted() -> Vec<u8> {
    MASKED.iter().map(|digit| b'0' + digit).collect()
}
