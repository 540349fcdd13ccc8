//! The PKCS#11 module that was chosen for this PC, and the tokens that it shows. It is asked when readers and cards come and
//! go, and after each act; never again and again.

use std::{
    collections::HashMap,
    path::{Path, PathBuf},
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    thread,
    time::Duration,
};

use sportello_contract::desk::cards::{CardKind, CardPin, ModuleState, PinAsked, PinLengths};
use sportello_pki::Certificate;
use sportello_token::{
    CardError,
    pkcs11::{
        KnownToken, Module, PinTries, PresentToken, SeenToken, StoredCertificate, TokenName, is_reader,
    },
};
use tokio::sync::broadcast;

use super::Insertions;
use crate::{DeskEvent, ports::CardModules};

/// Loading a library and having it look for readers.
const LOAD: Duration = Duration::from_secs(20);
/// A module may read every certificate of every card.
const LOOK: Duration = Duration::from_secs(30);
/// No token takes a longer PIN.
pub(super) const LONGEST_PIN: u32 = 255;

/// The chosen module. Everything here that asks it blocks.
pub(crate) struct ModuleSeat {
    modules: Arc<dyn CardModules>,
    insertions: Arc<Insertions>,
    state: Mutex<State>,
    /// By certificate (DER): whether its key wants the PIN for each signature. Tokens say so only after a login.
    each_time: Mutex<HashMap<Vec<u8>, bool>>,
    events: broadcast::Sender<DeskEvent>,
}

#[derive(Default)]
struct State {
    chosen: Option<Chosen>,
    /// Whether somebody looks, and whether something happened since: then there is one more look.
    looking: bool,
    again: bool,
}

struct Chosen {
    file: PathBuf,
    module: Option<Module>,
    state: ModuleState,
    tokens: Vec<TokenLook>,
}

/// A token as its module shows it.
#[derive(Clone, Debug)]
pub(crate) struct TokenLook {
    pub name: TokenName,
    pub kind: CardKind,
    pub pin: CardPin,
    /// As it says: what makes no sense is not believed.
    pub pin_lengths: Option<PinLengths>,
    /// Nobody has initialised it, and nothing shows on it.
    pub blank: bool,
    /// Each with the identifier that it shares with its key.
    pub certificates: Vec<(Vec<u8>, Certificate)>,
    /// Something lies there that is no certificate.
    pub unreadable: bool,
    /// Everything that it showed in the place of a certificate: by it the token is known again.
    pub stored: Vec<StoredCertificate>,
    /// Which of the cards and tokens that were put in so far: another one, or the same with other certificates, has another.
    pub insertion: u32,
}

impl TokenLook {
    /// As its module knows it again.
    pub fn known(&self) -> KnownToken<'_> {
        KnownToken { name: &self.name, certificates: &self.stored }
    }
}

impl ModuleSeat {
    pub fn new(
        modules: Arc<dyn CardModules>,
        insertions: Arc<Insertions>,
        events: broadcast::Sender<DeskEvent>,
    ) -> Arc<Self> {
        let (state, each_time) = (Mutex::default(), Mutex::default());
        Arc::new(Self { modules, insertions, state, each_time, events })
    }

    /// How often the key of this certificate wants the PIN, as far as it was seen since the program began.
    pub fn pin_asked(&self, certificate: &Certificate) -> PinAsked {
        let known = self.each_time.lock().unwrap_or_else(PoisonError::into_inner);
        match known.get(certificate.der()) {
            Some(true) => PinAsked::Each,
            Some(false) => PinAsked::Once,
            None => PinAsked::NotKnown,
        }
    }

    /// Takes note of how often it does.
    pub fn note_pin(&self, certificate: &Certificate, each_time: bool) {
        let mut known = self.each_time.lock().unwrap_or_else(PoisonError::into_inner);
        known.insert(certificate.der().to_vec(), each_time);
    }

    /// The file that was chosen, and whether it can be used.
    pub fn chosen(&self) -> Option<(PathBuf, ModuleState)> {
        self.state().chosen.as_ref().map(|chosen| (chosen.file.clone(), chosen.state))
    }

    /// The module, where it works.
    pub fn module(&self) -> Option<Module> {
        self.state().chosen.as_ref().and_then(|chosen| chosen.module.clone())
    }

    /// The tokens that it showed last.
    pub fn tokens(&self) -> Vec<TokenLook> {
        self.state().chosen.as_ref().map(|chosen| chosen.tokens.clone()).unwrap_or_default()
    }

    /// What was seen in this reader is there no more: what the module shows in it from now on is another one, though it be called
    /// the same.
    pub fn changed_in(&self, reader: &str) {
        if let Some(chosen) = &mut self.state().chosen {
            chosen.tokens.retain(|token| !is_reader(&token.name.reader, reader));
        }
    }

    /// Loads this one in place of the one before, which stays where the file is no module. Blocks.
    pub fn choose(&self, file: &Path) -> Result<(), CardError> {
        let module = self.modules.load(file, LOAD)?;
        self.seat(file, Some(module), ModuleState::Asking);
        self.look();
        Ok(())
    }

    /// None is used any more. Blocks until the module has ended.
    pub fn choose_none(&self) {
        let before = self.state().chosen.take();
        drop(before);
        self.changed();
    }

    /// The one that was chosen before this start: it is shown, and not loaded yet.
    pub fn remember(&self, file: &Path) {
        self.seat(file, None, ModuleState::Asking);
    }

    /// The one that is shown cannot be used: that is told, and it is not forgotten.
    pub fn fails(&self, file: &Path) {
        if let Some(chosen) = self.state().chosen.as_mut().filter(|chosen| chosen.file == file) {
            chosen.state = ModuleState::Fails;
        }
        self.changed();
    }

    /// Looks in the background: something happened to readers or cards.
    pub fn look_soon(self: &Arc<Self>) {
        if self.module().is_some() {
            let seat = Arc::clone(self);
            thread::spawn(move || seat.look());
        }
    }

    /// Looks after an act. A module that has just kept somebody waiting in vain may do so again: nobody waits twice.
    pub fn look_after(self: &Arc<Self>, late: bool) {
        if late { self.look_soon() } else { self.look() }
    }

    /// Asks the module what is there. Whoever comes while somebody asks leaves it to them. Blocks.
    pub fn look(&self) {
        {
            let mut state = self.state();
            if state.looking {
                state.again = true;
                return;
            }
            state.looking = true;
        }
        loop {
            self.look_once();
            let mut state = self.state();
            if !state.again {
                state.looking = false;
                break;
            }
            state.again = false;
        }
        self.changed();
    }

    fn look_once(&self) {
        let asked = self
            .state()
            .chosen
            .as_ref()
            .and_then(|chosen| chosen.module.clone().map(|module| (chosen.file.clone(), module)));
        let Some((file, module)) = asked else { return };
        let seen = module.tokens(LOOK);
        if let Some(chosen) = self.state().chosen.as_mut().filter(|chosen| chosen.file == file) {
            match seen {
                Ok(seen) => {
                    let before = std::mem::take(&mut chosen.tokens);
                    let looks = seen.into_iter().map(token_look);
                    chosen.tokens = looks.map(|look| self.numbered(look, &before)).collect();
                    chosen.state = ModuleState::Works;
                }
                Err(error) => {
                    tracing::warn!(error = %error, "the module for cards does not say what is there");
                    chosen.tokens = Vec::new();
                    chosen.state = ModuleState::Fails;
                }
            }
        }
    }

    /// A token that was there before keeps its number.
    fn numbered(&self, look: TokenLook, before: &[TokenLook]) -> TokenLook {
        let same = before.iter().find(|old| old.name == look.name && old.known().shows(&look.stored));
        TokenLook { insertion: same.map_or_else(|| self.insertions.next(), |old| old.insertion), ..look }
    }

    fn seat(&self, file: &Path, module: Option<Module>, state: ModuleState) {
        let chosen = Chosen { file: file.to_owned(), module, state, tokens: Vec::new() };
        // The one before ends outside of the lock: it may take its time.
        let before = self.state().chosen.replace(chosen);
        drop(before);
        self.changed();
    }

    fn state(&self) -> MutexGuard<'_, State> {
        // What is inside is replaced whole, never half-changed: a panic elsewhere does not spoil it.
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn changed(&self) {
        // Nobody listening is no fault.
        let _ = self.events.send(DeskEvent::DataChanged { tags: vec!["status", "modules"] });
    }
}

fn token_look(seen: SeenToken) -> TokenLook {
    let SeenToken { token, blank, certificates } = seen;
    let stored = certificates;
    let read =
        |stored: &StoredCertificate| Some((stored.id.clone(), Certificate::from_der(&stored.value).ok()?));
    let certificates: Vec<_> = stored.iter().filter_map(read).collect();
    let name = token.name();
    let PresentToken { label, maker, model, serial, pinpad, pin, pin_lengths, .. } = token;
    TokenLook {
        name,
        kind: CardKind::Module { label, maker, model, serial, pinpad },
        pin: pin_of(pin),
        pin_lengths: lengths(pin_lengths),
        blank,
        unreadable: certificates.len() < stored.len(),
        certificates,
        stored,
        insertion: 0,
    }
}

/// How the PIN of a token stands, as far as modules say it.
pub(crate) const fn pin_of(tries: PinTries) -> CardPin {
    match tries {
        PinTries::Blocked => CardPin::Blocked,
        PinTries::LastTry => CardPin::TriesLeft { tries: 1 },
        PinTries::SomeWrong => CardPin::SomeWrong,
        PinTries::NoneWrong => CardPin::NotTold,
    }
}

/// What a token says of its PIN's length, where it makes sense: some say nothing at all, or the largest number there is.
fn lengths((shortest, longest): (usize, usize)) -> Option<PinLengths> {
    let (shortest, longest) = (u32::try_from(shortest).ok()?.max(1), u32::try_from(longest).ok()?);
    (shortest <= longest && longest <= LONGEST_PIN).then_some(PinLengths { shortest, longest })
}
