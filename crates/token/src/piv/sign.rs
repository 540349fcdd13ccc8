//! Signatures (SP 800-73-5 part 2, appendix A.4): the digest is made outside, the card does the rest.

use super::{
    KeyAlgorithm, Piv, Slot, at,
    authenticate::{CHALLENGE, GENERAL_AUTHENTICATE, RESPONSE, TEMPLATE},
};
use crate::{CardError, Fault, Pin, StatusWord, Step, apdu::Command, tlv};

/// What is signed: a digest with its algorithm (FIPS 180-4).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Digest {
    Sha256([u8; 32]),
    Sha384([u8; 48]),
    Sha512([u8; 64]),
}

/// DigestInfo up to the digest (RFC 8017, 9.2, note 1).
const SHA256: &[u8] = &[0x30, 0x31, 0x30, 0x0d, 6, 9, 0x60, 0x86, 0x48, 1, 0x65, 3, 4, 2, 1, 5, 0, 4, 0x20];
const SHA384: &[u8] = &[0x30, 0x41, 0x30, 0x0d, 6, 9, 0x60, 0x86, 0x48, 1, 0x65, 3, 4, 2, 2, 5, 0, 4, 0x30];
const SHA512: &[u8] = &[0x30, 0x51, 0x30, 0x0d, 6, 9, 0x60, 0x86, 0x48, 1, 0x65, 3, 4, 2, 3, 5, 0, 4, 0x40];

impl Piv<'_> {
    /// Verifies the PIN and signs, with nothing in between: what the slot of signatures asks for each time. Gives
    /// ECDSA-Sig-Value, DER (RFC 3279, 2.2.3), or a PKCS#1 v1.5 signature (RFC 8017, 8.2).
    pub fn sign(
        &mut self,
        slot: Slot,
        algorithm: KeyAlgorithm,
        digest: &Digest,
        pin: &Pin,
    ) -> Result<Vec<u8>, CardError> {
        self.verify_pin(pin)?;
        self.sign_verified(slot, algorithm, digest)
    }

    /// Signs with a PIN that was verified before, in a slot that lets it stand. [`Fault::VerificationNeeded`] where it does
    /// not.
    pub fn sign_verified(
        &mut self,
        slot: Slot,
        algorithm: KeyAlgorithm,
        digest: &Digest,
    ) -> Result<Vec<u8>, CardError> {
        let step = Step::Sign;
        let mut content = tlv::object(RESPONSE, &[]);
        tlv::write(&mut content, CHALLENGE, &digest.prepared(algorithm));
        let data = tlv::object(TEMPLATE, &content);
        let command = Command::asking(GENERAL_AUTHENTICATE, algorithm.identifier(), slot.reference(), data);
        let answer = self.ask(step, &command)?;
        if matches!(answer.status, StatusWord::CONDITIONS) {
            // How cards say that the slot holds no key.
            return Err(CardError::new(step, Fault::NotFound));
        }
        let answer = answer.done(step)?;
        let template = tlv::expect(&answer, TEMPLATE, "signature").map_err(at(step))?;
        let signature = tlv::expect(template, RESPONSE, "signature").map_err(at(step))?;
        well_formed(algorithm, signature).map_err(at(step))?;
        Ok(signature.to_vec())
    }
}

impl Digest {
    fn bytes(&self) -> &[u8] {
        match self {
            Self::Sha256(digest) => digest,
            Self::Sha384(digest) => digest,
            Self::Sha512(digest) => digest,
        }
    }

    const fn info(&self) -> &'static [u8] {
        match self {
            Self::Sha256(_) => SHA256,
            Self::Sha384(_) => SHA384,
            Self::Sha512(_) => SHA512,
        }
    }

    /// What the card gets: always as long as the key.
    fn prepared(&self, algorithm: KeyAlgorithm) -> Vec<u8> {
        let length = algorithm.length();
        let digest = self.bytes();
        match algorithm {
            // The leftmost bits of a longer digest (FIPS 186-5, 6.4.1); zeros before a shorter one, which is the same number.
            KeyAlgorithm::P256 | KeyAlgorithm::P384 => {
                let taken = digest.split_at(digest.len().min(length)).0;
                [&vec![0; length - taken.len()], taken].concat()
            }
            // EMSA-PKCS1-v1_5 (RFC 8017, 9.2): the card computes with the bare number.
            KeyAlgorithm::Rsa2048 | KeyAlgorithm::Rsa3072 => {
                let filler = vec![0xff; length - digest.len() - self.info().len() - 3];
                [&[0, 1][..], &filler, &[0], self.info(), digest].concat()
            }
        }
    }
}

fn well_formed(algorithm: KeyAlgorithm, signature: &[u8]) -> Result<(), Fault> {
    let good = match algorithm {
        KeyAlgorithm::P256 | KeyAlgorithm::P384 => {
            // That alone and nothing after it: it goes into certificates and documents as it is.
            let mut whole = tlv::read(signature);
            let (Some(Ok(sequence)), None) = (whole.next(), whole.next()) else {
                return Err(Fault::Malformed("signature"));
            };
            let numbers: Vec<_> = tlv::read(sequence.value).collect();
            sequence.tag == 0x30
                && numbers.len() == 2
                && numbers.iter().all(|number| {
                    number.as_ref().is_ok_and(|number| {
                        number.tag == 0x02 && (1..=algorithm.length() + 1).contains(&number.value.len())
                    })
                })
        }
        KeyAlgorithm::Rsa2048 | KeyAlgorithm::Rsa3072 => signature.len() == algorithm.length(),
    };
    if good { Ok(()) } else { Err(Fault::Malformed("signature")) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_the_card_gets_is_as_long_as_the_key() {
        for digest in [Digest::Sha256([1; 32]), Digest::Sha384([1; 48]), Digest::Sha512([1; 64])] {
            for algorithm in KeyAlgorithm::ALL {
                let prepared = digest.prepared(algorithm);
                assert_eq!(prepared.len(), algorithm.length(), "{digest:?} with {algorithm:?}");
            }
        }
    }

    #[test]
    fn padding_is_that_of_the_standard() {
        let padded = Digest::Sha256([9; 32]).prepared(KeyAlgorithm::Rsa2048);
        assert_eq!(padded.split_at(2).0, [0, 1], "block type 1");
        assert_eq!(padded[2..204], [0xff; 202], "filled up");
        assert_eq!(padded[204], 0, "a zero in between");
        assert_eq!((&padded[205..224], &padded[224..]), (SHA256, &[9; 32][..]), "DigestInfo");
    }

    #[test]
    fn a_short_digest_is_the_same_number() {
        let prepared = Digest::Sha256([1; 32]).prepared(KeyAlgorithm::P384);
        assert_eq!((&prepared[..16], &prepared[16..]), (&[0; 16][..], &[1; 32][..]), "zeros before it");
        assert_eq!(
            Digest::Sha512([1; 64]).prepared(KeyAlgorithm::P256),
            [1; 32],
            "the leftmost bits of a long one"
        );
    }

    #[test]
    fn nonsense_is_no_signature() {
        let check = |signature: &[u8], good: bool| {
            assert_eq!(well_formed(KeyAlgorithm::P256, signature).is_ok(), good, "{signature:02x?}");
        };
        check(&[0x30, 6, 2, 1, 1, 2, 1, 1], true);
        check(&[0x30, 3, 2, 1, 1], false);
        check(&[0x30, 4, 2, 0, 2, 0], false);
        check(&[0x30, 6, 2, 1, 1, 4, 1, 1], false);
        check(&[], false);
        check(&[0x30, 6, 2, 1, 1, 2, 1, 1, 0x30, 0], false);
        check(&[4, 0, 0x30, 6, 2, 1, 1, 2, 1, 1], false);
    }
}
