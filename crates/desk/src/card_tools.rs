//! The desk's tools for a card that lies in a reader, the officer's own or a holder's: what lies on it, another PIN, a blocked PIN
//! set free, and what support wants to know. Each act is one short conversation with the card that was chosen; a secret is
//! shown to it once, and never again by itself. A token behind a module is a card as any other, as far as its module lets it be.

mod change_pin;
mod contents;
mod diagnostics;
mod new_pin;
mod token_contents;
mod token_pin;
mod unblock_pin;

pub use change_pin::change_card_pin;
pub use contents::card_contents;
pub use diagnostics::card_diagnostics;
pub use unblock_pin::unblock_card_pin;
