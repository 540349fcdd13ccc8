//! From places on one plane to places on another, as a camera sees them.

/// A perspective map.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Perspective([f32; 8]);

impl Perspective {
    /// The map that takes four points to four others, no three of either on a line.
    pub fn between(from: [(f32, f32); 4], to: [(f32, f32); 4]) -> Self {
        let mut rows: Vec<[f64; 9]> = Vec::with_capacity(8);
        for ((x, y), (u, v)) in from.into_iter().zip(to) {
            let (x, y, u, v) = (f64::from(x), f64::from(y), f64::from(u), f64::from(v));
            rows.push([x, y, 1.0, 0.0, 0.0, 0.0, -u * x, -u * y, u]);
            rows.push([0.0, 0.0, 0.0, x, y, 1.0, -v * x, -v * y, v]);
        }
        for column in 0..8 {
            let pivot = (column..8)
                .max_by(|a, b| rows[*a][column].abs().total_cmp(&rows[*b][column].abs()))
                .unwrap_or(column);
            rows.swap(column, pivot);
            let base = rows[column];
            for (at, row) in rows.iter_mut().enumerate() {
                if at != column && base[column] != 0.0 {
                    let share = row[column] / base[column];
                    for (value, below) in row.iter_mut().zip(base) {
                        *value -= share * below;
                    }
                }
            }
        }
        #[expect(clippy::cast_possible_truncation, reason = "pixels need no more")]
        Self(std::array::from_fn(|at| (rows[at][8] / rows[at][at]) as f32))
    }

    /// Where a place goes.
    pub fn of(&self, x: f32, y: f32) -> (f32, f32) {
        let m = &self.0;
        let depth = m[6] * x + m[7] * y + 1.0;
        ((m[0] * x + m[1] * y + m[2]) / depth, (m[3] * x + m[4] * y + m[5]) / depth)
    }
}
