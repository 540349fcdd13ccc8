//! What the desk needs from the outside, each trait as small as it can be. Implementations say how: `SqliteStore`,
//! `HttpCentral`, `KeyringSecrets`.

use std::{
    fs::{self, File},
    io::Write as _,
    path::{Path, PathBuf},
    sync::Arc,
};

use async_trait::async_trait;
use image::RgbImage;
use sportello_capture::{
    document::{Depth, DocumentReading},
    intake::Intake,
};
use sportello_contract::{
    cases::{OrderDetail, ProductDetail, ProductPage, ProductSearch, StatusCount},
    central::{
        command::Answer,
        credentials::{CredentialChallenge, OfficerCredential},
        enrolment::EnrolmentStanding,
        issuance::CertificatePreview,
        officer_proof::{OfficerChallenge, OfficerProof, OfficerProved},
        people::{KnownPerson, PersonQuery},
        reference::Reference,
        sessions::{
            Login, LoginAnswer, OpenSession, RefreshSession, RegisterWorkstation, RegisteredWorkstation,
            SecondFactor, Session,
        },
        training::TrainingMessage,
    },
    desk::camera::{CameraView, OpenCamera, PictureSize},
    error::WireError,
    stock::{CheckedSerials, StockCountRow, TokenDetail, TokenPage, TokenSearch, TokenStock},
};
use sportello_domain::{
    case::Case,
    document::EvidenceRef,
    ids::{CommandId, EvidenceId, ProductId, RequestId, TokenId},
    moment::{Day, Timestamp},
};
use sportello_token::CardError;
use uuid::Uuid;
use zeroize::Zeroizing;

use crate::records::{Change, DraftRecord, OutboxRecord};

mod card_modules;
mod cards;

pub use card_modules::CardModules;
pub use cards::{Cards, ReaderSeen, ReadersFault, ReadersSeen, Talk, Tell};

/// The encrypted store of this workstation. Reads see everything that was applied before; a change that was
/// acknowledged survives the program's and the machine's sudden end.
#[async_trait]
pub trait Store: Send + Sync {
    /// Applies all changes in one transaction, or none.
    async fn apply(&self, changes: Vec<Change>) -> Result<(), StoreError>;

    /// A value kept by name.
    async fn value(&self, name: &str) -> Result<Option<String>, StoreError>;

    /// The values whose names begin so, by name.
    async fn values(&self, beginning: &str) -> Result<Vec<(String, String)>, StoreError>;

    /// The value kept by this name, or `fresh`, kept now: one and the same for everybody who asks, however often.
    async fn value_once(&self, name: &str, fresh: String) -> Result<String, StoreError>;

    /// A draft, whatever its status; discarded ones too.
    async fn draft(&self, id: RequestId) -> Result<Option<DraftRecord>, StoreError>;

    /// All drafts that were not discarded, the one saved last first.
    async fn drafts(&self) -> Result<Vec<DraftRecord>, StoreError>;

    /// Drafts that were discarded before this instant.
    async fn discarded_before(&self, at: Timestamp) -> Result<Vec<RequestId>, StoreError>;

    /// What a piece of evidence is; `None` where this PC does not have it (any more).
    async fn evidence(&self, id: EvidenceId) -> Result<Option<EvidenceRef>, StoreError>;

    /// Its bytes.
    async fn evidence_bytes(&self, id: EvidenceId) -> Result<Option<Vec<u8>>, StoreError>;

    /// The outbox, oldest first: what waits, what was refused, and the last `received` that were sent.
    async fn outbox(&self, received: u32) -> Result<Vec<OutboxRecord>, StoreError>;
}

/// The store's faults. None of them carries what was to be stored.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// Somebody saved a newer version of the draft.
    #[error("the draft was changed meanwhile: version {stored}, not {expected}")]
    Outdated { stored: u32, expected: u32 },
    /// The draft is not there, or is no draft any more.
    #[error("no such draft")]
    NoDraft,
    /// Made by a newer version of the program.
    #[error("the store has format {found}, this program knows up to {known}")]
    Newer { found: u32, known: u32 },
    /// The key does not open the file.
    #[error("the key does not open the store")]
    WrongKey,
    #[error("another program has the store open")]
    Busy,
    #[error("the disk is full")]
    DiskFull,
    /// A file beside the database is missing or was changed.
    #[error("an attachment is damaged or missing")]
    Attachment,
    #[error("the store failed: {0}")]
    Broken(String),
}

/// The centre, as an open session sees it. The implementation holds the access key in memory.
#[async_trait]
pub trait Central: Send + Sync {
    async fn register_workstation(
        &self,
        ask: &RegisterWorkstation,
    ) -> Result<RegisteredWorkstation, CentralError>;

    async fn log_in(&self, login: &Login) -> Result<LoginAnswer, CentralError>;
    async fn second_factor(&self, factor: &SecondFactor) -> Result<LoginAnswer, CentralError>;
    /// From here on, calls are made in this session.
    async fn open_session(&self, open: &OpenSession) -> Result<Session, CentralError>;
    async fn refresh_session(&self, refresh: &RefreshSession) -> Result<Session, CentralError>;
    /// A ticket and the workplaces of the session's account, to choose another one.
    async fn change_workplace(&self) -> Result<LoginAnswer, CentralError>;
    /// Ends the session at the centre and forgets the access key, even where the centre does not answer.
    async fn end_session(&self) -> Result<(), CentralError>;
    async fn ask_recovery(&self, user_name: &str) -> Result<(), CentralError>;

    async fn reference(&self) -> Result<Reference, CentralError>;
    async fn people(&self, query: &PersonQuery) -> Result<Vec<KnownPerson>, CentralError>;

    async fn products(&self, search: &ProductSearch) -> Result<ProductPage, CentralError>;
    async fn status_counts(&self) -> Result<Vec<StatusCount>, CentralError>;
    async fn order(&self, request: RequestId) -> Result<OrderDetail, CentralError>;
    async fn product(&self, product: ProductId) -> Result<ProductDetail, CentralError>;
    /// The case as it was received: what the recognition report is about.
    async fn case(&self, request: RequestId) -> Result<Case, CentralError>;

    /// Stores evidence under its own id; sent twice it is stored once.
    async fn store_evidence(
        &self,
        request: RequestId,
        evidence: &EvidenceRef,
        bytes: Vec<u8>,
    ) -> Result<(), CentralError>;
    async fn evidence_bytes(&self, evidence: EvidenceId) -> Result<Vec<u8>, CentralError>;

    /// Sends a command, byte for byte as it was made, to a path of the contract. The answer's body is told as JSON.
    async fn command(
        &self,
        path: &str,
        command: Zeroizing<String>,
    ) -> Result<Answer<serde_json::Value>, CentralError>;

    async fn certificate_preview(&self, product: ProductId) -> Result<CertificatePreview, CentralError>;
    /// The enrolment of a device that is under way for this product.
    async fn enrolment(&self, product: ProductId) -> Result<Option<EnrolmentStanding>, CentralError>;
    /// What the officer's key signs before a device is written on.
    async fn officer_challenge(&self, product: ProductId) -> Result<OfficerChallenge, CentralError>;
    async fn prove_officer(
        &self,
        product: ProductId,
        proof: &OfficerProof,
    ) -> Result<OfficerProved, CentralError>;
    /// What the key of a certificate signs that the officer brings.
    async fn credential_challenge(&self) -> Result<CredentialChallenge, CentralError>;
    /// The officer's certificate; `None` where the account has none.
    async fn officer_credential(&self) -> Result<Option<OfficerCredential>, CentralError>;

    async fn token_stock(&self) -> Result<TokenStock, CentralError>;
    async fn tokens(&self, search: &TokenSearch) -> Result<TokenPage, CentralError>;
    async fn token(&self, token: TokenId) -> Result<TokenDetail, CentralError>;
    async fn check_serials(&self, serials: Vec<String>) -> Result<CheckedSerials, CentralError>;
    async fn stock_counts(&self) -> Result<Vec<StockCountRow>, CentralError>;

    async fn training_messages(&self) -> Result<Vec<TrainingMessage>, CentralError>;
    async fn training_attachment(&self, message: &str, name: &str) -> Result<Vec<u8>, CentralError>;
}

/// Why the centre did not do it.
#[derive(Debug, thiserror::Error)]
pub enum CentralError {
    /// No answer, or one that says nothing of the matter: the same again, later. The text is for the log.
    #[error("the centre cannot be reached: {0}")]
    Unreachable(String),
    /// The centre's word.
    #[error("the centre refused: {}", .0.code)]
    Refused(WireError),
    /// An answer that this version cannot read.
    #[error("the centre's answer cannot be read: {0}")]
    Unreadable(String),
}

/// A name under which the system's keyring keeps a secret of this workstation.
pub trait Secrets: Send + Sync {
    fn read(&self, name: &str) -> Result<Option<Zeroizing<Vec<u8>>>, SecretsError>;
    fn write(&self, name: &str, secret: &[u8]) -> Result<(), SecretsError>;
    fn forget(&self, name: &str) -> Result<(), SecretsError>;
}

/// The keyring's faults.
#[derive(Debug, thiserror::Error)]
pub enum SecretsError {
    /// There is no keyring, or it is locked; outside training the desk does not start without.
    #[error("no keyring answers: {0}")]
    Missing(String),
    #[error("the keyring failed: {0}")]
    Broken(String),
}

/// Makes the middle step of a signature: from bytes to bytes. Card, file and remote key look alike.
pub trait Signer: Send + Sync {
    /// DER.
    fn certificate(&self) -> &[u8];
    /// Issuing CA first; DER.
    fn chain(&self) -> &[Vec<u8>];
    /// Signs texts (not their hashes) one after the other, for as long as one showing of the secret lasts: a key that wants
    /// it anew for each signature signs the first text alone. DER for ECDSA.
    fn sign_in_turn(&self, texts: &[&[u8]], counted: &Counted) -> SignedInTurn;

    /// Signs one text.
    fn sign(&self, text: &[u8]) -> Result<Vec<u8>, SignerError> {
        let SignedInTurn { signatures, stopped } = self.sign_in_turn(&[text], &nobody());
        match (signatures.into_iter().next(), stopped) {
            (Some(signature), _) => Ok(signature),
            (None, Some(error)) => Err(error),
            (None, None) => Err(SignerError::Failed("nothing was signed".to_owned())),
        }
    }
}

/// Hears how many texts are signed so far, each time there is one more; where only the end is known, nothing.
pub type Counted = Arc<dyn Fn(usize) + Send + Sync>;

fn nobody() -> Counted {
    Arc::new(|_| {})
}

/// What a key made of several texts.
#[derive(Debug, Default)]
pub struct SignedInTurn {
    /// Of the first texts, in their order.
    pub signatures: Vec<Vec<u8>>,
    /// What kept the key from the next text; `None` where all are signed, or the secret is wanted anew.
    pub stopped: Option<SignerError>,
}

impl SignedInTurn {
    /// Nothing was signed.
    pub fn nothing(error: impl Into<SignerError>) -> Self {
        Self { signatures: Vec::new(), stopped: Some(error.into()) }
    }
}

/// Why the key did not sign.
#[derive(Debug, thiserror::Error)]
pub enum SignerError {
    #[error("the key did not sign: {0}")]
    Failed(String),
    #[error(transparent)]
    Card(#[from] CardError),
    /// Another card lies in the reader than the one that was chosen.
    #[error("the card was changed for another one")]
    OtherCard,
}

/// The cameras of this machine. Its drivers may hang in any of these calls: each is made on a thread that nobody waits
/// for.
pub trait Cameras: Send + Sync {
    /// Those that are plugged in.
    fn list(&self) -> Vec<CameraView>;
    /// Opens one and lets its pictures flow.
    fn open(&self, wish: &OpenCamera) -> Result<Box<dyn OpenedCamera>, CameraFault>;
}

/// A camera that is open, until it is dropped. It stays on the thread that opened it.
pub trait OpenedCamera {
    /// What it offers, largest first.
    fn sizes(&self) -> Vec<PictureSize>;
    /// Waits for the next frame.
    fn frame(&mut self) -> Result<RgbImage, CameraFault>;
    /// What it showed was photographed. A real camera does not care; the one of the training turns the document over.
    fn photographed(&mut self) {}
}

/// Why a camera gives no picture.
#[derive(Debug, thiserror::Error)]
pub enum CameraFault {
    #[error("the camera is not there")]
    Missing,
    #[error("the system does not allow this program to use the camera")]
    Denied,
    #[error("another program uses the camera")]
    Busy,
    /// An earlier try still waits for its driver, which does not come back.
    #[error("the camera's driver hangs")]
    Hangs,
    #[error("the camera failed: {0}")]
    Failed(String),
}

/// Foreign files, decoded in a process of their own.
#[async_trait]
pub trait Decoder: Send + Sync {
    /// Decodes and normalises a picture or a PDF.
    async fn take_in(&self, bytes: Vec<u8>) -> Result<Intake, DecoderError>;

    /// What a normalised page says, read so deep; `None` where nothing of a document is to be found.
    async fn read_document(
        &self,
        jpeg: Vec<u8>,
        today: Day,
        depth: Depth,
    ) -> Result<Option<DocumentReading>, DecoderError>;
}

/// Why a file was not decoded.
#[derive(Debug, thiserror::Error)]
pub enum DecoderError {
    #[error(transparent)]
    Refused(#[from] sportello_capture::intake::IntakeError),
    /// Killed at its limit of time or memory.
    #[error("decoding was stopped at its limit")]
    Stopped,
    #[error("the decoder did not run: {0}")]
    Broken(String),
}

/// The time.
pub trait Clock: Send + Sync {
    fn now(&self) -> Timestamp;
}

/// Ids and keys that nobody can guess.
pub trait Chance: Send + Sync {
    /// A UUIDv7 of this instant.
    fn id(&self, at: Timestamp) -> Uuid;
    fn fill(&self, bytes: &mut [u8]);
}

/// A command's id, made once.
pub fn command_id(chance: &dyn Chance, at: Timestamp) -> CommandId {
    CommandId(chance.id(at))
}

/// Writes a file where the officer chose: whole or not at all.
pub fn write_whole(path: &Path, bytes: &[u8]) -> std::io::Result<()> {
    let part = part_of(path);
    let written = File::create(&part)
        .and_then(|mut file| {
            file.write_all(bytes)?;
            // Before it gets its name, or a power cut could leave the name with nothing under it.
            file.sync_all()
        })
        .and_then(|()| fs::rename(&part, path));
    if written.is_err() {
        // On Windows a file that another program shows cannot be replaced: the part does not stay beside it.
        let _ = fs::remove_file(&part);
    }
    written
}

/// Whether [`write_whole`] would find a place to write; touches no file that is there.
pub fn probe(path: &Path) -> std::io::Result<()> {
    let part = part_of(path);
    fs::write(&part, [])?;
    fs::remove_file(part)
}

fn part_of(path: &Path) -> PathBuf {
    let mut part = path.as_os_str().to_owned();
    part.push(".part");
    part.into()
}
