//! Tokens for a program that does many things at a time: each module has one thread, which alone speaks with it.
//!
//! Why a thread: PKCS#11 calls block, a session is for one thread, and a module is one thing per process (C_Initialize and
//! C_Finalize count for all who use it). Whoever asks waits for a limited time; what the module still does then ends
//! without anybody.

use std::{
    collections::BTreeMap,
    path::{Path, PathBuf},
    sync::{
        Arc, Mutex, PoisonError, Weak,
        atomic::{AtomicBool, Ordering},
        mpsc::{self, Receiver, SyncSender},
    },
    thread,
    time::Duration,
};

use cryptoki::context::Pkcs11;

use crate::{HsmError, KeyKind, Token, TokenKey, TokenPin, token};

/// Where the PIN comes from. It is asked at each login and kept by nobody; the text says why there is none.
pub type PinSource = dyn Fn() -> Result<TokenPin, String> + Send + Sync;

/// Calls that wait for one module. More than this, and the module stands still.
const WAITING: usize = 64;

/// A token behind the thread of its module. A session that is lost (token pulled out, network gone, module restarted) is
/// opened again by the next call; a PIN that was refused once is not tried again, since a few attempts block a token.
#[derive(Clone)]
pub struct Custodian {
    thread: Arc<ModuleThread>,
    label: Arc<str>,
    pin: Arc<PinSource>,
    limit: Duration,
}

impl std::fmt::Debug for Custodian {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Custodian({})", self.label)
    }
}

/// A key pair in a custodian's token.
#[derive(Clone, Debug)]
pub struct KeptKey {
    custodian: Custodian,
    label: String,
    kind: KeyKind,
    public_key_info: Vec<u8>,
}

impl Custodian {
    /// Logs in to the token of this label. No call of the custodian takes longer than `limit`.
    pub fn open(module: &Path, label: &str, pin: Arc<PinSource>, limit: Duration) -> Result<Self, HsmError> {
        let custodian = Self { thread: ModuleThread::of(module)?, label: label.into(), pin, limit };
        custodian.with_token(|_| Ok(()))?;
        Ok(custodian)
    }

    /// The key pair of this label.
    pub fn key(&self, label: &str) -> Result<KeptKey, HsmError> {
        self.keep(label, Token::key)
    }

    /// Makes a key pair inside the token. One of this label must not be there.
    pub fn make_key(&self, label: &str, kind: KeyKind) -> Result<KeptKey, HsmError> {
        self.keep(label, move |token, label| token.make_key(label, kind))
    }

    /// The key pair of this label; made where there is none. Asked twice at a time, it is made once.
    pub fn key_or_new(&self, label: &str, kind: KeyKind) -> Result<KeptKey, HsmError> {
        self.keep(label, move |token, label| match token.key(label) {
            Err(HsmError::KeyMissing(_)) => token.make_key(label, kind),
            found => found,
        })
    }

    fn keep(
        &self,
        label: &str,
        find: impl Fn(&Token, &str) -> Result<TokenKey, HsmError> + Send + 'static,
    ) -> Result<KeptKey, HsmError> {
        let wanted = label.to_owned();
        let found = self.with_token(move |token| {
            find(token, &wanted).map(|key| (key.kind(), key.public_key_info().to_vec()))
        })?;
        let (kind, public_key_info) = found;
        Ok(KeptKey { custodian: self.clone(), label: label.to_owned(), kind, public_key_info })
    }

    fn with_token<T: Send + 'static>(
        &self,
        work: impl Fn(&Token) -> Result<T, HsmError> + Send + 'static,
    ) -> Result<T, HsmError> {
        let (label, pin) = (self.label.clone(), self.pin.clone());
        self.thread.ask(self.limit, move |module| module.with_token(&label, &*pin, &work))
    }
}

impl KeptKey {
    /// What kind of key this is.
    pub const fn kind(&self) -> KeyKind {
        self.kind
    }

    /// SubjectPublicKeyInfo, DER.
    pub fn public_key_info(&self) -> &[u8] {
        &self.public_key_info
    }

    /// Signs a message: ECDSA as a DER sequence, RSA as PKCS#1 v1.5.
    pub fn sign(&self, message: &[u8]) -> Result<Vec<u8>, HsmError> {
        let (label, pin) = (self.custodian.label.clone(), self.custodian.pin.clone());
        let (key, message) = (self.label.clone(), message.to_vec());
        self.custodian
            .thread
            .ask(self.custodian.limit, move |module| module.sign(&label, &*pin, &key, &message))
    }
}

type Work = Box<dyn FnOnce(&mut Module) + Send>;

/// How long the last one who knows the way to a module's thread waits for its end.
const ENDS_IN: Duration = Duration::from_secs(2);

/// The way to a module's thread. The thread ends with the last one who knows the way, who waits for it a little: a module
/// that is still closing when the process ends, or when it is begun anew, falls over.
pub(crate) struct ModuleThread {
    module: PathBuf,
    /// `None` once the way is closed.
    work: Option<SyncSender<Work>>,
    /// Hangs up when the thread has ended.
    running: Mutex<Receiver<()>>,
}

impl Drop for ModuleThread {
    fn drop(&mut self) {
        self.work = None;
        let running = self.running.get_mut().unwrap_or_else(PoisonError::into_inner);
        // Nothing is ever sent: it hangs up, or the time is over.
        let _ = running.recv_timeout(ENDS_IN);
    }
}

/// One thread per module and process.
static THREADS: Mutex<BTreeMap<PathBuf, Weak<ModuleThread>>> = Mutex::new(BTreeMap::new());

impl ModuleThread {
    pub(crate) fn of(module: &Path) -> Result<Arc<Self>, HsmError> {
        // Poisoned or not, the table is whole: it is changed in one step.
        let mut threads = THREADS.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(running) = threads.get(module).and_then(Weak::upgrade) {
            return Ok(running);
        }
        let (sender, receiver) = mpsc::sync_channel::<Work>(WAITING);
        let (until_it_ends, running) = mpsc::sync_channel(0);
        let path = module.to_owned();
        let started = thread::Builder::new().name("pkcs11".to_owned()).spawn(move || {
            run(path, &receiver);
            drop(until_it_ends);
        });
        started.map_err(|error| HsmError::Module {
            path: module.display().to_string(),
            reason: error.to_string(),
        })?;
        let running =
            Arc::new(Self { module: module.to_owned(), work: Some(sender), running: Mutex::new(running) });
        threads.insert(module.to_owned(), Arc::downgrade(&running));
        Ok(running)
    }

    /// Has the thread do this; waits for `limit` at most.
    pub(crate) fn ask<T: Send + 'static>(
        &self,
        limit: Duration,
        work: impl FnOnce(&mut Module) -> Result<T, HsmError> + Send + 'static,
    ) -> Result<T, HsmError> {
        let silent = || HsmError::NoAnswer { module: self.module.display().to_string(), limit };
        let (reply, answer) = mpsc::sync_channel(1);
        let given_up = Arc::new(AtomicBool::new(false));
        let still_wanted = given_up.clone();
        let work: Work = Box::new(move |module| {
            if !still_wanted.load(Ordering::Relaxed) {
                // Nobody waits any more: then the answer is for nobody.
                let _ = reply.send(work(module));
            }
        });
        let queued = self.work.as_ref().is_some_and(|way| way.try_send(work).is_ok());
        if !queued {
            return Err(silent());
        }
        answer.recv_timeout(limit).unwrap_or_else(|_| {
            given_up.store(true, Ordering::Relaxed);
            Err(silent())
        })
    }
}

fn run(path: PathBuf, work: &Receiver<Work>) {
    let mut module = Module {
        path,
        library: None,
        tokens: BTreeMap::new(),
        keys: BTreeMap::new(),
        refused: BTreeMap::new(),
    };
    while let Ok(work) = work.recv() {
        work(&mut module);
    }
    // Some modules have threads of their own: told that it is over, they end them before their library is unloaded.
    module.forget();
}

/// What a thread knows of its module.
pub(crate) struct Module {
    path: PathBuf,
    library: Option<Pkcs11>,
    tokens: BTreeMap<String, Token>,
    /// Keys that have signed, by the labels of token and key: looking one up takes longer than signing.
    keys: BTreeMap<(String, String), TokenKey>,
    /// Tokens that refused the PIN, and whether it is blocked.
    refused: BTreeMap<String, bool>,
}

impl Module {
    /// The library; loaded with the first call that needs it.
    pub(crate) fn library(&mut self) -> Result<Pkcs11, HsmError> {
        match &self.library {
            Some(library) => Ok(library.clone()),
            None => Ok(self.library.insert(token::load(&self.path)?).clone()),
        }
    }

    fn sign(&mut self, label: &str, pin: &PinSource, key: &str, message: &[u8]) -> Result<Vec<u8>, HsmError> {
        let name = (label.to_owned(), key.to_owned());
        if let Some(found) = self.keys.get(&name)
            && let Ok(signature) = found.sign(message)
        {
            return Ok(signature);
        }
        self.keys.remove(&name);
        let (found, signature) = self.with_token(label, pin, |token| {
            let found = token.key(key)?;
            let signature = found.sign(message)?;
            Ok((found, signature))
        })?;
        self.keys.insert(name, found);
        Ok(signature)
    }

    fn with_token<T>(
        &mut self,
        label: &str,
        pin: &PinSource,
        work: impl Fn(&Token) -> Result<T, HsmError>,
    ) -> Result<T, HsmError> {
        match self.token(label, pin).and_then(|token| work(&token)) {
            // The session may be an old one: once more with a new one. A token that was pulled out can leave a session
            // behind that works and sees no keys.
            Err(error) if error.is_retriable() || matches!(error, HsmError::KeyMissing(_)) => {
                self.forget();
                let again = self.token(label, pin).and_then(|token| work(&token));
                if again.as_ref().is_err_and(HsmError::is_retriable) {
                    self.forget();
                }
                again
            }
            done => done,
        }
    }

    fn token(&mut self, label: &str, pin: &PinSource) -> Result<Token, HsmError> {
        if let Some(token) = self.tokens.get(label) {
            return Ok(token.clone());
        }
        match self.refused.get(label) {
            Some(true) => return Err(HsmError::PinBlocked),
            Some(false) => return Err(HsmError::PinWrong),
            None => {}
        }
        let library = self.library()?;
        let pin = pin().map_err(HsmError::NoPin)?;
        let opened = Token::log_in(&library, label, &pin);
        match &opened {
            Ok(token) => {
                self.tokens.insert(label.to_owned(), token.clone());
            }
            Err(HsmError::PinWrong) => {
                self.refused.insert(label.to_owned(), false);
            }
            Err(HsmError::PinBlocked) => {
                self.refused.insert(label.to_owned(), true);
            }
            Err(_) => {}
        }
        opened
    }

    /// Closes everything, so that the next call begins anew: some modules look for tokens only when they are
    /// initialised.
    pub(crate) fn forget(&mut self) {
        self.keys.clear();
        self.tokens.clear();
        if let Some(library) = self.library.take() {
            // A module that cannot end is begun anew all the same; what it says then is told.
            let _ = library.finalize();
        }
    }
}
