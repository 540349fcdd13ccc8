//! What lies on a token that others may have written: keys and certificates that belong together by their identifier
//! (CKA_ID), whatever their labels are.

use cryptoki::{
    error::{Error, RvError},
    object::{Attribute, AttributeType, CertificateType, ObjectClass, ObjectHandle},
    session::{Session, UserType},
};

use crate::{
    CertificateObject, HsmError, KeyKind, PinEntry, Token, key::PublicHalf, key::SigningWay, token::of_pin,
};

/// A certificate on a token. What stands in it is for the caller to read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StoredCertificate {
    pub id: Vec<u8>,
    pub label: String,
    /// The whole certificate, DER.
    pub value: Vec<u8>,
}

/// A private key on a token, as far as the token tells of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StoredKey {
    pub id: Vec<u8>,
    pub label: String,
    /// With SubjectPublicKeyInfo (DER): `None` where its public half is not told, or of a kind that is not used here.
    pub public: Option<(KeyKind, Vec<u8>)>,
    /// It wants the PIN for each signature (CKA_ALWAYS_AUTHENTICATE).
    pub pin_each_time: bool,
    /// Whether it can be copied out of the token, wrapped or not. `None` where the token does not say.
    pub extractable: Option<bool>,
}

impl Token {
    /// The certificates that can be seen now: before a login those that are nobody's secret.
    pub fn stored_certificates(&self) -> Result<Vec<StoredCertificate>, HsmError> {
        let session = self.session()?;
        let wanted = [
            Attribute::Class(ObjectClass::CERTIFICATE),
            Attribute::CertificateType(CertificateType::X_509),
            Attribute::Token(true),
        ];
        let mut certificates = Vec::new();
        for object in session.find_objects(&wanted)? {
            let told = session
                .get_attributes(object, &[AttributeType::Id, AttributeType::Label, AttributeType::Value])?;
            let mut certificate =
                StoredCertificate { id: Vec::new(), label: String::new(), value: Vec::new() };
            for attribute in told {
                match attribute {
                    Attribute::Id(id) => certificate.id = id,
                    Attribute::Label(label) => {
                        certificate.label = String::from_utf8_lossy(&label).into_owned();
                    }
                    Attribute::Value(value) => certificate.value = value,
                    _ => {}
                }
            }
            // Objects that only point to where a certificate is have no value.
            if !certificate.value.is_empty() {
                certificates.push(certificate);
            }
        }
        Ok(certificates)
    }

    /// The private keys; wants a login.
    pub fn stored_keys(&self) -> Result<Vec<StoredKey>, HsmError> {
        let session = self.session()?;
        let wanted = [Attribute::Class(ObjectClass::PRIVATE_KEY), Attribute::Token(true)];
        let mut keys = Vec::new();
        for object in session.find_objects(&wanted)? {
            keys.push(told_of(&session, object)?);
        }
        Ok(keys)
    }

    /// Whether the key of this identifier wants its PIN for each signature; wants a login.
    pub fn wants_pin_each_time(&self, id: &[u8]) -> Result<bool, HsmError> {
        let session = self.session()?;
        Ok(told_of(&session, key_of(&session, id)?)?.pin_each_time)
    }

    /// Signs a message with the key of this identifier: ECDSA as a DER sequence, RSA as PKCS#1 v1.5. A key that wants its PIN
    /// each time is shown it, once, in between.
    pub fn sign_with(
        &self,
        id: &[u8],
        kind: KeyKind,
        message: &[u8],
        pin: &PinEntry,
    ) -> Result<Vec<u8>, HsmError> {
        let session = self.session()?;
        let key = key_of(&session, id)?;
        let each_time = told_of(&session, key)?.pin_each_time;
        let mut refused = HsmError::KeyKind;
        for way in SigningWay::all(kind, message, each_time) {
            let signed = if each_time {
                after_its_pin(&session, &way, key, pin)
            } else {
                session.sign(&way.mechanism, key, &way.data).map_err(HsmError::from)
            };
            match signed {
                // The token does not offer this one: nothing was signed, and no PIN was shown.
                Err(HsmError::Token(error @ Error::Pkcs11(RvError::MechanismInvalid, _))) => {
                    refused = error.into();
                }
                signed => return kind.of_token(signed?),
            }
        }
        Err(refused)
    }

    /// Has this certificate lie beside the key of this identifier, and no other: what lay there is taken away, unless it is
    /// this one.
    pub fn put_certificate_beside(&self, id: &[u8], certificate: &CertificateObject) -> Result<(), HsmError> {
        let session = self.session()?;
        let key = told_of(&session, key_of(&session, id)?)?;
        let mut lies_there = false;
        for object in session.find_objects(&beside(id))? {
            let told = session.get_attributes(object, &[AttributeType::Value])?;
            let same = told.contains(&Attribute::Value(certificate.value.clone()));
            if same && !lies_there {
                lies_there = true;
            } else {
                session.destroy_object(object)?;
            }
        }
        if !lies_there {
            session.create_object(&certificate.beside(key.label.as_bytes(), id))?;
        }
        Ok(())
    }

    /// Writes a certificate beside the key of this identifier, in place of none: with the key's identifier and label.
    pub fn write_certificate_beside(
        &self,
        id: &[u8],
        certificate: &CertificateObject,
    ) -> Result<(), HsmError> {
        let session = self.session()?;
        let key = told_of(&session, key_of(&session, id)?)?;
        if !session.find_objects(&beside(id))?.is_empty() {
            return Err(HsmError::CertificateExists(key.label));
        }
        session.create_object(&certificate.beside(key.label.as_bytes(), id))?;
        Ok(())
    }
}

/// The certificates beside the key of this identifier, whole or not.
fn beside(id: &[u8]) -> [Attribute; 3] {
    [Attribute::Class(ObjectClass::CERTIFICATE), Attribute::Token(true), Attribute::Id(id.to_vec())]
}

/// Between the beginning of a signature and its end, as the standard wants it (PKCS #11 v2.40, 5.6, C_Login). The data goes
/// in parts: what begins and ends in one call leaves no place for the PIN.
fn after_its_pin(
    session: &Session,
    way: &SigningWay,
    key: ObjectHandle,
    pin: &PinEntry,
) -> Result<Vec<u8>, HsmError> {
    session.sign_init(&way.mechanism, key)?;
    session.login(UserType::ContextSpecific, pin.shown().as_ref()).map_err(of_pin)?;
    session.sign_update(&way.data)?;
    Ok(session.sign_final()?)
}

fn key_of(session: &Session, id: &[u8]) -> Result<ObjectHandle, HsmError> {
    let name = || id.iter().fold(String::new(), |name, byte| format!("{name}{byte:02x}"));
    let found = session.find_objects(&[
        Attribute::Class(ObjectClass::PRIVATE_KEY),
        Attribute::Token(true),
        Attribute::Id(id.to_vec()),
    ])?;
    match found[..] {
        [] => Err(HsmError::KeyMissing(name())),
        [key] => Ok(key),
        _ => Err(HsmError::KeyAmbiguous(name())),
    }
}

fn told_of(session: &Session, object: ObjectHandle) -> Result<StoredKey, HsmError> {
    let wanted = [
        AttributeType::Id,
        AttributeType::Label,
        AttributeType::AlwaysAuthenticate,
        AttributeType::Extractable,
    ];
    let mut key = StoredKey {
        id: Vec::new(),
        label: String::new(),
        public: None,
        pin_each_time: false,
        extractable: None,
    };
    for attribute in session.get_attributes(object, &wanted)? {
        match attribute {
            Attribute::Id(id) => key.id = id,
            Attribute::Label(label) => key.label = String::from_utf8_lossy(&label).into_owned(),
            Attribute::AlwaysAuthenticate(each_time) => key.pin_each_time = each_time,
            Attribute::Extractable(extractable) => key.extractable = Some(extractable),
            _ => {}
        }
    }
    let public = session.find_objects(&[
        Attribute::Class(ObjectClass::PUBLIC_KEY),
        Attribute::Token(true),
        Attribute::Id(key.id.clone()),
    ])?;
    if let [public] = public[..] {
        let told = session.get_attributes(public, &PublicHalf::ATTRIBUTES)?;
        key.public = PublicHalf::read(&told).ok().map(|half| (half.kind, half.info));
    }
    Ok(key)
}
