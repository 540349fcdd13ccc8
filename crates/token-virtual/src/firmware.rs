//! The firmware with its operating system, from power on to power off. Memory outlasts it, as a card's does.

use std::{cell::RefCell, rc::Rc};

use heapless::Vec as Buffer;
use iso7816::command::CommandView;
use piv_authenticator::{Authenticator, Options};
use rand_chacha::ChaCha20Rng;
use rand_core::SeedableRng as _;
use trussed::{
    ClientImplementation,
    pipe::{ServiceEndpoint, TrussedChannel},
    platform::{Platform, Syscall},
    service::Service,
    types::CoreContext,
    virt::{StorageConfig, Store, StoreConfig, UserInterface},
};
use trussed_core::types::PathBuf;

use crate::{
    dispatch::{PARTS, Part, Parts, PartsContext},
    flash::Flash,
};

/// Longest answer of the firmware, in bytes: certificate objects are up to some 3 KiB (SP 800-73-5 part 1, table 8).
const ANSWER: usize = 4096;

/// What lasts without power: files, keys, PIN counters.
pub(crate) struct Memory {
    store: StoreConfig<'static>,
    seed: [u8; 32],
    powered: u64,
}

impl Memory {
    /// Over these two memories; `fresh` ones are as they leave the factory, and are formatted first.
    pub fn new(seed: [u8; 32], internal: Flash, external: Flash, fresh: bool) -> Self {
        let storage = |flash| StorageConfig { storage: Box::new(flash), format: fresh };
        let store = StoreConfig {
            internal: storage(internal),
            external: storage(external),
            volatile: StorageConfig::ram(),
        };
        Self { store, seed, powered: 0 }
    }

    /// Powers the card and lets `live` use it, until it ends and the power goes.
    pub fn power<R>(&mut self, live: impl FnOnce(&mut Powered<'_>) -> R) -> Option<R> {
        // The platform that comes with the operating system has one seed for all; each card has its own here, and each
        // power-on a stream of its own, so that no nonce comes twice.
        let mut rng = ChaCha20Rng::from_seed(self.seed);
        rng.set_stream(self.powered);
        self.powered += 1;
        let result = self.store.with_store(|store| {
            let channel = TrussedChannel::new();
            let (requester, responder) = channel.split()?;
            let context = CoreContext::new(PathBuf::try_from("piv").ok()?);
            let platform = Software { rng, store, ui: UserInterface::new() };
            let system = System {
                service: Service::with_dispatch(platform, Parts::new()),
                endpoints: [ServiceEndpoint::new(responder, context, PARTS)],
            };
            let calls = Calls(Rc::new(RefCell::new(system)));
            let app = Authenticator::new(ClientImplementation::new(requester, calls, None), Options::new());
            Some(live(&mut Powered { app }))
        });
        // Formatted once; what is volatile is formatted each time.
        self.store.internal.format = false;
        self.store.external.format = false;
        result
    }
}

/// The firmware under power: what is verified stays so until the power goes.
pub(crate) struct Powered<'s> {
    app: Authenticator<ClientImplementation<'s, Calls<'s>, Parts>>,
}

impl Powered<'_> {
    /// Carries a whole command out: header, then all its data. Gives the whole answer and its status word.
    pub fn carry_out(&mut self, header: [u8; 4], data: &[u8]) -> (Vec<u8>, u16) {
        // The extended form takes any length in one piece (ISO/IEC 7816-4, 5.2).
        let mut command = zeroize::Zeroizing::new(Vec::with_capacity(data.len() + 9));
        command.extend_from_slice(&header);
        if let (Ok(length), false) = (u16::try_from(data.len()), data.is_empty()) {
            command.push(0);
            command.extend(length.to_be_bytes());
            command.extend_from_slice(data);
        }
        let Ok(view) = CommandView::try_from(command.as_slice()) else {
            return (Vec::new(), 0x6e00);
        };
        let mut answer = Buffer::<u8, ANSWER>::new();
        match self.app.respond(view, &mut answer) {
            Ok(()) => (answer.to_vec(), 0x9000),
            Err(status) => (Vec::new(), status.into()),
        }
    }
}

/// The operating system in the same thread as the app: a call is answered before it returns.
struct System<'s> {
    service: Service<Software<'s>, Parts>,
    endpoints: [ServiceEndpoint<'s, Part, PartsContext>; 1],
}

struct Calls<'s>(Rc<RefCell<System<'s>>>);

impl Syscall for Calls<'_> {
    fn syscall(&mut self) {
        let System { service, endpoints } = &mut *self.0.borrow_mut();
        service.process(endpoints);
    }
}

struct Software<'s> {
    rng: ChaCha20Rng,
    store: Store<'s>,
    ui: UserInterface,
}

impl<'s> Platform for Software<'s> {
    type R = ChaCha20Rng;
    type S = Store<'s>;
    type UI = UserInterface;

    fn rng(&mut self) -> &mut ChaCha20Rng {
        &mut self.rng
    }

    fn store(&self) -> Store<'s> {
        self.store
    }

    fn user_interface(&mut self) -> &mut UserInterface {
        &mut self.ui
    }
}
