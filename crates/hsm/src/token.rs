//! A token that is logged in to.

use std::{
    path::Path,
    sync::{Arc, Mutex, MutexGuard},
};

use cryptoki::{
    context::{CInitializeArgs, CInitializeFlags, Pkcs11},
    error::{Error, RvError},
    mechanism::Mechanism,
    object::{Attribute, ObjectClass, ObjectHandle},
    session::{Session, UserType},
    types::AuthPin,
};

use crate::{HsmError, KeyKind, TokenKey, TokenPin, key::PublicHalf};

/// A token with an open session. Sessions are for one thread at a time: calls take turns.
#[derive(Clone)]
pub struct Token {
    session: Arc<Mutex<Session>>,
}

impl std::fmt::Debug for Token {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Token")
    }
}

impl Token {
    /// Loads the module, finds the token by its label (a slot's number changes when a token is initialised) and logs
    /// the user in. The PIN is not kept.
    pub fn open(module: &Path, label: &str, pin: &TokenPin) -> Result<Self, HsmError> {
        Self::log_in(&load(module)?, label, pin)
    }

    pub(crate) fn log_in(library: &Pkcs11, label: &str, pin: &TokenPin) -> Result<Self, HsmError> {
        for slot in library.get_slots_with_token()? {
            if library.get_token_info(slot)?.label().trim_end() != label {
                continue;
            }
            let session = library.open_rw_session(slot)?;
            match session.login(UserType::User, Some(&AuthPin::new(pin.reveal().into()))) {
                Ok(()) | Err(Error::Pkcs11(RvError::UserAlreadyLoggedIn, _)) => {}
                Err(error) => return Err(of_pin(error)),
            }
            return Ok(Self::of(session));
        }
        Err(HsmError::TokenMissing(label.to_owned()))
    }

    /// A token with this session, whoever is logged in.
    pub(crate) fn of(session: Session) -> Self {
        Self { session: Arc::new(Mutex::new(session)) }
    }

    /// Changes the user's PIN; wants the old one again, and takes one try of it where it is wrong (PKCS #11 v2.40, 5.5,
    /// C_SetPIN).
    ///
    /// [`HsmError::PinWrong`] and [`HsmError::PinBlocked`] speak of the old one, [`HsmError::NewPinRefused`] of the new.
    pub fn change_pin(&self, old: &TokenPin, new: &TokenPin) -> Result<(), HsmError> {
        let taken = |pin: &TokenPin| AuthPin::new(pin.reveal().into());
        self.session()?.set_pin(&taken(old), &taken(new)).map_err(|error| match error {
            // The old one's length was good enough to log in with.
            Error::Pkcs11(RvError::PinLenRange | RvError::PinInvalid, _) => HsmError::NewPinRefused,
            other => of_pin(other),
        })
    }

    /// The key pair of this label.
    pub fn key(&self, label: &str) -> Result<TokenKey, HsmError> {
        let session = self.session()?;
        let private = only(&session, ObjectClass::PRIVATE_KEY, label)?;
        let public = only(&session, ObjectClass::PUBLIC_KEY, label)?;
        drop(session);
        self.bind(private, public)
    }

    /// Makes a key pair inside the token: sensitive, not extractable, for signatures only.
    pub fn make_key(&self, label: &str, kind: KeyKind) -> Result<TokenKey, HsmError> {
        let session = self.session()?;
        match only(&session, ObjectClass::PRIVATE_KEY, label) {
            Err(HsmError::KeyMissing(_)) => {}
            Ok(_) | Err(HsmError::KeyAmbiguous(_)) => return Err(HsmError::KeyExists(label.to_owned())),
            Err(error) => return Err(error),
        }
        let name = || [Attribute::Label(label.into()), Attribute::Id(label.into()), Attribute::Token(true)];
        let mut public = Vec::from(name());
        public.extend([Attribute::Private(false), Attribute::Verify(true)]);
        let mut private = Vec::from(name());
        private.extend([
            Attribute::Private(true),
            Attribute::Sensitive(true),
            Attribute::Extractable(false),
            Attribute::Sign(true),
            Attribute::Decrypt(false),
        ]);
        let mechanism = match kind {
            KeyKind::Rsa3072 => {
                public
                    .extend([Attribute::ModulusBits(3072.into()), Attribute::PublicExponent(vec![1, 0, 1])]);
                Mechanism::RsaPkcsKeyPairGen
            }
            KeyKind::EcP256 | KeyKind::EcP384 => {
                public.push(Attribute::EcParams(kind.curve().to_vec()));
                Mechanism::EccKeyPairGen
            }
        };
        let (public, private) = session.generate_key_pair(&mechanism, &public, &private)?;
        drop(session);
        self.bind(private, public)
    }

    fn bind(&self, private: ObjectHandle, public: ObjectHandle) -> Result<TokenKey, HsmError> {
        let attributes = self.session()?.get_attributes(public, &PublicHalf::ATTRIBUTES)?;
        TokenKey::new(self.clone(), private, &attributes)
    }

    pub(crate) fn session(&self) -> Result<MutexGuard<'_, Session>, HsmError> {
        self.session.lock().map_err(|_| HsmError::SessionBroken)
    }
}

pub(crate) fn load(module: &Path) -> Result<Pkcs11, HsmError> {
    let unloadable = |error: &dyn std::fmt::Display| HsmError::Module {
        path: module.display().to_string(),
        reason: error.to_string(),
    };
    let library = Pkcs11::new(module).map_err(|error| unloadable(&error))?;
    match library.initialize(CInitializeArgs::new(CInitializeFlags::OS_LOCKING_OK)) {
        // Another part of this process uses the same module: that is no fault.
        Ok(()) | Err(Error::Pkcs11(RvError::CryptokiAlreadyInitialized, _)) => Ok(library),
        Err(error) => Err(unloadable(&error)),
    }
}

pub(crate) fn of_pin(error: Error) -> HsmError {
    match error {
        Error::Pkcs11(RvError::PinIncorrect | RvError::PinLenRange | RvError::PinInvalid, _) => {
            HsmError::PinWrong
        }
        Error::Pkcs11(RvError::PinLocked, _) => HsmError::PinBlocked,
        other => other.into(),
    }
}

fn only(session: &Session, class: ObjectClass, label: &str) -> Result<ObjectHandle, HsmError> {
    let found = session.find_objects(&[
        Attribute::Class(class),
        Attribute::Label(label.into()),
        Attribute::Token(true),
    ])?;
    match found[..] {
        [] => Err(HsmError::KeyMissing(label.to_owned())),
        [key] => Ok(key),
        _ => Err(HsmError::KeyAmbiguous(label.to_owned())),
    }
}
