use std::{
    fmt, fs, io,
    path::{Path, PathBuf},
    time::SystemTime,
};

use juma_cli::{
    failure::Failure,
    files::{self, Access},
    key_files,
    output::note,
};
use juma_format::{characters::display_safe, time::UnixTime};
use juma_keys::{AnchorFile, RootAnchor};
use juma_verifier::{ClockKeeping, Floors, MAX_FLOORS_BYTES, Piece, State};

use crate::args::StateArgs;
use lock::Lock;

pub(crate) mod clock_file;
mod lock;
#[cfg(test)]
mod tests;

/// The folder in which a device keeps its root, its last two generations of trust data (a full bundle,
/// or a delta bundle with the full one under it) and its floors. There is nothing of a resident in it.
///
/// Every file is replaced in one step, and whoever replaces one holds the lock. Reading needs no
/// lock: floors are read before the bundle and written after it, and a bundle raises the floors that
/// it is read with.
pub(crate) struct StateDir {
    dir: PathBuf,
}

/// What a folder held.
pub(crate) type Kept = juma_verifier::Kept<Failure>;

/// The files of a folder, told from those that took their names later.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Generation([Option<(Option<SystemTime>, u64)>; 2]);

const ANCHOR: &str = Piece::Anchor.name();
const BUNDLE: &str = Piece::Bundle.name();
const FLOORS: &str = Piece::Floors.name();

impl StateDir {
    pub(crate) fn new(dir: &Path) -> Self {
        Self {
            dir: dir.to_owned(),
        }
    }

    /// The state to judge with. When the newest bundle is torn, the one before it, and a note.
    pub(crate) fn load(&self) -> Result<State, Failure> {
        let (state, damage) = self.kept()?.into_parts();
        match (damage, state.bundle()) {
            (None, Some(bundle)) if state.is_behind_floors() => {
                let (held, seen) = (bundle.manifest.sequence, state.floors().sequence);
                warn(format_args!(
                    "bundle {held} is in use, and this device has seen bundle {seen}: import the newest again"
                ));
            }
            (None, _) => {}
            (Some(damage), Some(bundle)) => {
                let held = bundle.manifest.sequence;
                warn(format_args!(
                    "{damage}; bundle {held}, the one before it, is in use: import the newest again"
                ));
            }
            (Some(damage), None) => return Err(damage.advise("import the newest bundle again")),
        }
        let keeping = clock_file::ClockFile::read(&self.dir)?.keeping();
        Ok(state.keeping(keeping))
    }

    /// The same for a command at whose moment nobody asks the clock when the time was given.
    pub(crate) fn load_for(&self, args: &StateArgs) -> Result<State, Failure> {
        let state = self.load()?;
        Ok(match args.at {
            Some(_) => state.keeping(ClockKeeping::Kept),
            None => state,
        })
    }

    /// Which files the folder holds now. It changes with every import and every raised floor, and
    /// costs a glance.
    pub(crate) fn generation(&self) -> Generation {
        Generation([BUNDLE, FLOORS].map(|name| {
            let metadata = fs::symlink_metadata(self.dir.join(name)).ok()?;
            Some((metadata.modified().ok(), metadata.len()))
        }))
    }

    /// What to import into: what was kept, or nothing yet under the root that was named. A torn
    /// bundle is no obstacle, a new one heals it.
    pub(crate) fn load_or_begin(&self, root: Option<&Path>) -> Result<Kept, Failure> {
        let named = root.map(key_files::read_anchor).transpose()?;
        if is_there(&self.dir.join(ANCHOR)) {
            let kept = self.kept()?;
            return match named {
                Some(named) if !is_same(&named, kept.state.anchor()) => {
                    Err(Failure::new("this device trusts another root")
                        .at(&self.dir)
                        .advise("use a new folder for another root"))
                }
                _ => Ok(kept),
            };
        }
        let anchor = named.ok_or_else(|| {
            Failure::new("the device trusts no root yet")
                .at(&self.dir)
                .advise("name it with --root ROOT.pub")
        })?;
        // Floors without a root: a first import that was cut short, or a root that was deleted.
        // Either way nothing goes back.
        if is_there(&self.dir.join(FLOORS)) {
            let floors = self.floors()?;
            return Ok(Kept::begun(anchor, Some(floors)));
        }
        Ok(Kept::begun(anchor, None))
    }

    /// The folder.
    pub(crate) fn path(&self) -> &Path {
        &self.dir
    }

    /// Takes the lock, after the folder was made.
    pub(crate) fn lock(&self) -> Result<Lock, Failure> {
        fs::create_dir_all(&self.dir).map_err(|error| {
            Failure::new("cannot be created")
                .at(&self.dir)
                .because(error)
        })?;
        Lock::wait(&self.dir)
    }

    /// Keeps what is to be kept of an offer, in its order. What was kept must have been loaded under
    /// the same lock. A folder without a root is no device's yet, so that it never is without floors.
    pub(crate) fn keep(&self, _lock: &Lock, pieces: &[(Piece, Vec<u8>)]) -> Result<(), Failure> {
        if pieces.is_empty() {
            return Ok(());
        }
        // Nobody else writes: the lock is held.
        files::sweep(&self.dir);
        let floors = self.dir.join(FLOORS);
        if !is_there(&floors) {
            files::write_atomically(&floors, &Floors::NONE.encode(), Access::Private)?;
        }
        for (piece, bytes) in pieces {
            let path = self.dir.join(piece.name());
            // The root was given by hand, and is the same.
            if *piece != Piece::Anchor || !is_there(&path) {
                files::write_atomically(&path, bytes, Access::Private)?;
            }
        }
        Ok(())
    }

    /// Keeps that the device's own clock showed a moment while it was used, when that raises the
    /// floor. A folder that cannot be written does not keep codes from being judged: one warning.
    pub(crate) fn keep_use(&self, state: &State, now: UnixTime) {
        let is_confirmed = state.clock_keeping() == ClockKeeping::Kept;
        if !is_confirmed || state.floors().raised_by_use(now).is_none() {
            return;
        }
        if let Err(failure) = self.raise_clock(now) {
            warn(format_args!(
                "{failure}; codes are judged all the same, but this device does not remember how late it is"
            ));
        }
    }

    fn raise_clock(&self, now: UnixTime) -> Result<(), Failure> {
        // An import that runs now keeps the floors itself; the next check comes.
        let Some(_lock) = Lock::try_take(&self.dir)? else {
            return Ok(());
        };
        // As they are now: an import may have raised them since.
        match self.floors()?.raised_by_use(now) {
            None => Ok(()),
            Some(raised) => {
                let path = self.dir.join(FLOORS);
                files::write_atomically(&path, &raised.encode(), Access::Private)
            }
        }
    }

    fn kept(&self) -> Result<Kept, Failure> {
        let path = self.dir.join(ANCHOR);
        if !is_there(&path) {
            return Err(Failure::new("no trust data")
                .at(&self.dir)
                .advise("import a bundle first: juma-verifier import --state DIR --root ROOT.pub BUNDLE.jmb"));
        }
        let anchor = key_files::read_anchor(&path)?;
        let floors = self.floors()?;
        let read =
            |piece: Piece| files::read_bounded(&self.dir.join(piece.name()), piece.max_bytes());
        let torn = |piece: Piece, refusal| {
            Failure::new("the kept bundle is damaged")
                .at(self.dir.join(piece.name()))
                .because(refusal)
        };
        Ok(Kept::load(anchor, floors, read, torn))
    }

    /// The floors, which are never replaced by none: that would let an old stick in.
    fn floors(&self) -> Result<Floors, Failure> {
        let path = self.dir.join(FLOORS);
        let advice = "set the device up again in a new folder, with the newest bundle and --at-least from its label";
        let bytes = files::read_bounded(&path, MAX_FLOORS_BYTES)
            .map_err(|failure| failure.advise(advice))?;
        Floors::decode(&bytes).map_err(|error| {
            Failure::new("the floors of this device are damaged")
                .at(&path)
                .because(error)
                .advise(advice)
        })
    }
}

/// One line, whatever a file name holds.
fn warn(warning: impl fmt::Display) {
    note(display_safe(&format!("warning: {warning}")));
}

/// Whether anything has the name, even a link to nowhere: only what is certainly absent is absent.
fn is_there(path: &Path) -> bool {
    !matches!(fs::symlink_metadata(path), Err(error) if error.kind() == io::ErrorKind::NotFound)
}

fn is_same(a: &RootAnchor, b: &RootAnchor) -> bool {
    AnchorFile(a.clone()).to_string() == AnchorFile(b.clone()).to_string()
}
