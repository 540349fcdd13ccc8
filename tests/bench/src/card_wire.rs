//! The wire between a virtual reader and the card in it, listened to: what the card itself takes for its keys is the same
//! work whoever asks for it, and is told apart.

use std::{
    io::{self, Read as _, Write as _},
    net::{Shutdown, SocketAddr, TcpListener, TcpStream},
    sync::{Arc, Mutex},
    thread,
    time::{Duration, Instant},
};

const GENERATE: u8 = 0x47;
/// Of the messages that are no command, the only one that is answered.
const GET_ATR: u8 = 4;

/// What was heard since somebody asked last.
#[derive(Clone, Copy, Default)]
pub struct Heard {
    pub commands: usize,
    /// How long the card made keys.
    pub keys: Duration,
    /// How long it did everything else.
    pub rest: Duration,
}

/// A wire that a card is put on in place of the reader.
pub struct Wire {
    pub address: SocketAddr,
    heard: Arc<Mutex<Heard>>,
}

impl Wire {
    /// In front of the reader that listens there.
    pub fn before(reader: SocketAddr) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap();
        let heard = Arc::new(Mutex::new(Heard::default()));
        let hearing = Arc::clone(&heard);
        thread::spawn(move || {
            for card in listener.incoming() {
                let (card, service) = (card.unwrap(), TcpStream::connect(reader).unwrap());
                // Either end hangs up when its card is taken out.
                let _ = pass(&card, &service, &hearing);
                let _ = card.shutdown(Shutdown::Both);
                let _ = service.shutdown(Shutdown::Both);
            }
        });
        Self { address, heard }
    }

    pub fn heard(&self) -> Heard {
        std::mem::take(&mut *self.heard.lock().unwrap())
    }
}

fn pass(mut card: &TcpStream, mut service: &TcpStream, heard: &Mutex<Heard>) -> io::Result<()> {
    card.set_nodelay(true)?;
    service.set_nodelay(true)?;
    loop {
        let message = hear(&mut service)?;
        let began = Instant::now();
        say(&mut card, &message)?;
        let is_command = message.len() > 1;
        if !is_command && message != [GET_ATR] {
            continue;
        }
        let answer = hear(&mut card)?;
        if is_command {
            let mut heard = heard.lock().unwrap();
            heard.commands += 1;
            let of_this = if message[1] == GENERATE { &mut heard.keys } else { &mut heard.rest };
            *of_this += began.elapsed();
        }
        say(&mut service, &answer)?;
    }
}

fn hear(line: &mut &TcpStream) -> io::Result<Vec<u8>> {
    let mut length = [0; 2];
    line.read_exact(&mut length)?;
    let mut message = vec![0; usize::from(u16::from_be_bytes(length))];
    line.read_exact(&mut message)?;
    Ok(message)
}

fn say(line: &mut &TcpStream, message: &[u8]) -> io::Result<()> {
    let length = u16::try_from(message.len()).map_err(|_| io::ErrorKind::InvalidData)?;
    line.write_all(&[&length.to_be_bytes()[..], message].concat())
}
