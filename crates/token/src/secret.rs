//! What opens a card: wiped from memory when dropped, printed as dots, shown to nobody but the card.

use std::fmt;

use zeroize::Zeroizing;

/// Why a text is no secret for a card. It does not hold the text.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SecretError {
    #[error("a PIN is 6 to 8 digits")]
    Pin,
    #[error("a PUK is 6 to 8 letters and digits")]
    Puk,
    #[error("a management key of this algorithm has {0} bytes")]
    ManagementKey(usize),
}

/// Bytes of a PIN or PUK as the card gets them: eight, filled up with FF (SP 800-73-4 part 2, 2.4.3).
const PADDED: usize = 8;
const FILLER: u8 = 0xff;

macro_rules! typed_secret {
    ($(#[$meta:meta])* $name:ident, $allowed:expr) => {
        $(#[$meta])*
        #[derive(Clone)]
        pub struct $name(Zeroizing<[u8; PADDED]>);

        impl $name {
            /// Takes the text over and checks its form.
            pub fn new(text: &Zeroizing<String>) -> Result<Self, SecretError> {
                let allowed: fn(&u8) -> bool = $allowed;
                if !(6..=PADDED).contains(&text.len()) || !text.as_bytes().iter().all(allowed) {
                    return Err(SecretError::$name);
                }
                let mut padded = Zeroizing::new([FILLER; PADDED]);
                padded.iter_mut().zip(text.bytes()).for_each(|(to, from)| *to = from);
                Ok(Self(padded))
            }

            pub(crate) fn padded(&self) -> &[u8; PADDED] {
                &self.0
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("••••")
            }
        }
    };
}

typed_secret! {
    /// The holder's PIN, 6 to 8 digits (SP 800-73-4 part 2, 2.4.3).
    Pin, u8::is_ascii_digit
}
typed_secret! {
    /// What unblocks the PIN: 6 to 8 letters and digits, so that it can be read from paper.
    Puk, u8::is_ascii_alphanumeric
}

impl Pin {
    /// The PIN that cards of Yubico, Nitrokey and others have at the factory.
    pub fn of_the_factory() -> Self {
        Self(Zeroizing::new(*b"123456\xff\xff"))
    }

    /// Eight digits that are no secret.
    pub(crate) fn of_digits(digits: [u8; PADDED]) -> Self {
        Self(Zeroizing::new(digits))
    }
}

impl Puk {
    /// The PUK that cards of Yubico, Nitrokey and others have at the factory.
    pub fn of_the_factory() -> Self {
        Self(Zeroizing::new(*b"12345678"))
    }

    /// Eight letters or digits that are no secret.
    pub(crate) fn of_characters(characters: [u8; PADDED]) -> Self {
        Self(Zeroizing::new(characters))
    }
}

/// Algorithms of management keys (SP 800-78-5, table 6-2).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ManagementAlgorithm {
    /// On old cards only; NIST withdrew it for new ones.
    TripleDes,
    Aes128,
    Aes192,
    Aes256,
}

impl ManagementAlgorithm {
    /// Every one.
    pub const ALL: [Self; 4] = [Self::TripleDes, Self::Aes128, Self::Aes192, Self::Aes256];

    /// Length of a key, in bytes.
    pub const fn key_length(self) -> usize {
        match self {
            Self::Aes128 => 16,
            Self::TripleDes | Self::Aes192 => 24,
            Self::Aes256 => 32,
        }
    }

    /// Length of challenge and witness: one block, in bytes.
    pub const fn block_length(self) -> usize {
        match self {
            Self::TripleDes => 8,
            Self::Aes128 | Self::Aes192 | Self::Aes256 => 16,
        }
    }

    /// The cryptographic algorithm identifier (SP 800-78-5, table 6-2).
    pub(crate) const fn identifier(self) -> u8 {
        match self {
            Self::TripleDes => 0x03,
            Self::Aes128 => 0x08,
            Self::Aes192 => 0x0a,
            Self::Aes256 => 0x0c,
        }
    }

    pub(crate) fn of_identifier(identifier: u8) -> Option<Self> {
        Self::ALL.into_iter().find(|algorithm| algorithm.identifier() == identifier)
    }
}

/// The key 9B, which lets one make keys and write objects.
#[derive(Clone)]
pub struct ManagementKey {
    algorithm: ManagementAlgorithm,
    bytes: Zeroizing<Vec<u8>>,
}

impl ManagementKey {
    /// Takes the bytes over; they must be as many as the algorithm wants.
    pub fn new(algorithm: ManagementAlgorithm, bytes: Zeroizing<Vec<u8>>) -> Result<Self, SecretError> {
        if bytes.len() != algorithm.key_length() {
            return Err(SecretError::ManagementKey(algorithm.key_length()));
        }
        Ok(Self { algorithm, bytes })
    }

    /// The key that Yubico, Nitrokey and others give their cards at the factory: 01 to 08, three times. 3DES or, since
    /// YubiKey 5.7, AES-192; `None` for an algorithm for which there is none.
    pub fn of_the_factory(algorithm: ManagementAlgorithm) -> Option<Self> {
        let bytes = Zeroizing::new((1..=8).cycle().take(24).collect());
        Self::new(algorithm, bytes).ok()
    }

    /// Which algorithm it is for.
    pub const fn algorithm(&self) -> ManagementAlgorithm {
        self.algorithm
    }

    pub(crate) fn reveal(&self) -> &[u8] {
        &self.bytes
    }
}

impl fmt::Debug for ManagementKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "ManagementKey({:?}, ••••)", self.algorithm)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(text: &str) -> Zeroizing<String> {
        Zeroizing::new(text.to_owned())
    }

    #[test]
    fn secrets_print_as_dots() {
        let key = ManagementKey::of_the_factory(ManagementAlgorithm::TripleDes).unwrap();
        let printed = format!("{:?} {:?} {key:?}", Pin::new(&text("493028")), Puk::new(&text("81726354")));
        for part in ["493028", "81726354", "1, 2", "0102"] {
            assert!(!printed.contains(part), "nothing of a secret stands in {printed}");
        }
    }

    #[test]
    fn what_no_keypad_types_is_no_pin() {
        assert_eq!(Pin::new(&text("493028")).unwrap().padded(), b"493028\xff\xff", "filled up with FF");
        for (wrong, why) in
            [("49302", "short"), ("493028571", "long"), ("49302a", "a letter"), ("", "nothing")]
        {
            assert_eq!(Pin::new(&text(wrong)).err(), Some(SecretError::Pin), "{why}");
        }
        assert!(Puk::new(&text("A7c92Kx1")).is_ok(), "a PUK may hold letters");
        assert_eq!(Puk::new(&text("A7c92K\u{e9}")).err(), Some(SecretError::Puk), "though no accents");
    }

    #[test]
    fn a_management_key_is_as_long_as_its_algorithm_wants() {
        for algorithm in ManagementAlgorithm::ALL {
            let short = Zeroizing::new(vec![7; algorithm.key_length() - 1]);
            assert_eq!(
                ManagementKey::new(algorithm, short).err(),
                Some(SecretError::ManagementKey(algorithm.key_length())),
                "{algorithm:?}"
            );
        }
    }
}
