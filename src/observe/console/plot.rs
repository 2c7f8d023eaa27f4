//! A plot as inline SVG: lines over the time that samples go back, a minute at least. Its words stand beside it in HTML, so
//! that it can be as wide as its place and still be read.

use std::fmt::Write as _;

use super::meter::EVERY;

/// Units of the drawing; it is stretched to its place.
const WIDTH: f64 = 600.0;
const HEIGHT: f64 = 120.0;

/// Fewest samples that a plot has room for.
const FEWEST: usize = 31;

/// A line of a plot.
pub(super) struct Line {
    /// What it is, in plain text of ours.
    pub(super) name: &'static str,
    /// Its values, the oldest first; it has a gap where there is none.
    pub(super) values: Vec<Option<f64>>,
}

impl Line {
    fn newest(&self) -> Option<f64> {
        self.values.last().copied().flatten()
    }
}

/// Writes a plot of two lines at most; `tell` writes a value with its unit.
pub(super) fn write(html: &mut String, id: &str, title: &str, lines: &[Line], tell: impl Fn(f64) -> String) {
    let top = nice(lines.iter().flat_map(|line| &line.values).flatten().copied().fold(0.0, f64::max));
    let newest = |line: &Line| line.newest().map_or_else(|| "none".to_owned(), &tell);
    let samples = lines.iter().map(|line| line.values.len()).fold(FEWEST, usize::max);
    let ago = match EVERY.as_secs() * (samples as u64 - 1) {
        seconds @ ..120 => format!("{seconds} s"),
        seconds => format!("{} min", seconds / 60),
    };
    let told: Vec<String> = lines.iter().map(|line| format!("{} {}", line.name, newest(line))).collect();
    let _ = write!(html, "<figure class=\"plot\" id=\"plot-{id}\"><figcaption><b>{title}</b>");
    for (number, line) in lines.iter().enumerate() {
        let _ = write!(html, " <span class=\"line-{number}\">{} <b>{}</b></span>", line.name, newest(line));
    }
    let _ = write!(
        html,
        "</figcaption>\n<div class=\"top\">{}</div><svg viewBox=\"0 0 {WIDTH} {HEIGHT}\" preserveAspectRatio=\"none\" \
         role=\"img\" aria-label=\"{title} over {ago}; now {}\">",
        tell(top),
        told.join(", "),
    );
    for (number, line) in lines.iter().enumerate() {
        let _ = write!(html, "<path class=\"line-{number}\" d=\"{}\"/>", path(&line.values, samples, top));
    }
    let _ = writeln!(html, "</svg><div class=\"times\"><span>{ago} ago</span><span>now</span></div></figure>");
}

/// The newest value stands at the right edge, and there is room for so many.
fn path(values: &[Option<f64>], room: usize, top: f64) -> String {
    let step = WIDTH / (room - 1) as f64;
    let mut path = String::new();
    let mut is_drawing = false;
    for (age, value) in (0..values.len()).rev().zip(values) {
        if let Some(value) = value {
            let (x, y) = (WIDTH - step * age as f64, HEIGHT * (1.0 - value / top));
            let _ = write!(path, "{}{x:.1} {y:.1}", if is_drawing { "L" } else { "M" });
            if !is_drawing {
                // A point alone is seen as well.
                path.push_str("h.1");
            }
        }
        is_drawing = value.is_some();
    }
    path
}

/// The next number above that is easy to read: 1, 2 or 5 and zeros; 1 for nothing at all.
fn nice(value: f64) -> f64 {
    if value <= 0.0 {
        return 1.0;
    }
    let magnitude = 10_f64.powf(value.log10().floor());
    let steps = [1.0, 2.0, 5.0, 10.0].map(|step| step * magnitude);
    steps.into_iter().find(|step| *step >= value).unwrap_or(value)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_ends_at_the_right_and_has_gaps_where_nothing_is_known() {
        assert_eq!(path(&[Some(0.0), Some(10.0)], 31, 10.0), "M580.0 120.0h.1L600.0 0.0");
        assert_eq!(path(&[Some(5.0), None, Some(5.0)], 3, 10.0), "M0.0 60.0h.1M600.0 60.0h.1");
        assert_eq!(path(&[], 31, 1.0), "");
    }

    proptest::proptest! {
        #[test]
        fn no_value_leaves_the_drawing(values in proptest::collection::vec(0.0..1e9, 1..20)) {
            let top = nice(values.iter().copied().fold(0.0, f64::max));
            proptest::prop_assert!(values.iter().all(|value| *value <= top), "{top}");
            proptest::prop_assert!(top > 0.0 && top.is_finite());
        }
    }
}
