//! What the end-to-end stories stand on: a display, a session bus with a keyring, the built programs, WebDriver.
//!
//! Knows: how to start and surely end all of these, and how to find things on the page as a person does, by role and
//! by name.
//!
//! Must never know: what the programs are made of. It drives them as they are shipped, so whatever it finds is what an
//! officer would find; of the product's crates it uses those that invent a person and draw the document.

#![cfg(all(feature = "e2e", unix))]

mod access;
mod accounts;
mod applicant;
mod centre;
mod elsewhere;
mod failure;
mod group;
mod hands;
mod keyboard;
mod page;
mod story;
mod surroundings;
mod teller;
mod window;
mod words;

pub use crate::{
    accounts::Account,
    applicant::{Applicant, country, scanned},
    centre::Centre,
    elsewhere::sign_elsewhere,
    failure::{Failure, OrFail, Outcome},
    group::Group,
    hands::Hands,
    page::Role,
    story::{story, story_cut_short},
    surroundings::{Surroundings, artefacts, program, root},
    teller::{CREDENTIAL_PASSWORD, PASSPHRASE, TRAINING_PIN, Teller, WORK, today, typed},
    window::Window,
    words::{Language, Words},
};
