//! How the desk reaches the centre: the port `Central` over HTTPS and JSON.
//!
//! Knows: the centre's paths, the access key of the open session (in memory), and which faults of a network are worth
//! another try.
//!
//! Must never know: use cases, SQL, where the refresh key lives.

mod answer;
mod central;

pub use central::{HttpCentral, Setup, SetupError};
