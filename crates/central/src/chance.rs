//! Randomness and fresh ids. The only place of this crate that asks the operating system for either.

use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use uuid::Uuid;
use zeroize::Zeroizing;

/// Where randomness and ids come from.
pub trait Chance: Send + Sync {
    /// A new UUIDv7.
    fn id(&self) -> Uuid;

    /// Fills the bytes with what nobody can guess.
    fn fill(&self, bytes: &mut [u8]);
}

/// The generator of the operating system.
pub struct SystemChance;

impl Chance for SystemChance {
    #[expect(clippy::disallowed_methods, reason = "this is the file where the centre's ids come from")]
    fn id(&self) -> Uuid {
        Uuid::now_v7()
    }

    #[expect(clippy::expect_used, reason = "a system without a random generator must not go on")]
    fn fill(&self, bytes: &mut [u8]) {
        aws_lc_rs::rand::fill(bytes).expect("the operating system gives randomness");
    }
}

impl dyn Chance + '_ {
    /// An opaque key of 256 bits, as text for a header or a link.
    pub fn opaque_key(&self) -> Zeroizing<String> {
        let mut bytes = Zeroizing::new([0_u8; 32]);
        self.fill(bytes.as_mut());
        Zeroizing::new(URL_SAFE_NO_PAD.encode(bytes.as_ref()))
    }

    /// Text of `length` characters of an alphabet of at most 256, each as likely as the other.
    pub fn text(&self, alphabet: &[u8], length: usize) -> Zeroizing<String> {
        let fair = 256 - 256 % alphabet.len();
        let mut text = Zeroizing::new(String::with_capacity(length));
        while text.len() < length {
            let mut byte = [0_u8; 1];
            self.fill(&mut byte);
            let drawn = usize::from(byte[0]);
            // A draw beyond the last whole multiple would make the first characters likelier.
            if drawn < fair {
                text.push(char::from(alphabet[drawn % alphabet.len()]));
            }
        }
        text
    }
}
