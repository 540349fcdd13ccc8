//! PIN, PUK and emergency code: drawn, put into the envelope, and kept only as what verifies them.

use sportello_central_store::tables::remote_credentials::CodeChecks;
use sportello_domain::secret::{EmergencyCode, Password, Pin, Puk};

use crate::{Centre, Refusal, chance::Chance};

const DIGITS: &[u8] = b"0123456789";
/// Without I, L, O, 0 and 1: the emergency code is read out on the telephone.
const READABLE: &[u8] = b"23456789ABCDEFGHJKMNPQRSTUVWXYZ";

/// The codes of one envelope.
pub(super) struct Codes {
    pub pin: Pin,
    pub puk: Puk,
    pub emergency_code: EmergencyCode,
}

impl Codes {
    /// New ones.
    pub fn draw(chance: &dyn Chance) -> Self {
        Self {
            pin: Pin::new(chance.text(DIGITS, 8).to_string()),
            puk: Puk::new(chance.text(DIGITS, 8).to_string()),
            emergency_code: EmergencyCode::new(chance.text(READABLE, 10).to_string()),
        }
    }

    /// argon2id of each.
    pub async fn checks(&self, centre: &Centre) -> Result<CodeChecks, Refusal> {
        Ok(CodeChecks {
            pin: hash(centre, self.pin.reveal()).await?,
            puk: hash(centre, self.puk.reveal()).await?,
            emergency_code: self.emergency_check(centre).await?,
        })
    }

    /// argon2id of the emergency code, which verifies the holder also where a token verifies the PIN.
    pub async fn emergency_check(&self, centre: &Centre) -> Result<String, Refusal> {
        hash(centre, self.emergency_code.reveal()).await
    }
}

async fn hash(centre: &Centre, code: &str) -> Result<String, Refusal> {
    centre.passwords.hash(Password::new(code.to_owned()), centre.chance.as_ref()).await
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::chance::SystemChance;

    #[test]
    fn codes_have_their_form_and_are_never_the_same() {
        let (first, second) = (Codes::draw(&SystemChance), Codes::draw(&SystemChance));
        assert_eq!(first.pin.reveal().len(), 8, "a PIN has eight digits");
        assert!(first.pin.reveal().bytes().all(|b| b.is_ascii_digit()), "and only digits");
        assert_eq!(first.emergency_code.reveal().len(), 10, "an emergency code has ten characters");
        assert!(
            !first.emergency_code.reveal().contains(['0', '1', 'I', 'L', 'O']),
            "none that is mistaken on the telephone"
        );
        assert_ne!(first.emergency_code.reveal(), second.emergency_code.reveal(), "fresh each time");
    }
}
