//! Plain data that crosses a border.
//!
//! Knows: the shapes of what the desk and the centre say to each other ([`central`]), of what the UI and the desk say
//! to each other ([`desk`]), and of the cases and the tokens both show ([`cases`],
//! [`stock`], [`token_format`]).
//!
//! Must never know: behaviour, stores, hosts, HTTP. A shape here is changed only by adding optional fields; the centre
//! accepts the previous format version ([`central::command::FORMAT`]).

pub mod cases;
pub mod central;
pub mod desk;
pub mod error;
pub mod stock;
pub mod token_format;
