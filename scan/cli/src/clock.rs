//! A budget on the machine's monotonic clock.

use std::ops::ControlFlow;
use std::time::{Duration, Instant};

use juma_scan::Budget;

/// Passes until a moment, or without end.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Until(Option<Instant>);

impl Until {
    /// `length` after `begin`; for ever when there is none, or none that the clock can show.
    pub(crate) fn after(begin: Instant, length: Option<Duration>) -> Self {
        Self(length.and_then(|length| begin.checked_add(length)))
    }
}

impl Budget for Until {
    fn next_pass(&mut self) -> ControlFlow<()> {
        match self.0 {
            Some(end) if Instant::now() >= end => ControlFlow::Break(()),
            _ => ControlFlow::Continue(()),
        }
    }

    fn go_on(&mut self) -> ControlFlow<()> {
        self.next_pass()
    }
}
