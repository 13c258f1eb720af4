//! Files: read whole up to a limit, written whole or not at all.

use std::{
    fs::{self, File, FileType, Metadata, OpenOptions},
    io::{self, Read, Write},
    path::Path,
};

use crate::failure::Failure;

mod batch;
mod temporary;

pub use batch::{create_of_batch, sync_batch, write_of_batch};
pub use temporary::{is_temporary, sweep};

/// Who may read a file that is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Access {
    /// Its owner: mode 0600.
    Private,
    /// Everybody: mode 0644, less what the umask takes away.
    Public,
}

/// What becomes of a file that has the name already.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Existing {
    Keep,
    Replace,
}

/// Whether a name may be a symbolic link to the file that is meant.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Links {
    Follow,
    Refuse,
}

/// The bytes of a regular file, at most `max` of them.
///
/// # Errors
/// When there is no such file, it is a folder, a pipe or a device, or has more bytes.
pub fn read_bounded(path: &Path, max: usize) -> Result<Vec<u8>, Failure> {
    let (file, _) = open(path, Links::Follow)?;
    read_all(file, max).map_err(|failure| failure.at(path))
}

/// What standard input holds, at most `max` bytes.
///
/// # Errors
/// When it cannot be read, or holds more.
pub fn read_stdin_bounded(max: usize) -> Result<Vec<u8>, Failure> {
    read_all(io::stdin().lock(), max).map_err(|failure| failure.at("standard input"))
}

/// Writes a file in one step, in place of one that may be there: whatever happens, there is the old
/// file or the new one, whole. A symbolic link is replaced, not followed.
///
/// # Errors
/// When it cannot be written; then nothing has changed.
pub fn write_atomically(path: &Path, bytes: &[u8], access: Access) -> Result<(), Failure> {
    write(path, bytes, access, Existing::Replace)
}

/// Writes a file in one step, if nothing has the name yet.
///
/// # Errors
/// When something has the name, or the file cannot be written; then nothing has changed.
pub fn create_new(path: &Path, bytes: &[u8], access: Access) -> Result<(), Failure> {
    refuse_existing(path)?;
    write(path, bytes, access, Existing::Keep)
}

/// Writes a file in one step and in pieces, if nothing has the name yet.
///
/// # Errors
/// As [`create_new`], and what `fill` fails with; then nothing has changed.
pub fn create_new_by(
    path: &Path,
    access: Access,
    fill: impl FnOnce(&mut File) -> Result<(), Failure>,
) -> Result<(), Failure> {
    refuse_existing(path)?;
    write_by(path, access, Existing::Keep, fill)
}

/// A new file in a folder that nobody else knows, for whoever gives the folder its name later.
///
/// # Errors
/// When something has the name, or it cannot be made.
pub fn new_file(path: &Path, access: Access) -> io::Result<File> {
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    {
        use std::os::unix::fs::OpenOptionsExt;
        options.mode(mode(access));
    }
    #[cfg(not(unix))]
    let _ = access;
    options.open(path)
}

/// Makes a name last through a power cut.
///
/// # Errors
/// When its folder cannot be synced.
pub fn sync_parent(path: &Path) -> Result<(), Failure> {
    let folder = folder_of(path);
    sync_folder(folder).map_err(|error| Failure::new("cannot write it").at(folder).because(error))
}

/// The bytes that are free for this user where a file lies; none where nobody says.
#[must_use]
pub fn free_bytes(path: &Path) -> Option<u64> {
    #[cfg(unix)]
    {
        let room = rustix::fs::statvfs(path).ok()?;
        room.f_bavail.checked_mul(room.f_frsize)
    }
    #[cfg(not(unix))]
    {
        let _ = path;
        None
    }
}

/// A folder that only its owner looks into; there may be one already, and no link to another place.
///
/// # Errors
/// When it cannot be made, or something else has the name.
pub fn private_folder(path: &Path) -> Result<(), Failure> {
    let mut builder = fs::DirBuilder::new();
    #[cfg(unix)]
    {
        use std::os::unix::fs::DirBuilderExt;
        builder.mode(0o700);
    }
    match builder.create(path) {
        Err(error)
            if error.kind() == io::ErrorKind::AlreadyExists
                && path.symlink_metadata().is_ok_and(|it| it.is_dir()) =>
        {
            Ok(())
        }
        made => made.map_err(|error| Failure::new("cannot be made").at(path).because(error)),
    }
}

/// Overwrites a secret, and removes its file. What a disk keeps of it elsewhere is out of reach.
///
/// # Errors
/// When it cannot be; nothing when it is gone already.
pub fn destroy(path: &Path) -> Result<(), Failure> {
    let failed = |error| Failure::new("cannot be destroyed").at(path).because(error);
    let mut file = match OpenOptions::new().write(true).open(path) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(()),
        opened => opened.map_err(failed)?,
    };
    let length = file.metadata().map_err(failed)?.len();
    io::copy(&mut io::repeat(0).take(length), &mut file).map_err(failed)?;
    file.sync_all().map_err(failed)?;
    drop(file);
    fs::remove_file(path).map_err(failed)?;
    sync_folder(folder_of(path)).map_err(failed)
}

/// Says early that a file cannot be written for want of its folder, before a person or a ledger has
/// done any work for it.
///
/// # Errors
/// When the folder that `path` lies in is none.
pub fn require_folder(path: &Path) -> Result<(), Failure> {
    let folder = folder_of(path);
    if folder.is_dir() {
        Ok(())
    } else {
        Err(Failure::new("there is no such folder")
            .at(folder)
            .advise("make it first"))
    }
}

/// Says early that [`create_new`] would refuse, before a person has done any work for it.
///
/// # Errors
/// When something has the name.
pub fn refuse_existing(path: &Path) -> Result<(), Failure> {
    match fs::symlink_metadata(path) {
        Ok(_) => Err(exists(path)),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(()),
        Err(error) => Err(Failure::new("cannot look").at(path).because(error)),
    }
}

/// Opens a regular file. What was checked is what is read: the file behind the name may change, the
/// one that is open does not.
pub(crate) fn open(path: &Path, links: Links) -> Result<(File, Metadata), Failure> {
    let cannot_read = |error: io::Error| Failure::new("cannot read it").at(path).because(error);
    if links == Links::Refuse && fs::symlink_metadata(path).is_ok_and(|it| it.is_symlink()) {
        return Err(Failure::new("it is a symbolic link")
            .at(path)
            .advise("name the file itself"));
    }
    let mut options = OpenOptions::new();
    options.read(true);
    #[cfg(unix)]
    {
        use rustix::fs::OFlags;
        use std::os::unix::fs::OpenOptionsExt;
        // A pipe that nobody writes to must not hold the command up before it can be refused.
        let mut flags = OFlags::NONBLOCK | OFlags::NOCTTY;
        if links == Links::Refuse {
            flags |= OFlags::NOFOLLOW;
        }
        options.custom_flags(i32::try_from(flags.bits()).unwrap_or_default());
    }
    let file = options.open(path).map_err(cannot_read)?;
    let metadata = file.metadata().map_err(cannot_read)?;
    if !metadata.is_file() {
        return Err(not_a_file(path, metadata.file_type()));
    }
    Ok((file, metadata))
}

/// What makes a file the same under another name; none where there is no file.
#[must_use]
pub fn identity(path: &Path) -> Option<impl Ord + Clone + use<>> {
    #[cfg(unix)]
    {
        use std::os::unix::fs::MetadataExt;
        let metadata = fs::metadata(path).ok()?;
        Some((metadata.dev(), metadata.ino()))
    }
    #[cfg(not(unix))]
    fs::canonicalize(path).ok()
}

/// The first bytes of a file, by which its kind is told, at most sixteen; none where there is no file.
///
/// # Errors
/// When it is a folder, a pipe or a device, or cannot be read. Nothing waits for a pipe.
pub fn beginning(path: &Path) -> Result<Option<Vec<u8>>, Failure> {
    /// No file that is told by its beginning needs more.
    const BYTES: u64 = 16;
    if let Err(error) = fs::metadata(path)
        && error.kind() == io::ErrorKind::NotFound
    {
        return Ok(None);
    }
    let cannot = |error: io::Error| Failure::new("cannot read it").at(path).because(error);
    let mut bytes = Vec::new();
    let (file, _) = open(path, Links::Follow)?;
    file.take(BYTES).read_to_end(&mut bytes).map_err(cannot)?;
    Ok(Some(bytes))
}

/// Reads to the end, and no further than one byte beyond the limit. The buffer is made once, so that
/// no copy of a secret stays behind in memory that was given back.
pub(crate) fn read_all(reader: impl Read, max: usize) -> Result<Vec<u8>, Failure> {
    /// What is reserved before a byte was seen: key files fit, and a lie about a length costs nothing.
    const RESERVED: usize = 16 << 10;
    let mut bytes = Vec::with_capacity(RESERVED);
    let limit = u64::try_from(max).unwrap_or(u64::MAX).saturating_add(1);
    reader
        .take(limit)
        .read_to_end(&mut bytes)
        .map_err(|error| Failure::new("cannot read it").because(error))?;
    if bytes.len() > max {
        return Err(Failure::new(format!(
            "it is longer than {max} bytes, the most that is read of it"
        )));
    }
    Ok(bytes)
}

fn write(path: &Path, bytes: &[u8], access: Access, existing: Existing) -> Result<(), Failure> {
    write_by(path, access, existing, |file| {
        file.write_all(bytes)
            .map_err(|error| cannot_write(path, error))
    })
}

fn write_by(
    path: &Path,
    access: Access,
    existing: Existing,
    fill: impl FnOnce(&mut File) -> Result<(), Failure>,
) -> Result<(), Failure> {
    let cannot_write = |error| cannot_write(path, error);
    if let Ok(metadata) = fs::metadata(path)
        && !metadata.is_file()
    {
        return Err(not_a_file(path, metadata.file_type()));
    }
    let folder = folder_of(path);
    if access == Access::Private {
        // A code, an export, refused rows: what a kill has left of them must not lie there for good.
        temporary::sweep_unlocked(folder, path);
    }
    let mut temporary = temporary::beside(folder, access).map_err(cannot_write)?;
    fill(temporary.as_file_mut())?;
    temporary.as_file().sync_all().map_err(cannot_write)?;
    let persisted = match existing {
        Existing::Keep => temporary.persist_noclobber(path),
        Existing::Replace => temporary.persist(path),
    };
    if let Err(error) = persisted {
        // Dropping the error removes the temporary file.
        return Err(match error.error.kind() {
            io::ErrorKind::AlreadyExists => exists(path),
            _ => cannot_write(error.error),
        });
    }
    sync_folder(folder).map_err(cannot_write)
}

/// That a file could not be written, and what to do where its disk was full.
#[must_use]
pub fn cannot_write(path: &Path, error: io::Error) -> Failure {
    use io::ErrorKind::{FileTooLarge, QuotaExceeded, StorageFull};
    let is_full = matches!(error.kind(), FileTooLarge | QuotaExceeded | StorageFull);
    let failure = Failure::new("cannot write it").at(path).because(error);
    if is_full {
        failure.advise("make room on its disk, and do it again")
    } else {
        failure
    }
}

fn folder_of(path: &Path) -> &Path {
    match path.parent() {
        Some(folder) if folder != Path::new("") => folder,
        _ => Path::new("."),
    }
}

#[cfg(unix)]
const fn mode(access: Access) -> u32 {
    match access {
        Access::Private => 0o600,
        Access::Public => 0o644,
    }
}

/// Makes the new name last through a power cut, where folders can be synced at all.
fn sync_folder(folder: &Path) -> io::Result<()> {
    use io::ErrorKind::{InvalidInput, Unsupported};
    if cfg!(not(unix)) {
        return Ok(());
    }
    match File::open(folder)?.sync_all() {
        Err(error) if matches!(error.kind(), InvalidInput | Unsupported) => Ok(()),
        result => result,
    }
}

fn exists(path: &Path) -> Failure {
    Failure::new("it exists already")
        .at(path)
        .advise("choose another name, or move it away")
}

fn not_a_file(path: &Path, kind: FileType) -> Failure {
    let kind = if kind.is_dir() {
        "it is a folder"
    } else {
        "it is a pipe or a device"
    };
    Failure::new(kind).at(path).advise("name a regular file")
}

#[cfg(test)]
mod tests;
