use core::ops::ControlFlow;

use juma_scan::Budget;
use wasm_bindgen::prelude::wasm_bindgen;

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(js_namespace = performance)]
    fn now() -> f64;
}

/// A budget by the clock that only runs forward, in milliseconds.
pub(crate) struct Deadline(f64);

impl Deadline {
    /// For a frame, so that a camera is followed: the next frame shows the code too.
    pub(crate) fn of_a_frame() -> Self {
        Self(now() + 40.0)
    }

    /// For a picture, of which there is only one.
    pub(crate) fn of_a_picture() -> Self {
        Self(now() + 4000.0)
    }
}

impl Budget for Deadline {
    fn next_pass(&mut self) -> ControlFlow<()> {
        if now() < self.0 {
            ControlFlow::Continue(())
        } else {
            ControlFlow::Break(())
        }
    }

    fn go_on(&mut self) -> ControlFlow<()> {
        self.next_pass()
    }
}
