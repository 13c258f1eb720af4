use std::{
    collections::BTreeSet,
    fs, io,
    path::{Path, PathBuf},
};

use juma_cli::{
    failure::Failure,
    files::{self, Access},
};
use juma_registry::ledger::Serial;

/// Where new codes go. Names come from serials alone.
pub(crate) struct Folder {
    path: PathBuf,
    shape: Shape,
    ending: &'static str,
}

/// How the files of a folder lie.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Shape {
    /// All in it.
    Flat,
    /// In folders of a thousand serials: a million files in one are slow to list and to copy.
    Thousands,
}

/// When a file that was written lasts through a power cut.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Lasting {
    /// As soon as it is written.
    AtOnce,
    /// When the batch that it belongs to is synced.
    WithBatch,
}

/// Digits of a serial that its folder of a thousand does not have.
const THOUSAND: usize = 3;

impl Folder {
    /// The folder of this name. It may not be there yet, and is not made by this.
    pub(crate) fn named(path: &Path, shape: Shape, ending: &'static str) -> Self {
        let path = path.to_owned();
        Self {
            path,
            shape,
            ending,
        }
    }

    /// The same, made if it is not there.
    pub(crate) fn make(path: &Path, shape: Shape, ending: &'static str) -> Result<Self, Failure> {
        files::private_folder(path)?;
        // The name of a folder is lost in a power cut until the one around it is synced.
        files::sync_parent(path)?;
        Ok(Self::named(path, shape, ending))
    }

    /// The file of a serial.
    pub(crate) fn path(&self, serial: Serial) -> PathBuf {
        let name = serial.to_string();
        let file = format!("{name}.{}", self.ending);
        match (self.shape, name.len().checked_sub(THOUSAND)) {
            (Shape::Thousands, Some(digits)) => {
                let thousand = name.get(..digits).unwrap_or_default();
                self.path.join(thousand).join(file)
            }
            _ => self.path.join(file),
        }
    }

    /// Makes the folders that the files of these serials lie in, and names them.
    pub(super) fn ready(
        &self,
        serials: impl Iterator<Item = Serial>,
    ) -> Result<Vec<PathBuf>, Failure> {
        let parents = serials.filter_map(|serial| Some(self.path(serial).parent()?.to_owned()));
        let folders: BTreeSet<PathBuf> = parents.collect();
        for folder in &folders {
            if self.shape == Shape::Thousands {
                self.make_thousand(folder)?;
            }
        }
        Ok(folders.into_iter().collect())
    }

    /// Writes the file of a serial, if there is none.
    pub(super) fn write(
        &self,
        serial: Serial,
        bytes: &[u8],
        lasting: Lasting,
    ) -> Result<(), Failure> {
        let path = self.path(serial);
        match lasting {
            Lasting::AtOnce => files::create_new(&path, bytes, Access::Private),
            Lasting::WithBatch => files::create_of_batch(&path, bytes),
        }
    }

    /// Removes the file of a serial that is given up; the path where that cannot be.
    pub(super) fn remove(&self, serial: Serial) -> Option<PathBuf> {
        let path = self.path(serial);
        match fs::remove_file(&path) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => Some(path),
            _ => None,
        }
    }

    fn make_thousand(&self, thousand: &Path) -> Result<(), Failure> {
        let cannot = |error: io::Error| Failure::new("cannot make it").at(thousand).because(error);
        match fs::create_dir(thousand) {
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => Ok(()),
            Err(error) => Err(cannot(error)),
            // The name of a folder is lost in a power cut until the one around it is synced.
            Ok(()) if cfg!(unix) => fs::File::open(&self.path)
                .and_then(|folder| folder.sync_all())
                .map_err(cannot),
            Ok(()) => Ok(()),
        }
    }

    /// Of serials that were given up, the files that a run which was cut short has left here.
    pub(crate) fn leftovers(&self, abandoned: &[Serial]) -> Vec<PathBuf> {
        let paths = abandoned.iter().map(|serial| self.path(*serial));
        paths.filter(|path| path.exists()).collect()
    }
}

/// Removes a folder that was made for codes, if there are none in it.
pub(super) fn leave_unless_used(folder: &Path) {
    for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
        // The system removes no folder that holds anything.
        drop(fs::remove_dir(entry.path()));
    }
    drop(fs::remove_dir(folder));
}
