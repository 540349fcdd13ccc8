//! Commands and answers (ISO/IEC 7816-4, 5.3), and what stands between a command and a card of short APDUs: chaining,
//! GET RESPONSE, a length that the card corrects.

use zeroize::Zeroizing;

use crate::{
    CardChannel, CardError, ChannelError, Fault, StatusWord, Step,
    channel::{LONGEST_ANSWER, LONGEST_COMMAND},
};

/// Data bytes in one short command.
const CHUNK: usize = 255;
/// Longest answer that is put together, in bytes: no object of a PIV card is longer (SP 800-73-4 part 1, table 8 stays below
/// 16 KiB), and a card that goes on talking is broken.
const LONGEST_TOTAL: usize = 32 * 1024;
/// Pieces in which such an answer may come: 16 KiB in pieces of 128 bytes, which is less than cards give at once. One that gives
/// byte by byte would otherwise be listened to for minutes.
const MOST_PIECES: usize = 128;
/// Class byte of a command that continues in the next (ISO/IEC 7816-4, 5.4.1).
const CHAINED: u8 = 0x10;
const GET_RESPONSE: u8 = 0xc0;

/// A command of any length. It may carry a PIN or a key: wiped when dropped, and never printed.
#[derive(Clone)]
pub(crate) struct Command {
    instruction: u8,
    p1: u8,
    p2: u8,
    data: Zeroizing<Vec<u8>>,
    answered: bool,
}

impl Command {
    /// A command that brings data and wants none back.
    pub fn new(instruction: u8, p1: u8, p2: u8, data: impl Into<Vec<u8>>) -> Self {
        Self { instruction, p1, p2, data: Zeroizing::new(data.into()), answered: false }
    }

    /// A command that wants data back.
    pub fn asking(instruction: u8, p1: u8, p2: u8, data: impl Into<Vec<u8>>) -> Self {
        Self { answered: true, ..Self::new(instruction, p1, p2, data) }
    }

    fn encode(&self, class: u8, data: &[u8], expected: Option<u8>) -> Zeroizing<Vec<u8>> {
        // Reserved at once: a buffer that grows leaves copies of a PIN behind.
        let mut bytes = Zeroizing::new(Vec::with_capacity(LONGEST_COMMAND));
        bytes.extend([class, self.instruction, self.p1, self.p2]);
        if !data.is_empty() {
            // At most CHUNK bytes are handed in.
            bytes.push(u8::try_from(data.len()).unwrap_or(u8::MAX));
            bytes.extend_from_slice(data);
        }
        bytes.extend(expected);
        bytes
    }
}

/// What a card answered: data, and how the command ended.
pub(crate) struct Answer {
    pub data: Vec<u8>,
    pub status: StatusWord,
}

impl Answer {
    /// The data of a command that was carried out; otherwise what the status word means at this step.
    pub fn done(self, step: Step) -> Result<Vec<u8>, CardError> {
        if self.status.is_done() { Ok(self.data) } else { Err(CardError::new(step, self.status.fault())) }
    }
}

/// Sends a command and puts the answer together.
pub(crate) fn exchange(
    channel: &mut dyn CardChannel,
    step: Step,
    command: &Command,
) -> Result<Answer, CardError> {
    run(channel, command).map_err(|fault| CardError::new(step, fault))
}

fn run(channel: &mut dyn CardChannel, command: &Command) -> Result<Answer, Fault> {
    let mut rest: &[u8] = &command.data;
    while let Some((chunk, after)) = rest.split_at_checked(CHUNK).filter(|(_, after)| !after.is_empty()) {
        let answer = send(channel, &command.encode(CHAINED, chunk, None))?;
        if !answer.status.is_done() {
            return Ok(answer);
        }
        rest = after;
    }
    let last = |expected| command.encode(0, rest, expected);
    let answer = correcting(channel, command.answered.then_some(0), last)?;
    collect(channel, answer)
}

/// Sends, and once more with the length that the card names (6C xx).
fn correcting(
    channel: &mut dyn CardChannel,
    expected: Option<u8>,
    encode: impl Fn(Option<u8>) -> Zeroizing<Vec<u8>>,
) -> Result<Answer, Fault> {
    let answer = send(channel, &encode(expected))?;
    match answer.status.0.to_be_bytes() {
        [0x6c, length] => send(channel, &encode(Some(length))),
        _ => Ok(answer),
    }
}

/// Fetches what is still to come (61 xx).
fn collect(channel: &mut dyn CardChannel, first: Answer) -> Result<Answer, Fault> {
    let next = Command::asking(GET_RESPONSE, 0, 0, []);
    let mut answer = first;
    let mut pieces = 0;
    while let [0x61, length] = answer.status.0.to_be_bytes() {
        let more = correcting(channel, Some(length), |expected| next.encode(0, &[], expected))?;
        // A card that promises more and gives nothing would be asked for ever.
        if more.data.is_empty() && more.status.0 >> 8 == 0x61 {
            return Err(Fault::Malformed("long answer"));
        }
        answer.data.extend_from_slice(&more.data);
        answer.status = more.status;
        pieces += 1;
        if answer.data.len() > LONGEST_TOTAL || pieces > MOST_PIECES {
            return Err(Fault::Malformed("long answer"));
        }
    }
    Ok(answer)
}

fn send(channel: &mut dyn CardChannel, bytes: &[u8]) -> Result<Answer, Fault> {
    let mut data = channel.transmit(bytes)?;
    if data.len() > LONGEST_ANSWER {
        return Err(ChannelError::TooLong.into());
    }
    let (Some(low), Some(high)) = (data.pop(), data.pop()) else {
        return Err(Fault::Malformed("status word"));
    };
    Ok(Answer { data, status: StatusWord(u16::from_be_bytes([high, low])) })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scripted::ScriptedChannel;

    fn check(script: ScriptedChannel, command: &Command, expected: &Result<(usize, u16), Fault>, why: &str) {
        let mut script = script;
        let answer = run(&mut script, command).map(|answer| (answer.data.len(), answer.status.0));
        assert_eq!(&answer, expected, "{why}");
        assert_eq!(script.finished(), Ok(()), "{why}: every turn, and as written");
    }

    #[test]
    fn a_long_command_goes_in_a_chain() {
        let mut first = vec![0x10, 0xdb, 0x3f, 0xff, 255];
        first.extend([7; 255]);
        let whole = Command::new(0xdb, 0x3f, 0xff, [7; 256]);
        let script =
            ScriptedChannel::new().on(&first, &[0x90, 0]).on(&[0, 0xdb, 0x3f, 0xff, 1, 7], &[0x90, 0]);
        check(script, &whole, &Ok((0, 0x9000)), "255 bytes, and the one that is left");
        let script = ScriptedChannel::new().on(&first, &[0x6a, 0x84]);
        check(script, &whole, &Ok((0, 0x6a84)), "a link that is refused ends the chain");
        let mut only = vec![0, 0xdb, 0x3f, 0xff, 255];
        only.extend([7; 255]);
        let script = ScriptedChannel::new().on(&only, &[0x90, 0]);
        check(script, &Command::new(0xdb, 0x3f, 0xff, [7; 255]), &Ok((0, 0x9000)), "255 need no chain");
    }

    #[test]
    fn a_long_answer_is_fetched() {
        let mut full = vec![1; 256];
        full.extend([0x61, 0]);
        let script = ScriptedChannel::new()
            .on(&[0, 0xcb, 0x3f, 0xff, 1, 0x5c, 0], &full)
            .on(&[0, 0xc0, 0, 0, 0], &full)
            .on(&[0, 0xc0, 0, 0, 0], &[1, 1, 0x61, 4])
            .on(&[0, 0xc0, 0, 0, 4], &[0x6c, 2])
            .on(&[0, 0xc0, 0, 0, 2], &[1, 1, 0x90, 0]);
        check(script, &Command::asking(0xcb, 0x3f, 0xff, [0x5c]), &Ok((516, 0x9000)), "piece by piece");
    }

    #[test]
    fn a_card_that_never_ends_is_left() {
        let asking = Command::asking(0xf8, 0, 0, []);
        let script = ScriptedChannel::new().then(&[0x61, 5]).then(&[0x61, 5]);
        check(script, &asking, &Err(Fault::Malformed("long answer")), "promises without data");
        let mut script = ScriptedChannel::new();
        for _ in 0..=LONGEST_TOTAL / 256 {
            script = script.then(&[&[0; 256][..], &[0x61, 0]].concat());
        }
        check(script, &asking, &Err(Fault::Malformed("long answer")), "more than any object has");
        let mut script = ScriptedChannel::new().then(&[0x61, 1]);
        for _ in 0..=MOST_PIECES {
            script = script.then(&[7, 0x61, 1]);
        }
        check(script, &asking, &Err(Fault::Malformed("long answer")), "byte by byte");
        let script = ScriptedChannel::new().then(&[0x6c, 5]).then(&[0x6c, 6]);
        check(script, &asking, &Ok((0, 0x6c06)), "a length is corrected once");
    }

    #[test]
    fn an_answer_without_status_is_malformed() {
        for short in [&[][..], &[0x90]] {
            let script = ScriptedChannel::new().then(short);
            check(
                script,
                &Command::new(0x20, 0, 0x80, []),
                &Err(Fault::Malformed("status word")),
                "too short",
            );
        }
        let script = ScriptedChannel::new().then(&[0; 259]);
        check(script, &Command::new(0x20, 0, 0x80, []), &Err(ChannelError::TooLong.into()), "too long");
    }
}
