//! Between PKCS#11's encodings and X.509's.

use der::{
    Decode, Encode, Sequence,
    asn1::{AnyRef, BitStringRef, ObjectIdentifier, OctetStringRef, UintRef},
};
use spki::{AlgorithmIdentifier, SubjectPublicKeyInfoRef};

use crate::HsmError;

const EC_PUBLIC_KEY: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.10045.2.1");
const RSA_ENCRYPTION: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.1.1.1");

/// RSAPublicKey, RFC 8017 A.1.1; ECDSA-Sig-Value, RFC 3279 2.2.3, has the same shape.
#[derive(Sequence)]
struct TwoIntegers<'a> {
    first: UintRef<'a>,
    second: UintRef<'a>,
}

fn two_integers(first: &[u8], second: &[u8]) -> Result<Vec<u8>, HsmError> {
    let malformed = |_| HsmError::Malformed("number");
    let pair = TwoIntegers {
        first: UintRef::new(first).map_err(malformed)?,
        second: UintRef::new(second).map_err(malformed)?,
    };
    pair.to_der().map_err(malformed)
}

/// PKCS#11 gives r‖s, both padded to the curve's size; X.509 wants a DER sequence.
pub(crate) fn ecdsa_signature(raw: &[u8]) -> Result<Vec<u8>, HsmError> {
    if raw.is_empty() || !raw.len().is_multiple_of(2) {
        return Err(HsmError::Malformed("signature"));
    }
    let (r, s) = raw.split_at(raw.len() / 2);
    two_integers(r, s)
}

/// SubjectPublicKeyInfo from CKA_EC_PARAMS and CKA_EC_POINT: a DER octet string around the point, or with some makers the
/// bare point.
pub(crate) fn ec_public_key(parameters: &[u8], point: &[u8]) -> Result<Vec<u8>, HsmError> {
    let malformed = |_| HsmError::Malformed("public key");
    let wrapped = OctetStringRef::from_der(point);
    let point = wrapped.map_or(point, |inside| inside.as_bytes());
    // Uncompressed: an odd number of bytes, which begins with 4.
    if point.len().is_multiple_of(2) || point.first() != Some(&4) {
        return Err(HsmError::Malformed("public key"));
    }
    let info = SubjectPublicKeyInfoRef {
        algorithm: AlgorithmIdentifier {
            oid: EC_PUBLIC_KEY,
            parameters: Some(AnyRef::from_der(parameters).map_err(malformed)?),
        },
        subject_public_key: BitStringRef::from_bytes(point).map_err(malformed)?,
    };
    info.to_der().map_err(malformed)
}

/// SubjectPublicKeyInfo from CKA_MODULUS and CKA_PUBLIC_EXPONENT.
pub(crate) fn rsa_public_key(modulus: &[u8], exponent: &[u8]) -> Result<Vec<u8>, HsmError> {
    let malformed = |_| HsmError::Malformed("public key");
    let key = two_integers(modulus, exponent)?;
    let info = SubjectPublicKeyInfoRef {
        algorithm: AlgorithmIdentifier { oid: RSA_ENCRYPTION, parameters: Some(AnyRef::NULL) },
        subject_public_key: BitStringRef::from_bytes(&key).map_err(malformed)?,
    };
    info.to_der().map_err(malformed)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_high_bit_is_kept_positive() {
        let der = ecdsa_signature(&[0x80, 0x01]).unwrap();
        assert_eq!(der, [0x30, 7, 2, 2, 0, 0x80, 2, 1, 1], "r gets a leading zero, or it would be negative");
    }

    #[test]
    fn an_odd_signature_is_malformed() {
        assert!(ecdsa_signature(&[1, 2, 3]).is_err(), "r and s have equal lengths");
        assert!(ecdsa_signature(&[]).is_err(), "nothing is no signature");
    }
}
