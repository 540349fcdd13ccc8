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
        // The last act before a token is silent is what its maker is asked about.
        Ok(Module::load(file, limit)?.told_to(|step| tracing::debug!(%step, "an act on a token")))
    }
}
