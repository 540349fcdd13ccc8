//! Between a reader's short APDUs and the firmware's whole commands: chains, long answers, names cut short.

use zeroize::Zeroizing;

/// Longest chain that is taken, in bytes of data.
const LONGEST: usize = 8 * 1024;
const GET_RESPONSE: u8 = 0xc0;
const SELECT: u8 = 0xa4;
/// The PIV application's whole identifier (SP 800-73-5 part 1, 2.2).
const APPLICATION: [u8; 11] = [0xa0, 0, 0, 0x03, 0x08, 0, 0, 0x10, 0, 0x01, 0];
/// An identifier's first part, the provider's, is the least by which one selects (ISO/IEC 7816-4, 8.2.1.2).
const PROVIDER: usize = 5;

/// What was begun and not ended, in one direction or the other.
#[derive(Default)]
pub(crate) struct Framing {
    chain: Option<([u8; 3], Zeroizing<Vec<u8>>)>,
    waiting: Vec<u8>,
    waiting_status: u16,
}

/// What is to be done with an APDU.
pub(crate) enum Received {
    /// Answer so; the firmware has nothing to do with it.
    Answer(Vec<u8>),
    /// A command is whole: header and data, and how many bytes the reader takes.
    Whole([u8; 4], Zeroizing<Vec<u8>>, usize),
}

impl Framing {
    pub fn receive(&mut self, apdu: &[u8]) -> Received {
        let Some((class, [ins, p1, p2], data, expected)) = parse(apdu) else {
            return Received::Answer(word(0x6700));
        };
        if ins == GET_RESPONSE {
            return Received::Answer(self.next_piece(expected));
        }
        self.waiting.clear();
        let header = [ins, p1, p2];
        let mut whole = match self.chain.take() {
            Some((begun, so_far)) if begun == header => so_far,
            _ => Zeroizing::new(Vec::with_capacity(LONGEST)),
        };
        if whole.len() + data.len() > LONGEST {
            return Received::Answer(word(0x6700));
        }
        whole.extend_from_slice(data);
        if class & 0x10 != 0 {
            self.chain = Some((header, whole));
            return Received::Answer(word(0x9000));
        }
        if ins == SELECT && whole.len() >= PROVIDER && APPLICATION.starts_with(&whole) {
            // The firmware wants more of it than others send.
            *whole = APPLICATION.to_vec();
        }
        Received::Whole([class, ins, p1, p2], whole, expected)
    }

    /// The first piece of an answer; what is left waits.
    pub fn answer(&mut self, data: Vec<u8>, status: u16, expected: usize) -> Vec<u8> {
        self.waiting = data;
        self.waiting_status = status;
        self.next_piece(expected)
    }

    fn next_piece(&mut self, expected: usize) -> Vec<u8> {
        let rest = self.waiting.split_off(self.waiting.len().min(expected));
        let mut piece = std::mem::replace(&mut self.waiting, rest);
        let status = match self.waiting.len() {
            0 => std::mem::replace(&mut self.waiting_status, 0x6985),
            left => 0x6100 | u16::try_from(left).ok().filter(|left| *left < 256).unwrap_or(0),
        };
        piece.extend(status.to_be_bytes());
        piece
    }
}

fn word(status: u16) -> Vec<u8> {
    status.to_be_bytes().to_vec()
}

/// Class, the rest of the header, data, and how many bytes are expected: a short APDU's (ISO/IEC 7816-3, 12.1.3). Readers
/// leave Le away, so a missing one is 256 as a zero is.
fn parse(apdu: &[u8]) -> Option<(u8, [u8; 3], &[u8], usize)> {
    let (&[class, ins, p1, p2], body) = apdu.split_first_chunk()?;
    let header = [ins, p1, p2];
    let bytes = |le: u8| if le == 0 { 256 } else { usize::from(le) };
    match *body {
        [] => Some((class, header, &[], 256)),
        [le] => Some((class, header, &[], bytes(le))),
        [length, ref rest @ ..] if length > 0 => match rest.split_at_checked(usize::from(length))? {
            (data, []) => Some((class, header, data, 256)),
            (data, &[le]) => Some((class, header, data, bytes(le))),
            _ => None,
        },
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn whole(received: Received) -> Option<(Vec<u8>, usize)> {
        match received {
            Received::Whole(_, data, expected) => Some((data.to_vec(), expected)),
            Received::Answer(_) => None,
        }
    }

    #[test]
    fn a_chain_is_one_command() {
        let mut framing = Framing::default();
        assert!(whole(framing.receive(&[0x10, 0xdb, 0x3f, 0xff, 2, 1, 2])).is_none(), "more is to come");
        let done = whole(framing.receive(&[0, 0xdb, 0x3f, 0xff, 1, 3]));
        assert_eq!(done, Some((vec![1, 2, 3], 256)), "put together");
        framing.receive(&[0x10, 0xdb, 0x3f, 0xff, 2, 1, 2]);
        let other = whole(framing.receive(&[0, 0x20, 0, 0x80, 1, 9]));
        assert_eq!(other, Some((vec![9], 256)), "another command ends a chain that was begun");
        let again = whole(framing.receive(&[0, 0xdb, 0x3f, 0xff, 1, 3]));
        assert_eq!(again, Some((vec![3], 256)), "and it is not continued afterwards");
    }

    #[test]
    fn a_long_answer_comes_in_pieces() {
        let mut framing = Framing::default();
        let first = framing.answer(vec![7; 600], 0x9000, 256);
        assert_eq!((first.len(), &first[256..]), (258, &[0x61, 0][..]), "256 and more are left");
        let Received::Answer(second) = framing.receive(&[0, 0xc0, 0, 0, 0]) else { panic!("an answer") };
        assert_eq!((second.len(), &second[256..]), (258, &[0x61, 88][..]), "88 are left");
        let Received::Answer(third) = framing.receive(&[0, 0xc0, 0, 0, 88]) else { panic!("an answer") };
        assert_eq!((third.len(), &third[88..]), (90, &[0x90, 0][..]), "and the end");
    }

    #[test]
    fn an_application_is_selected_by_the_beginning_of_its_name() {
        for length in PROVIDER..=APPLICATION.len() {
            let name = &APPLICATION[..length];
            let apdu = [&[0, 0xa4, 4, 0, u8::try_from(length).unwrap()][..], name].concat();
            let selected = whole(Framing::default().receive(&apdu));
            assert_eq!(selected, Some((APPLICATION.to_vec(), 256)), "{length} bytes of it");
        }
        let other = whole(Framing::default().receive(&[0, 0xa4, 4, 0, 5, 0xa0, 0, 0, 0x03, 0x97]));
        assert_eq!(other, Some((vec![0xa0, 0, 0, 0x03, 0x97], 256)), "others are left to the firmware");
    }

    #[test]
    fn what_is_no_short_apdu_is_refused() {
        for wrong in
            [&[][..], &[0, 1, 2], &[0, 1, 2, 3, 2, 1], &[0, 1, 2, 3, 1, 1, 0, 0], &[0, 1, 2, 3, 0, 0, 1, 1]]
        {
            let Received::Answer(answer) = Framing::default().receive(wrong) else { panic!("refused") };
            assert_eq!(answer, [0x67, 0], "{wrong:02x?}: a wrong length");
        }
    }
}
