//! A training centre: customers, people and offices from a description, with printed passwords. Whatever is made here is
//! made as for any customer; only that its secrets are printed belongs to training.

mod configuration;
pub mod description;
mod found;
mod outcome;
mod site;

pub use found::{FoundError, Foundation, TokenWish, enrolment_code, found};
pub use outcome::{Accounts, FoundAccount, FoundCustomer};
