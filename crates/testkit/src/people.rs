//! Sample people: those of training mode, on one fixed day.

use sportello_domain::{
    moment::{Day, Timestamp},
    training_people::training_person,
};

pub use sportello_domain::training_people::TrainingPerson as SamplePerson;

use crate::authority;

/// The day on which the stories of the tests play, as [`authority::NOW`].
pub fn today() -> Day {
    Timestamp::new(authority::NOW).legal_day()
}

/// The person of a seed, an adult with a valid document [`today`].
pub fn sample(seed: u64) -> SamplePerson {
    training_person(seed, today())
}

/// The first person, by seed, of whom something is true: a woman born abroad, somebody with a passport.
///
/// # Panics
/// If nobody is like that among the first ten thousand: then the test asks for somebody who cannot be.
pub fn sample_where(wanted: impl Fn(&SamplePerson) -> bool) -> SamplePerson {
    let found = (0..10_000).map(sample).find(wanted);
    assert!(found.is_some(), "no sample person is like that");
    found.unwrap_or_else(|| sample(0))
}

#[cfg(test)]
mod tests {
    use super::*;
    use sportello_domain::{document::DocumentKind, person::Sex};

    #[test]
    fn whoever_a_test_needs_is_found() {
        let person = sample_where(|p| {
            p.person.sex == Sex::Female
                && p.person.birth_place.country != "IT"
                && p.document.kind == DocumentKind::Passport
        });
        assert_eq!(person.person.sex, Sex::Female, "the wish was fulfilled");
        assert!(person.person.birth_place.place_code.starts_with('Z'), "born abroad");
        assert!(
            sample_where(|p| p.person.tax_code.is_omocodia()).document.expires_on > today(),
            "and is valid"
        );
        assert_eq!(sample(3), sample(3), "the same at every run");
    }
}
