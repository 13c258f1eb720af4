//! The reader of frames.

use crate::budget::{Budget, Unlimited};
use crate::frame::GreyFrame;
use crate::locator::Locator;
use crate::pass::{LADDER, Pass, Planes};
use crate::text::QrText;

/// Reads the QR texts in frames; keeps its memory from one frame to the next.
///
/// What it has read from one frame has no influence on what it reads from the next.
#[derive(Debug, Default)]
pub struct Scanner {
    planes: Planes,
    locator: Locator,
}

impl Scanner {
    /// A reader with no memory taken yet.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// The texts of the symbols in view, each once, in the order in which they were found.
    ///
    /// Passes are made one after the other until something has been read and nothing that looked
    /// like a symbol is left unread, or until `budget` ends them. The same pixels and the same
    /// number of passes give the same texts in the same order.
    pub fn read(&mut self, frame: GreyFrame<'_>, budget: &mut dyn Budget) -> Vec<QrText> {
        let mut texts = Vec::new();
        self.begin();
        let passes = LADDER.iter().filter(|pass| pass.concerns(&frame));
        for (number, pass) in passes.enumerate() {
            // The first pass is made whole, however little time there is.
            let budget: &mut dyn Budget = if number == 0 {
                &mut Unlimited
            } else if budget.next_pass().is_break() {
                break;
            } else {
                &mut *budget
            };
            let unread = self.look(*pass, &frame, budget, &mut texts);
            if !texts.is_empty() && unread == 0 {
                break;
            }
        }
        texts
    }

    /// Forgets the pixels of the frame before.
    pub(crate) fn begin(&mut self) {
        self.planes.begin();
    }

    /// Makes one pass: adds what it reads to `texts`, and returns how many things looked like
    /// symbols and could not be read.
    pub(crate) fn look(
        &mut self,
        pass: Pass,
        frame: &GreyFrame<'_>,
        budget: &mut dyn Budget,
        texts: &mut Vec<QrText>,
    ) -> usize {
        pass.read(frame, &mut self.planes, &mut self.locator, budget, texts)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::budget::Passes;
    use crate::drawing::{Canvas, drawn};

    fn read(canvas: &Canvas, budget: &mut dyn Budget) -> Vec<String> {
        let texts = Scanner::new().read(canvas.frame(), budget);
        texts
            .iter()
            .map(|text| text.as_str().unwrap().to_owned())
            .collect()
    }

    #[test]
    fn all_symbols_in_view_are_read_each_text_once() {
        let mut canvas = Canvas::white(700, 400);
        canvas.put(20, 20, &drawn(b"FIRST", 5));
        canvas.put(220, 20, &drawn(b"SECOND", 5));
        canvas.put(420, 20, &drawn(b"FIRST", 5));
        canvas.put(20, 220, &drawn(b"third", 5));
        let mut texts = read(&canvas, &mut Unlimited);
        let again = read(&canvas, &mut Unlimited);
        assert_eq!(texts, again, "the order is stable");
        texts.sort();
        assert_eq!(texts, ["FIRST", "SECOND", "third"]);
    }

    #[test]
    fn light_on_dark_is_read_when_the_budget_allows() {
        let mut canvas = drawn(b"JM1:INVERTED", 5);
        canvas.invert();
        assert_eq!(read(&canvas, &mut Passes::new(1)), [""; 0]);
        assert_eq!(read(&canvas, &mut Unlimited), ["JM1:INVERTED"]);
    }

    #[test]
    fn a_frame_of_the_greatest_size_is_read() {
        let mut canvas = Canvas::white(4096, 4096);
        canvas.put(2000, 2500, &drawn(b"JM1:SMALL IN LARGE", 8));
        assert_eq!(read(&canvas, &mut Passes::new(1)), ["JM1:SMALL IN LARGE"]);
    }

    #[test]
    fn a_symbol_that_fills_the_greatest_frame_is_read() {
        let canvas = drawn(b"JM1:LARGE", 98).turned();
        assert_eq!(read(&canvas, &mut Passes::new(5)), ["JM1:LARGE"]);
    }

    #[test]
    fn mirrored_symbols_are_read() {
        let mut canvas = drawn(b"JM1:MIRRORED", 4);
        canvas.mirror();
        assert_eq!(read(&canvas, &mut Passes::new(1)), ["JM1:MIRRORED"]);
    }

    /// Version 8 at 4 pixels a module, in a quiet zone of 4: finders begin at 16 and at 184.
    fn with_finders_covered(covered: &[(usize, usize)], cover: &Canvas) -> Canvas {
        let mut canvas = drawn(&[b'C'; 200], 4);
        for (left, top) in covered {
            canvas.put(*left, *top, cover);
        }
        canvas
    }

    #[test]
    fn a_covered_finder_is_recovered_from_the_others() {
        for covered in [(16, 16), (184, 16), (16, 184)] {
            for cover in [Canvas::white(28, 28), Canvas::dark(28, 28)] {
                let canvas = with_finders_covered(&[covered], &cover);
                assert_eq!(canvas.frame().width(), 228);
                assert_eq!(read(&canvas, &mut Unlimited), ["C".repeat(200)]);
            }
        }
    }

    #[test]
    fn scratches_through_all_finders_are_passed_over() {
        let mut canvas = with_finders_covered(&[], &Canvas::white(1, 1));
        for (left, top) in [(16, 16), (184, 16), (16, 184)] {
            for n in 0..34 {
                canvas.put(left + n - 4, top + n - 2, &Canvas::white(4, 1));
            }
        }
        assert_eq!(read(&canvas, &mut Unlimited), ["C".repeat(200)]);
    }

    #[test]
    fn two_covered_finders_give_nothing() {
        let canvas = with_finders_covered(&[(16, 16), (184, 16)], &Canvas::white(28, 28));
        assert_eq!(read(&canvas, &mut Unlimited), [""; 0]);
    }

    #[test]
    fn one_pixel_a_module_is_read() {
        let text = [b'S'; 900];
        let canvas = drawn(&text, 1);
        let texts = Scanner::new().read(canvas.frame(), &mut Unlimited);
        assert_eq!(texts.len(), 1);
        assert_eq!(texts[0].as_bytes(), text);
    }

    /// rqrr, which tried all groups, took 14 s for such a page.
    #[test]
    fn a_page_full_of_finders_is_left_soon() {
        let mut canvas = Canvas::white(1120, 1120);
        let mut finder = Canvas::white(28, 28);
        finder.put(0, 0, &Canvas::dark(28, 28));
        finder.put(4, 4, &Canvas::white(20, 20));
        finder.put(8, 8, &Canvas::dark(12, 12));
        for n in 0..900 {
            canvas.put(n % 30 * 37, n / 30 * 37, &finder);
        }
        struct Asked(u32);
        impl Budget for Asked {
            fn next_pass(&mut self) -> core::ops::ControlFlow<()> {
                core::ops::ControlFlow::Continue(())
            }

            fn go_on(&mut self) -> core::ops::ControlFlow<()> {
                self.0 += 1;
                core::ops::ControlFlow::Continue(())
            }
        }
        let mut budget = Asked(0);
        assert_eq!(read(&canvas, &mut budget), [""; 0]);
        assert!(budget.0 < 2000, "{} groups", budget.0);
    }

    #[test]
    fn one_scanner_reads_frames_of_many_sizes() {
        let mut scanner = Scanner::new();
        let small = drawn(b"SMALL", 3);
        let large = drawn(&[b'L'; 300], 4);
        let blank = Canvas::white(1, 1);
        for _ in 0..2 {
            for (canvas, want) in [(&large, 300), (&blank, 0), (&small, 5)] {
                let texts = scanner.read(canvas.frame(), &mut Unlimited);
                let lengths: Vec<usize> = texts.iter().map(|text| text.as_bytes().len()).collect();
                assert_eq!(lengths, if want == 0 { vec![] } else { vec![want] });
            }
        }
    }

    #[test]
    fn noise_of_odd_sizes_gives_nothing_and_never_panics() {
        let mut state = 5_u32;
        for (width, height) in [(1, 1), (1, 300), (300, 1), (7, 7), (97, 55), (240, 320)] {
            let mut canvas = Canvas::white(width, height);
            canvas.each(|pixel| {
                state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
                [_, _, _, *pixel] = state.to_le_bytes();
            });
            assert_eq!(
                read(&canvas, &mut Unlimited),
                [""; 0],
                "{width} by {height}"
            );
        }
    }
}
