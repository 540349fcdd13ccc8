//! The PKCS#11 modules of this machine.

use std::{path::Path, time::Duration};

use sportello_desk::ports::CardModules;
use sportello_token::{
    CardError,
    pkcs11::{self, FoundModule, Module},
};

/// Those that the system's installers put there.
pub struct SystemModules;

impl CardModules for SystemModules {
    fn found(&self) -> Vec<FoundModule> {
        pkcs11::found()
    }

    fn load(&self, file: &Path, limit: Duration) -> Result<Module, CardError> {
        Module::load(file, limit)
    }
}
