//! SIGINT and SIGTERM, which ask the gate to end.

use std::sync::{
    Arc,
    atomic::{AtomicBool, Ordering},
};

use juma_cli::failure::Failure;

/// Whether the gate was asked to end.
#[derive(Clone, Default)]
pub(crate) struct Stop(Arc<AtomicBool>);

impl Stop {
    /// Listens to the signals. A second one ends the command at once, however it hangs.
    pub(crate) fn on_signals() -> Result<Self, Failure> {
        let stop = Self::default();
        #[cfg(unix)]
        {
            use signal_hook::{
                consts::{SIGHUP, SIGINT, SIGTERM},
                flag,
            };
            let failed = |error| Failure::new("cannot listen to signals").because(error);
            for signal in [SIGHUP, SIGINT, SIGTERM] {
                // In this order: the first signal arms what the second one meets.
                flag::register_conditional_shutdown(signal, 2, Arc::clone(&stop.0))
                    .map_err(failed)?;
                flag::register(signal, Arc::clone(&stop.0)).map_err(failed)?;
            }
        }
        Ok(stop)
    }

    pub(crate) fn is_asked(&self) -> bool {
        self.0.load(Ordering::Relaxed)
    }
}
