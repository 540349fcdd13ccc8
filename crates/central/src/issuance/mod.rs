//! Issuance of a remote credential: preview → issue → envelope.
//!
//! *Issue* is two transactions with the authority's key between them. The first stores the holder's key, the linted
//! bytes and a job that ends the issue in any case; the second stores the certificate and answers. Killed anywhere
//! between, the next attempt (the officer's, or the job's) ends with the same serial, and no second certificate can be.
//! What is on a token is issued by [`enrolment`].

mod case;
mod codes;
mod end;
pub mod enrolment;
mod envelope;
mod holder_keys;
mod issue;
mod passphrase;
mod preview;

pub use self::{
    end::end,
    envelope::seal_envelope,
    holder_keys::HolderKeyStore,
    issue::{finish, issue},
    preview::preview,
};
