//! The public keys that a token shows: before a login those that are nobody's secret.

use cryptoki::object::{Attribute, AttributeType, ObjectClass};

use crate::{HsmError, Token, key::PublicHalf};

/// The public half of a key pair, as far as the token tells of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ShownKey {
    /// CKA_ID: that of the private half and of its certificate.
    pub id: Vec<u8>,
    pub label: String,
    /// SubjectPublicKeyInfo, DER: `None` where it is of a kind that is not used here.
    pub public_key_info: Option<Vec<u8>>,
}

impl Token {
    /// The public keys that can be seen now. Not every token keeps them beside the private ones.
    pub fn shown_keys(&self) -> Result<Vec<ShownKey>, HsmError> {
        let session = self.session()?;
        let wanted = [Attribute::Class(ObjectClass::PUBLIC_KEY), Attribute::Token(true)];
        let mut keys = Vec::new();
        for object in session.find_objects(&wanted)? {
            let told = session.get_attributes(object, &PublicHalf::ATTRIBUTES)?;
            let public_key_info = PublicHalf::read(&told).ok().map(|half| half.info);
            let mut key = ShownKey { id: Vec::new(), label: String::new(), public_key_info };
            for attribute in session.get_attributes(object, &[AttributeType::Id, AttributeType::Label])? {
                match attribute {
                    Attribute::Id(id) => key.id = id,
                    Attribute::Label(label) => key.label = String::from_utf8_lossy(&label).into_owned(),
                    _ => {}
                }
            }
            keys.push(key);
        }
        Ok(keys)
    }
}
