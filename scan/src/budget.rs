//! How long a reader may try: the caller's decision, for this crate has no clock.

use core::{fmt, ops::ControlFlow, time::Duration};

/// Asked between two passes over a frame whether to go on.
///
/// The first pass always runs, so that the least budget still reads an easy frame.
pub trait Budget {
    /// `Continue` to make one more pass, `Break` to end with what has been read.
    fn next_pass(&mut self) -> ControlFlow<()>;

    /// Asked inside a pass, where much remains to be tried: `Break` to end the pass too.
    ///
    /// A clock should answer here as it does between passes; a count of passes has nothing to say.
    fn go_on(&mut self) -> ControlFlow<()> {
        ControlFlow::Continue(())
    }
}

/// Every pass, however long it takes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Unlimited;

impl Budget for Unlimited {
    fn next_pass(&mut self) -> ControlFlow<()> {
        ControlFlow::Continue(())
    }
}

/// A number of passes; what is left is counted down over all frames it is used for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Passes(u32);

impl Passes {
    /// As many passes as `count`; 0 is as 1, for the first always runs.
    #[must_use]
    pub fn new(count: u32) -> Self {
        Self(count.saturating_sub(1))
    }
}

impl Budget for Passes {
    fn next_pass(&mut self) -> ControlFlow<()> {
        match self.0.checked_sub(1) {
            None => ControlFlow::Break(()),
            Some(left) => {
                self.0 = left;
                ControlFlow::Continue(())
            }
        }
    }
}

/// Until a moment of a clock that only runs forward, which the caller brings.
pub struct Until<C> {
    clock: C,
    end: Duration,
}

impl<C: FnMut() -> Duration> Until<C> {
    /// A span from what the clock shows now.
    pub fn after(span: Duration, mut clock: C) -> Self {
        let end = clock().saturating_add(span);
        Self { clock, end }
    }
}

impl<C: FnMut() -> Duration> Budget for Until<C> {
    fn next_pass(&mut self) -> ControlFlow<()> {
        if (self.clock)() < self.end {
            ControlFlow::Continue(())
        } else {
            ControlFlow::Break(())
        }
    }

    fn go_on(&mut self) -> ControlFlow<()> {
        self.next_pass()
    }
}

impl<C> fmt::Debug for Until<C> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Until({:?})", self.end)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_pass_is_not_asked_for() {
        for (count, asked) in [(0, 0), (1, 0), (2, 1), (5, 4)] {
            let mut budget = Passes::new(count);
            for _ in 0..asked {
                assert!(budget.next_pass().is_continue(), "{count}");
            }
            assert!(budget.next_pass().is_break(), "{count}");
            assert!(budget.next_pass().is_break(), "{count}");
        }
    }

    #[test]
    fn a_clock_ends_passes_and_what_goes_on_inside_them() {
        let mut seconds = 10;
        let mut budget = Until::after(Duration::from_secs(2), || {
            seconds += 1;
            Duration::from_secs(seconds)
        });
        assert!(budget.next_pass().is_continue());
        assert!(budget.go_on().is_break());
        let mut endless = Until::after(Duration::MAX, || Duration::from_secs(1));
        assert!(endless.next_pass().is_continue());
    }
}
