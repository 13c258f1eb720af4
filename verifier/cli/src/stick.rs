//! A file on a stick that anybody may have prepared.

use std::{
    fs::{self, File, FileType, OpenOptions},
    io::{self, Read},
    path::Path,
};

use juma_cli::failure::Failure;
use juma_format::trust::{BundleError, MAX_BUNDLE_BYTES};
use juma_keys::BundleRefusal;
use juma_verifier::ImportRefusal;

/// What a stick holds under a name.
pub(crate) enum Found {
    /// A file that may be a bundle.
    Bytes(Vec<u8>),
    /// More than any bundle has.
    TooLarge(ImportRefusal),
}

/// Reads a bundle: a regular file that is no link, and no more than the longest bundle of it. What
/// was checked is what is read: the name is looked at before it is opened, because opening a device
/// may do something, and what was opened is looked at again.
pub(crate) fn read(path: &Path) -> Result<Found, Failure> {
    let cannot_read = |error: io::Error| Failure::new("cannot read it").at(path).because(error);
    let named = fs::symlink_metadata(path).map_err(cannot_read)?;
    refuse_others(path, named.file_type())?;
    let file = open(path).map_err(cannot_read)?;
    let opened = file.metadata().map_err(cannot_read)?;
    refuse_others(path, opened.file_type())?;
    if opened.len() > limit() {
        return Ok(too_large(opened.len()));
    }
    let mut bytes = Vec::new();
    // The length that was told may not be the one that is read.
    file.take(limit().saturating_add(1))
        .read_to_end(&mut bytes)
        .map_err(cannot_read)?;
    if bytes.len() > MAX_BUNDLE_BYTES {
        return Ok(too_large(limit().saturating_add(1)));
    }
    Ok(Found::Bytes(bytes))
}

fn limit() -> u64 {
    u64::try_from(MAX_BUNDLE_BYTES).unwrap_or(u64::MAX)
}

fn too_large(bytes: u64) -> Found {
    let bytes = usize::try_from(bytes).unwrap_or(usize::MAX);
    let limit = MAX_BUNDLE_BYTES;
    let error = BundleError::TooLarge { bytes, limit };
    Found::TooLarge(ImportRefusal::Bundle(BundleRefusal::File(error)))
}

fn refuse_others(path: &Path, kind: FileType) -> Result<(), Failure> {
    if kind.is_file() {
        return Ok(());
    }
    let refused = Failure::new(format!("it is {}", name(kind))).at(path);
    Err(if kind.is_symlink() {
        refused.advise("a stick has no business pointing elsewhere; name the file itself")
    } else {
        refused.advise("name the bundle itself")
    })
}

fn name(kind: FileType) -> &'static str {
    #[cfg(unix)]
    {
        use std::os::unix::fs::FileTypeExt;
        if kind.is_fifo() {
            return "a pipe";
        }
        if kind.is_block_device() || kind.is_char_device() {
            return "a device";
        }
        if kind.is_socket() {
            return "a socket";
        }
    }
    if kind.is_dir() {
        "a folder"
    } else if kind.is_symlink() {
        "a symbolic link"
    } else {
        "no regular file"
    }
}

fn open(path: &Path) -> io::Result<File> {
    let mut options = OpenOptions::new();
    options.read(true);
    #[cfg(unix)]
    {
        use rustix::fs::OFlags;
        use std::os::unix::fs::OpenOptionsExt;
        // Whatever took the name's place in between: no link is followed, no pipe is waited for.
        let flags = OFlags::NOFOLLOW | OFlags::NONBLOCK | OFlags::NOCTTY;
        options.custom_flags(i32::try_from(flags.bits()).unwrap_or_default());
    }
    options.open(path)
}
