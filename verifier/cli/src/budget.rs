use std::{
    ops::ControlFlow,
    time::{Duration, Instant},
};

use juma_scan::Budget;

/// How long the passes over one picture may take before no further one begins.
const PER_PICTURE: Duration = Duration::from_secs(2);

/// A budget by the clock that only runs forward.
pub(crate) struct Deadline(Instant);

impl Deadline {
    /// From now on.
    pub(crate) fn start() -> Self {
        Self::after(PER_PICTURE)
    }

    /// A span from now.
    pub(crate) fn after(span: Duration) -> Self {
        let now = Instant::now();
        Self(now.checked_add(span).unwrap_or(now))
    }
}

impl Budget for Deadline {
    fn next_pass(&mut self) -> ControlFlow<()> {
        if Instant::now() < self.0 {
            ControlFlow::Continue(())
        } else {
            ControlFlow::Break(())
        }
    }

    fn go_on(&mut self) -> ControlFlow<()> {
        self.next_pass()
    }
}
