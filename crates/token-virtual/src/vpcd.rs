//! A seat in the virtual reader of pcscd (vsmartcard's vpcd): whoever connects to its port is a card in it. Messages are a
//! length of two bytes, big-endian, and as many bytes: one is a control, more are an APDU.

use std::{
    io::{self, Read as _, Write as _},
    net::{Shutdown, TcpStream, ToSocketAddrs},
    thread::{self, JoinHandle},
};

use sportello_token::CardChannel as _;
use zeroize::Zeroizing;

use crate::{ATR, VirtualCard};

const POWER_OFF: u8 = 0;
const POWER_ON: u8 = 1;
const RESET: u8 = 2;
const GET_ATR: u8 = 4;

/// A card in the reader. It is taken out when this is dropped or asked back, or as was ordered of the card.
pub struct Seat {
    line: TcpStream,
    thread: Option<JoinHandle<VirtualCard>>,
}

impl Seat {
    /// Puts a card into the reader that listens there; the service sees it within a second or so.
    pub fn take(card: VirtualCard, reader: impl ToSocketAddrs) -> io::Result<Self> {
        let line = TcpStream::connect(reader)?;
        line.set_nodelay(true)?;
        let own = line.try_clone()?;
        let thread =
            thread::Builder::new().name("virtual reader".to_owned()).spawn(move || sit(card, own))?;
        Ok(Self { line, thread: Some(thread) })
    }

    /// Takes the card out. `None` if its thread panicked.
    pub fn leave(mut self) -> Option<VirtualCard> {
        self.stand_up()
    }

    fn stand_up(&mut self) -> Option<VirtualCard> {
        // Closed already, if the card was pulled.
        let _ = self.line.shutdown(Shutdown::Both);
        self.thread.take()?.join().ok()
    }
}

impl Drop for Seat {
    fn drop(&mut self) {
        self.stand_up();
    }
}

/// Answers until the line is closed, from either side.
fn sit(mut card: VirtualCard, mut line: TcpStream) -> VirtualCard {
    while let Ok(message) = hear(&mut line) {
        let done = match message[..] {
            [POWER_OFF | POWER_ON | RESET] => card.reset().is_ok(),
            [GET_ATR] => say(&mut line, ATR).is_ok(),
            _ => card.transmit(&message).is_ok_and(|answer| say(&mut line, &answer).is_ok()),
        };
        if !done {
            break;
        }
    }
    // The service sees an empty reader at once.
    let _ = line.shutdown(Shutdown::Both);
    card
}

fn hear(line: &mut TcpStream) -> io::Result<Zeroizing<Vec<u8>>> {
    let mut length = [0; 2];
    line.read_exact(&mut length)?;
    let mut message = Zeroizing::new(vec![0; usize::from(u16::from_be_bytes(length))]);
    line.read_exact(&mut message)?;
    Ok(message)
}

fn say(line: &mut TcpStream, message: &[u8]) -> io::Result<()> {
    let length = u16::try_from(message.len()).map_err(|_| io::ErrorKind::InvalidData)?;
    line.write_all(&[&length.to_be_bytes(), message].concat())
}
