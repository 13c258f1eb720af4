//! Signals that ask the gate to end, or to wait.

use std::sync::{
    Arc,
    atomic::{AtomicBool, Ordering},
};

use juma_cli::failure::Failure;

/// Whether the gate was asked to end.
#[derive(Clone, Default)]
pub(crate) struct Stop(Arc<AtomicBool>);

impl Stop {
    /// Listens to the signals: the first asks the gate to end; the second gives the terminal back
    /// and ends the command however it hangs; the third ends it at once. Ctrl-Z gives the terminal
    /// back for as long as the command is stopped.
    pub(crate) fn on_signals() -> Result<Self, Failure> {
        let stop = Self::default();
        #[cfg(unix)]
        listen(&stop.0).map_err(|error| Failure::new("cannot listen to signals").because(error))?;
        Ok(stop)
    }

    pub(crate) fn is_asked(&self) -> bool {
        self.0.load(Ordering::Relaxed)
    }
}

#[cfg(unix)]
fn listen(asked: &Arc<AtomicBool>) -> std::io::Result<()> {
    use signal_hook::{
        consts::{SIGHUP, SIGINT, SIGQUIT, SIGTERM, SIGTSTP},
        flag,
        iterator::Signals,
        low_level,
    };

    use super::{scanner, screen};

    let ends = [SIGHUP, SIGINT, SIGQUIT, SIGTERM];
    let hurried = Arc::new(AtomicBool::new(false));
    for signal in ends {
        flag::register_conditional_shutdown(signal, 2, Arc::clone(&hurried))?;
    }
    let mut signals = Signals::new(ends.into_iter().chain([SIGTSTP]))?;
    let asked = Arc::clone(asked);
    let listener = std::thread::Builder::new().name("signals".to_owned());
    let listener = listener.spawn(move || {
        for signal in signals.forever() {
            if signal == SIGTSTP {
                screen::terminal::pause();
                scanner::Silence::pause();
                // It goes on here when the command does.
                drop(low_level::emulate_default_handler(SIGTSTP));
                scanner::Silence::resume();
                screen::terminal::resume();
            } else if asked.swap(true, Ordering::Relaxed) {
                hurried.store(true, Ordering::Relaxed);
                screen::terminal::leave();
                scanner::Silence::pause();
                low_level::exit(2);
            }
        }
    });
    listener.map(drop)
}
