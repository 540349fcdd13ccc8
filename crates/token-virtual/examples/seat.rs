//! Puts a card from the factory into a virtual reader of pcscd, until this is ended: `seat 127.0.0.1:35963`.

use std::{io, thread};

use sportello_token::piv::Serial;
use sportello_token_virtual::{Seat, VirtualCard};

fn main() -> io::Result<()> {
    let reader =
        std::env::args().nth(1).ok_or_else(|| io::Error::other("which reader? HOST:PORT of vpcd"))?;
    let (mut seed, mut serial) = ([0; 32], [0; 4]);
    getrandom::fill(&mut seed).map_err(|error| io::Error::other(error.to_string()))?;
    getrandom::fill(&mut serial).map_err(|error| io::Error::other(error.to_string()))?;
    let card = VirtualCard::new(seed, Serial(u32::from_be_bytes(serial))).map_err(io::Error::other)?;
    let _seat = Seat::take(card, reader)?;
    loop {
        thread::park();
    }
}
