//! The driver before cards that answer anything at all.

use proptest::prelude::*;
use zeroize::Zeroizing;

use super::*;
use crate::{
    ChannelError, ManagementAlgorithm, ManagementKey, Pin, Puk, Secret, recognise, scripted::ScriptedChannel,
};

/// Every act of the driver, on a card that answers so. Gives how many commands were sent.
fn every_act(script: &ScriptedAnswers) {
    let text = |text: &str| Zeroizing::new(text.to_owned());
    let (pin, puk) = (Pin::new(&text("123456")).unwrap(), Puk::new(&text("12345678")).unwrap());
    let acts: Vec<Act> = vec![
        Box::new(|piv| drop(piv.version())),
        Box::new(|piv| drop(piv.serial())),
        Box::new(|piv| drop(piv.blankness())),
        Box::new(|piv| drop(piv.key_metadata(Slot::Signature))),
        Box::new(|piv| drop(piv.management_algorithm())),
        Box::new(|piv| drop(piv.is_of_the_factory(Secret::Puk))),
        Box::new(|piv| drop(piv.tries_left(Secret::Pin))),
        Box::new(|piv| drop(piv.read_object(ObjectId::CARD_HOLDER))),
        Box::new(|piv| drop(piv.write_object(ObjectId::CARD_HOLDER, &[7; 700]))),
        Box::new(|piv| drop(piv.read_certificate(Slot::Signature))),
        Box::new(|piv| drop(piv.attest(Slot::Signature))),
        Box::new(|piv| drop(piv.pin_state())),
        Box::new({
            let pin = pin.clone();
            move |piv| drop(piv.verify_pin(&pin))
        }),
        Box::new({
            let pin = pin.clone();
            move |piv| drop(piv.change_pin(&pin, &pin))
        }),
        Box::new({
            let (pin, puk) = (pin.clone(), puk.clone());
            move |piv| drop((piv.change_puk(&puk, &puk), piv.unblock_pin(&puk, &pin)))
        }),
    ];
    for act in &acts {
        script.with_piv(act);
    }
    for algorithm in ManagementAlgorithm::ALL {
        let key = ManagementKey::new(algorithm, Zeroizing::new(vec![7; algorithm.key_length()])).unwrap();
        script.with_piv(&|piv| drop(piv.authenticate(&key, &[9; 16])));
        script.with_piv(&|piv| drop(piv.change_management_key(&key)));
    }
    for algorithm in KeyAlgorithm::ALL {
        script.with_piv(&|piv| drop(piv.generate_key(Slot::Signature, algorithm)));
        let digest = Digest::Sha256([1; 32]);
        script.with_piv(&|piv| drop(piv.sign(Slot::Signature, algorithm, &digest, &pin)));
    }
    drop(recognise(&mut script.channel(), &[0x3b]));
}

type Act = Box<dyn Fn(&mut Piv<'_>)>;

struct ScriptedAnswers(Vec<Vec<u8>>);

impl ScriptedAnswers {
    fn channel(&self) -> ScriptedChannel {
        self.0.iter().fold(ScriptedChannel::new(), |script, answer| script.then(answer))
    }

    fn with_piv(&self, act: &dyn Fn(&mut Piv<'_>)) {
        let mut channel = self.channel();
        act(&mut Piv { channel: &mut channel, application: Application::default() });
    }
}

/// Nonsense, and nonsense in the form that the driver looks for.
fn answer() -> impl Strategy<Value = Vec<u8>> {
    let status = prop_oneof![
        4 => Just([0x90, 0x00]),
        1 => any::<u8>().prop_map(|low| [0x61, low]),
        1 => any::<u8>().prop_map(|low| [0x6c, low]),
        1 => any::<u8>().prop_map(|low| [0x63, low]),
        1 => any::<[u8; 2]>(),
    ];
    let tag = prop::sample::select(vec![
        0x53_u32, 0x70, 0x7c, 0x80, 0x81, 0x82, 0x86, 0x7f49, 0x61, 0x50, 0x30, 1, 4, 6,
    ]);
    let inner = (tag.clone(), prop::collection::vec(any::<u8>(), 0..70));
    let formed = (tag, prop::collection::vec(inner, 0..3)).prop_map(|(outer, inner)| {
        let inner: Vec<u8> = inner.iter().flat_map(|(tag, value)| tlv::object(*tag, value)).collect();
        tlv::object(outer, &inner)
    });
    let data = prop_oneof![3 => formed, 1 => prop::collection::vec(any::<u8>(), 0..260)];
    let whole = (data, status).prop_map(|(data, status)| [data, status.to_vec()].concat());
    prop_oneof![9 => whole, 1 => prop::collection::vec(any::<u8>(), 0..3)]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]
    #[test]
    fn no_answer_of_a_card_is_the_end_of_the_program(answers in prop::collection::vec(answer(), 0..60)) {
        every_act(&ScriptedAnswers(answers));
    }
}

#[test]
fn a_card_that_is_pulled_is_said_to_be_at_every_act() {
    let gone = |act: &dyn Fn(&mut Piv<'_>) -> Result<(), CardError>, step: Step| {
        let mut channel = ScriptedChannel::new().fail(ChannelError::Removed);
        let error = act(&mut Piv { channel: &mut channel, application: Application::default() }).unwrap_err();
        assert_eq!(error, CardError { step, fault: ChannelError::Removed.into() }, "the step is named");
        assert!(error.is_retriable(), "put it in again");
    };
    gone(&|piv| piv.blankness().map(drop), Step::Metadata);
    gone(&|piv| piv.read_certificate(Slot::Signature).map(drop), Step::ReadObject);
    gone(&|piv| piv.pin_state().map(drop), Step::TriesLeft);
    gone(&|piv| piv.attest(Slot::Signature).map(drop), Step::Attest);
    gone(&|piv| piv.version().map(drop), Step::Metadata);
    gone(&|piv| piv.generate_key(Slot::Signature, KeyAlgorithm::P256).map(drop), Step::GenerateKey);
}

#[test]
fn a_card_without_extensions_is_never_blank() {
    /// Has no object, and answers so to what it does not know.
    struct Silent([u8; 2]);
    impl CardChannel for Silent {
        fn transmit(&mut self, command: &[u8]) -> Result<Vec<u8>, ChannelError> {
            Ok(if command[1] == 0xcb { vec![0x6a, 0x82] } else { self.0.to_vec() })
        }
    }
    // The last two are what it would answer, too, of keys that are not there.
    for unknown in [[0x6d, 0], [0x6a, 0x81], [0x90, 0], [0x6a, 0x82], [0x6a, 0x88]] {
        let mut channel = Silent(unknown);
        let blankness = Piv { channel: &mut channel, application: Application::default() }.blankness();
        let all = Slot::all().collect();
        assert_eq!(blankness, Ok(Blankness::CannotTell(all)), "{unknown:02x?}: in doubt it is not blank");
    }
}

#[test]
fn what_no_certificate_can_be_read_from_is_something() {
    /// Nonsense in the slot of signatures, no keys.
    struct Odd;
    impl CardChannel for Odd {
        fn transmit(&mut self, command: &[u8]) -> Result<Vec<u8>, ChannelError> {
            Ok(match command {
                [_, 0xcb, .., 0x5f, 0xc1, 0x0a, 0] => vec![0x99, 0x90, 0],
                [_, 0xcb, ..] => vec![0x6a, 0x82],
                [_, 0xf7, _, 0x9b, ..] => vec![1, 1, 0x0a, 0x90, 0],
                _ => vec![0x6a, 0x88],
            })
        }
    }
    let blankness = Piv { channel: &mut Odd, application: Application::default() }.blankness();
    let held = vec![(Slot::Signature, Holding::Certificate)];
    assert_eq!(blankness, Ok(Blankness::Occupied(held)), "it is left alone");
}

#[test]
fn a_wrong_pin_of_a_card_that_does_not_count_aloud_is_counted_by_asking() {
    let pin = Pin::new(&Zeroizing::new("123456".to_owned())).unwrap();
    let check = |state: &[u8], expected: Fault| {
        let mut channel = ScriptedChannel::new().then(&[0x63, 0]).on(&[0, 0x20, 0, 0x80], state);
        let mut piv = Piv { channel: &mut channel, application: Application::default() };
        let error = piv.change_pin(&pin, &pin).unwrap_err();
        assert_eq!(error, CardError { step: Step::ChangePin, fault: expected }, "{state:02x?}");
    };
    check(&[0x63, 0xc2], Fault::WrongSecret { secret: Secret::Pin, tries_left: Some(2) });
    check(&[0x69, 0x83], Fault::Blocked(Secret::Pin));
    check(&[0x90, 0], Fault::WrongSecret { secret: Secret::Pin, tries_left: None });
}
