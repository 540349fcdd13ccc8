//! The program shows that it knows the management key, and the card does too (SP 800-73-5 part 2, 3.2.4, appendix A.1).

use aes::{
    Aes128, Aes192, Aes256,
    cipher::{Array, BlockCipherDecrypt, BlockCipherEncrypt, KeyInit},
};
use des::TdesEde3;
use zeroize::Zeroizing;

use super::{Piv, at};
use crate::{CardError, Fault, ManagementAlgorithm, ManagementKey, StatusWord, Step, apdu::Command, tlv};

pub(super) const GENERAL_AUTHENTICATE: u8 = 0x87;
pub(super) const TEMPLATE: u32 = 0x7c;
const WITNESS: u32 = 0x80;
pub(super) const CHALLENGE: u32 = 0x81;
pub(super) const RESPONSE: u32 = 0x82;
pub(super) const MANAGEMENT_KEY: u8 = 0x9b;
/// Yubico's extension, taken over by other makers.
const SET_MANAGEMENT_KEY: u8 = 0xff;

impl Piv<'_> {
    /// Authenticates to the management key. `challenge` is 16 fresh random bytes, of which 3DES takes eight: with them the
    /// card proves that it knows the key too. A card that knows no mutual authentication is shown the key alone.
    ///
    /// [`Fault::OtherManagementKey`] where the key does not fit, or is of another algorithm. Most cards do not count
    /// attempts, but some do: it is not tried again.
    pub fn authenticate(&mut self, key: &ManagementKey, challenge: &[u8; 16]) -> Result<(), CardError> {
        let step = Step::Authenticate;
        let answer = self.ask(step, &request(key, &tlv::object(WITNESS, &[])))?;
        match answer.status {
            StatusWord::WRONG_DATA | StatusWord::FUNCTION => return self.show_key(key),
            // A key of another algorithm is there: the pair of algorithm and key is not known.
            StatusWord::PARAMETERS => return Err(CardError::new(step, Fault::OtherManagementKey)),
            _ => {}
        }
        let answer = answer.done(step)?;
        let block = block_of(&answer, WITNESS, key).map_err(at(step))?;
        let witness = Zeroizing::new(cipher(key, Direction::Decrypt, block).map_err(at(step))?);
        let challenge = challenge.split_at(key.algorithm().block_length()).0;
        let mut proof = tlv::object(WITNESS, &witness);
        tlv::write(&mut proof, CHALLENGE, challenge);
        let answer = self.ask(step, &request(key, &proof))?;
        let answer = accepted(answer.status).map_err(at(step)).map(|()| answer.data)?;
        let response = block_of(&answer, RESPONSE, key).map_err(at(step))?;
        let expected = cipher(key, Direction::Encrypt, challenge).map_err(at(step))?;
        if response == expected { Ok(()) } else { Err(CardError::new(step, Fault::OtherManagementKey)) }
    }

    /// External authentication (appendix A.2): the card asks, the program answers.
    fn show_key(&mut self, key: &ManagementKey) -> Result<(), CardError> {
        let step = Step::Authenticate;
        let answer = self.ask(step, &request(key, &tlv::object(CHALLENGE, &[])))?;
        let answer = accepted(answer.status).map_err(at(step)).map(|()| answer.data)?;
        let challenge = block_of(&answer, CHALLENGE, key).map_err(at(step))?;
        let response = cipher(key, Direction::Encrypt, challenge).map_err(at(step))?;
        let answer = self.ask(step, &request(key, &tlv::object(RESPONSE, &response)))?;
        accepted(answer.status).map_err(at(step))
    }

    /// Replaces the management key; wants the old one first. An extension of Yubico's that others took over:
    /// [`Fault::NotSupported`] where it is not there. Touch is not asked for.
    pub fn change_management_key(&mut self, new: &ManagementKey) -> Result<(), CardError> {
        let step = Step::ChangeManagementKey;
        let mut data = Vec::with_capacity(3 + new.reveal().len());
        data.extend([new.algorithm().identifier(), MANAGEMENT_KEY]);
        data.push(u8::try_from(new.reveal().len()).map_err(|_| CardError::new(step, Fault::NotSupported))?);
        data.extend_from_slice(new.reveal());
        self.ask(step, &Command::new(SET_MANAGEMENT_KEY, 0xff, 0xff, data))?.done(step).map(drop)
    }
}

fn request(key: &ManagementKey, content: &[u8]) -> Command {
    let algorithm = key.algorithm().identifier();
    Command::asking(GENERAL_AUTHENTICATE, algorithm, MANAGEMENT_KEY, tlv::object(TEMPLATE, content))
}

/// Cards say "wrong key" in many words.
fn accepted(status: StatusWord) -> Result<(), Fault> {
    match status {
        done if done.is_done() => Ok(()),
        StatusWord::SECURITY_STATUS
        | StatusWord::WRONG_DATA
        | StatusWord::PARAMETERS
        | StatusWord::VERIFICATION_FAILED
        | StatusWord::CONDITIONS => Err(Fault::OtherManagementKey),
        counted if counted.tries_left().is_some() => Err(Fault::OtherManagementKey),
        other => Err(other.fault()),
    }
}

fn block_of<'a>(answer: &'a [u8], tag: u32, key: &ManagementKey) -> Result<&'a [u8], Fault> {
    let template = tlv::expect(answer, TEMPLATE, "authentication")?;
    let block = tlv::expect(template, tag, "authentication")?;
    if block.len() == key.algorithm().block_length() {
        Ok(block)
    } else {
        Err(Fault::Malformed("authentication"))
    }
}

#[derive(Clone, Copy)]
enum Direction {
    Encrypt,
    Decrypt,
}

/// One block under the key, without a mode: as the standard has it.
fn cipher(key: &ManagementKey, direction: Direction, block: &[u8]) -> Result<Vec<u8>, Fault> {
    match key.algorithm() {
        ManagementAlgorithm::TripleDes => one_block::<TdesEde3>(key, direction, block),
        ManagementAlgorithm::Aes128 => one_block::<Aes128>(key, direction, block),
        ManagementAlgorithm::Aes192 => one_block::<Aes192>(key, direction, block),
        ManagementAlgorithm::Aes256 => one_block::<Aes256>(key, direction, block),
    }
}

fn one_block<C>(key: &ManagementKey, direction: Direction, block: &[u8]) -> Result<Vec<u8>, Fault>
where
    C: KeyInit + BlockCipherEncrypt + BlockCipherDecrypt,
{
    // Lengths were checked when the key was taken and the block was read.
    let malformed = |_| Fault::Malformed("authentication");
    let cipher = C::new_from_slice(key.reveal()).map_err(|_| Fault::OtherManagementKey)?;
    let mut block: Array<u8, C::BlockSize> = Array::try_from(block).map_err(malformed)?;
    match direction {
        Direction::Encrypt => cipher.encrypt_block(&mut block),
        Direction::Decrypt => cipher.decrypt_block(&mut block),
    }
    Ok(block.to_vec())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(algorithm: ManagementAlgorithm, key: Vec<u8>, plain: &[u8], encrypted: &[u8]) {
        let key = ManagementKey::new(algorithm, Zeroizing::new(key)).unwrap();
        assert_eq!(cipher(&key, Direction::Encrypt, plain).unwrap(), encrypted, "{algorithm:?} encrypts");
        assert_eq!(cipher(&key, Direction::Decrypt, encrypted).unwrap(), plain, "{algorithm:?} decrypts");
    }

    /// FIPS 197, appendix C; and for 3DES a key of three equal parts, which is DES: FIPS 81's first example.
    #[test]
    fn blocks_are_those_of_the_standards() {
        let plain: Vec<u8> = (0..16).map(|byte| byte * 0x11).collect();
        let hex = |text: &str| -> Vec<u8> {
            let digits = text.as_bytes().chunks(2).map(|pair| std::str::from_utf8(pair).unwrap());
            digits.map(|pair| u8::from_str_radix(pair, 16).unwrap()).collect()
        };
        let key = |length| (0..length).collect::<Vec<u8>>();
        check(ManagementAlgorithm::Aes128, key(16), &plain, &hex("69c4e0d86a7b0430d8cdb78070b4c55a"));
        check(ManagementAlgorithm::Aes192, key(24), &plain, &hex("dda97ca4864cdfe06eaf70a0ec0d7191"));
        check(ManagementAlgorithm::Aes256, key(32), &plain, &hex("8ea2b7ca516745bfeafc49904b496089"));
        let des = hex("0123456789abcdef").repeat(3);
        check(ManagementAlgorithm::TripleDes, des, b"Now is t", &hex("3fa40e8a984d4815"));
    }
}
