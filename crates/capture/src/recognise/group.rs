//! Lines that may be the lines of one zone: parallel, alike, one under the other, flush at both ends.

use crate::picture::{TextLine, real_len};

/// Lines of one possible zone, top to bottom for whoever reads them along their angle.
#[derive(Debug, Clone, PartialEq)]
pub struct Group {
    pub lines: Vec<TextLine>,
}

impl Group {
    /// The same zone held upside down.
    pub fn reversed(&self) -> Self {
        Self { lines: self.lines.iter().rev().map(|l| l.reversed()).collect() }
    }
}

/// Groups of two and three neighbouring lines, the likeliest first. A zone is the longest even text on its page,
/// and its lines are as long as each other.
pub fn groups(lines: &[TextLine]) -> Vec<Group> {
    let mut out: Vec<(f32, Group)> = Vec::new();
    for first in lines {
        let Some(second) = below(first, lines) else { continue };
        if let Some(third) = below(second, lines) {
            out.push(flush(&[*first, *second, *third]));
        }
        out.push(flush(&[*first, *second]));
    }
    out.sort_by(|a, b| b.0.total_cmp(&a.0));
    out.into_iter().map(|(_, group)| group).collect()
}

/// The nearest line under `line` that could belong to the same zone.
fn below<'a>(line: &TextLine, lines: &'a [TextLine]) -> Option<&'a TextLine> {
    lines
        .iter()
        .filter_map(|other| {
            let (along, across) = line.relative(other.x, other.y);
            let height = line.height.max(other.height);
            let turned = (line.angle - other.angle).sin().abs();
            let like = turned < 0.06
                && other.height < 1.7 * line.height
                && line.height < 1.7 * other.height
                && other.length.min(line.length) > 0.45 * other.length.max(line.length)
                && along.abs() < 0.5 * other.length.max(line.length);
            (like && across > 0.9 * height && across < 3.6 * height).then_some((across, other))
        })
        .min_by(|a, b| a.0.total_cmp(&b.0))
        .map(|(_, other)| other)
}

/// Gives all lines the extent of the whole: a short line lost its fillers or faint letters at an end.
fn flush(lines: &[TextLine]) -> (f32, Group) {
    let base = lines[0];
    let n = real_len(lines.len());
    let height = lines.iter().map(|l| l.height).sum::<f32>() / n;
    let (mut left, mut right) = (f32::MAX, f32::MIN);
    let (mut longest, mut shortest) = (0.0f32, f32::MAX);
    for line in lines {
        let (along, _) = base.relative(line.x, line.y);
        left = left.min(along - line.length / 2.0);
        right = right.max(along + line.length / 2.0);
        longest = longest.max(line.length);
        shortest = shortest.min(line.length);
    }
    let flushed = lines
        .iter()
        .map(|line| {
            let (along, _) = base.relative(line.x, line.y);
            let (x, y) = line.point(f32::midpoint(left, right) - along, 0.0);
            TextLine { x, y, length: right - left, height, ..*line }
        })
        .collect();
    let score = (right - left) / height * (shortest / longest) * n.sqrt();
    (score, Group { lines: flushed })
}
