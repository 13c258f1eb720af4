//! The modules of codes out of a finished file, through code that had no part in drawing them: a
//! card whose code does not scan is found here and not at a gate.

use juma_symbol::{Run, Symbol};
use miniz_oxide::inflate::decompress_to_vec_zlib_with_limit;

use crate::{Layout, draw::CODE_TAG};

/// The most bytes of a page: ten codes of the largest version that fits, a rectangle every other
/// module, and text.
const MAX_PAGE_BYTES: usize = 4 << 20;

/// Whether the file holds exactly these symbols in this order, each upright and with modules of the
/// size that the layout has for its version.
pub(crate) fn holds(pdf: &[u8], symbols: &[&Symbol], layout: Layout) -> bool {
    let Some(codes) = codes(pdf) else {
        return false;
    };
    codes.len() == symbols.len()
        && codes
            .iter()
            .zip(symbols)
            .all(|(code, symbol)| code.is(symbol, layout))
}

/// A code as it stands in a page.
struct Code {
    /// What the modules are scaled by, and where they begin.
    matrix: Vec<f32>,
    /// Row, and the run in it.
    runs: Vec<(f32, f32, f32)>,
}

impl Code {
    fn is(&self, symbol: &Symbol, layout: Layout) -> bool {
        let Some(module) = layout.module_dots(symbol.version()).map(f32::from) else {
            return false;
        };
        let upright = [module, 0.0, 0.0, -module];
        if self.matrix.get(..4) != Some(&upright) {
            return false;
        }
        let rows = (0_u16..).zip(symbol.rows());
        let runs = rows.flat_map(|(y, row)| row.runs().map(move |run| (y, run)));
        let runs = runs
            .map(|(y, Run { start, length })| (f32::from(y), f32::from(start), f32::from(length)));
        runs.eq(self.runs.iter().copied())
    }
}

/// Every code of every page; nothing when a page cannot be read.
fn codes(pdf: &[u8]) -> Option<Vec<Code>> {
    let mut codes = Vec::new();
    let mut rest = pdf;
    while let Some(at) = find(rest, b"stream\n") {
        let (before, after) = rest.split_at_checked(at)?;
        let after = after.get(b"stream\n".len()..)?;
        let length = length(before)?;
        let packed = after.get(..length)?;
        rest = after.get(length..)?.strip_prefix(b"\nendstream")?;
        // Fonts are streams too, and longer than pages.
        let Ok(content) = decompress_to_vec_zlib_with_limit(packed, MAX_PAGE_BYTES) else {
            continue;
        };
        codes.extend(in_page(&content)?);
    }
    Some(codes)
}

fn find(bytes: &[u8], word: &[u8]) -> Option<usize> {
    bytes.windows(word.len()).position(|window| window == word)
}

/// The length that the dictionary of a stream says, which is the last before it.
fn length(before: &[u8]) -> Option<usize> {
    let key = b"/Length ";
    let mut windows = before.windows(key.len()).rev();
    let at = before.len() - key.len() - windows.position(|window| window == key)?;
    let digits = before.get(at + key.len()..)?;
    let end = digits.iter().position(|byte| !byte.is_ascii_digit())?;
    str::from_utf8(digits.get(..end)?).ok()?.parse().ok()
}

fn in_page(content: &[u8]) -> Option<Vec<Code>> {
    let mut opening = vec![b'/'];
    opening.extend_from_slice(CODE_TAG);
    opening.extend_from_slice(b" BMC\n");
    let mut codes = Vec::new();
    let mut rest = content;
    while let Some(at) = find(rest, &opening) {
        let after = rest.get(at + opening.len()..)?;
        let end = find(after, b"EMC")?;
        codes.push(code(after.get(..end)?)?);
        rest = after.get(end..)?;
    }
    Some(codes)
}

/// Reads `q`, one matrix, rectangles of one row, one fill, `Q`, and nothing else.
fn code(operators: &[u8]) -> Option<Code> {
    let text = str::from_utf8(operators).ok()?;
    let mut numbers: Vec<f32> = Vec::new();
    let (mut matrix, mut runs, mut order) = (Vec::new(), Vec::new(), String::new());
    for token in text.split_ascii_whitespace() {
        match token {
            "re" => match *numbers.as_slice() {
                [start, y, length, 1.0] => runs.push((y, start, length)),
                _ => return None,
            },
            "cm" => {
                order.push_str("cm ");
                matrix = core::mem::take(&mut numbers);
            }
            "f" | "q" | "Q" => {
                order.push_str(token);
                order.push(' ');
            }
            number => {
                numbers.push(number.parse().ok()?);
                continue;
            }
        }
        numbers.clear();
    }
    (order == "q cm f Q ").then_some(Code { matrix, runs })
}

#[cfg(test)]
mod tests;
