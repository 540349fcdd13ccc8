//! Which keys were made, and how the PUK stands: the firmware answers GET METADATA with nothing, whatever it holds, so the card
//! keeps book beside it and answers as YubiKeys do.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

const GENERATE: u8 = 0x47;
const AUTHENTICATE: u8 = 0x87;
const GET_METADATA: u8 = 0xf7;
const RESET: u8 = 0xfb;
const IMPORT: u8 = 0xfe;
const SET_MANAGEMENT_KEY: u8 = 0xff;
const CHANGE_REFERENCE_DATA: u8 = 0x24;
const RESET_RETRY_COUNTER: u8 = 0x2c;
const PUK: u8 = 0x81;
const MANAGEMENT: u8 = 0x9b;
const CARD_AUTHENTICATION: u8 = 0x9e;
const TRIPLE_DES: u8 = 0x03;
const NO_SUCH_KEY: u16 = 0x6a88;
const DONE: u16 = 0x9000;
const BLOCKED: u16 = 0x6983;
const WRONG_UNCOUNTED: u16 = 0x6300;
/// How often a wrong PUK may be shown.
const PUK_TRIES: u8 = 3;

/// What is known of a key: algorithm, origin (1 made here, 2 brought), public key in its template.
#[derive(Clone, Serialize, Deserialize)]
struct Entry {
    algorithm: u8,
    origin: u8,
    public_key: Vec<u8>,
}

/// Keys by their references, the algorithm of the management key, and the tries left of the PUK.
#[derive(Clone, Serialize, Deserialize)]
pub(crate) struct Ledger {
    keys: BTreeMap<u8, Entry>,
    management: u8,
    /// Cards that were kept before this was written down had no wrong PUK.
    #[serde(default = "all_tries")]
    puk_tries: u8,
}

impl Default for Ledger {
    fn default() -> Self {
        Self { keys: BTreeMap::new(), management: TRIPLE_DES, puk_tries: PUK_TRIES }
    }
}

const fn all_tries() -> u8 {
    PUK_TRIES
}

impl Ledger {
    /// Answers instead of the firmware.
    pub fn answer(&self, header: [u8; 4]) -> Option<(Vec<u8>, u16)> {
        match header {
            [_, GET_METADATA, _, slot] if is_key(slot) => {
                Some(self.keys.get(&slot).map_or((Vec::new(), NO_SUCH_KEY), |entry| (entry.told(), DONE)))
            }
            [_, GET_METADATA, _, MANAGEMENT] => Some((vec![0x01, 1, self.management], DONE)),
            [_, GET_METADATA, _, PUK] => Some((vec![0x06, 2, PUK_TRIES, self.puk_tries], DONE)),
            // The firmware makes this key by itself when it is first started. No card from a factory has one, so it counts
            // only when it was made anew.
            [_, AUTHENTICATE, _, CARD_AUTHENTICATION] if !self.keys.contains_key(&CARD_AUTHENTICATION) => {
                Some((Vec::new(), NO_SUCH_KEY))
            }
            _ => None,
        }
    }

    /// Takes note of what the firmware has done.
    pub fn note(&mut self, header: [u8; 4], data: &[u8], answer: &[u8], status: u16) {
        if matches!(header, [_, RESET_RETRY_COUNTER, ..] | [_, CHANGE_REFERENCE_DATA, _, PUK]) {
            self.note_puk(status);
        }
        if status != DONE {
            return;
        }
        match header {
            [_, GENERATE, _, slot] => {
                // AC 03 80 01 xx, and 7F49 with its length before the public key.
                if let ([_, _, _, _, algorithm, ..], Some(public_key)) = (data, after_length(answer)) {
                    let public_key = public_key.to_vec();
                    self.keys.insert(slot, Entry { algorithm: *algorithm, origin: 1, public_key });
                }
            }
            [_, IMPORT, algorithm, slot] => {
                self.keys.insert(slot, Entry { algorithm, origin: 2, public_key: Vec::new() });
            }
            [_, SET_MANAGEMENT_KEY, ..] => self.management = data.first().copied().unwrap_or(TRIPLE_DES),
            [_, RESET, ..] => *self = Self::default(),
            _ => {}
        }
    }

    /// Shown right it has all its tries again.
    const fn note_puk(&mut self, status: u16) {
        match status {
            DONE => self.puk_tries = PUK_TRIES,
            BLOCKED => self.puk_tries = 0,
            WRONG_UNCOUNTED => self.puk_tries = self.puk_tries.saturating_sub(1),
            counted if counted & 0xfff0 == 0x63c0 => self.puk_tries = (counted & 0x0f) as u8,
            _ => {}
        }
    }
}

const fn is_key(reference: u8) -> bool {
    matches!(reference, 0x9a | 0x9c..=0x9e | 0x82..=0x95)
}

fn after_length(template: &[u8]) -> Option<&[u8]> {
    match template {
        [0x7f, 0x49, 0x82, _, _, key @ ..] | [0x7f, 0x49, 0x81, _, key @ ..] | [0x7f, 0x49, _, key @ ..] => {
            Some(key)
        }
        _ => None,
    }
}

impl Entry {
    fn told(&self) -> Vec<u8> {
        let mut told = vec![0x01, 1, self.algorithm, 0x02, 2, 0, 0, 0x03, 1, self.origin];
        if let (Ok(length), false) = (u16::try_from(self.public_key.len()), self.public_key.is_empty()) {
            told.extend([0x04, 0x82]);
            told.extend(length.to_be_bytes());
            told.extend_from_slice(&self.public_key);
        }
        told
    }
}
