//! Key pairs made on the card (SP 800-73-5 part 2, 3.3.1).

use der::{
    Encode as _,
    asn1::{AnyRef, BitStringRef, ObjectIdentifier, UintRef},
};
use spki::{AlgorithmIdentifier, SubjectPublicKeyInfoRef};

use super::{Piv, Slot, at};
use crate::{CardError, Fault, Step, apdu::Command, tlv};

const GENERATE: u8 = 0x47;
const CONTROL: u32 = 0xac;
const MECHANISM: u32 = 0x80;
const PUBLIC_KEY: u32 = 0x7f49;
const MODULUS: u32 = 0x81;
const EXPONENT: u32 = 0x82;
const POINT: u32 = 0x86;

const EC_PUBLIC_KEY: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.10045.2.1");
const RSA_ENCRYPTION: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.1.1.1");
const P256: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.10045.3.1.7");
const P384: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.3.132.0.34");

/// Kinds of keys made and used (SP 800-78-5, table 6-2; ETSI TS 119 312).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum KeyAlgorithm {
    P256,
    P384,
    Rsa2048,
    /// Few cards make it.
    Rsa3072,
}

impl KeyAlgorithm {
    /// Every one.
    pub const ALL: [Self; 4] = [Self::P256, Self::P384, Self::Rsa2048, Self::Rsa3072];

    /// The cryptographic algorithm identifier (SP 800-78-5, table 6-2).
    pub(crate) const fn identifier(self) -> u8 {
        match self {
            Self::Rsa3072 => 0x05,
            Self::Rsa2048 => 0x07,
            Self::P256 => 0x11,
            Self::P384 => 0x14,
        }
    }

    pub(crate) fn of_identifier(identifier: u8) -> Option<Self> {
        Self::ALL.into_iter().find(|algorithm| algorithm.identifier() == identifier)
    }

    /// Length of the modulus or of a coordinate, in bytes.
    pub const fn length(self) -> usize {
        match self {
            Self::P256 => 32,
            Self::P384 => 48,
            Self::Rsa2048 => 256,
            Self::Rsa3072 => 384,
        }
    }
}

/// The public half of a key pair.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PublicKey {
    pub algorithm: KeyAlgorithm,
    /// SubjectPublicKeyInfo, DER (RFC 5280, 4.1.2.7).
    pub info: Vec<u8>,
}

impl Piv<'_> {
    /// Makes a key pair in a slot, in place of the one that it held. Wants the management key. The private half never leaves
    /// the card. An RSA key takes some cards a minute and more.
    pub fn generate_key(&mut self, slot: Slot, algorithm: KeyAlgorithm) -> Result<PublicKey, CardError> {
        let step = Step::GenerateKey;
        let control = tlv::object(CONTROL, &tlv::object(MECHANISM, &[algorithm.identifier()]));
        let answer = self.ask(step, &Command::asking(GENERATE, 0, slot.reference(), control))?.done(step)?;
        let template = tlv::expect(&answer, PUBLIC_KEY, "public key").map_err(at(step))?;
        PublicKey::read(algorithm, template).map_err(at(step))
    }
}

impl PublicKey {
    /// Reads what stands inside of 7F49 (SP 800-73-5 part 2, table 8).
    pub(super) fn read(algorithm: KeyAlgorithm, template: &[u8]) -> Result<Self, Fault> {
        let info = match algorithm {
            KeyAlgorithm::P256 => ec(P256, algorithm, template),
            KeyAlgorithm::P384 => ec(P384, algorithm, template),
            KeyAlgorithm::Rsa2048 | KeyAlgorithm::Rsa3072 => rsa(algorithm, template),
        };
        Ok(Self { algorithm, info: info? })
    }
}

const MALFORMED: Fault = Fault::Malformed("public key");

fn ec(curve: ObjectIdentifier, algorithm: KeyAlgorithm, template: &[u8]) -> Result<Vec<u8>, Fault> {
    let point = tlv::expect(template, POINT, "public key")?;
    // Whether it lies on the curve is for those who verify with it; that it is an uncompressed point is for us.
    if point.len() != 1 + 2 * algorithm.length() || point.first() != Some(&0x04) {
        return Err(MALFORMED);
    }
    let parameters = AnyRef::from(&curve);
    info(EC_PUBLIC_KEY, parameters, point)
}

fn rsa(algorithm: KeyAlgorithm, template: &[u8]) -> Result<Vec<u8>, Fault> {
    let modulus = tlv::expect(template, MODULUS, "public key")?;
    let exponent = tlv::expect(template, EXPONENT, "public key")?;
    let whole = modulus.len() == algorithm.length() && modulus.first().is_some_and(|first| first & 0x80 != 0);
    let odd = exponent.last().is_some_and(|last| last & 1 == 1) && exponent.len() <= 8;
    if !whole || !odd {
        return Err(MALFORMED);
    }
    // RSAPublicKey, RFC 8017 A.1.1.
    let number = |bytes| UintRef::new(bytes).map_err(|_| MALFORMED);
    let (modulus, exponent) = (number(modulus)?, number(exponent)?);
    let mut both = modulus.to_der().map_err(|_| MALFORMED)?;
    both.extend(exponent.to_der().map_err(|_| MALFORMED)?);
    let key = tlv::object(0x30, &both);
    info(RSA_ENCRYPTION, AnyRef::NULL, &key)
}

fn info(oid: ObjectIdentifier, parameters: AnyRef<'_>, key: &[u8]) -> Result<Vec<u8>, Fault> {
    let subject_public_key = BitStringRef::from_bytes(key).map_err(|_| MALFORMED)?;
    let algorithm = AlgorithmIdentifier { oid, parameters: Some(parameters) };
    SubjectPublicKeyInfoRef { algorithm, subject_public_key }.to_der().map_err(|_| MALFORMED)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(algorithm: KeyAlgorithm, template: &[u8], good: bool, why: &str) {
        assert_eq!(PublicKey::read(algorithm, template).is_ok(), good, "{algorithm:?}: {why}");
    }

    #[test]
    fn a_key_that_is_none_is_refused() {
        let point = |first: u8, length: usize| tlv::object(POINT, &[&[first][..], &vec![7; length]].concat());
        check(KeyAlgorithm::P256, &point(4, 64), true, "an uncompressed point");
        check(KeyAlgorithm::P256, &point(2, 64), false, "of another form");
        check(KeyAlgorithm::P256, &point(4, 96), false, "of another curve");
        check(KeyAlgorithm::P384, &point(4, 96), true, "of this one");
        let rsa = |first: u8, exponent: &[u8]| {
            let mut template = tlv::object(MODULUS, &[&[first][..], &[7; 255]].concat());
            tlv::write(&mut template, EXPONENT, exponent);
            template
        };
        check(KeyAlgorithm::Rsa2048, &rsa(0x80, &[1, 0, 1]), true, "2048 bits");
        check(KeyAlgorithm::Rsa2048, &rsa(0x7f, &[1, 0, 1]), false, "2047 bits");
        check(KeyAlgorithm::Rsa3072, &rsa(0x80, &[1, 0, 1]), false, "another length");
        check(KeyAlgorithm::Rsa2048, &rsa(0x80, &[]), false, "without exponent");
        check(KeyAlgorithm::Rsa2048, &rsa(0x80, &[2]), false, "an even exponent");
        check(KeyAlgorithm::Rsa2048, &[], false, "nothing");
    }
}
