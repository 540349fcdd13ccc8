//! Hashes as the tables keep them.

use sha2::{Digest as _, Sha256};

/// SHA-256, lower-case hex.
pub fn sha256_hex(bytes: &[u8]) -> String {
    hex::encode(Sha256::digest(bytes))
}
