//! A terminal that is taken over, and given back whatever happens: at the end, at a panic in any
//! thread, at a signal that ends or stops the command.

use std::{
    io::{self, Write},
    panic,
    sync::{Mutex, MutexGuard, PoisonError, TryLockError},
    thread,
    time::{Duration, Instant},
};

use juma_cli::failure::Failure;

/// A second screen, without a cursor; and back.
const ENTER: &str = "\u{1b}[?1049h\u{1b}[?25l\u{1b}[2J";
const LEAVE: &str = "\u{1b}[0m\u{1b}[?25h\u{1b}[?1049l";

/// How long whoever gives the terminal back waits for whoever paints: a painting takes a blink, or
/// it hangs in a terminal that was stopped.
const PATIENCE: Duration = Duration::from_millis(300);

/// Whose the terminal is.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Holder {
    /// Ours: it shows the second screen.
    Gate,
    /// The person's, until something is painted.
    Person,
    /// The person's, while the command is stopped: nothing is painted.
    PersonAlone,
}

static HOLDER: Mutex<Holder> = Mutex::new(Holder::Person);

/// Gives the terminal back at every panic, so that what is said of it can be read. One that is
/// contained is followed by the next painting.
pub(super) fn watch_panics() {
    let hook = panic::take_hook();
    panic::set_hook(Box::new(move |info| {
        leave();
        hook(info);
    }));
}

/// Paints; on the second screen, which is entered if need be.
pub(super) fn paint(text: &str) -> Result<(), Failure> {
    let mut holder = HOLDER.lock().unwrap_or_else(PoisonError::into_inner);
    let enter = match *holder {
        Holder::Gate => "",
        Holder::Person => ENTER,
        Holder::PersonAlone => return Ok(()),
    };
    *holder = Holder::Gate;
    write(&[enter, text].concat())
}

/// Rings.
pub(super) fn ring() -> Result<(), Failure> {
    write("\u{7}")
}

/// Gives the terminal back.
pub(crate) fn leave() {
    leave_to(Holder::Person);
}

/// Gives the terminal back until [`resume`].
#[cfg(unix)]
pub(crate) fn pause() {
    leave_to(Holder::PersonAlone);
}

/// Lets the next painting take it again.
#[cfg(unix)]
pub(crate) fn resume() {
    if let Some(mut holder) = within_patience()
        && *holder == Holder::PersonAlone
    {
        *holder = Holder::Person;
    }
}

fn leave_to(next: Holder) {
    let mut holder = within_patience();
    if holder.as_deref().is_none_or(|it| *it == Holder::Gate) {
        give_back();
    }
    if let Some(holder) = &mut holder {
        **holder = next;
    }
}

fn within_patience() -> Option<MutexGuard<'static, Holder>> {
    let begin = Instant::now();
    loop {
        match HOLDER.try_lock() {
            Ok(holder) => return Some(holder),
            Err(TryLockError::Poisoned(poisoned)) => return Some(poisoned.into_inner()),
            Err(TryLockError::WouldBlock) if begin.elapsed() < PATIENCE => {
                thread::sleep(Duration::from_millis(5));
            }
            Err(TryLockError::WouldBlock) => return None,
        }
    }
}

/// Not by way of the standard library's lock, which somebody who hangs may hold.
#[cfg(unix)]
fn give_back() {
    // When the terminal is gone there is nobody to give it to.
    let _ = rustix::io::write(io::stdout(), LEAVE.as_bytes());
}

#[cfg(not(unix))]
fn give_back() {
    drop(write(LEAVE));
}

fn write(text: &str) -> Result<(), Failure> {
    let mut out = io::stdout().lock();
    out.write_all(text.as_bytes())
        .and_then(|()| out.flush())
        .map_err(|error| Failure::new("the terminal is gone").because(error))
}

/// Columns and rows of the terminal; the usual ones where it does not say.
#[cfg(unix)]
pub(super) fn size() -> (usize, usize) {
    let size = rustix::termios::tcgetwinsize(io::stdout());
    match size {
        Ok(size) if size.ws_col > 0 && size.ws_row > 0 => (size.ws_col.into(), size.ws_row.into()),
        _ => (80, 24),
    }
}

#[cfg(not(unix))]
pub(super) fn size() -> (usize, usize) {
    (80, 24)
}
