//! What the fuzzer runs, and what it starts from. `fuzzed` runs the same on a few thousand changed seeds; `fuzz/` on as many
//! as time allows.

use sportello_token::{CardFamily, piv::Piv, recognise, scripted::ScriptedChannel};

use crate::acts::acts;

/// One target: its name, what it does with any bytes, and what it starts from.
pub struct Target {
    pub name: &'static str,
    pub run: fn(&[u8]),
    pub seeds: fn() -> Vec<Vec<u8>>,
}

pub const TARGETS: [Target; 1] = [Target { name: "card_answers", run: card_answers, seeds: conversations }];

/// Longer than a channel lets through, so that this is tried too.
const LONGEST: usize = 300;
const ANSWERS: usize = 400;
const DONE: &[u8] = &[0x90, 0];

/// Any answers of a card, to everything that the driver does. Each act hears them from the first.
pub fn card_answers(bytes: &[u8]) {
    let answers = answers(bytes);
    for act in acts() {
        let mut channel = script(ScriptedChannel::new().then(DONE), &answers);
        let mut piv = Piv::select(&mut channel).expect("selected as the script says");
        if let Err(error) = (act.run)(&mut piv) {
            assert!(!error.to_string().is_empty(), "{} fails with words", act.name);
            let _ = (error.remedy(), error.is_retriable());
        }
    }
    let atr = answers.first().map_or(&[][..], |first| first);
    let mut channel = script(ScriptedChannel::new(), &answers);
    if let Ok(card) = recognise(&mut channel, atr) {
        assert_eq!(card.atr, atr, "the answer to reset is kept as it came");
        let named = |text: &str| !text.is_empty() && !text.contains(char::is_control);
        if let CardFamily::Piv(piv) = card.family
            && let sportello_token::PivProduct::Other(Some(label)) = piv.product
        {
            assert!(named(&label), "a name that can be shown: {label:?}");
        }
    }
}

/// A channel that goes on with these answers.
pub fn script(start: ScriptedChannel, answers: &[Vec<u8>]) -> ScriptedChannel {
    answers.iter().fold(start, |script, answer| script.then(answer))
}

/// Bytes as answers: a length of two bytes, and as many bytes.
pub fn answers(bytes: &[u8]) -> Vec<Vec<u8>> {
    let mut rest = bytes;
    std::iter::from_fn(|| {
        let (length, after) = rest.split_first_chunk::<2>()?;
        let length = usize::from(u16::from_be_bytes(*length)) % (LONGEST + 1);
        let (answer, after) = after.split_at(length.min(after.len()));
        rest = after;
        Some(answer.to_vec())
    })
    .take(ANSWERS)
    .collect()
}

/// Answers as bytes.
fn recorded<A: AsRef<[u8]>>(answers: &[A]) -> Vec<u8> {
    let one = |answer: &A| {
        let answer = answer.as_ref();
        let length = u16::try_from(answer.len()).expect("short");
        [&length.to_be_bytes()[..], answer].concat()
    };
    answers.iter().flat_map(one).collect()
}

/// An answer in the pieces in which a card gives it.
fn in_pieces(whole: &[u8]) -> Vec<Vec<u8>> {
    let mut pieces: Vec<Vec<u8>> = whole.chunks(256).map(|piece| [piece, &[0x61, 0]].concat()).collect();
    if let Some(last) = pieces.last_mut() {
        last.truncate(last.len() - 2);
        last.extend(DONE);
    }
    pieces
}

/// What cards answer when all goes well, so that changes come as far as they do.
pub fn conversations() -> Vec<Vec<u8>> {
    let mut seeds = vec![
        recorded(&[
            &b"\x61\x06\x50\x04Name\x90\x00"[..],
            b"\x05\x07\x01\x90\x00",
            b"\x00\x00\x01\x02\x90\x00",
        ]),
        recorded(
            &[&b"\x01\x01\x0a\x90\x00"[..]].into_iter().chain(EMPTY_SLOT.repeat(24)).collect::<Vec<_>>(),
        ),
        recorded(&[
            &[&[0x53, 0x16, 0x70, 0x0f, 0x30, 0x0d][..], &[1; 13], &[0x71, 1, 0, 0xfe, 0], DONE].concat()
        ]),
        recorded(&[&[0x30, 2, 5, 0, 0x90, 0]]),
        recorded(&[
            &[&[1, 1, 0x11, 2, 2, 1, 1, 3, 1, 1, 4, 0x43, 0x86, 0x41, 4][..], &[7; 64], DONE].concat()
        ]),
        recorded(&[&[0x6a, 0x80][..], &[0x7c, 10, 0x81, 8, 1, 2, 3, 4, 5, 6, 7, 8, 0x90, 0], DONE]),
        recorded(&[&[0x63, 0xc2][..], &[0x69, 0x83], &[0x6c, 4], &[0x61, 0], &[1, 0x61, 1], &[0x90]]),
        recorded(&[DONE; 14]),
    ];
    for block in [8, 16] {
        let answer = |tag| [&[0x7c, block + 2, tag, block][..], &vec![3; usize::from(block)], DONE].concat();
        seeds.push(recorded(&[&answer(0x80), &answer(0x82)]));
    }
    for coordinate in [32_u8, 48] {
        let numbers = usize::from(coordinate);
        let point =
            [&[0x7f, 0x49, 3 + 2 * coordinate, 0x86, 1 + 2 * coordinate, 4][..], &vec![7; 2 * numbers], DONE];
        seeds.push(recorded(&[&point.concat()]));
        let number = [&[2, coordinate][..], &vec![5; numbers]].concat();
        let both = 2 * coordinate + 4;
        let heads = [0x7c, both + 4, 0x82, both + 2, 0x30, both];
        seeds.push(recorded(&[DONE, &[&heads[..], &number, &number, DONE].concat()]));
    }
    for modulus in [256_u16, 384] {
        let number = vec![0xc5; usize::from(modulus)];
        let long = |length: u16| [&[0x82][..], &length.to_be_bytes()].concat();
        let key =
            [&[0x7f, 0x49], &long(modulus + 9)[..], &[0x81], &long(modulus), &number, &[0x82, 3, 1, 0, 1]];
        seeds.push(recorded(&in_pieces(&key.concat())));
        let signature = [&[0x7c], &long(modulus + 4)[..], &[0x82], &long(modulus), &number].concat();
        // The PIN, and the first link of the chain in which the digest comes.
        seeds.push([recorded(&[DONE, DONE]), recorded(&in_pieces(&signature))].concat());
    }
    seeds
}

/// Neither certificate nor key.
const EMPTY_SLOT: [&[u8]; 2] = [&[0x6a, 0x82], &[0x6a, 0x88]];
