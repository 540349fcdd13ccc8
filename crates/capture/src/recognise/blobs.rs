//! Connected regions of a mask, with the moments that tell their place, direction and size.

use crate::picture::real;

/// A connected region. Bounds are inclusive.
#[derive(Debug, Clone, Copy)]
pub struct Blob {
    pub left: u32,
    pub top: u32,
    pub right: u32,
    pub bottom: u32,
    pub count: u32,
    sums: [f64; 5],
}

impl Blob {
    fn new(x: u32, y: u32) -> Self {
        Self { left: x, top: y, right: x, bottom: y, count: 0, sums: [0.0; 5] }
    }

    fn add(&mut self, x: u32, y: u32) {
        self.left = self.left.min(x);
        self.right = self.right.max(x);
        self.top = self.top.min(y);
        self.bottom = self.bottom.max(y);
        self.count += 1;
        let (x, y) = (f64::from(x), f64::from(y));
        for (sum, value) in self.sums.iter_mut().zip([x, y, x * x, y * y, x * y]) {
            *sum += value;
        }
    }

    pub fn width(&self) -> f32 {
        real(self.right - self.left + 1)
    }

    pub fn height(&self) -> f32 {
        real(self.bottom - self.top + 1)
    }

    /// Middle of the bounds.
    pub fn middle(&self) -> (f32, f32) {
        (real(self.left + self.right) / 2.0, real(self.top + self.bottom) / 2.0)
    }

    /// The rectangle with the same moments: middle, direction of the long side, long side, short side.
    #[expect(clippy::cast_possible_truncation, reason = "pixel coordinates fit easily")]
    pub fn rectangle(&self) -> ((f32, f32), f32, f32, f32) {
        let n = f64::from(self.count.max(1));
        let [x, y, xx, yy, xy] = self.sums.map(|s| s / n);
        let (vx, vy, c) = (xx - x * x, yy - y * y, xy - x * y);
        let angle = 0.5 * (2.0 * c).atan2(vx - vy);
        let spread = ((vx - vy).powi(2) / 4.0 + c * c).sqrt();
        let side = |variance: f64| (12.0 * variance.max(0.0) + 1.0).sqrt();
        let middle = f64::midpoint(vx, vy);
        ((x as f32, y as f32), angle as f32, side(middle + spread) as f32, side(middle - spread) as f32)
    }
}

/// Regions of `true` pixels that touch by side or corner.
pub fn blobs(mask: &[bool], width: u32) -> Vec<Blob> {
    let row = width as usize;
    let mut labels = vec![0u32; mask.len()];
    let mut parents: Vec<u32> = vec![0];
    for at in 0..mask.len() {
        if !mask[at] {
            continue;
        }
        let x = at % row;
        let mut label = 0;
        let before = [
            (x > 0).then(|| at.wrapping_sub(1)),
            at.checked_sub(row),
            at.checked_sub(row + 1).filter(|_| x > 0),
            at.checked_sub(row.wrapping_sub(1)).filter(|_| x + 1 < row && at >= row),
        ];
        for other in before.into_iter().flatten().map(|o| labels[o]).filter(|l| *l > 0) {
            let other = root(&mut parents, other);
            label = match label {
                0 => other,
                known => {
                    let (low, high) = (known.min(other), known.max(other));
                    parents[high as usize] = low;
                    low
                }
            };
        }
        if label == 0 {
            label = u32::try_from(parents.len()).unwrap_or(0);
            parents.push(label);
        }
        labels[at] = label;
    }
    collect(&labels, &mut parents, row)
}

fn root(parents: &mut [u32], mut label: u32) -> u32 {
    while parents[label as usize] != label {
        let above = parents[parents[label as usize] as usize];
        parents[label as usize] = above;
        label = above;
    }
    label
}

fn collect(labels: &[u32], parents: &mut [u32], row: usize) -> Vec<Blob> {
    let mut places: Vec<Option<usize>> = vec![None; parents.len()];
    let mut out: Vec<Blob> = Vec::new();
    for (at, label) in labels.iter().enumerate().filter(|(_, l)| **l > 0) {
        let label = root(parents, *label) as usize;
        let (x, y) = (u32::try_from(at % row).unwrap_or(0), u32::try_from(at / row).unwrap_or(0));
        let place = *places[label].get_or_insert_with(|| {
            out.push(Blob::new(x, y));
            out.len() - 1
        });
        out[place].add(x, y);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(rows: &[&str]) -> Vec<Blob> {
        let mask: Vec<bool> = rows.iter().flat_map(|r| r.bytes().map(|b| b == b'#')).collect();
        blobs(&mask, u32::try_from(rows[0].len()).unwrap())
    }

    #[test]
    fn regions_join_at_corners_and_not_across_the_edge() {
        assert_eq!(of(&["#..#", ".#.#", "....", "#..#"]).len(), 4, "corners join, opposite edges do not");
        assert_eq!(of(&["#.#", "#.#", "###"]).len(), 1, "arms that meet later are one");
    }

    #[test]
    fn a_bar_is_measured() {
        let bar = of(&["..........", ".########.", ".########.", ".........."])[0];
        let (middle, angle, long, short) = bar.rectangle();
        assert!((middle.0 - 4.5).abs() < 0.01 && (middle.1 - 1.5).abs() < 0.01, "middle {middle:?}");
        assert!(
            angle.abs() < 0.01 && (long - 8.0).abs() < 0.1 && (short - 2.0).abs() < 0.1,
            "{angle} {long} {short}"
        );
    }
}
