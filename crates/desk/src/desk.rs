//! The desk itself: its ports, what it remembers while it runs, and the few acts every use case shares.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use serde::{Deserialize, Serialize};
use sportello_contract::central::sessions::Workplace;
use sportello_contract::central::{reference::Reference, sessions::SessionAccount};
use sportello_contract::desk::{
    camera::CameraView, device_enrolment::DeviceStage, report_run::ReportRunStep,
};
use sportello_domain::{
    account::{Profile, Unit},
    error_code::ErrorCode,
    ids::{ProductId, RequestId, UnitId},
    moment::Timestamp,
};
use tokio::sync::broadcast;

use crate::{
    DeskError,
    asked::Asked,
    camera, card_module, cards, document_print,
    issuance::Sealing,
    papers,
    ports::{
        Cameras, CardModules, Cards, Central, CentralError, Chance, Clock, Decoder, ReadersSeen, Secrets,
        Store,
    },
    recognition::Prepared,
};

/// The outside, as the host wired it.
pub struct Ports {
    pub store: Arc<dyn Store>,
    pub central: Arc<dyn Central>,
    pub secrets: Arc<dyn Secrets>,
    pub decoder: Arc<dyn Decoder>,
    pub cameras: Arc<dyn Cameras>,
    pub cards: Arc<dyn Cards>,
    pub modules: Arc<dyn CardModules>,
    pub clock: Arc<dyn Clock>,
    pub chance: Arc<dyn Chance>,
}

/// The workstation. Shared by reference among all use cases; every one of them may run at any time.
pub struct Desk {
    pub(crate) ports: Ports,
    memory: Mutex<Memory>,
    /// One sender at a time, so that a case's writes keep their order.
    pub(crate) sending: tokio::sync::Mutex<()>,
    /// One refresh at a time: a refresh key is used once.
    pub(crate) refreshing: tokio::sync::Mutex<()>,
    pub(crate) readers: Asked<ReadersSeen>,
    pub(crate) cameras: Asked<Vec<CameraView>>,
    pub(crate) camera: camera::Room,
    pub(crate) cards: Arc<cards::Room>,
    events: broadcast::Sender<DeskEvent>,
}

/// What changed, for whoever shows it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum DeskEvent {
    /// These kinds of data are stale: `session`, `reference`, `drafts`, `orders`, `queue`, `status`, `stock`,
    /// `credential`, `cardContents`, `modules`, `reportsToSign`.
    DataChanged { tags: Vec<&'static str> },
    /// The outbox moved: `done` of `of` writes of this round were settled.
    SyncProgressed { done: u32, of: u32 },
    /// `done` of the `of` reports of a run are made, signed, or settled. A key that cannot tell says nothing until it is done.
    ReportRunProgressed { step: ReportRunStep, done: usize, of: usize },
}

/// What the desk knows only while it runs.
#[derive(Default)]
pub(crate) struct Memory {
    pub login: LoginState,
    pub reference: Option<Arc<Reference>>,
    /// The highest time of the centre ever seen: no time below it is used.
    pub highest_centre: Option<Timestamp>,
    /// Desk minus centre, as last seen.
    pub drift_ms: Option<i32>,
    pub last_contact: Option<Timestamp>,
    pub reachable: Option<bool>,
    pub papers: papers::Shelf,
    pub prepared: HashMap<RequestId, Prepared>,
    pub sealing: HashMap<ProductId, Sealing>,
    /// Devices that are being written on, with the stage that each is at.
    pub enrolling: HashMap<ProductId, Option<DeviceStage>>,
    /// Until when the officer's proof for a device of this product holds; of this session.
    pub proofs: HashMap<ProductId, Timestamp>,
    pub uncropped: camera::UncroppedPictures,
    pub held_shot: camera::HeldShot,
    pub prints: document_print::Prints,
}

/// Where the login stands.
#[derive(Clone, Default)]
pub(crate) enum LoginState {
    #[default]
    SignedOut,
    SecondFactor {
        ticket: String,
    },
    Choosing {
        ticket: String,
        workplaces: Vec<Workplace>,
        units: Vec<Unit>,
        /// The session one came from with *Change*: it goes on until the new one is open.
        from: Option<Box<OpenSession>>,
    },
    SignedIn(Box<OpenSession>),
}

/// A session as the desk remembers it: kept in the store too, so that drafts can be typed when the network is away.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct OpenSession {
    pub account: SessionAccount,
    pub profile: Profile,
    pub unit: UnitId,
    pub since: Timestamp,
    /// By the desk's clock; `None` where no access key is at hand (started without network).
    #[serde(skip)]
    pub access_until: Option<Timestamp>,
}

const HIGHEST_CENTRE: &str = "clock/highest-centre";
/// Beyond this the desk's clock is wrong, not merely slow.
const TOLERATED_LAG: time::Duration = time::Duration::minutes(5);

impl Desk {
    /// The desk over its ports; remembers what the store remembers.
    pub async fn open(ports: Ports) -> Result<Self, DeskError> {
        let kept = ports.store.value(HIGHEST_CENTRE).await?;
        let highest_centre = kept.and_then(|text| Timestamp::from_micros(text.parse().ok()?));
        let memory = Memory { highest_centre, ..Memory::default() };
        let (events, _) = broadcast::channel(64);
        let (cards, modules) = (Arc::clone(&ports.cards), Arc::clone(&ports.modules));
        let cards = cards::Room::watching(cards, modules, Arc::clone(&ports.clock), events.clone());
        let desk = Self {
            ports,
            memory: Mutex::new(memory),
            sending: tokio::sync::Mutex::default(),
            refreshing: tokio::sync::Mutex::default(),
            readers: Asked::default(),
            cameras: Asked::default(),
            camera: camera::Room::default(),
            cards,
            events,
        };
        card_module::resume(&desk).await?;
        Ok(desk)
    }

    /// What changes from now on.
    pub fn subscribe(&self) -> broadcast::Receiver<DeskEvent> {
        self.events.subscribe()
    }

    pub(crate) fn tell(&self, event: DeskEvent) {
        // Nobody listening is no fault.
        let _ = self.events.send(event);
    }

    /// The same for what is counted on another thread.
    pub(crate) fn teller(&self) -> impl Fn(DeskEvent) + Send + Sync + use<> {
        let events = self.events.clone();
        move |event| drop(events.send(event))
    }

    pub(crate) fn changed(&self, tags: &[&'static str]) {
        self.tell(DeskEvent::DataChanged { tags: tags.to_vec() });
    }

    pub(crate) fn memory(&self) -> MutexGuard<'_, Memory> {
        // What is inside is replaced whole, never half-changed: a panic elsewhere does not spoil it.
        self.memory.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The time, never below the highest time of the centre that was seen.
    pub fn now(&self) -> Timestamp {
        let own = self.ports.clock.now();
        self.memory().highest_centre.map_or(own, |highest| highest.max(own))
    }

    /// Refuses acts that state a time while this PC's clock is far behind the centre's.
    pub(crate) fn clock_is_sound(&self) -> Result<Timestamp, DeskError> {
        let own = self.ports.clock.now();
        let now = self.now();
        if own.plus(TOLERATED_LAG) < now {
            let minutes = (now.get() - own.get()).whole_minutes();
            return Err(DeskError::told_with(ErrorCode::ClockBehind, "minutes", &minutes));
        }
        Ok(now)
    }

    /// Takes note of the centre's clock.
    pub(crate) async fn heard_time(&self, centre: Timestamp) -> Result<(), DeskError> {
        let own = self.ports.clock.now();
        {
            let mut memory = self.memory();
            memory.drift_ms = i32::try_from((own.get() - centre.get()).whole_milliseconds()).ok();
            memory.last_contact = Some(own);
            if memory.highest_centre.is_some_and(|highest| highest >= centre) {
                return Ok(());
            }
            memory.highest_centre = Some(centre);
        }
        let change = crate::records::Change::Set {
            name: HIGHEST_CENTRE.to_owned(),
            value: Some(centre.micros().to_string()),
        };
        Ok(self.ports.store.apply(vec![change]).await?)
    }

    /// Takes note of whether the centre answered, and passes the outcome on.
    pub(crate) fn heard<T>(&self, outcome: Result<T, CentralError>) -> Result<T, DeskError> {
        let reached = !matches!(outcome, Err(CentralError::Unreachable(_)));
        let now = self.ports.clock.now();
        let changed = {
            let mut memory = self.memory();
            if reached {
                memory.last_contact = Some(now);
            }
            if matches!(&outcome, Err(CentralError::Refused(wire)) if wire.known_code() == Some(ErrorCode::SessionEnded))
                && let LoginState::SignedIn(session) = &mut memory.login
            {
                // The access key is not good any more: the next call renews it, or learns that the session is over.
                session.access_until = None;
            }
            memory.reachable.replace(reached) != Some(reached)
        };
        if changed {
            self.changed(&["status"]);
        }
        outcome.map_err(DeskError::from)
    }

    /// The session, or what to say where there is none.
    pub(crate) fn session(&self) -> Result<OpenSession, DeskError> {
        match &self.memory().login {
            LoginState::SignedIn(session) | LoginState::Choosing { from: Some(session), .. } => {
                Ok((**session).clone())
            }
            _ => Err(DeskError::told(ErrorCode::SessionEnded)),
        }
    }

    /// The centre, with an access key that lives.
    pub(crate) async fn centre(&self) -> Result<&dyn Central, DeskError> {
        crate::sessions::refresh_if_due(self).await?;
        Ok(&*self.ports.central)
    }
}
