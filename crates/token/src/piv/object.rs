//! Data objects: certificates, and what says which card this is (SP 800-73-5 part 2, 3.1.2 and 3.3.2).

use super::{Piv, Slot, at};
use crate::{CardError, Fault, Step, apdu::Command, tlv};

const GET_DATA: u8 = 0xcb;
const PUT_DATA: u8 = 0xdb;
const TAG_LIST: u32 = 0x5c;
const DATA: u32 = 0x53;
const CERTIFICATE: u32 = 0x70;
const CERTIFICATE_INFO: u32 = 0x71;
const ERROR_DETECTION: u32 = 0xfe;
/// Bits of CertInfo that say that the certificate is compressed (SP 800-73-5 part 1, appendix A, table 11).
const COMPRESSED: u8 = 0x03;

/// The tag by which an object is asked for (SP 800-73-5 part 1, table 3).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ObjectId(pub [u8; 3]);

impl ObjectId {
    /// Card holder unique identifier, CHUID.
    pub const CARD_HOLDER: Self = Self([0x5f, 0xc1, 0x02]);
    /// Card capability container, CCC.
    pub const CAPABILITIES: Self = Self([0x5f, 0xc1, 0x07]);
}

/// A certificate as it lies in its object.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StoredCertificate {
    /// DER, or gzip around it.
    pub bytes: Vec<u8>,
    /// We never write so; some makers do.
    pub compressed: bool,
}

/// What tells this card from others of its kind: it goes into the CHUID, and the systems that read PIV cards take cards
/// without one for broken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CardIdentity {
    /// A UUID of the card's own, made for it.
    pub guid: [u8; 16],
    /// Day after which the card is of no use, YYYYMMDD in ASCII digits.
    pub expires_on: [u8; 8],
}

impl Piv<'_> {
    /// The content of an object (inside its tag 53); `None` where the card has none.
    pub fn read_object(&mut self, id: ObjectId) -> Result<Option<Vec<u8>>, CardError> {
        let Some(answer) = self.object_as_answered(id)? else { return Ok(None) };
        let content = tlv::expect(&answer, DATA, "object").map_err(at(Step::ReadObject))?;
        Ok(Some(content.to_vec()))
    }

    /// Whether anything stands in an object of a certificate. What cannot be read as one is something all the same; a card
    /// that does not even answer as cards do is a fault.
    pub(super) fn holds_anything(&mut self, id: ObjectId) -> Result<bool, CardError> {
        let answer = match self.object_as_answered(id) {
            // Empty, or a card without this slot.
            Ok(None) | Err(CardError { fault: Fault::NotSupported, .. }) => return Ok(false),
            answered => answered?.unwrap_or_default(),
        };
        let content = tlv::expect(&answer, DATA, "object");
        Ok(!matches!(content.and_then(StoredCertificate::read), Ok(None)))
    }

    fn object_as_answered(&mut self, id: ObjectId) -> Result<Option<Vec<u8>>, CardError> {
        let step = Step::ReadObject;
        let command = Command::asking(GET_DATA, 0x3f, 0xff, tlv::object(TAG_LIST, &id.0));
        match self.ask(step, &command)?.done(step) {
            Err(CardError { fault: Fault::NotFound, .. }) => Ok(None),
            answered => answered.map(Some),
        }
    }

    /// Writes an object in place of what it held. Wants the management key; cut off in the midst, the card keeps the old one
    /// or none at all, which only reading back tells.
    pub fn write_object(&mut self, id: ObjectId, content: &[u8]) -> Result<(), CardError> {
        let mut data = tlv::object(TAG_LIST, &id.0);
        tlv::write(&mut data, DATA, content);
        let command = Command::new(PUT_DATA, 0x3f, 0xff, data);
        self.ask(Step::WriteObject, &command)?.done(Step::WriteObject).map(drop)
    }

    /// The certificate of a slot; `None` where there is none (an object emptied by others counts as none).
    pub fn read_certificate(&mut self, slot: Slot) -> Result<Option<StoredCertificate>, CardError> {
        let Some(content) = self.read_object(slot.certificate())? else { return Ok(None) };
        StoredCertificate::read(&content).map_err(at(Step::ReadObject))
    }

    /// Writes a certificate, DER, into its slot's object, uncompressed.
    pub fn write_certificate(&mut self, slot: Slot, der: &[u8]) -> Result<(), CardError> {
        let mut content = tlv::object(CERTIFICATE, der);
        tlv::write(&mut content, CERTIFICATE_INFO, &[0]);
        tlv::write(&mut content, ERROR_DETECTION, &[]);
        self.write_object(slot.certificate(), &content)
    }

    /// Empties a slot's certificate object. The key stays: PIV knows no command that deletes one.
    pub fn clear_certificate(&mut self, slot: Slot) -> Result<(), CardError> {
        self.write_object(slot.certificate(), &[])
    }

    /// Writes CHUID and CCC, so that others' programs know the card again and do not ask it anew each time.
    pub fn write_identity(&mut self, identity: &CardIdentity) -> Result<(), CardError> {
        self.write_object(ObjectId::CARD_HOLDER, &identity.card_holder())?;
        self.write_object(ObjectId::CAPABILITIES, &identity.capabilities())
    }
}

impl StoredCertificate {
    pub(super) fn read(content: &[u8]) -> Result<Option<Self>, Fault> {
        let bytes = tlv::find(content, CERTIFICATE)?.unwrap_or_default();
        if bytes.is_empty() {
            // Something else than a certificate is there: not ours to call it nothing.
            return if content.is_empty() || tlv::find(content, CERTIFICATE)?.is_some() {
                Ok(None)
            } else {
                Err(Fault::Malformed("certificate object"))
            };
        }
        let info = tlv::find(content, CERTIFICATE_INFO)?.unwrap_or_default();
        let compressed = info.first().is_some_and(|info| info & COMPRESSED != 0);
        Ok(Some(Self { bytes: bytes.to_vec(), compressed }))
    }
}

/// A FASC-N of nobody: agency, system and credential all nines (SP 800-73-5 part 1, 3.1.2: for cards that are not of the US
/// federal government). The same one that other programs write.
const FASC_N: [u8; 25] = [
    0xd4, 0xe7, 0x39, 0xda, 0x73, 0x9c, 0xed, 0x39, 0xce, 0x73, 0x9d, 0x83, 0x68, 0x58, 0x21, 0x08, 0x42,
    0x10, 0x84, 0x21, 0xc8, 0x42, 0x10, 0xc3, 0xeb,
];
/// The beginning of a card identifier in a CCC: GSC-RID, manufacturer, type (NIST IR 6887, table 6-4).
const CARD_IDENTIFIER: [u8; 7] = [0xa0, 0, 0, 0x01, 0x16, 0xff, 0x02];

impl CardIdentity {
    /// SP 800-73-5 part 1, table 9.
    fn card_holder(&self) -> Vec<u8> {
        let mut content = tlv::object(0x30, &FASC_N);
        tlv::write(&mut content, 0x34, &self.guid);
        tlv::write(&mut content, 0x35, &self.expires_on);
        tlv::write(&mut content, 0x3e, &[]);
        tlv::write(&mut content, ERROR_DETECTION, &[]);
        content
    }

    /// SP 800-73-5 part 1, table 8: an identifier, the versions, the data model, nothing else.
    fn capabilities(&self) -> Vec<u8> {
        let [_, _, tail @ ..] = self.guid;
        let identifier = [&CARD_IDENTIFIER[..], &tail].concat();
        let mut content = tlv::object(0xf0, &identifier);
        tlv::write(&mut content, 0xf1, &[0x21]);
        tlv::write(&mut content, 0xf2, &[0x21]);
        tlv::write(&mut content, 0xf3, &[]);
        tlv::write(&mut content, 0xf4, &[0]);
        tlv::write(&mut content, 0xf5, &[0x10]);
        for empty in [0xf6, 0xf7, 0xfa, 0xfb, 0xfc, 0xfd, ERROR_DETECTION] {
            tlv::write(&mut content, empty, &[]);
        }
        content
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(content: &[u8], expected: &Result<Option<StoredCertificate>, Fault>, why: &str) {
        assert_eq!(&StoredCertificate::read(content), expected, "{why}");
    }

    #[test]
    fn nothing_and_something_unknown_are_told_apart() {
        let certificate = |compressed| Ok(Some(StoredCertificate { bytes: vec![0x30, 0], compressed }));
        check(&[0x70, 2, 0x30, 0, 0x71, 1, 0, 0xfe, 0], &certificate(false), "as we write it");
        check(&[0x70, 2, 0x30, 0, 0x71, 1, 1, 0xfe, 0], &certificate(true), "as some write it");
        check(&[0x70, 2, 0x30, 0], &certificate(false), "without information: not compressed");
        check(&[], &Ok(None), "emptied by others");
        check(&[0x70, 0, 0x71, 1, 0, 0xfe, 0], &Ok(None), "an empty certificate");
        check(&[0x99, 1, 1], &Err(Fault::Malformed("certificate object")), "something else is not nothing");
        check(&[0x70, 9, 1], &Err(Fault::Malformed("data object")), "cut off");
    }

    #[test]
    fn an_identity_has_the_lengths_of_the_tables() {
        let identity = CardIdentity { guid: [7; 16], expires_on: *b"20301231" };
        assert_eq!(identity.card_holder().len(), 59, "table 9, without a signature");
        assert_eq!(identity.capabilities().len(), 51, "table 8, with empty lists");
    }
}
