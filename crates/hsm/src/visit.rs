//! Visits, as a desk makes them: a token is found, shown its PIN, used for one act and left logged out. Each act has a PIN of
//! its own, and nothing is kept open in between.

use std::{path::Path, sync::Arc, time::Duration};

use cryptoki::{
    context::Pkcs11,
    error::{Error, RvError},
    session::UserType,
};

use crate::{
    HsmError, PinEntry, PresentToken, StoredCertificate, Token, TokenName,
    custodian::{Module, ModuleThread},
    initialise::is_blank,
    present::{present, slot_of},
    token::of_pin,
};

/// The way to a module for visits. Everything is done on the module's one thread; nobody waits longer than the limit that is
/// given, and what nobody waits for any more is not begun.
#[derive(Clone)]
pub struct Visitor {
    thread: Arc<ModuleThread>,
}

impl std::fmt::Debug for Visitor {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Visitor")
    }
}

/// A token with the certificates that it shows to anybody.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SeenToken {
    pub token: PresentToken,
    /// Nobody has initialised it, and nothing shows on it.
    pub blank: bool,
    pub certificates: Vec<StoredCertificate>,
}

impl Visitor {
    /// Loads the module. [`HsmError::Module`] where the file is none.
    pub fn of(module: &Path, limit: Duration) -> Result<Self, HsmError> {
        let visitor = Self { thread: ModuleThread::of(module)? };
        visitor.thread.ask(limit, |module| module.library().map(drop))?;
        Ok(visitor)
    }

    /// The tokens that are in, with their certificates. Costs no try.
    pub fn look(&self, limit: Duration) -> Result<Vec<SeenToken>, HsmError> {
        self.thread.ask(limit, |module| {
            let seen = seen(module)?;
            if seen.iter().any(|seen| seen.token.ready) {
                return Ok(seen);
            }
            // Some modules look for tokens only when they begin.
            module.forget();
            self::seen(module)
        })
    }

    /// Has the module begin anew with the next call: what it remembers of its tokens may be of before one was pulled out.
    pub fn begin_anew(&self, limit: Duration) -> Result<(), HsmError> {
        self.thread.ask(limit, |module| {
            module.forget();
            Ok(())
        })
    }

    pub(crate) fn ask<T: Send + 'static>(
        &self,
        limit: Duration,
        act: impl FnOnce(&mut Module) -> Result<T, HsmError> + Send + 'static,
    ) -> Result<T, HsmError> {
        self.thread.ask(limit, act)
    }

    /// How one token stands now.
    pub fn standing(&self, name: &TokenName, limit: Duration) -> Result<PresentToken, HsmError> {
        let name = name.clone();
        self.thread.ask(limit, move |module| {
            let library = module.library()?;
            let slot = slot_of(&library, &name)?;
            let found = present(&library)?.into_iter().find(|(there, _)| *there == slot);
            found.map(|(_, token)| token).ok_or(HsmError::TokenMissing(name.label))
        })
    }

    /// One act with a token: found, not yet logged in to ([`Token::show`]), and logged out of at the end, whatever came of it.
    /// Nothing is tried a second time.
    pub fn visit<T: Send + 'static>(
        &self,
        name: &TokenName,
        limit: Duration,
        act: impl FnOnce(&Token) -> T + Send + 'static,
    ) -> Result<T, HsmError> {
        let name = name.clone();
        self.thread.ask(limit, move |module| {
            let library = module.library()?;
            let slot = slot_of(&library, &name)?;
            // What is written on is opened so; a token that nobody may write on is opened to be read and to sign.
            let session = library.open_rw_session(slot).or_else(|_| library.open_ro_session(slot))?;
            let token = Token::of(session);
            let done = act(&token);
            token.leave();
            Ok(done)
        })
    }
}

fn seen(module: &mut Module) -> Result<Vec<SeenToken>, HsmError> {
    let library = module.library()?;
    let certificates = |library: &Pkcs11, slot| {
        let session = library.open_ro_session(slot)?;
        Token::of(session).stored_certificates()
    };
    let tokens = present(&library)?.into_iter().map(|(slot, token)| {
        // A token that cannot be read is there all the same.
        let certificates = certificates(&library, slot).unwrap_or_default();
        let blank = certificates.is_empty() && is_blank(&library, slot);
        SeenToken { token, blank, certificates }
    });
    Ok(tokens.collect())
}

impl Token {
    /// Shows the PIN, once. [`HsmError::PinWrong`] is one try less; it is never tried again here.
    pub fn show(&self, pin: &PinEntry) -> Result<(), HsmError> {
        let session = self.session()?;
        match session.login(UserType::User, pin.shown().as_ref()) {
            // A visit that was given up can have left the login behind: it says nothing of this PIN.
            Err(Error::Pkcs11(RvError::UserAlreadyLoggedIn, _)) => {
                session.logout()?;
                session.login(UserType::User, pin.shown().as_ref()).map_err(of_pin)
            }
            shown => shown.map_err(of_pin),
        }
    }

    /// Logs out. A token that is gone has forgotten the login, too.
    fn leave(&self) {
        if let Ok(session) = self.session() {
            let _ = session.logout();
        }
    }
}
