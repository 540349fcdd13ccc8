//! Enrolment of a blank token, the centre's side: the officer's proof, then begin → certify → confirm → deliver, and abandon
//! from wherever it stands.
//!
//! The desk sets the codes, makes the keys and writes; the centre draws the codes, certifies and believes nothing that it
//! cannot check. Each act is one transaction with its audit event, *certify* two with the authority's key between them, as
//! for a remote credential. Every act can be repeated, by the same command or another, and by whoever may issue; what was
//! interrupted is gone on with or given up (`domain::enrolment`), and nothing else can become of it.

mod abandon;
mod begin;
mod case;
mod certify;
mod codes;
mod confirm;
mod deliver;
mod kept_keys;
mod key_proof;
mod lost;
mod proof;
mod seal_again;
mod standing;
mod token;

pub use self::{
    abandon::abandon,
    begin::begin,
    certify::certify,
    codes::forget_codes,
    confirm::confirm,
    deliver::deliver,
    kept_keys::{certificate_alive, forget_kept_keys, key_kept, open_kept_keys},
    lost::{revoke_lost, why_not_lost},
    proof::{challenge, prove},
    seal_again::{seal_again, why_not_again},
    standing::standing,
};
