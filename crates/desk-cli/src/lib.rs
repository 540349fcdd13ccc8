//! The desk without a window, and the ports that every host of the desk wires alike.
//!
//! Knows: this machine's clock, generator, keyring, readers and modules for cards; where a host keeps its folder; how the main job is played
//! without a window ([`play`]).
//!
//! Must never know: Tauri, what a case means.

pub mod arguments;
pub mod cards;
mod chance;
mod clock;
pub mod host;
mod modules;
mod no_cameras;
pub mod play;
mod secrets;

pub use chance::SystemChance;
pub use clock::SystemClock;
pub use modules::SystemModules;
pub use no_cameras::NoCameras;
pub use secrets::{KeyFile, KeyringSecrets, secrets_for};
