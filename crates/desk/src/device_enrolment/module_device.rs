//! A blank token that only its maker's PKCS#11 module can speak with. Between two calls of the centre the token is visited a few
//! times, each time for one change that can be done again (decision 0029).
//!
//! Possession comes first, as with a PIV card: the label that the token gets when it is initialised names this enrolment, and
//! the PUK that the centre drew is its security officer's PIN. Whoever comes back knows it by both.

use std::time::Duration;

use sportello_domain::{
    ids::EnrolmentId,
    secret::{self, Reveal as _},
};
use sportello_pki::{Certificate, KeyAlgorithm, certificate_request};
use sportello_token::{
    CardError, ChannelError, Fault, Secret, Step,
    pkcs11::{
        Access, CertificateObject, KeyKind, Module, PinEntry, StoredKey, TokenName, TokenPin, is_reader,
    },
};
use zeroize::Zeroizing;

use super::device::{Both, Issued, Proof, Refused, nobody, shape};
use crate::{cards::TokenLook, token_mark::mark};

/// For each visit.
const VISIT: Duration = Duration::from_mins(1);
/// For a visit that may make a key: a card without curves looks for large primes, which is a matter of luck.
const MAKE_KEY: Duration = Duration::from_mins(5);
/// Labels of the two keys, which are their identifiers too.
const SIGNATURE: &str = "signature";
const AUTHENTICATION: &str = "authentication";

/// What is set on the token.
pub(super) struct Codes {
    pin: TokenPin,
    officer: TokenPin,
}

impl Codes {
    pub fn of(pin: &secret::Pin, puk: &secret::Puk) -> Self {
        let taken = |text: &str| TokenPin::new(Zeroizing::new(text.to_owned()));
        Self { pin: taken(pin.reveal_text()), officer: taken(puk.reveal_text()) }
    }
}

/// The enrolment that a token is made ready for.
pub(super) struct Meant {
    pub enrolment: EnrolmentId,
    pub codes: Codes,
    /// Nothing was certified yet: afterwards a blank token is another one.
    pub fresh: bool,
}

/// Makes the token this enrolment's own, with fresh codes and two keys, and gives a request of each key: PKCS#10, DER.
pub(super) fn prepare(module: &Module, chosen: &TokenLook, meant: &Meant) -> Result<Both<Vec<u8>>, Refused> {
    let token = take_possession(module, chosen, meant)?;
    // Whatever the PIN was: no try is lost, however often this is done.
    module.set_pin(&token, &meant.codes.officer, &meant.codes.pin, VISIT).map_err(|error| {
        match error.fault {
            // Somebody else's that happens to be called so, or it was set anew since.
            Fault::WrongSecret { secret: Secret::Puk, .. } => Refused::Other,
            _ => error.into(),
        }
    })?;
    let pin = PinEntry::Typed(meant.codes.pin.clone());
    let access = Access { token: &token, pin: &pin, limit: VISIT };
    Ok(Both {
        signature: request(module, access, SIGNATURE, meant.fresh)?,
        authentication: request(module, access, AUTHENTICATION, meant.fresh)?,
    })
}

/// Writes both certificates, reads them back and has both keys sign the centre's challenge.
pub(super) fn complete(
    module: &Module,
    chosen: &TokenLook,
    meant: &Meant,
    issued: &Issued,
) -> Result<Both<Proof>, Refused> {
    let token = found(module, chosen, &mark(meant.enrolment))?;
    let pin = PinEntry::Typed(meant.codes.pin.clone());
    let access = Access { token: &token, pin: &pin, limit: VISIT };
    Ok(Both {
        signature: prove(module, access, SIGNATURE, &issued.certificates.signature, issued)?,
        authentication: prove(module, access, AUTHENTICATION, &issued.certificates.authentication, issued)?,
    })
}

fn take_possession(module: &Module, chosen: &TokenLook, meant: &Meant) -> Result<TokenName, Refused> {
    let mark = mark(meant.enrolment);
    if !chosen.blank {
        return found(module, chosen, &mark);
    }
    // The one that was begun is in, or was: a second one of the same name could not be told from it.
    let begun_is_in = module.tokens(VISIT)?.iter().any(|seen| seen.token.label == mark);
    if !meant.fresh || begun_is_in {
        return Err(Refused::Other);
    }
    module.initialise(&chosen.name, &mark, &meant.codes.officer, VISIT).map_err(|error| match error.fault {
        Fault::Taken => Refused::NotBlank,
        _ => error.into(),
    })
}

/// The token of this label. It is asked for anew: since it was initialised its slot may have another number.
fn found(module: &Module, chosen: &TokenLook, mark: &str) -> Result<TokenName, Refused> {
    let seen = module.tokens(VISIT)?;
    if let Some(own) = seen.iter().find(|seen| seen.token.label == mark) {
        return Ok(own.token.name());
    }
    let another = seen.iter().any(|seen| is_reader(&seen.token.reader, &chosen.name.reader));
    let gone = CardError { step: Step::Connect, fault: Fault::Channel(ChannelError::Removed) };
    Err(if another { Refused::Other } else { gone.into() })
}

/// A request of the key of this label, which is made where there is none.
fn request(module: &Module, access: Access<'_>, label: &str, fresh: bool) -> Result<Vec<u8>, Refused> {
    let key =
        module.own_key(Access { limit: MAKE_KEY, ..access }, label, fresh).map_err(|error| {
            match error.fault {
                Fault::Taken => Refused::NotBlank,
                _ => error.into(),
            }
        })?;
    let StoredKey { id, public: Some((kind, info)), .. } = key else {
        return Err(CardError { step: Step::GenerateKey, fault: Fault::Malformed("key") }.into());
    };
    let prepared = certificate_request::prepare(&nobody(), &info).map_err(shape)?;
    let signature = module.sign_request(access, &id, kind, prepared.to_be_signed())?;
    certificate_request::finish(prepared, &signature).map_err(shape)
}

fn prove(
    module: &Module,
    access: Access<'_>,
    label: &str,
    certificate: &[u8],
    issued: &Issued,
) -> Result<Proof, Refused> {
    let read = Certificate::from_der(certificate).map_err(shape)?;
    let (key, subject) = (read.public_key_info_der().map_err(shape)?, read.subject_der().map_err(shape)?);
    let algorithm = KeyAlgorithm::of_public_key_info(&key).map_err(shape)?;
    let object = CertificateObject { value: certificate.to_vec(), subject };
    let there = module.own_certificate(access, label.as_bytes(), object)?;
    if there != certificate {
        return Err(CardError { step: Step::ReadObject, fault: Fault::Malformed("certificate") }.into());
    }
    let kind = match algorithm {
        KeyAlgorithm::EcdsaP256 => KeyKind::EcP256,
        KeyAlgorithm::EcdsaP384 => KeyKind::EcP384,
        KeyAlgorithm::Rsa => KeyKind::Rsa3072,
    };
    let signature = module.sign_request(access, label.as_bytes(), kind, &issued.challenge)?;
    // A key that is not the certificate's shows itself here, before the device is handed over.
    algorithm.scheme().verify(&key, &issued.challenge, &signature).map_err(shape)?;
    Ok(Proof { certificate: there, signature })
}
