//! The desk's program is killed in the middle of an enrolment. The card outlives it, as a real one does: it is spoken with over
//! a line of its own. Started again, the desk goes on with what it wrote down, or revokes what was issued.

use std::{
    io::{self, Read as _, Write as _},
    net::{SocketAddr, TcpListener, TcpStream},
    path::PathBuf,
    process::{Child, Command, Stdio},
    sync::{
        Arc, Mutex,
        atomic::{AtomicBool, AtomicUsize, Ordering},
    },
    thread,
    time::Duration,
};

use serde::{Deserialize, Serialize};
use sportello_contract::desk::session::SessionView;
use sportello_desk::{
    Desk, Ports, device_enrolment as devices, orders,
    ports::{Cards, ReaderSeen, ReadersSeen, Talk, Tell},
    sessions,
};
use sportello_desk_cli::{NoCameras, host};
use sportello_domain::{
    account::Profile,
    catalogue::Carrier,
    enrolment::{EnrolmentStep, TokenFate},
    ids::ProductId,
};
use sportello_stories::{AheadClock, Officer, Scene, host_options, plot};
use sportello_token::{CardChannel, ChannelError, ReaderEvent, piv::Serial};
use sportello_token_virtual::{ATR, VirtualCard};

use crate::WORKER;

const READER: &str = "Far reader";
const ORDERS: &str = "SPORTELLO_TEST_KILLED_DESK";
const VICTIM: &str = "killed_desk::the_victim_enrols_until_it_stands_still";
/// An authenticator's code is taken once.
const NEXT_CODE: i64 = 60;

/// Where the program stands still: before this command of this conversation of the enrolment, 0 being before the conversation
/// itself; `None` is after its end.
type Moment = (usize, Option<usize>);

/// What the card is; codes and keys; certificates and proofs.
const MOMENTS: [Moment; 5] = [(2, Some(0)), (2, Some(20)), (2, None), (3, Some(8)), (3, None)];

/// What the victim is told to do.
#[derive(Serialize, Deserialize)]
struct Orders {
    folder: PathBuf,
    centre: String,
    user_name: String,
    password: String,
    totp_secret: String,
    ahead: i64,
    credential: PathBuf,
    product: ProductId,
    serial: String,
    card: SocketAddr,
    moment: Moment,
    stands_still: PathBuf,
}

/// A card that is in no program's hands: each connection is one conversation.
struct FarCard {
    address: SocketAddr,
    card: Arc<Mutex<VirtualCard>>,
}

impl FarCard {
    fn lies_there(card: VirtualCard) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap();
        let card = Arc::new(Mutex::new(card));
        let held = Arc::clone(&card);
        thread::spawn(move || {
            for line in listener.incoming() {
                // A program that was killed says no more.
                let _ = conversation(&mut line.unwrap(), &mut held.lock().unwrap());
            }
        });
        Self { address, card }
    }

    fn replace(&self, card: VirtualCard) {
        *self.card.lock().unwrap() = card;
    }
}

fn conversation(line: &mut TcpStream, card: &mut VirtualCard) -> io::Result<()> {
    card.reset().map_err(io::Error::other)?;
    loop {
        let command = heard(line)?;
        let answer = card.transmit(&command).map_err(io::Error::other)?;
        say(line, &answer)?;
    }
}

fn say(line: &mut TcpStream, bytes: &[u8]) -> io::Result<()> {
    line.write_all(&u32::try_from(bytes.len()).unwrap().to_be_bytes())?;
    line.write_all(bytes)
}

fn heard(line: &mut TcpStream) -> io::Result<Vec<u8>> {
    let mut length = [0; 4];
    line.read_exact(&mut length)?;
    let mut bytes = vec![0; usize::try_from(u32::from_be_bytes(length)).unwrap()];
    line.read_exact(&mut bytes)?;
    Ok(bytes)
}

/// The reader with the far card in it, and the moment at which the program stands still.
struct FarReader {
    card: SocketAddr,
    stop: Option<(Moment, PathBuf)>,
    /// Conversations are counted from then on.
    counts: Arc<AtomicBool>,
    conversations: AtomicUsize,
}

impl FarReader {
    fn with(card: SocketAddr) -> Self {
        Self { card, stop: None, counts: Arc::default(), conversations: AtomicUsize::new(0) }
    }

    fn stand_still_at(&self, now: Moment) {
        if let Some((moment, told)) = self.stop.as_ref().filter(|(moment, _)| *moment == now) {
            std::fs::write(told, format!("{moment:?}")).unwrap();
            loop {
                thread::park();
            }
        }
    }
}

impl Cards for FarReader {
    fn list(&self) -> ReadersSeen {
        let reader = ReaderSeen { name: READER.to_owned(), card_present: true, training: true };
        ReadersSeen { readers: vec![reader], fault: None }
    }

    fn watch(&self, mut tell: Tell) {
        tell(ReaderEvent::ReaderAdded(READER.to_owned()));
        tell(ReaderEvent::CardInserted { reader: READER.to_owned(), atr: ATR.to_vec() });
    }

    fn converse(&self, _: &str, _: Duration, talk: Talk) -> Result<(), ChannelError> {
        let count = if self.counts.load(Ordering::SeqCst) {
            self.conversations.fetch_add(1, Ordering::SeqCst) + 1
        } else {
            0
        };
        self.stand_still_at((count, Some(0)));
        let line = TcpStream::connect(self.card).map_err(|_| ChannelError::Removed)?;
        talk(&mut Wire { line, reader: self, count, commands: 0 }, ATR);
        self.stand_still_at((count, None));
        Ok(())
    }

    fn training_card(
        &self,
        _: &str,
        _: sportello_contract::desk::cards::TrainingCardAct,
    ) -> Result<(), ChannelError> {
        Err(ChannelError::Removed)
    }
}

struct Wire<'r> {
    line: TcpStream,
    reader: &'r FarReader,
    count: usize,
    commands: usize,
}

impl CardChannel for Wire<'_> {
    fn transmit(&mut self, command: &[u8]) -> Result<Vec<u8>, ChannelError> {
        self.commands += 1;
        self.reader.stand_still_at((self.count, Some(self.commands)));
        let said = say(&mut self.line, command).and_then(|()| heard(&mut self.line));
        said.map_err(|_| ChannelError::Removed)
    }
}

async fn sign_in(desk: &Desk, officer: &Officer, ahead: i64) {
    let view = sessions::sign_in(desk, officer.user_name().to_owned(), officer.password()).await.unwrap();
    assert_eq!(view, SessionView::SecondFactor, "the account has an authenticator");
    let view = sessions::give_second_factor(desk, officer.code(ahead)).await.unwrap();
    let SessionView::Choosing { workplaces, .. } = view else { panic!("no workplace to choose: {view:?}") };
    let place = workplaces.iter().find(|place| place.profile == Profile::Rao).unwrap();
    sessions::choose_workplace(desk, place.profile, place.unit).await.unwrap();
}

/// The victim. Does nothing when run as a test.
#[tokio::test(flavor = "multi_thread")]
async fn the_victim_enrols_until_it_stands_still() {
    let Ok(orders) = std::env::var(ORDERS) else { return };
    let orders: Orders = serde_json::from_str(&orders).unwrap();
    let options = host_options(orders.folder, orders.centre, WORKER.into());
    let ports = host::ports(&options, Arc::new(NoCameras)).await.unwrap();
    let clock = AheadClock::default();
    clock.advance(time::Duration::seconds(orders.ahead));
    let reader =
        FarReader { stop: Some((orders.moment, orders.stands_still)), ..FarReader::with(orders.card) };
    let counts = Arc::clone(&reader.counts);
    let desk = Desk::open(Ports { clock: Arc::new(clock), cards: Arc::new(reader), ..ports }).await.unwrap();
    let officer = Officer::known(orders.user_name, orders.password, orders.totp_secret);
    sign_in(&desk, &officer, orders.ahead).await;
    plot::device_for(&desk, orders.product).await;
    // A proof is its session's.
    plot::prove(&desk, &officer, orders.product, &orders.credential).await;
    let version = orders::product_detail(&desk, orders.product).await.unwrap().version;
    counts.store(true, Ordering::SeqCst);
    let done = devices::enrol_device(&desk, orders.product, version, READER, &orders.serial).await;
    panic!("it was to stand still: {done:?}")
}

/// The counter between two lives of its program.
struct Counter {
    scene: Scene,
    far: FarCard,
    officer: Officer,
    credential: PathBuf,
    ahead: i64,
}

impl Counter {
    /// Starts the program anew, as the officer does.
    async fn desk(&mut self) -> Desk {
        let cards = Arc::new(FarReader::with(self.far.address));
        let desk = Desk::open(Ports { cards, ..self.scene.ports("counter").await }).await.unwrap();
        self.scene.grounds.register(&desk, "counter").await;
        sign_in(&desk, &self.officer, self.ahead).await;
        self.later();
        desk
    }

    fn later(&mut self) {
        self.ahead += NEXT_CODE;
        self.scene.grounds.clock.advance(time::Duration::seconds(NEXT_CODE));
    }

    fn orders(&self, product: ProductId, serial: u32, moment: Moment) -> Orders {
        let folder = self.scene.grounds.folder.path();
        Orders {
            folder: folder.join("counter"),
            centre: format!("http://{}", self.scene.line.address),
            user_name: self.officer.user_name().to_owned(),
            password: self.officer.password().reveal().to_owned(),
            totp_secret: self.officer.totp_secret().to_owned(),
            ahead: self.ahead,
            credential: self.credential.clone(),
            product,
            serial: serial.to_string(),
            card: self.far.address,
            moment,
            stands_still: folder.join(format!("stands-still-{serial}")),
        }
    }

    /// Has the program begin on this device, and kills it at the moment.
    fn kill_at(&mut self, product: ProductId, serial: u32, moment: Moment) {
        let orders = self.orders(product, serial, moment);
        let mut command = Command::new(std::env::current_exe().unwrap());
        command.args(["--exact", VICTIM, "--nocapture"]).env(ORDERS, serde_json::to_string(&orders).unwrap());
        let mut victim = command.stdout(Stdio::null()).stderr(Stdio::piped()).spawn().unwrap();
        while !orders.stands_still.exists() {
            let ended = victim.try_wait().unwrap().is_some();
            assert!(!ended, "{moment:?}: it ended by itself: {}", last_words(&mut victim));
            thread::sleep(Duration::from_millis(20));
        }
        victim.kill().unwrap();
        victim.wait().unwrap();
        self.later();
    }
}

fn last_words(victim: &mut Child) -> String {
    let mut said = String::new();
    victim.stderr.take().unwrap().read_to_string(&mut said).unwrap();
    said
}

fn card(serial: u32) -> VirtualCard {
    VirtualCard::new([u8::try_from(serial % 251).unwrap(); 32], Serial(serial)).unwrap()
}

/// Every other time the enrolment is resumed first, to its end at the counter; then, as all the others, given up.
#[tokio::test(flavor = "multi_thread")]
async fn killed_at_any_stage_it_is_resumed_or_given_up() {
    let first = 4_730_000;
    let scene = Scene::set(WORKER).await;
    let (far, officer) = (FarCard::lies_there(card(first)), scene.officer(Profile::Rao));
    let credential = scene.grounds.folder.path().join("officer.p12");
    let mut counter = Counter { scene, far, officer, credential, ahead: 0 };
    let mut desk = counter.desk().await;
    let confirmed = plot::confirmed_on(&desk, 94, Carrier::SmartCard).await;
    plot::recognise(&desk, &counter.officer, confirmed.request, &counter.credential).await;
    let product = confirmed.product;
    for (round, moment) in (0_u32..).zip(MOMENTS) {
        let serial = first + 1 + round;
        plot::receive_device(&desk, &serial.to_string()).await;
        drop(desk);
        counter.far.replace(card(serial));
        counter.kill_at(product, serial, moment);

        desk = counter.desk().await;
        let view = devices::device_enrolment(&desk, product).await.unwrap();
        let begun = view.begun.unwrap_or_else(|| panic!("{moment:?}: the centre knows of it"));
        assert_eq!(begun.token_serial, serial.to_string(), "{moment:?}: on this device");
        let noted = view.noted.unwrap_or_else(|| panic!("{moment:?}: and the desk wrote it down"));
        assert_eq!(noted.token_serial, begun.token_serial, "{moment:?}: on the same");
        if round % 2 == 0 {
            plot::device_for(&desk, product).await;
            let version = orders::product_detail(&desk, product).await.unwrap().version;
            plot::prove(&desk, &counter.officer, product, &counter.credential).await;
            let resumed = devices::enrol_device(&desk, product, version, READER, &begun.token_serial).await;
            let resumed = resumed.unwrap_or_else(|error| panic!("{moment:?}: resumed: {error}"));
            assert_eq!(resumed.step, EnrolmentStep::Confirmed, "{moment:?}: to the end");
        }
        let fate = TokenFate::TakenBack;
        devices::abandon_device(&desk, product, begun.enrolment, fate, None).await.unwrap();
        let detail = orders::product_detail(&desk, product).await.unwrap();
        let valid: Vec<_> = detail.certificates.iter().filter(|known| known.revoked_at.is_none()).collect();
        assert!(valid.is_empty(), "{moment:?}: nothing is left valid: {valid:?}");
    }
    drop(desk);
    counter.scene.stop().await;
}
