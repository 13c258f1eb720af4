//! Signals that ask a command to end when it next can, or to give the terminal back.

use std::sync::{
    Arc,
    atomic::{AtomicBool, Ordering},
};

use crate::failure::Failure;

/// Whether the command was asked to end.
#[derive(Clone, Debug, Default)]
pub struct Stop(Arc<AtomicBool>);

/// What a command has taken of its terminal, and gives back before it ends or is stopped.
///
/// Called on a thread of its own, while the command may hang in whatever it was doing.
pub trait Taken: Send + 'static {
    /// Gives everything back until [`Self::resume`]: the command is about to be stopped (Ctrl-Z).
    fn pause(&self);

    /// The command goes on.
    fn resume(&self);

    /// Gives everything back: the command is about to end, and does nothing more.
    fn leave(&self);
}

impl Stop {
    /// Listens to SIGINT and SIGTERM: the first asks, the second ends the command at once, with
    /// status 2. A file that grows beyond a limit (SIGXFSZ) is from now on a write that failed, as
    /// on a full disk, and no end of the command.
    ///
    /// # Errors
    ///
    /// When the system lets nobody listen.
    pub fn on_signals() -> Result<Self, Failure> {
        let stop = Self::default();
        #[cfg(unix)]
        unix::listen(&stop.0).map_err(unheard)?;
        Ok(stop)
    }

    /// Listens to SIGHUP, SIGINT, SIGQUIT and SIGTERM for a command that has taken its terminal:
    /// the first asks; the second gives the terminal back and ends the command however it hangs;
    /// the third ends it at once. Ctrl-Z gives the terminal back for as long as the command is
    /// stopped.
    ///
    /// # Errors
    ///
    /// When the system lets nobody listen.
    pub fn with_terminal(taken: impl Taken) -> Result<Self, Failure> {
        let stop = Self::default();
        #[cfg(unix)]
        unix::listen_with(&stop.0, taken).map_err(unheard)?;
        #[cfg(not(unix))]
        drop(taken);
        Ok(stop)
    }

    /// Whether somebody has asked.
    #[must_use]
    pub fn is_asked(&self) -> bool {
        self.0.load(Ordering::Relaxed)
    }

    /// Ends a command between two of its batches, all of which are durable, once somebody has
    /// asked.
    ///
    /// # Errors
    ///
    /// The line that says so.
    pub fn refuse(&self) -> Result<(), Failure> {
        if self.is_asked() {
            return Err(
                Failure::new("stopped, with everything kept up to the last batch")
                    .advise("run again to go on"),
            );
        }
        Ok(())
    }
}

/// Listens to SIGINT and SIGTERM for a command that keeps nothing of what it has not finished: the
/// first has `leave` take that away, on a thread of its own and whatever the command is doing,
/// prints what it says and ends the command with status 2; the second ends it at once. Of SIGXFSZ as
/// [`Stop::on_signals`].
///
/// # Errors
///
/// When the system lets nobody listen.
pub fn on_signals_leave(leave: impl FnOnce() -> Failure + Send + 'static) -> Result<(), Failure> {
    #[cfg(unix)]
    unix::listen_and_leave(leave).map_err(unheard)?;
    #[cfg(not(unix))]
    drop(leave);
    Ok(())
}

#[cfg(unix)]
fn unheard(error: std::io::Error) -> Failure {
    Failure::new("cannot listen to signals").because(error)
}

#[cfg(unix)]
mod unix {
    use std::{
        io,
        sync::{
            Arc,
            atomic::{AtomicBool, Ordering},
        },
        thread,
    };

    use signal_hook::{
        consts::{SIGHUP, SIGINT, SIGQUIT, SIGTERM, SIGTSTP, SIGXFSZ},
        flag,
        iterator::Signals,
        low_level,
    };

    use super::Taken;
    use crate::failure::Failure;

    /// The status of a command that was ended before it could end itself.
    const FAILED: i32 = 2;

    pub(super) fn listen(asked: &Arc<AtomicBool>) -> io::Result<()> {
        for signal in [SIGINT, SIGTERM] {
            // In this order: the first signal arms what the second one meets.
            flag::register_conditional_shutdown(signal, FAILED, Arc::clone(asked))?;
            flag::register(signal, Arc::clone(asked))?;
        }
        flag::register(SIGXFSZ, Arc::default()).map(drop)
    }

    pub(super) fn listen_and_leave(
        leave: impl FnOnce() -> Failure + Send + 'static,
    ) -> io::Result<()> {
        let ends = [SIGINT, SIGTERM];
        let hurried = Arc::new(AtomicBool::new(false));
        for signal in ends {
            flag::register_conditional_shutdown(signal, FAILED, Arc::clone(&hurried))?;
        }
        flag::register(SIGXFSZ, Arc::default())?;
        let mut signals = Signals::new(ends)?;
        let listener = thread::Builder::new().name("signals".to_owned());
        let listener = listener.spawn(move || {
            if signals.forever().next().is_some() {
                hurried.store(true, Ordering::Relaxed);
                leave().print();
                low_level::exit(FAILED);
            }
        });
        listener.map(drop)
    }

    pub(super) fn listen_with(asked: &Arc<AtomicBool>, taken: impl Taken) -> io::Result<()> {
        let ends = [SIGHUP, SIGINT, SIGQUIT, SIGTERM];
        let hurried = Arc::new(AtomicBool::new(false));
        for signal in ends {
            flag::register_conditional_shutdown(signal, FAILED, Arc::clone(&hurried))?;
        }
        let mut signals = Signals::new(ends.into_iter().chain([SIGTSTP]))?;
        let asked = Arc::clone(asked);
        let listener = thread::Builder::new().name("signals".to_owned());
        let listener = listener.spawn(move || {
            for signal in signals.forever() {
                if signal == SIGTSTP {
                    taken.pause();
                    // It goes on here when the command does.
                    drop(low_level::emulate_default_handler(SIGTSTP));
                    taken.resume();
                } else if asked.swap(true, Ordering::Relaxed) {
                    hurried.store(true, Ordering::Relaxed);
                    taken.leave();
                    low_level::exit(FAILED);
                }
            }
        });
        listener.map(drop)
    }
}
