//! The port to the PKCS#11 modules of this machine. What is said to a token is `token`'s; which libraries there are, and that
//! one is loaded, is the host's.

use std::{path::Path, time::Duration};

use sportello_token::{
    CardError,
    pkcs11::{FoundModule, Module},
};

/// The modules that makers of cards put on this machine.
pub trait CardModules: Send + Sync {
    /// Those at their makers' places. Nothing is loaded.
    fn found(&self) -> Vec<FoundModule>;

    /// Loads one, waiting for `limit` at most: its code then runs in this program.
    fn load(&self, file: &Path, limit: Duration) -> Result<Module, CardError>;
}
