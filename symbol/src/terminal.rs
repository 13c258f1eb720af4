//! A symbol as text for a terminal: half blocks, so that a character is one module wide and two
//! high, with the quiet zone around them.

use crate::QUIET_ZONE;
use crate::symbol::Symbol;

/// How dark and light come about.
#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq)]
pub enum Colour {
    /// Black on white by escape sequences (ECMA-48 SGR), whatever the terminal's own colours.
    Ansi,
    /// Characters only. Light modules are drawn and dark ones left out, so it is right on a dark
    /// terminal and inverted on a light one; many readers want [`Colour::Ansi`] there.
    Plain,
}

/// Appends the symbol to `out`, each line ended.
pub fn write(symbol: &Symbol, colour: Colour, out: &mut String) {
    let (start, end) = match colour {
        Colour::Ansi => (BLACK_ON_WHITE, RESET),
        Colour::Plain => ("", ""),
    };
    let last = symbol.side() + 2 * QUIET_ZONE;
    // Places count from the quiet zone's corner; before the symbol they have no module.
    let is_dark = |x: u16, y: u16| {
        let module = (x.checked_sub(QUIET_ZONE), y.checked_sub(QUIET_ZONE));
        matches!(module, (Some(x), Some(y)) if symbol.is_dark(x, y))
    };
    for y in (0..last).step_by(2) {
        out.push_str(start);
        for x in 0..last {
            // The height is odd: the last line's lower half is one more light row.
            out.push(match (colour, is_dark(x, y), is_dark(x, y + 1)) {
                (Colour::Ansi, true, true) | (Colour::Plain, false, false) => '█',
                (Colour::Ansi, true, false) | (Colour::Plain, false, true) => '▀',
                (Colour::Ansi, false, true) | (Colour::Plain, true, false) => '▄',
                (Colour::Ansi, false, false) | (Colour::Plain, true, true) => ' ',
            });
        }
        out.push_str(end);
        out.push('\n');
    }
}

/// Colours 16 and 231 of the palette of 256, which themes leave alone: the eight basic ones are
/// often repainted in colours that no scanner tells apart.
const BLACK_ON_WHITE: &str = "\x1b[38;5;16;48;5;231m";

/// Before the line ends, or some terminals paint the rest of it white.
const RESET: &str = "\x1b[0m";

#[cfg(test)]
mod tests {
    use super::*;
    use crate::encode;

    fn shown(colour: Colour) -> String {
        let mut text = String::new();
        write(&encode("JM1:GOLDEN").unwrap(), colour, &mut text);
        text
    }

    #[test]
    fn a_small_symbol() {
        assert_eq!(shown(Colour::Plain), include_str!("testdata/golden.txt"));
        assert_eq!(shown(Colour::Ansi), include_str!("testdata/golden.ansi"));
    }

    #[test]
    fn both_show_the_same_modules() {
        let turned: String = shown(Colour::Plain)
            .chars()
            .map(|half| match half {
                '█' => ' ',
                ' ' => '█',
                '▀' => '▄',
                '▄' => '▀',
                other => other,
            })
            .collect();
        let bare = shown(Colour::Ansi)
            .replace(BLACK_ON_WHITE, "")
            .replace(RESET, "");
        assert_eq!(turned, bare);
    }
}
