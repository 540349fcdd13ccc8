//! A virtual PIV card: for training, and for tests.
//!
//! Knows: the published firmware of a real PIV token, which makes its keys itself and checks PINs itself; what stands
//! between its commands and a reader's short APDUs; faults that one orders.
//!
//! Must never know: the real readers and what is in them; what a card is wanted for; where its random numbers come from (a
//! seed from outside: who knows it knows every key).

mod card;
mod dispatch;
mod faults;
mod firmware;
mod flash;
mod framing;
mod image;
mod ledger;
mod vpcd;

pub use card::{ATR, VirtualCard};
pub use faults::Faults;
pub use image::ImageError;
pub use vpcd::Seat;
