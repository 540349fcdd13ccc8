//! A card as it can be kept while the program does not run. It holds the card's keys: whoever keeps it encrypts it.

use serde::{Deserialize, Serialize};
use sportello_token::piv::Serial;
use zeroize::Zeroizing;

use crate::{
    flash::{Blocks, Flash},
    ledger::Ledger,
};

/// Of the form below.
const FORMAT: u32 = 1;

/// What is no image of a card, or one of another version.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("this is no image of a virtual card")]
pub struct ImageError;

#[derive(Serialize, Deserialize)]
struct Image {
    format: u32,
    serial: u32,
    internal: Blocks,
    external: Blocks,
    ledger: Ledger,
}

/// The parts of a card that last.
pub(crate) struct Lasting {
    pub serial: Serial,
    pub internal: Flash,
    pub external: Flash,
    pub ledger: Ledger,
}

impl Lasting {
    pub fn read(text: &str) -> Result<Self, ImageError> {
        let image: Image = serde_json::from_str(text).map_err(|_| ImageError)?;
        if image.format != FORMAT {
            return Err(ImageError);
        }
        Ok(Self {
            serial: Serial(image.serial),
            internal: Flash::of_blocks(&image.internal).ok_or(ImageError)?,
            external: Flash::of_blocks(&image.external).ok_or(ImageError)?,
            ledger: image.ledger,
        })
    }
}

/// The card as text.
pub(crate) fn write(
    serial: Serial,
    internal: &Flash,
    external: &Flash,
    ledger: &Ledger,
) -> Result<Zeroizing<String>, ImageError> {
    let image = Image {
        format: FORMAT,
        serial: serial.0,
        internal: internal.blocks(),
        external: external.blocks(),
        ledger: ledger.clone(),
    };
    serde_json::to_string(&image).map(Zeroizing::new).map_err(|_| ImageError)
}
