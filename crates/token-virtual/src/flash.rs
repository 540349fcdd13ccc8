//! The card's memory, shared with whoever keeps it: what is written lasts without power, and can be taken out as bytes.

use std::{
    collections::BTreeMap,
    sync::{
        Arc, Mutex, MutexGuard, PoisonError,
        atomic::{AtomicU64, Ordering},
    },
};

use base64::{Engine as _, engine::general_purpose::STANDARD};
use littlefs2::{
    consts,
    driver::Storage,
    io::{Error, Result},
};
use zeroize::{Zeroize as _, Zeroizing};

const BLOCK: usize = 512;
const BLOCKS: usize = 128;
const SIZE: usize = BLOCK * BLOCKS;
/// Of a block on which nothing was written.
const ERASED: u8 = 0xff;

/// One flash memory. Clones are the same one.
#[derive(Clone)]
pub(crate) struct Flash {
    bytes: Arc<Mutex<Zeroizing<Vec<u8>>>>,
    /// How often something was changed.
    changes: Arc<AtomicU64>,
}

/// The blocks on which something was written, by their numbers: base64.
pub(crate) type Blocks = BTreeMap<usize, String>;

impl Flash {
    /// As it leaves the factory.
    pub fn new() -> Self {
        Self::of(Zeroizing::new(vec![ERASED; SIZE]))
    }

    /// As it was kept; `None` where the blocks are none of such a memory.
    pub fn of_blocks(blocks: &Blocks) -> Option<Self> {
        let mut bytes = Zeroizing::new(vec![ERASED; SIZE]);
        for (number, text) in blocks {
            let block = Zeroizing::new(STANDARD.decode(text.as_bytes()).ok()?);
            let start = number.checked_mul(BLOCK)?;
            let place = bytes.get_mut(start..start.checked_add(BLOCK)?)?;
            if block.len() != place.len() {
                return None;
            }
            place.copy_from_slice(&block);
        }
        Some(Self::of(bytes))
    }

    fn of(bytes: Zeroizing<Vec<u8>>) -> Self {
        Self { bytes: Arc::new(Mutex::new(bytes)), changes: Arc::default() }
    }

    pub fn blocks(&self) -> Blocks {
        let bytes = self.bytes();
        let blocks = bytes.chunks(BLOCK).enumerate();
        blocks
            .filter(|(_, block)| block.iter().any(|byte| *byte != ERASED))
            .map(|(number, block)| (number, STANDARD.encode(block)))
            .collect()
    }

    pub fn changes(&self) -> u64 {
        self.changes.load(Ordering::SeqCst)
    }

    fn bytes(&self) -> MutexGuard<'_, Zeroizing<Vec<u8>>> {
        // Bytes are copied whole: nothing under this lock is left half done that a power cut would not leave so too.
        self.bytes.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn at(&mut self, offset: usize, length: usize, act: impl FnOnce(&mut [u8])) -> Result<usize> {
        let end = offset.checked_add(length).ok_or(Error::IO)?;
        act(self.bytes().get_mut(offset..end).ok_or(Error::IO)?);
        Ok(length)
    }
}

impl Storage for Flash {
    const READ_SIZE: usize = 16;
    const WRITE_SIZE: usize = 16;
    const BLOCK_SIZE: usize = BLOCK;
    const BLOCK_COUNT: usize = BLOCKS;

    type CACHE_SIZE = consts::U512;
    type LOOKAHEAD_SIZE = consts::U8;

    fn read(&mut self, offset: usize, buffer: &mut [u8]) -> Result<usize> {
        self.at(offset, buffer.len(), |bytes| buffer.copy_from_slice(bytes))
    }

    fn write(&mut self, offset: usize, data: &[u8]) -> Result<usize> {
        self.changes.fetch_add(1, Ordering::SeqCst);
        self.at(offset, data.len(), |bytes| bytes.copy_from_slice(data))
    }

    fn erase(&mut self, offset: usize, length: usize) -> Result<usize> {
        self.changes.fetch_add(1, Ordering::SeqCst);
        self.at(offset, length, |bytes| {
            bytes.zeroize();
            bytes.fill(ERASED);
        })
    }
}
