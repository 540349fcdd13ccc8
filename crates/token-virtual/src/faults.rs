//! Faults that one orders.

/// What is to go wrong with a card from now on. Nothing, unless said.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Faults {
    /// So many APDUs are still answered; before the next one the card is pulled.
    pub pulled_after: Option<usize>,
    /// The card is pulled while it answers the last of those: it did what it was told, and nobody hears it.
    pub last_answer_lost: bool,
    /// Nothing more can be written.
    pub full: bool,
    /// It says nothing of its keys, as cards of most makers do.
    pub silent_on_keys: bool,
}

impl Faults {
    /// Pulled after the n-th APDU from now, which is still answered.
    pub fn pulled_after(apdus: usize) -> Self {
        Self { pulled_after: Some(apdus), ..Self::default() }
    }

    /// Pulled while the n-th APDU from now is answered: it is carried out, and the answer is lost.
    pub fn pulled_during(apdu: usize) -> Self {
        Self { pulled_after: Some(apdu), last_answer_lost: true, ..Self::default() }
    }
}
