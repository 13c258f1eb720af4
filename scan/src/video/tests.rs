use super::*;
use crate::drawing::{Canvas, drawn};

/// Allows a number of further passes in each frame and counts what it was asked.
#[derive(Default)]
struct Allowed {
    passes: u32,
    asked: u32,
    asked_inside: u32,
    ended: bool,
}

impl Allowed {
    fn passes(passes: u32) -> Self {
        Self {
            passes,
            ..Self::default()
        }
    }

    /// A budget that is spent before it begins.
    fn nothing() -> Self {
        Self {
            ended: true,
            ..Self::default()
        }
    }
}

impl Budget for Allowed {
    fn next_pass(&mut self) -> ControlFlow<()> {
        self.asked += 1;
        if self.asked > self.passes {
            return ControlFlow::Break(());
        }
        ControlFlow::Continue(())
    }

    fn go_on(&mut self) -> ControlFlow<()> {
        self.asked_inside += 1;
        if self.ended {
            return ControlFlow::Break(());
        }
        ControlFlow::Continue(())
    }
}

fn read(scanner: &mut VideoScanner, canvas: &Canvas, budget: &mut Allowed) -> Vec<String> {
    let texts = scanner.read(canvas.frame(), budget);
    texts
        .iter()
        .map(|text| text.as_str().unwrap().to_owned())
        .collect()
}

fn inverted() -> Canvas {
    let mut canvas = drawn(b"JM1:INVERTED", 5);
    canvas.invert();
    canvas
}

#[test]
fn an_easy_symbol_is_read_without_any_budget() {
    let mut scanner = VideoScanner::new();
    let canvas = drawn(b"JM1:EASY", 4);
    for _ in 0..3 {
        let mut budget = Allowed::nothing();
        assert_eq!(read(&mut scanner, &canvas, &mut budget), ["JM1:EASY"]);
        assert_eq!((budget.asked, scanner.unread()), (0, 0));
    }
}

#[test]
fn what_needs_a_further_pass_has_its_turn_and_keeps_it() {
    let mut scanner = VideoScanner::new();
    let canvas = inverted();
    let mut frames = 0;
    while read(&mut scanner, &canvas, &mut Allowed::passes(1)).is_empty() {
        frames += 1;
        assert!(frames < 4 * LADDER.len(), "every pass had its turn");
    }
    assert!(frames > 0, "the first pass does not read what is inverted");
    for _ in 0..5 {
        let mut budget = Allowed::passes(1);
        assert_eq!(read(&mut scanner, &canvas, &mut budget), ["JM1:INVERTED"]);
        assert_eq!(budget.asked, 1, "what helped is tried first");
    }
    // It is gone, and what helped is forgotten after a while.
    let blank = Canvas::white(300, 300);
    for _ in 0..MISSES_FORGIVEN {
        read(&mut scanner, &blank, &mut Allowed::passes(9));
    }
    assert!(scanner.helpful.is_none());
}

#[test]
fn a_budget_without_passes_has_none_made() {
    let mut scanner = VideoScanner::new();
    for _ in 0..4 * LADDER.len() {
        assert_eq!(
            read(&mut scanner, &inverted(), &mut Allowed::passes(0)),
            [""; 0]
        );
    }
}

#[test]
fn empty_frames_have_one_further_pass_now_and_then() {
    let mut scanner = VideoScanner::new();
    let blank = Canvas::white(640, 400);
    let mut asked = 0;
    for _ in 0..100 {
        let mut budget = Allowed::passes(99);
        assert_eq!(read(&mut scanner, &blank, &mut budget), [""; 0]);
        assert!(budget.asked <= 1);
        asked += budget.asked;
    }
    assert!((10..=25).contains(&asked), "{asked} further passes");
}

#[test]
fn something_like_a_symbol_has_all_passes_that_are_allowed() {
    // Finders and timing patterns, and noise between them.
    let mut canvas = drawn(&[b'L'; 300], 4);
    let side = canvas.frame().width();
    let mut noise = Canvas::white(side - 104, side - 104);
    let mut state = 5_u32;
    noise.each(|pixel| {
        state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        [_, _, _, *pixel] = state.to_le_bytes();
    });
    canvas.put(52, 52, &noise);
    let mut scanner = VideoScanner::new();
    for allowed in [1, 3] {
        let mut budget = Allowed::passes(allowed);
        assert_eq!(read(&mut scanner, &canvas, &mut budget), [""; 0]);
        assert!(scanner.unread() > 0);
        assert_eq!(budget.asked, allowed + 1);
    }
}

#[test]
fn a_spent_budget_ends_the_first_pass_early() {
    let mut canvas = Canvas::white(1120, 1120);
    let mut finder = Canvas::white(28, 28);
    finder.put(0, 0, &Canvas::dark(28, 28));
    finder.put(4, 4, &Canvas::white(20, 20));
    finder.put(8, 8, &Canvas::dark(12, 12));
    for n in 0..900 {
        canvas.put(n % 30 * 37, n / 30 * 37, &finder);
    }
    let mut budget = Allowed::nothing();
    assert_eq!(
        read(&mut VideoScanner::new(), &canvas, &mut budget),
        [""; 0]
    );
    assert!(budget.asked_inside <= 2, "{}", budget.asked_inside);
}

#[test]
fn frames_of_all_sizes_may_follow_one_another() {
    let mut scanner = VideoScanner::new();
    let (small, large) = (drawn(b"SMALL", 3), drawn(&[b'L'; 300], 8));
    for _ in 0..3 {
        for (canvas, length) in [(&large, 300), (&Canvas::white(1, 1), 0), (&small, 5)] {
            let texts = read(&mut scanner, canvas, &mut Allowed::passes(2));
            assert_eq!(texts.concat().len(), length);
        }
    }
}
