use super::*;
use crate::mrz::reading::{index, symbol};

/// The field chosen where each position was read as the characters of a column say, with a belief each.
fn chosen(field: &[&[(char, f32)]]) -> String {
    let belief: Vec<Weights> = field
        .iter()
        .map(|seen| {
            let mut weights: Weights = std::array::from_fn(|at| if at < FIRST_LETTER { 0.0 } else { 1e-4 });
            for (c, belief) in *seen {
                weights[index(*c).unwrap()] = *belief;
            }
            weights
        })
        .collect();
    choose_names(&belief).unwrap().into_iter().map(symbol).collect()
}

/// `text` read clearly, but for the positions where `doubt` has something else.
fn doubtful(text: &str, doubt: &[(usize, &[(char, f32)])]) -> String {
    let clear: Vec<[(char, f32); 1]> = text.chars().map(|c| [(c, 1.0)]).collect();
    let mut field: Vec<&[(char, f32)]> = clear.iter().map(<[_; 1]>::as_slice).collect();
    for (at, seen) in doubt {
        field[*at] = *seen;
    }
    chosen(&field)
}

#[test]
fn letters_beside_a_doubtful_one_choose_it() {
    for (text, at, seen, right) in [
        ("ERIKSSDN<<ANNA<<<<", 6, &[('D', 0.5), ('O', 0.2)], "ERIKSSON<<ANNA<<<<"),
        ("GRIKSSON<<ANNA<<<<", 0, &[('G', 0.5), ('E', 0.4)], "ERIKSSON<<ANNA<<<<"),
        ("SVAB<<ROSA<<<<<<<<", 0, &[('C', 0.5), ('S', 0.4)], "SVAB<<ROSA<<<<<<<<"),
        ("PAVLIDIS<<IOANNA<<", 6, &[('T', 0.5), ('I', 0.3)], "PAVLIDIS<<IOANNA<<"),
    ] {
        assert_eq!(doubtful(text, &[(at, seen)]), right, "{text} with {seen:?}");
    }
}

#[test]
fn what_was_read_clearly_stays() {
    for text in ["UTO<<XQZWDQ<<<<<<<", "SPECIMEN<<VZOR<<<<", "ERIKSSDN<<ANNA<<<<", "NG<<THI<XUAN<<<<<<"] {
        assert_eq!(doubtful(text, &[]), text, "people have names that no table knows");
    }
}

#[test]
fn a_line_ends_in_fillers() {
    for (text, doubt) in [
        ("ROSSI<<ADA<<K<<<<<", &[(12, &[('K', 1.0), ('<', 0.05)][..])][..]),
        ("ROSSI<<ADAK<<<<<<<", &[(10, &[('K', 0.6), ('<', 0.4)])]),
        ("ROSSI<<ADA<L<<<<<<", &[(11, &[('L', 0.6), ('<', 0.2)])]),
    ] {
        assert_eq!(doubtful(text, doubt), "ROSSI<<ADA<<<<<<<<", "{text}: fillers that were read as letters");
    }
}

#[test]
fn given_names_are_told_from_the_surname() {
    let seen: &[(char, f32)] = &[('C', 0.55), ('<', 0.45)];
    assert_eq!(
        doubtful("CASANOVACCANNUNZIA", &[(8, seen), (9, seen)]),
        "CASANOVA<<ANNUNZIA",
        "nearly everybody has a given name"
    );
    assert_eq!(doubtful("ARKFREITH<<<<<<<<<", &[]), "ARKFREITH<<<<<<<<<", "and some have none");
}
