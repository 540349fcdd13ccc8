//! What the page may call. Each command parses, calls a use case of the desk and maps its error; nothing is decided
//! here.

pub mod about;
pub mod bytes;
