//! What is known of the readers, and what happened if they now look otherwise.

use super::ReaderEvent;

/// A reader, as the service described it just now.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Seen {
    pub name: String,
    pub card: Option<Vec<u8>>,
    /// How often cards came and went, as the service counts.
    pub changes: u32,
}

/// The readers of the last look, in the order in which they came.
#[derive(Default)]
pub(super) struct Known(Vec<Seen>);

impl Known {
    /// Takes a new look for the known one, and says what happened in between.
    pub fn learn(&mut self, seen: Vec<Seen>) -> Vec<ReaderEvent> {
        let mut events = Vec::new();
        for before in &self.0 {
            match seen.iter().find(|now| now.name == before.name) {
                None => gone(&mut events, before),
                Some(now) => changed(&mut events, before, now),
            }
        }
        for now in &seen {
            if !self.0.iter().any(|before| before.name == now.name) {
                events.push(ReaderEvent::ReaderAdded(now.name.clone()));
                inserted(&mut events, now);
            }
        }
        self.0 = seen;
        events
    }
}

fn gone(events: &mut Vec<ReaderEvent>, before: &Seen) {
    if before.card.is_some() {
        events.push(ReaderEvent::CardRemoved { reader: before.name.clone() });
    }
    events.push(ReaderEvent::ReaderRemoved(before.name.clone()));
}

fn changed(events: &mut Vec<ReaderEvent>, before: &Seen, now: &Seen) {
    // A card may have been swapped for another of its kind between two looks: only the count tells.
    if before.card == now.card && (before.changes == now.changes || now.card.is_none()) {
        return;
    }
    if before.card.is_some() {
        events.push(ReaderEvent::CardRemoved { reader: before.name.clone() });
    }
    inserted(events, now);
}

fn inserted(events: &mut Vec<ReaderEvent>, now: &Seen) {
    if let Some(atr) = &now.card {
        events.push(ReaderEvent::CardInserted { reader: now.name.clone(), atr: atr.clone() });
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A reader by a letter; with a card, its answer to reset in one byte; and the count.
    fn look(readers: &[(&str, Option<u8>, u32)]) -> Vec<Seen> {
        let seen = |&(name, card, changes): &(&str, Option<u8>, u32)| Seen {
            name: name.to_owned(),
            card: card.map(|atr| vec![atr]),
            changes,
        };
        readers.iter().map(seen).collect()
    }

    fn check(
        before: &[(&str, Option<u8>, u32)],
        now: &[(&str, Option<u8>, u32)],
        expected: &[&str],
        why: &str,
    ) {
        let mut known = Known::default();
        known.learn(look(before));
        let told: Vec<_> = known.learn(look(now)).iter().map(brief).collect();
        assert_eq!(told, expected, "{why}");
        assert_eq!(known.learn(look(now)), [], "{why}: told once");
    }

    fn brief(event: &ReaderEvent) -> String {
        match event {
            ReaderEvent::ReaderAdded(name) => format!("+{name}"),
            ReaderEvent::ReaderRemoved(name) => format!("-{name}"),
            ReaderEvent::CardInserted { reader, atr } => format!("{reader} in {atr:?}"),
            ReaderEvent::CardRemoved { reader } => format!("{reader} out"),
            other => format!("{other:?}"),
        }
    }

    #[test]
    fn what_happened_is_what_differs() {
        check(&[], &[("a", None, 0)], &["+a"], "a reader comes");
        check(&[], &[("a", Some(1), 1)], &["+a", "a in [1]"], "with a card in it");
        check(&[("a", Some(1), 1)], &[], &["a out", "-a"], "and is pulled with it");
        check(&[("a", None, 0)], &[("a", Some(1), 1)], &["a in [1]"], "a card comes");
        check(&[("a", Some(1), 1)], &[("a", None, 2)], &["a out"], "and goes");
        check(&[("a", Some(1), 1)], &[("a", Some(1), 3)], &["a out", "a in [1]"], "swapped for its twin");
        check(&[("a", Some(1), 1)], &[("a", Some(2), 1)], &["a out", "a in [2]"], "swapped, uncounted");
        check(&[("a", None, 0)], &[("a", None, 2)], &[], "in and out before anybody looked");
        check(
            &[("a", Some(1), 1), ("b", None, 0)],
            &[("b", Some(2), 1), ("c", None, 0)],
            &["a out", "-a", "b in [2]", "+c"],
            "all at once",
        );
    }
}
