//! A blank token made ready, in acts that change one thing each. Whoever was cut off between two of them begins with the first
//! one again: what is done already is found, and nothing is made twice.
//!
//! First the token gets a label and a security officer's PIN. By these two it is known again, and what lies on it was made
//! since; before them it was blank.

use std::time::Duration;

use sportello_hsm::{HsmError, Meaning};

use super::{
    Access, CertificateObject, KeyKind, Module, StoredKey, TokenName, TokenPin, fault::fault, module::Told,
};
use crate::{CardError, Fault, Secret, Step};

/// Keys that are made, the first one that the token offers.
const KINDS: [KeyKind; 2] = [KeyKind::EcP256, KeyKind::Rsa3072];

impl Module {
    /// Initialises a blank token: `label` tells it from any other from now on, and `officer` sets its user's PIN. Gives its name
    /// since then. [`Fault::Taken`] where it is not blank.
    pub fn initialise(
        &self,
        token: &TokenName,
        label: &str,
        officer: &TokenPin,
        limit: Duration,
    ) -> Result<TokenName, CardError> {
        self.tell(Step::Initialise);
        let made = self.visitor.initialise(token, label, officer, limit);
        made.map_err(|error| fault(Step::Initialise, &error, None))
    }

    /// Sets the user's PIN, whatever it was. A wrong `officer`, told as a wrong PUK, costs one of its tries.
    pub fn set_pin(
        &self,
        token: &TokenName,
        officer: &TokenPin,
        pin: &TokenPin,
        limit: Duration,
    ) -> Result<(), CardError> {
        self.tell(Step::Unblock);
        let (officer, pin) = (officer.clone(), pin.clone());
        let set: Told<()> = self.visited(token, limit, move |token| {
            token.set_user_pin(&officer, &pin).map_err(|error| (Step::Unblock, error))
        });
        set.map_err(|(step, error)| {
            let error = of_officer(step, &error);
            // Nobody has typed it: another one of the same kind would be refused, too.
            let refused = error.fault == Fault::NewPinRefused;
            if refused { CardError::new(step, Fault::NotSupported) } else { error }
        })
    }

    /// The key of this label, which is made where there is none. What an interrupted making left of one is taken away and made
    /// anew, as long as the key is `fresh`: nobody has certified it.
    ///
    /// [`Fault::Taken`] where one is there that could be copied out of the token, [`Fault::NotSupported`] where the token does
    /// not say that it could not.
    pub fn own_key(&self, access: Access<'_>, label: &str, fresh: bool) -> Result<StoredKey, CardError> {
        let wanted = label.to_owned();
        self.act(access, Step::GenerateKey, move |token| {
            let there = |token: &sportello_hsm::Token| -> Result<Option<StoredKey>, HsmError> {
                Ok(token.stored_keys()?.into_iter().find(|key| key.id == wanted.as_bytes()))
            };
            let half_made = |key: &StoredKey| fresh && key.public.is_none();
            if there(token)?.is_none_or(|key| half_made(&key)) {
                token.forget_half_made(&wanted)?;
                made(token, &wanted)?;
            }
            let key = there(token)?.ok_or(HsmError::Malformed("key"))?;
            match key.extractable {
                Some(false) => Ok(key),
                Some(true) => Err(HsmError::KeyExists(wanted)),
                None => Err(HsmError::KeyKind),
            }
        })
    }

    /// Has this certificate lie beside the key of this identifier, in place of whatever lay there, and gives it as it is read
    /// back. For a token that was made ready here: there nothing lies that anybody else wrote.
    pub fn own_certificate(
        &self,
        access: Access<'_>,
        id: &[u8],
        certificate: CertificateObject,
    ) -> Result<Vec<u8>, CardError> {
        let id = id.to_vec();
        self.act(access, Step::WriteObject, move |token| {
            token.put_certificate_beside(&id, &certificate)?;
            let there = token.stored_certificates()?.into_iter().find(|stored| stored.id == id);
            there.map(|stored| stored.value).ok_or(HsmError::Malformed("certificate"))
        })
    }
}

/// The error of an act with the security officer's PIN: what it says of a PIN is of that one, which is called PUK here.
pub(super) fn of_officer(step: Step, error: &HsmError) -> CardError {
    let error = fault(step, error, None);
    let fault = match error.fault {
        Fault::WrongSecret { .. } if step == Step::Unblock => {
            Fault::WrongSecret { secret: Secret::Puk, tries_left: None }
        }
        Fault::TokenPinBlocked if step == Step::Unblock => Fault::Blocked(Secret::Puk),
        fault => fault,
    };
    CardError::new(step, fault)
}

fn made(token: &sportello_hsm::Token, label: &str) -> Result<(), HsmError> {
    let mut refused = HsmError::KeyKind;
    for kind in KINDS {
        match token.make_key(label, kind) {
            Err(error) if error.meaning() == Some(Meaning::NotOffered) => refused = error,
            made => return made.map(drop),
        }
    }
    Err(refused)
}
