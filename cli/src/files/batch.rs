//! Files that are written together and made durable in one step.

use std::{
    fs::{self, File, OpenOptions},
    io::{self, Write},
    path::{Path, PathBuf},
};

use super::{Access, cannot_write, exists, new_file};
use crate::failure::Failure;

/// Writes a file of a batch where it is to be, in the place of what an earlier try may have left
/// there. It may be torn until [`sync_batch`] says that the batch is durable, and a symbolic link is
/// not followed.
///
/// # Errors
/// When it cannot be written.
pub fn write_of_batch(path: &Path, bytes: &[u8]) -> Result<(), Failure> {
    let cannot_write = |error| cannot_write(path, error);
    let mut options = OpenOptions::new();
    options.write(true).create(true).truncate(true);
    #[cfg(unix)]
    {
        use std::os::unix::fs::OpenOptionsExt;
        let flags = rustix::fs::OFlags::NOFOLLOW | rustix::fs::OFlags::NONBLOCK;
        options.custom_flags(i32::try_from(flags.bits()).unwrap_or_default());
        options.mode(0o600);
    }
    let mut file = options.open(path).map_err(cannot_write)?;
    file.write_all(bytes).map_err(cannot_write)?;
    if cfg!(not(target_os = "linux")) {
        file.sync_all().map_err(cannot_write)?;
    }
    Ok(())
}

/// The same, if nothing has the name yet.
///
/// # Errors
/// When something has the name, or it cannot be written; then nothing of it is left.
pub fn create_of_batch(path: &Path, bytes: &[u8]) -> Result<(), Failure> {
    let cannot_write = |error| cannot_write(path, error);
    let mut file = new_file(path, Access::Private).map_err(|error| match error.kind() {
        io::ErrorKind::AlreadyExists => exists(path),
        _ => cannot_write(error),
    })?;
    let mut written = file.write_all(bytes);
    if cfg!(not(target_os = "linux")) {
        written = written.and_then(|()| file.sync_all());
    }
    written.map_err(|error| {
        // Half a picture is no use, and the failure says more than one of removing it would.
        drop(fs::remove_file(path));
        cannot_write(error)
    })
}

/// Makes the files of a batch and their folders last through a power cut. On Linux everything that
/// was written to the file system is, in one step: a wait for each of a million files would take
/// longer than making them.
///
/// # Errors
/// When the system cannot say so.
pub fn sync_batch(folders: &[PathBuf]) -> Result<(), Failure> {
    let failed = |folder: &Path, error: io::Error| {
        Failure::new("cannot make it durable")
            .at(folder)
            .because(error)
    };
    #[cfg(target_os = "linux")]
    if let Some(folder) = folders.first() {
        // One file system holds them all.
        let open = File::open(folder).map_err(|error| failed(folder, error))?;
        rustix::fs::syncfs(open).map_err(|error| failed(folder, error.into()))?;
    }
    #[cfg(not(target_os = "linux"))]
    for folder in folders {
        super::sync_folder(folder).map_err(|error| failed(folder, error))?;
    }
    Ok(())
}
