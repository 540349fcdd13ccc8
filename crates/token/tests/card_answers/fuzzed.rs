//! The fuzz target on nonsense, on nonsense in the form that the driver looks for, and on changed seeds: every run of the
//! tests takes a few steps with it.

use std::panic;

use proptest::prelude::*;

use sportello_testkit::mutation::{Chance, changed};
use sportello_token::{piv::Piv, scripted::ScriptedChannel};

use crate::{
    acts::acts,
    targets::{TARGETS, answers, card_answers, conversations, script},
};

#[test]
fn no_changed_seed_brings_a_target_down() {
    for target in TARGETS {
        let mut chance = Chance::new(7);
        let seeds = (target.seeds)();
        for seed in &seeds {
            (target.run)(seed);
        }
        for _ in 0..2400 {
            let bytes = changed(&seeds[chance.below(seeds.len())], &mut chance);
            let fine = panic::catch_unwind(|| (target.run)(&bytes));
            assert!(fine.is_ok(), "{} does not stand {}", target.name, hex::encode(&bytes));
        }
    }
}

/// A change to what was refused from the first would try nothing.
#[test]
fn every_act_succeeds_with_one_of_the_seeds() {
    let seeds: Vec<_> = conversations().iter().map(|seed| answers(seed)).collect();
    for act in acts() {
        let succeeds = |answers: &Vec<Vec<u8>>| {
            let mut channel = script(ScriptedChannel::new().then(&[0x90, 0]), answers);
            (act.run)(&mut Piv::select(&mut channel).unwrap()).is_ok()
        };
        // That a card shows that it knows a key which is fixed here cannot be written down without computing it.
        let proves = act.name.starts_with("authenticate");
        assert!(proves || seeds.iter().any(succeeds), "{}", act.name);
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
        &[0x53][..],
        &[0x70],
        &[0x7c],
        &[0x80],
        &[0x81],
        &[0x82],
        &[0x86],
        &[0x7f, 0x49],
        &[0x61],
        &[0x50],
        &[0x30],
        &[1],
        &[4],
        &[6],
    ]);
    let inner = (tag.clone(), prop::collection::vec(any::<u8>(), 0..70));
    let formed = (tag, prop::collection::vec(inner, 0..3)).prop_map(|(outer, inner)| {
        let inner: Vec<u8> = inner.iter().flat_map(|(tag, value)| object(tag, value)).collect();
        object(outer, &inner)
    });
    let data = prop_oneof![3 => formed, 1 => prop::collection::vec(any::<u8>(), 0..260)];
    let whole = (data, status).prop_map(|(data, status)| [data, status.to_vec()].concat());
    prop_oneof![9 => whole, 1 => prop::collection::vec(any::<u8>(), 0..3)]
}

/// A data object of less than 256 bytes.
fn object(tag: &[u8], value: &[u8]) -> Vec<u8> {
    [tag, &[0x81, u8::try_from(value.len()).unwrap()], value].concat()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]
    #[test]
    fn no_answer_of_a_card_is_the_end_of_the_program(answers in prop::collection::vec(answer(), 0..60)) {
        let one = |answer: &Vec<u8>| {
            [&u16::try_from(answer.len()).unwrap().to_be_bytes()[..], answer].concat()
        };
        card_answers(&answers.iter().flat_map(one).collect::<Vec<u8>>());
    }
}
