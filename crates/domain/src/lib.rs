//! People, requests, orders, products, tokens: types, rules, lifecycles.
//!
//! Knows: what the words of the trade mean, which transitions exist, who may do what in which status, what a complete
//! case is, how a tax code is made.
//!
//! Must never know: async, files, SQL, HTTP, Tauri, X.509 bytes, the clock. Time, randomness and ids are parameters.

pub mod account;
pub mod card_failure;
pub mod case;
pub mod catalogue;
pub mod document;
pub mod document_number;
pub mod draft;
mod draft_carried;
pub mod draft_check;
mod draft_of_case;
pub mod enrolment;
pub mod error_code;
pub mod ids;
pub mod moment;
pub mod organisation_identifier;
pub mod person;
pub mod places;
pub mod product;
pub mod request;
pub mod rights;
pub mod secret;
pub mod standing;
pub mod stock_count;
pub mod tax_code;
pub mod token;
pub mod token_format;
pub mod token_serial;
pub mod training_people;
pub mod words;
