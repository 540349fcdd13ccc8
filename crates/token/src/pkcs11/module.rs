//! A module, and what is done with the tokens that it shows.

use std::{path::Path, sync::Arc, time::Duration};

use sportello_hsm::{HsmError, PresentToken, Token, Visitor};

use super::{
    CertificateObject, KeyKind, PinEntry, SeenToken, StoredCertificate, StoredKey, TokenName, TokenPin,
    fault::fault,
};
use crate::{CardError, ChannelError, Fault, Step, pcsc_reader::reset};

/// A module that was loaded. It is unloaded when the last one who has it drops it.
#[derive(Clone)]
pub struct Module {
    pub(super) visitor: Visitor,
    /// Hears of each act on a token before it is done.
    witness: Option<Arc<dyn Fn(Step) + Send + Sync>>,
}

impl std::fmt::Debug for Module {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Module")
    }
}

/// A token to act with, the PIN that it is shown for this act, and how long one waits for it at most.
#[derive(Clone, Copy, Debug)]
pub struct Access<'a> {
    pub token: &'a TokenName,
    pub pin: &'a PinEntry,
    pub limit: Duration,
}

/// A key on a token, by the certificate that lies beside it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Key {
    /// CKA_ID, of key and certificate alike.
    pub id: Vec<u8>,
    pub kind: KeyKind,
    /// DER.
    pub certificate: Vec<u8>,
}

/// How long a card that another program holds is waited for.
pub(super) const RESET: Duration = Duration::from_secs(10);

pub(super) type Told<T> = Result<T, (Step, HsmError)>;

/// What became of several messages in one visit.
#[derive(Debug)]
pub struct SignedInTurn {
    /// Of the first messages, in their order.
    pub signatures: Vec<Vec<u8>>,
    /// What kept the token from signing the next one. `None` where all are signed, or the PIN is wanted anew.
    pub stopped: Option<CardError>,
    /// The key wants its PIN for each signature: only the first message was signed.
    pub pin_each_time: bool,
}

impl Module {
    /// Loads the file. [`Fault::NoModule`] where it is none.
    pub fn load(file: &Path, limit: Duration) -> Result<Self, CardError> {
        let visitor = Visitor::of(file, limit).map_err(|error| fault(Step::LoadModule, &error, None))?;
        Ok(Self { visitor, witness: None })
    }

    /// The same module, whose acts on a token are told to `witness` before each is done.
    #[must_use]
    pub fn told_to(self, witness: impl Fn(Step) + Send + Sync + 'static) -> Self {
        Self { witness: Some(Arc::new(witness)), ..self }
    }

    /// The tokens that are in, with the certificates that they show to anybody. Costs no try.
    pub fn tokens(&self, limit: Duration) -> Result<Vec<SeenToken>, CardError> {
        self.visitor.look(limit).map_err(|error| fault(Step::Connect, &error, None))
    }

    /// How a token stands now: what it tells of its PIN. Costs no try.
    pub fn standing(&self, token: &TokenName, limit: Duration) -> Result<PresentToken, CardError> {
        self.visitor.standing(token, limit).map_err(|error| fault(Step::TriesLeft, &error, None))
    }

    /// The keys on the token, those of others too.
    pub fn keys(&self, access: Access<'_>) -> Result<Vec<StoredKey>, CardError> {
        self.act(access, Step::ReadObject, Token::stored_keys)
    }

    /// Makes a key pair on the token, which never lets its private half out; `label` must be free. It is found again by the
    /// label's bytes as its identifier.
    pub fn generate_key(
        &self,
        access: Access<'_>,
        label: &str,
        kind: KeyKind,
    ) -> Result<StoredKey, CardError> {
        let label = label.to_owned();
        self.act(access, Step::GenerateKey, move |token| {
            let made = token.make_key(&label, kind)?;
            let there = token.stored_keys()?.into_iter().find(|key| key.id == label.as_bytes());
            let mut key = there.ok_or(HsmError::Malformed("key"))?;
            key.public = Some((kind, made.public_key_info().to_vec()));
            Ok(key)
        })
    }

    /// The certificates on the token, those too that it shows only to its holder.
    pub fn certificates(&self, access: Access<'_>) -> Result<Vec<StoredCertificate>, CardError> {
        self.act(access, Step::ReadObject, Token::stored_certificates)
    }

    /// Writes a certificate beside the key of this identifier, and gives it as it is read back. One that is there already is
    /// not written over.
    pub fn write_certificate(
        &self,
        access: Access<'_>,
        id: &[u8],
        certificate: CertificateObject,
    ) -> Result<Vec<u8>, CardError> {
        let id = id.to_vec();
        self.act(access, Step::WriteObject, move |token| {
            token.write_certificate_beside(&id, &certificate)?;
            let there = token.stored_certificates()?.into_iter().find(|stored| stored.id == id);
            there.map(|stored| stored.value).ok_or(HsmError::Malformed("certificate"))
        })
    }

    /// Signs a message: ECDSA over SHA-256 (P-256) or SHA-384 (P-384) as DER, or RSA PKCS#1 v1.5 over SHA-256. `None` where the
    /// token does not hold the key's certificate (any more): then it is another one, and its PIN was not tried.
    pub fn sign(&self, access: Access<'_>, key: &Key, message: &[u8]) -> Result<Option<Vec<u8>>, CardError> {
        let Some(signed) = self.sign_in_turn(access, key, vec![message.to_vec()])? else { return Ok(None) };
        match signed.stopped {
            Some(error) => Err(error),
            None => Ok(signed.signatures.into_iter().next()),
        }
    }

    /// The same with several messages, one after the other, in one visit: the PIN is shown once, and a key that wants it for
    /// each signature signs the first message alone. What was signed before a fault is given with it.
    pub fn sign_in_turn(
        &self,
        access: Access<'_>,
        key: &Key,
        messages: Vec<Vec<u8>>,
    ) -> Result<Option<SignedInTurn>, CardError> {
        self.tell(Step::Sign);
        let (key, pin) = (key.clone(), access.pin.clone());
        let signed = self.visit(access, move |token| {
            let there = token.stored_certificates().map_err(|error| (Step::ReadObject, error))?;
            if !there.iter().any(|stored| stored.id == key.id && stored.value == key.certificate) {
                return Ok(None);
            }
            token.show(&pin).map_err(|error| (Step::VerifyPin, error))?;
            signed_in_turn(token, &key, &messages, &pin).map(Some)
        })?;
        let Some((signatures, stopped, pin_each_time)) = signed else {
            self.look_anew(access.limit);
            return Ok(None);
        };
        let stopped = stopped.map(|error| self.told(access, Step::Sign, &error));
        Ok(Some(SignedInTurn { signatures, stopped, pin_each_time }))
    }

    /// The same with a key that has no certificate yet, for the request of one.
    pub fn sign_request(
        &self,
        access: Access<'_>,
        id: &[u8],
        kind: KeyKind,
        message: &[u8],
    ) -> Result<Vec<u8>, CardError> {
        let (id, message, pin) = (id.to_vec(), message.to_vec(), access.pin.clone());
        self.act(access, Step::Sign, move |token| token.sign_with(&id, kind, &message, &pin))
    }

    /// Changes the PIN. A wrong old one costs a try. Not for readers that have keys of their own: there the module's program
    /// does it.
    pub fn change_pin(&self, access: Access<'_>, new: &TokenPin) -> Result<(), CardError> {
        let PinEntry::Typed(old) = access.pin else {
            return Err(CardError::new(Step::ChangePin, Fault::NotSupported));
        };
        let (old, new) = (old.clone(), new.clone());
        self.act(access, Step::ChangePin, move |token| token.change_pin(&old, &new))
    }

    /// One act that begins with the PIN.
    pub(super) fn act<T: Send + 'static>(
        &self,
        access: Access<'_>,
        step: Step,
        act: impl FnOnce(&Token) -> Result<T, HsmError> + Send + 'static,
    ) -> Result<T, CardError> {
        self.tell(step);
        let pin = access.pin.clone();
        self.visit(access, move |token| {
            token.show(&pin).map_err(|error| (Step::VerifyPin, error))?;
            act(token).map_err(|error| (step, error))
        })
    }

    fn visit<T: Send + 'static>(
        &self,
        access: Access<'_>,
        act: impl FnOnce(&Token) -> Told<T> + Send + 'static,
    ) -> Result<T, CardError> {
        self.visited(access.token, access.limit, act).map_err(|(step, error)| self.told(access, step, &error))
    }

    /// A visit in which nobody is logged in yet.
    pub(super) fn visited<T: Send + 'static>(
        &self,
        token: &TokenName,
        limit: Duration,
        act: impl FnOnce(&Token) -> Told<T> + Send + 'static,
    ) -> Told<T> {
        let said = self.visitor.visit(token, limit, act);
        // Some modules log out of themselves and leave the card trusting whoever speaks next. Where the slot is no reader of the
        // system's there is nothing to reset.
        let _ = reset(&token.reader, RESET);
        said.map_err(|error| (Step::Connect, error)).and_then(|said| said)
    }

    pub(super) fn tell(&self, step: Step) {
        if let Some(witness) = &self.witness {
            witness(step);
        }
    }

    /// The error in a card's words; how its PIN stands then is asked.
    pub(super) fn told(&self, access: Access<'_>, step: Step, error: &HsmError) -> CardError {
        let tries = match error {
            HsmError::PinWrong => self.visitor.standing(access.token, access.limit).ok(),
            _ => None,
        };
        let error = fault(step, error, tries.map(|token| token.pin));
        if matches!(error.fault, Fault::NotFound | Fault::Channel(ChannelError::Removed)) {
            self.look_anew(access.limit);
        }
        error
    }

    /// Some modules remember a token that was pulled out. What comes of this the next look says.
    pub(super) fn look_anew(&self, limit: Duration) {
        let _ = self.visitor.begin_anew(limit);
    }
}

type InTurn = (Vec<Vec<u8>>, Option<HsmError>, bool);

/// With a PIN that was just shown. The first fault is the visit's own, as nothing was signed yet.
fn signed_in_turn(token: &Token, key: &Key, messages: &[Vec<u8>], pin: &PinEntry) -> Told<InTurn> {
    let at_sign = |error| (Step::Sign, error);
    let pin_each_time = token.wants_pin_each_time(&key.id).map_err(at_sign)?;
    let mut signatures = Vec::new();
    for message in messages {
        match token.sign_with(&key.id, key.kind, message, pin) {
            Ok(signature) => signatures.push(signature),
            Err(error) if signatures.is_empty() => return Err(at_sign(error)),
            Err(error) => return Ok((signatures, Some(error), pin_each_time)),
        }
        if pin_each_time {
            break;
        }
    }
    Ok((signatures, None, pin_each_time))
}
