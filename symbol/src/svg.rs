//! A symbol as an SVG drawing: a white square and one path of dark runs.
//!
//! A module is one unit, so the drawing scales to any size. Nothing of the text is in it but the
//! modules.

use crate::QUIET_ZONE;
use crate::modules::Modules;
use crate::symbol::Symbol;

/// Appends the drawing to `out`.
pub fn write(symbol: &Symbol, out: &mut String) {
    write_modules(symbol.modules(), out);
}

pub(crate) fn write_modules(modules: &Modules, out: &mut String) {
    let side = modules.side() + 2 * QUIET_ZONE;
    out.push_str(BEFORE_VIEW_BOX);
    push_number(side, out);
    out.push(' ');
    push_number(side, out);
    out.push_str(BEFORE_PATH);
    for (y, row) in (QUIET_ZONE..).zip(modules.rows()) {
        let mut pen = None;
        for run in row.runs() {
            match pen {
                // Runs are strokes one unit wide, so they lie in the middle of their row.
                None => {
                    out.push('M');
                    push_number(run.start + QUIET_ZONE, out);
                    out.push(' ');
                    push_number(y, out);
                    out.push_str(".5");
                }
                Some(pen) => {
                    out.push('m');
                    push_number(run.start - pen, out);
                    out.push_str(" 0");
                }
            }
            out.push('h');
            push_number(run.length, out);
            pen = Some(run.start + run.length);
        }
    }
    out.push_str(AFTER_PATH);
}

/// Decimal, at most five digits.
fn push_number(number: u16, out: &mut String) {
    let mut started = false;
    for power in [10_000, 1_000, 100, 10, 1] {
        let digit = u8::try_from(number / power % 10).unwrap_or(0);
        started |= digit != 0 || power == 1;
        if started {
            out.push(char::from(b'0' + digit));
        }
    }
}

/// Up to the side of the view box, which is written twice.
pub(crate) const BEFORE_VIEW_BOX: &str = r#"<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 "#;

/// From the view box to the runs. The edges are crisp because a grey line between two modules
/// that touch would be read as light.
pub(crate) const BEFORE_PATH: &str = concat!(
    r##"" shape-rendering="crispEdges"><rect width="100%" height="100%" fill="#fff"/>"##,
    r##"<path stroke="#000" d=""##,
);

/// After the runs.
pub(crate) const AFTER_PATH: &str = "\"/></svg>\n";

#[cfg(test)]
mod tests {
    use super::*;
    use crate::encode;

    #[test]
    fn a_small_drawing() {
        let mut drawing = String::new();
        write(&encode("JM1:GOLDEN").unwrap(), &mut drawing);
        assert_eq!(drawing, include_str!("testdata/golden.svg"));
    }

    #[test]
    fn numbers_are_decimal() {
        for number in [0, 7, 10, 101, 185, 40_960, u16::MAX] {
            let mut out = String::new();
            push_number(number, &mut out);
            assert_eq!(out, number.to_string());
        }
    }
}
