//! Named steps, one after the other, with their times; the first that fails ends it.

use std::time::{Duration, Instant};

use crate::fault::{Fault, Outcome};

/// A step of a chore over a context `C`.
pub struct Step<C> {
    pub name: &'static str,
    /// What it does, for the list.
    pub what: &'static str,
    pub go: fn(&mut C) -> Outcome,
}

/// Which steps are wanted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Choice {
    All,
    Only(String),
    From(String),
}

impl Choice {
    /// The chosen steps; an unknown name is a fault that lists the known ones.
    pub fn of<'a, C>(&self, steps: &'a [Step<C>]) -> Outcome<&'a [Step<C>]> {
        let place = |name: &str| {
            steps.iter().position(|step| step.name == name).ok_or_else(|| {
                let names: Vec<_> = steps.iter().map(|step| step.name).collect();
                Fault::new(format!("there is no step `{name}`; the steps are: {}", names.join(" ")))
            })
        };
        Ok(match self {
            Self::All => steps,
            Self::Only(name) => {
                let at = place(name)?;
                &steps[at..=at]
            }
            Self::From(name) => &steps[place(name)?..],
        })
    }
}

/// Takes the steps and says at the very end how many passed.
pub fn take<C>(steps: &[Step<C>], context: &mut C) -> Outcome {
    let mut times: Vec<(&str, Duration)> = Vec::new();
    for step in steps {
        println!("\n=== {}: {}", step.name, step.what);
        let began = Instant::now();
        let gone = (step.go)(context);
        times.push((step.name, began.elapsed()));
        if let Err(fault) = gone {
            println!("\n{fault}");
            report(&times);
            let passed = times.len() - 1;
            println!("\nstep `{}` failed; after the cure: cargo xtask test --from {}", step.name, step.name);
            return Err(Fault::new(format!("{passed} passed, 1 failed")));
        }
    }
    report(&times);
    println!("\n{} passed, 0 failed", times.len());
    Ok(())
}

fn report(times: &[(&str, Duration)]) {
    println!();
    for (name, time) in times {
        println!("  {name:<12} {:>4} s", time.as_secs());
    }
    let whole: Duration = times.iter().map(|(_, time)| *time).sum();
    println!("  {:<12} {:>4} s", "all", whole.as_secs());
}

#[cfg(test)]
mod tests {
    use super::*;

    const STEPS: &[Step<Vec<&'static str>>] = &[
        Step {
            name: "a",
            what: "",
            go: |seen| {
                seen.push("a");
                Ok(())
            },
        },
        Step {
            name: "b",
            what: "",
            go: |seen| {
                seen.push("b");
                Err(Fault::new("broken"))
            },
        },
        Step {
            name: "c",
            what: "",
            go: |seen| {
                seen.push("c");
                Ok(())
            },
        },
    ];

    fn check(choice: &Choice, seen: &[&str], expected: &Outcome, why: &str) {
        let mut context = Vec::new();
        let taken = choice.of(STEPS).and_then(|steps| take(steps, &mut context));
        assert_eq!(&taken, expected, "{why}");
        assert_eq!(context, seen, "{why}");
    }

    #[test]
    fn the_first_failure_ends_it() {
        let failed = |passed: u8| Err(Fault::new(format!("{passed} passed, 1 failed")));
        check(&Choice::All, &["a", "b"], &failed(1), "c is never begun");
        check(&Choice::Only("c".into()), &["c"], &Ok(()), "one alone");
        check(&Choice::From("b".into()), &["b"], &failed(0), "those before are left out");
        let unknown = Err(Fault::new("there is no step `d`; the steps are: a b c"));
        check(&Choice::Only("d".into()), &[], &unknown, "a slip is not ignored");
    }
}
