//! Sample people and a test PKI made on the fly, for tests only: never a dependency of what is shipped.

pub mod authority;
pub mod chance;
pub mod clock;
pub mod documents;
pub mod folder;
pub mod judges;
pub mod people;
