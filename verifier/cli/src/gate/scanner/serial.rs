use std::{
    fs::{File, OpenOptions},
    io,
    os::{
        fd::AsFd,
        unix::fs::{FileTypeExt, OpenOptionsExt},
    },
    path::Path,
    sync::{Mutex, MutexGuard, PoisonError},
};

use crate::{args::InputArgs, source::STDIN};
use juma_cli::failure::Failure;
use rustix::{
    fs::OFlags,
    termios::{LocalModes, OptionalActions, Termios, isatty, tcgetattr, tcsetattr},
};

/// Keeps a terminal from showing what a wedge types, and from holding lines back; until dropped.
pub(crate) struct Silence(());

/// How the terminal was before it was kept silent; `None` while nothing is.
static BEFORE: Mutex<Option<Termios>> = Mutex::new(None);

impl Silence {
    /// Only of a terminal on standard input, when a scanner types there.
    pub(crate) fn keep(input: &InputArgs) -> Self {
        let is_wedge = input
            .scanner
            .as_ref()
            .is_some_and(|path| path.as_os_str() == STDIN);
        let stdin = io::stdin();
        if is_wedge && isatty(&stdin) {
            *before() = tcgetattr(&stdin).ok();
            Self::resume();
        }
        Self(())
    }

    /// Lets the terminal be as it was.
    pub(crate) fn pause() {
        if let Some(before) = before().as_ref() {
            let _ = tcsetattr(io::stdin(), OptionalActions::Now, before);
        }
    }

    /// Keeps it silent again, if it was.
    pub(crate) fn resume() {
        let Some(mut settings) = before().clone() else {
            return;
        };
        settings.local_modes -= LocalModes::ECHO | LocalModes::ICANON;
        // A terminal that cannot be set is read by lines, as it is.
        let _ = tcsetattr(io::stdin(), OptionalActions::Now, &settings);
    }
}

impl Drop for Silence {
    fn drop(&mut self) {
        Self::pause();
        *before() = None;
    }
}

fn before() -> MutexGuard<'static, Option<Termios>> {
    BEFORE.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Standard input as a file of its own.
pub(super) fn stdin() -> Result<File, Failure> {
    let fd = io::stdin().as_fd().try_clone_to_owned();
    let fd = fd.map_err(|error| Failure::new("no standard input").because(error))?;
    Ok(File::from(fd))
}

/// Opens a serial device in raw mode, or a pipe that stands for one.
pub(super) fn open(path: &Path, baud: u32) -> Result<File, Failure> {
    let flags = i32::try_from(OFlags::NOCTTY.bits()).unwrap_or_default();
    let file = OpenOptions::new()
        .read(true)
        .custom_flags(flags)
        .open(path)
        .map_err(|error| told(path, error))?;
    let kind = file.metadata().map_err(|error| told(path, error))?;
    if !kind.file_type().is_char_device() && !kind.file_type().is_fifo() {
        return Err(Failure::new("it is no scanner")
            .at(path)
            .advise("name a serial device, such as /dev/ttyACM0"));
    }
    if isatty(&file) {
        let raw = tcgetattr(&file).and_then(|mut settings| {
            settings.make_raw();
            // What a device on USB has no use for.
            let _ = settings.set_speed(baud);
            tcsetattr(&file, OptionalActions::Now, &settings)
        });
        raw.map_err(|error| told(path, error.into()))?;
    }
    Ok(file)
}

fn told(path: &Path, error: io::Error) -> Failure {
    use io::ErrorKind::{NotFound, PermissionDenied, ResourceBusy};
    let (what, advice) = match error.kind() {
        NotFound => (
            "there is no such scanner",
            "plug it in, set it to serial mode (USB CDC), and look for it with ls /dev/ttyACM* /dev/ttyUSB*",
        ),
        PermissionDenied => (
            "you may not read the scanner",
            "add yourself to its group (usually dialout): sudo usermod -aG dialout USER, and log in again",
        ),
        ResourceBusy => ("another program uses the scanner", "end the other program"),
        _ => (
            "the scanner cannot be opened",
            "unplug it and plug it in again",
        ),
    };
    Failure::new(what).at(path).because(error).advise(advice)
}
