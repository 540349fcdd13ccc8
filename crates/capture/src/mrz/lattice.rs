//! Exact choice of checked characters: the likeliest sequence whose sums come out, and how sure each one is.

use super::alphabet::value;
use super::reading::{SYMBOLS, Weights, symbol};

/// One character that a check digit covers.
#[derive(Debug, Clone)]
pub struct Step {
    pub line: usize,
    pub column: usize,
    /// Weight in the field's own sum; 9 (that is, −1) for the check digit itself, 0 if the field has none.
    own: u32,
    /// Weight in the composite sum; 9 for the composite digit itself.
    composite: u32,
    belief: Weights,
}

/// The characters of one field with its check digit, in order; or unchecked ones that only the composite covers.
#[derive(Debug, Clone)]
pub struct Group {
    pub steps: Vec<Step>,
    checked: bool,
}

impl Group {
    pub fn new(checked: bool) -> Self {
        Self { steps: Vec::new(), checked }
    }

    pub fn push(&mut self, line: usize, column: usize, own: u32, composite: u32, belief: Weights) {
        self.steps.push(Step { line, column, own, composite, belief });
    }
}

/// The chosen characters of all steps of all groups, in order.
pub struct Solution {
    /// Places in the alphabet.
    pub chosen: Vec<usize>,
    /// Share of the belief, among all sequences whose sums come out, that has this character here.
    pub confidence: Vec<f32>,
    /// How much likelier, in natural logarithms, the best sequence would be without the sums.
    pub bend: f32,
}

/// Own sum and composite sum, both modulo ten.
const STATES: usize = 100;

pub struct Lattice;

impl Lattice {
    /// Solves the groups; `with_composite` also asks for the composite sum. `None` if nothing adds up.
    pub fn solve(groups: &[Group], with_composite: bool) -> Option<Solution> {
        let mut steps = Vec::new();
        for group in groups {
            for (at, step) in group.steps.iter().enumerate() {
                let ends = group.checked && at + 1 == group.steps.len();
                steps.push(Moves::of(step, group.checked, with_composite, ends));
            }
        }
        let chosen = likeliest(&steps)?;
        let free: f32 =
            steps.iter().map(|s| s.options.iter().map(|o| o.1.ln()).fold(f32::MIN, f32::max)).sum();
        let bound: f32 = steps
            .iter()
            .zip(&chosen)
            .map(|(s, c)| s.options.iter().find(|o| o.0 == *c).map_or(f32::MIN, |o| o.1.ln()))
            .sum();
        let confidence = shares(&steps, &chosen);
        Some(Solution { chosen, confidence, bend: free - bound })
    }
}

/// What a step may do: characters with their normalised belief and what they add to the state.
struct Moves {
    /// Character, belief, own addition, composite addition.
    options: Vec<(usize, f32, usize, usize)>,
    /// The field ends here: its own sum must be zero, and starts again.
    ends: bool,
}

impl Moves {
    fn of(step: &Step, checked: bool, with_composite: bool, ends: bool) -> Self {
        let sum: f32 = step.belief.iter().sum::<f32>().max(f32::MIN_POSITIVE);
        let options = (0..SYMBOLS)
            .filter(|at| step.belief[*at] > 0.0)
            .map(|at| {
                let worth = value(symbol(at)).unwrap_or(0);
                let add = |weight: u32, on: bool| if on { (worth * weight % 10) as usize } else { 0 };
                (at, step.belief[at] / sum, add(step.own, checked), add(step.composite, with_composite))
            })
            .collect();
        Self { options, ends }
    }

    /// Calls `visit` with every state reached from `state`.
    fn each(&self, state: usize, mut visit: impl FnMut(usize, &(usize, f32, usize, usize))) {
        for option in &self.options {
            let own = (state / 10 + option.2) % 10;
            if self.ends && own != 0 {
                continue;
            }
            visit(own * 10 + (state % 10 + option.3) % 10, option);
        }
    }
}

fn likeliest(steps: &[Moves]) -> Option<Vec<usize>> {
    let mut scores = vec![f32::NEG_INFINITY; STATES];
    scores[0] = 0.0;
    let mut back: Vec<Vec<(usize, usize)>> = Vec::with_capacity(steps.len());
    for step in steps {
        let mut next = vec![f32::NEG_INFINITY; STATES];
        let mut from = vec![(0, 0); STATES];
        for (state, score) in scores.iter().enumerate().filter(|(_, s)| s.is_finite()) {
            step.each(state, |to, option| {
                let total = score + option.1.ln();
                if total > next[to] {
                    next[to] = total;
                    from[to] = (state, option.0);
                }
            });
        }
        scores = next;
        back.push(from);
    }
    if !scores[0].is_finite() {
        return None;
    }
    let mut state = 0;
    let mut chosen: Vec<usize> = back
        .iter()
        .rev()
        .map(|from| {
            let (before, at) = from[state];
            state = before;
            at
        })
        .collect();
    chosen.reverse();
    Some(chosen)
}

/// Forward and backward sums, scaled at each step against underflow.
fn shares(steps: &[Moves], chosen: &[usize]) -> Vec<f32> {
    let mut forward = vec![start()];
    for step in steps {
        let before = &forward[forward.len() - 1];
        let mut next = vec![0.0; STATES];
        for (state, mass) in before.iter().enumerate().filter(|(_, m)| **m > 0.0) {
            step.each(state, |to, option| next[to] += mass * option.1);
        }
        forward.push(scaled(next));
    }
    let mut after = start();
    let mut out = vec![0.0; steps.len()];
    for (at, step) in steps.iter().enumerate().rev() {
        let mut before = vec![0.0; STATES];
        let (mut all, mut ours) = (0.0, 0.0);
        for (state, before) in before.iter_mut().enumerate() {
            step.each(state, |to, option| {
                let onward = option.1 * after[to];
                *before += onward;
                let through = onward * forward[at][state];
                all += through;
                if option.0 == chosen[at] {
                    ours += through;
                }
            });
        }
        out[at] = if all > 0.0 { ours / all } else { 0.0 };
        after = scaled(before);
    }
    out
}

fn start() -> Vec<f32> {
    let mut states = vec![0.0; STATES];
    states[0] = 1.0;
    states
}

fn scaled(mut states: Vec<f32>) -> Vec<f32> {
    let sum: f32 = states.iter().sum();
    if sum > 0.0 {
        for state in &mut states {
            *state /= sum;
        }
    }
    states
}
