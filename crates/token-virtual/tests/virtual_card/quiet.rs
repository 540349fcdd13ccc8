//! The firmware holds its tongue: others of its builds write commands, with PINs in them, into the log.

use std::sync::Mutex;

use log::{LevelFilter, Log, Metadata, Record};
use sportello_token::piv::{Digest, KeyAlgorithm};
use sportello_token_virtual::VirtualCard;

use crate::story::{self, SERIAL};

/// Everything that anybody logs in this process.
static HEARD: Mutex<Vec<String>> = Mutex::new(Vec::new());

struct Ear;

impl Log for Ear {
    fn enabled(&self, _: &Metadata<'_>) -> bool {
        true
    }

    fn log(&self, record: &Record<'_>) {
        HEARD.lock().unwrap().push(format!("{}: {}", record.target(), record.args()));
    }

    fn flush(&self) {}
}

#[test]
fn nothing_that_a_card_hears_is_logged() {
    log::set_logger(&Ear).unwrap();
    log::set_max_level(LevelFilter::Trace);
    let mut card = VirtualCard::new([5; 32], SERIAL).unwrap();
    let digest = Digest::Sha256([9; 32]);
    story::enrol(&mut card, KeyAlgorithm::P256, &digest, &|_, _| vec![1]).unwrap();
    story::forget_pin(&mut card, KeyAlgorithm::P256, &digest).unwrap();
    log::warn!("heard");
    let heard = HEARD.lock().unwrap();
    let others: Vec<_> = heard.iter().filter(|line| !line.ends_with(": heard")).collect();
    assert!(heard.len() > others.len(), "the ear hears");
    assert!(others.is_empty(), "and nobody else said a word: {:?}", others.first());
}
