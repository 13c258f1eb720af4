//! SIGINT and SIGTERM, after which a run ends with the batch that it is at.

use std::sync::{
    Arc,
    atomic::{AtomicBool, Ordering},
};

use juma_cli::failure::Failure;

/// Whether the run was asked to end.
#[derive(Clone, Default)]
pub(crate) struct Stop(Arc<AtomicBool>);

impl Stop {
    /// Listens to the signals. A second one ends the command at once.
    pub(crate) fn on_signals() -> Result<Self, Failure> {
        let stop = Self::default();
        #[cfg(unix)]
        {
            use signal_hook::{
                consts::{SIGINT, SIGTERM, SIGXFSZ},
                flag,
            };
            let failed = |error| Failure::new("cannot listen to signals").because(error);
            for signal in [SIGINT, SIGTERM] {
                // In this order: the first signal arms what the second one meets.
                flag::register_conditional_shutdown(signal, 2, Arc::clone(&stop.0))
                    .map_err(failed)?;
                flag::register(signal, Arc::clone(&stop.0)).map_err(failed)?;
            }
            // A file that grows beyond a limit is a write that failed, as on a full disk.
            flag::register(SIGXFSZ, Arc::default()).map_err(failed)?;
        }
        Ok(stop)
    }

    pub(crate) fn refuse(&self) -> Result<(), Failure> {
        if self.0.load(Ordering::Relaxed) {
            return Err(
                Failure::new("stopped, with everything kept up to the last batch")
                    .advise("run again to go on"),
            );
        }
        Ok(())
    }
}
