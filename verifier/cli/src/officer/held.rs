use std::{
    fs, io,
    path::{Path, PathBuf},
};

use juma_cli::{
    failure::Failure,
    files::{self, Access},
    key_files,
};
use juma_keys::WrappedKey;

use crate::state_dir::StateDir;

/// The most seal keys of one device: every prefecture of a province and two quarters of each, with
/// room. Each is opened at every check that unlocks.
pub(super) const MAX_HELD: usize = 64;

const FOLDER: &str = "seal";
const EXTENSION: &str = "jmw";

/// The folder of the seal keys that were handed to a device, each still wrapped.
pub(super) struct Held {
    folder: PathBuf,
}

/// A file of the folder, and what it holds.
type HeldFile = (PathBuf, Result<WrappedKey, Failure>);

impl Held {
    pub(super) fn of(dir: &StateDir) -> Self {
        Self {
            folder: dir.path().join(FOLDER),
        }
    }

    /// What is held, by name. A file that is none of ours is its own failure.
    pub(super) fn read(&self) -> Result<Vec<HeldFile>, Failure> {
        let entries = match fs::read_dir(&self.folder) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
            Err(error) => return Err(self.failed("cannot be read", error)),
            Ok(entries) => entries,
        };
        let mut paths = Vec::new();
        for entry in entries {
            let path = entry
                .map_err(|error| self.failed("cannot be read", error))?
                .path();
            if path.extension().is_some_and(|it| it == EXTENSION) {
                paths.push(path);
            }
            if paths.len() > MAX_HELD {
                return Err(too_many(&self.folder));
            }
        }
        paths.sort();
        let read = |path: PathBuf| {
            let wrapped = key_files::read_wrapped(&path);
            (path, wrapped)
        };
        Ok(paths.into_iter().map(read).collect())
    }

    /// Where a key is kept.
    pub(super) fn path(&self, wrapped: &WrappedKey) -> PathBuf {
        let name = wrapped.hash().key_id();
        self.folder.join(format!("{name}.{EXTENSION}"))
    }

    /// Keeps a key, in place of the same one that may be there.
    pub(super) fn keep(&self, wrapped: &WrappedKey) -> Result<(), Failure> {
        fs::create_dir_all(&self.folder)
            .map_err(|error| self.failed("cannot be created", error))?;
        let text = wrapped.to_string();
        files::write_atomically(&self.path(wrapped), text.as_bytes(), Access::Private)
    }

    /// Removes what a command that was cut short has left. The lock of the state folder is held.
    pub(super) fn sweep(&self) {
        files::sweep(&self.folder);
    }

    /// Says that there would be too many.
    pub(super) fn too_many(&self) -> Failure {
        too_many(&self.folder)
    }

    fn failed(&self, what: &str, error: io::Error) -> Failure {
        Failure::new(what).at(&self.folder).because(error)
    }
}

fn too_many(folder: &Path) -> Failure {
    Failure::new(format!("{MAX_HELD} seal keys are the most of one device"))
        .at(folder)
        .advise("remove those of other cities")
}
