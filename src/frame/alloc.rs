//! The allocator: it overwrites what it takes back, and the stack is overwritten after each use of a card.

use core::alloc::{GlobalAlloc, Layout};
use lol_alloc::{AssumeSingleThreaded, FreeListAllocator};

struct Wiping(AssumeSingleThreaded<FreeListAllocator>);

// SAFETY: wasm32 without atomics has one thread.
#[global_allocator]
static ALLOCATOR: Wiping = Wiping(unsafe { AssumeSingleThreaded::new(FreeListAllocator::new()) });

// SAFETY: every call is passed on. A block is written to only while the caller still owns it. `realloc`
// keeps its default, which allocates, copies and comes back here to free.
unsafe impl GlobalAlloc for Wiping {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        unsafe { self.0.alloc(layout) }
    }

    unsafe fn dealloc(&self, block: *mut u8, layout: Layout) {
        unsafe {
            block.write_bytes(0, layout.size());
            // Without a reader, the compiler could leave the writes out.
            core::hint::black_box(block);
            self.0.dealloc(block, layout);
        }
    }
}

/// Overwrites the part of the stack that calls of a card's depth have used.
#[cfg(not(feature = "reveal"))]
#[inline(never)]
pub(super) fn wipe_stack() {
    let mut used = [0u8; 16 * 1024];
    core::hint::black_box(&mut used);
}
