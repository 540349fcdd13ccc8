//! Certificate objects beside the keys (PKCS #11 v2.40, 4.6.3): bytes that are kept and given back.

use cryptoki::object::{Attribute, AttributeType, CertificateType, ObjectClass};

use crate::{HsmError, Token};

/// A certificate as its object wants it. What stands in it is for the caller to know: nothing is read here.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CertificateObject {
    /// The whole certificate, DER.
    pub value: Vec<u8>,
    /// Its subject's Name, DER: the standard asks for it.
    pub subject: Vec<u8>,
}

impl CertificateObject {
    /// Its object, beside the key of this label and identifier.
    pub(crate) fn beside(&self, label: &[u8], id: &[u8]) -> [Attribute; 8] {
        [
            Attribute::Class(ObjectClass::CERTIFICATE),
            Attribute::CertificateType(CertificateType::X_509),
            Attribute::Token(true),
            Attribute::Private(false),
            Attribute::Label(label.to_vec()),
            Attribute::Id(id.to_vec()),
            Attribute::Subject(self.subject.clone()),
            Attribute::Value(self.value.clone()),
        ]
    }
}

impl Token {
    /// Writes a certificate beside the key of this label, in place of none: with the label and identifier of that key, by
    /// which other programs put the two together.
    ///
    /// [`HsmError::KeyMissing`] where there is no such key, [`HsmError::CertificateExists`] where one is there already.
    pub fn write_certificate(&self, label: &str, certificate: &CertificateObject) -> Result<(), HsmError> {
        self.key(label)?;
        if !self.certificates(label)?.is_empty() {
            return Err(HsmError::CertificateExists(label.to_owned()));
        }
        self.session()?.create_object(&certificate.beside(label.as_bytes(), label.as_bytes()))?;
        Ok(())
    }

    /// The certificates of this label, DER, as the token gives them: at most one, if only this program writes there.
    pub fn certificates(&self, label: &str) -> Result<Vec<Vec<u8>>, HsmError> {
        let session = self.session()?;
        let found = session.find_objects(&[
            Attribute::Class(ObjectClass::CERTIFICATE),
            Attribute::Label(label.into()),
            Attribute::Token(true),
        ])?;
        let mut certificates = Vec::new();
        for object in found {
            for attribute in session.get_attributes(object, &[AttributeType::Value])? {
                let Attribute::Value(value) = attribute else {
                    return Err(HsmError::Malformed("certificate object"));
                };
                certificates.push(value);
            }
        }
        Ok(certificates)
    }
}
