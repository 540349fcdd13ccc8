//! The holders' side: the account behind an identity, the links that open it, and the pages that a browser shows.

mod access;
mod pages;
mod texts;

pub use access::{Access, claim, give_access};
pub use pages::routes;
