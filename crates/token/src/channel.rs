//! The line to one card: bytes there, bytes back.

/// Longest command that a channel takes: a short APDU with data and Le (ISO/IEC 7816-3, 12.1.3), in bytes.
pub const LONGEST_COMMAND: usize = 4 + 1 + 255 + 1;

/// Longest answer that a channel gives: a short answer with its status word (ISO/IEC 7816-3, 12.1.3), in bytes.
pub const LONGEST_ANSWER: usize = 256 + 2;

/// A line to one card, for the time of one conversation. Blocking: a card answers when it has done the work, and making an
/// RSA key takes a card up to a minute or two, so whoever calls stands on a thread where waiting is allowed.
pub trait CardChannel {
    /// Sends one short APDU and gives the card's answer, status word included, as it came.
    ///
    /// Neither is kept nor written down anywhere by an implementation: commands carry PINs.
    fn transmit(&mut self, command: &[u8]) -> Result<Vec<u8>, ChannelError>;

    /// Whether the reader has keys of its own on which a PIN can be typed. A reader that does not say so has none.
    fn has_pin_pad(&mut self) -> bool {
        false
    }

    /// Has the PIN typed on the reader's keys and shown to the card there (`order` is a PIN_VERIFY_STRUCTURE, PC/SC part 10,
    /// 2.5.2): gives the status word of the card, or the reader's own. Waits for a person.
    fn verify_on_pad(&mut self, _order: &[u8]) -> Result<Vec<u8>, ChannelError> {
        Err(ChannelError::Reader("it has no keys for a PIN".to_owned()))
    }
}

/// Why nothing came back.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ChannelError {
    /// The card, or the reader with it, is gone.
    #[error("the card was removed")]
    Removed,
    /// Somebody else reset the card, or Windows did after five seconds of silence: what was verified is verified no more.
    #[error("the card was reset from elsewhere")]
    Reset,
    /// Another program holds the card.
    #[error("another program holds the card")]
    Busy,
    /// The card sits in the reader and says nothing that can be understood (upside down, dirty, broken).
    #[error("the card does not answer")]
    Mute,
    #[error("no smart card service runs")]
    NoService,
    /// The command or the answer is longer than a short APDU may be.
    #[error("longer than a short APDU")]
    TooLong,
    /// The limit for a conversation is over.
    #[error("the reader did not answer in time")]
    Late,
    /// What the smart card service said; it holds no command.
    #[error("the reader failed: {0}")]
    Reader(String),
}
