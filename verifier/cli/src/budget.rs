use std::time::{Duration, Instant};

use juma_scan::{Budget, Until};

/// How long the passes over one picture may take before no further one begins.
const PER_PICTURE: Duration = Duration::from_secs(2);

/// A budget for a picture.
pub(crate) fn for_a_picture() -> impl Budget {
    lasting(PER_PICTURE)
}

/// A budget of a span from now, by the clock that only runs forward.
pub(crate) fn lasting(span: Duration) -> impl Budget {
    let begin = Instant::now();
    Until::after(span, move || begin.elapsed())
}
