//! Files that have another name until they are whole.

use std::{
    ffi::OsStr,
    fs::{self, File, OpenOptions, TryLockError},
    io,
    path::Path,
};

use tempfile::NamedTempFile;

use super::Access;
#[cfg(unix)]
use super::mode;

/// How their names begin and end. Somebody who names a file may begin it like this, and what was
/// only named so must never be swept away: between the two stand letters and digits that were drawn.
const PREFIX: &str = ".juma-";
const SUFFIX: &str = ".part~";

/// Characters that are drawn: nobody types twelve between these by accident.
const DRAWN: usize = 12;

/// Names that are tried: each may be taken for left behind between its making and its locking.
const TRIES: usize = 8;

/// A file of its own beside the one that is to be, made with the mode that it keeps, and locked for
/// as long as it is open: so it is told from one that a command has left which was cut off.
pub(super) fn beside(folder: &Path, access: Access) -> io::Result<NamedTempFile> {
    let mut builder = tempfile::Builder::new();
    builder.prefix(PREFIX).rand_bytes(DRAWN).suffix(SUFFIX);
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        builder.permissions(fs::Permissions::from_mode(mode(access)));
    }
    #[cfg(not(unix))]
    let _ = access;
    for _ in 0..TRIES {
        // Its own error names the temporary file, which nobody asked about.
        let made = builder.tempfile_in(folder);
        let made = made.map_err(|error| io::Error::from(error.kind()))?;
        match made.as_file().try_lock() {
            Err(TryLockError::WouldBlock) => continue,
            // Where no file can be locked none is taken for left behind.
            Err(TryLockError::Error(_)) => return Ok(made),
            Ok(()) if is_there(made.as_file())? => return Ok(made),
            Ok(()) => {}
        }
    }
    Err(io::ErrorKind::ResourceBusy.into())
}

/// Removes the temporary files that a command which was cut short has left in a folder. The caller
/// sees to it that nobody else writes there.
pub fn sweep(folder: &Path) {
    for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
        let is_file = entry.file_type().is_ok_and(|kind| kind.is_file());
        if is_file && is_temporary(&entry.file_name()) {
            // What cannot be removed takes room and does no other harm.
            drop(fs::remove_file(entry.path()));
        }
    }
}

/// The same where others may be writing: what they are at is locked, and not touched. Nor is the
/// file that is to be written, whatever it is called.
pub(super) fn sweep_unlocked(folder: &Path, target: &Path) {
    for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
        let is_file = entry.file_type().is_ok_and(|kind| kind.is_file());
        let name = entry.file_name();
        if !is_file || !is_temporary(&name) || target.file_name() == Some(&name) {
            continue;
        }
        // The lock is held until the name is gone. What may not be opened is another user's.
        if let Ok(file) = open(&entry.path())
            && file.try_lock().is_ok()
        {
            drop(fs::remove_file(entry.path()));
        }
    }
}

/// Whether a file is called as one of these is.
#[must_use]
pub fn is_temporary(name: &OsStr) -> bool {
    let name = name.as_encoded_bytes().strip_prefix(PREFIX.as_bytes());
    let drawn = name.and_then(|rest| rest.strip_suffix(SUFFIX.as_bytes()));
    drawn.is_some_and(|drawn| drawn.len() == DRAWN && drawn.iter().all(u8::is_ascii_alphanumeric))
}

/// For writing: some network file systems lock nothing else.
fn open(path: &Path) -> io::Result<File> {
    let mut options = OpenOptions::new();
    options.write(true);
    #[cfg(unix)]
    {
        use rustix::fs::OFlags;
        use std::os::unix::fs::OpenOptionsExt;
        let flags = OFlags::NOFOLLOW | OFlags::NONBLOCK | OFlags::NOCTTY;
        options.custom_flags(i32::try_from(flags.bits()).unwrap_or_default());
    }
    options.open(path)
}

/// Whether a file still has a name: it may have been swept away before it was locked.
fn is_there(file: &File) -> io::Result<bool> {
    #[cfg(unix)]
    {
        use std::os::unix::fs::MetadataExt;
        Ok(file.metadata()?.nlink() > 0)
    }
    #[cfg(not(unix))]
    {
        let _ = file;
        Ok(true)
    }
}
