//! A home that is being made, in a folder beside the one that it will be.

use std::{
    ffi::OsStr,
    fs::{self, DirBuilder, File, TryLockError},
    io,
    path::{Path, PathBuf},
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    thread,
};

use juma_cli::{failure::Failure, files, language::Language, output::note, random, say, stop};

/// A folder that holds keys and perhaps the register in the clear, and that goes away unless it gets
/// its name: when this is dropped, and when a signal ends the command. One that a kill has left is
/// removed by the next command that makes a home of the same name.
pub(crate) struct Draft {
    dir: PathBuf,
    path: PathBuf,
    fate: Arc<Mutex<Fate>>,
    /// Ends with the process, whatever ends it. None where folders cannot be locked.
    _lock: Option<File>,
}

/// What has become of a draft.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Fate {
    Unfinished,
    Named,
    /// Somebody asked the command to end, which it is about to do.
    Stopped,
}

/// What stands between the name of a home and the digits of its draft.
const INFIX: &str = ".founding-";

/// Digits that tell one draft from another.
const DIGITS: usize = 8;

/// Names that are tried: each may be taken for left behind between its making and its locking.
const TRIES: usize = 8;

/// Times that a folder is removed in which another thread may still make a file.
const REMOVALS: usize = 1000;

impl Draft {
    /// Makes the folder for a home.
    pub(crate) fn begin(dir: &Path) -> Result<Self, Failure> {
        let cannot = |error: io::Error| Failure::new("cannot be created").at(dir).because(error);
        let name = dir
            .file_name()
            .ok_or_else(|| Failure::new("names no folder").at(dir))?;
        for _ in 0..TRIES {
            let path = dir.with_file_name(draft_name(name)?);
            builder().create(&path).map_err(cannot)?;
            let lock = match hold(&path) {
                Ok(Hold::Taken(lock)) => Some(lock),
                Ok(Hold::Unsupported) => None,
                Ok(Hold::Busy | Hold::Gone) => continue,
                Err(error) => return Err(cannot(error)),
            };
            let draft = Self {
                dir: dir.to_owned(),
                path,
                fate: Arc::new(Mutex::new(Fate::Unfinished)),
                _lock: lock,
            };
            draft.leave_on_signals()?;
            return Ok(draft);
        }
        Err(cannot(io::ErrorKind::ResourceBusy.into()))
    }

    pub(crate) fn path(&self) -> &Path {
        &self.path
    }

    /// Gives the folder the name of the home, which it keeps through a power cut.
    pub(crate) fn name(self) -> Result<(), Failure> {
        let mut fate = self.unfinished();
        fs::rename(&self.path, &self.dir).map_err(|error| {
            Failure::new("cannot be created")
                .at(&self.dir)
                .because(error)
        })?;
        *fate = Fate::Named;
        drop(fate);
        files::sync_parent(&self.dir)
    }

    fn leave_on_signals(&self) -> Result<(), Failure> {
        let (dir, path) = (self.dir.clone(), self.path.clone());
        let fate = Arc::clone(&self.fate);
        stop::on_signals_leave(move || {
            let mut fate = fate.lock().unwrap_or_else(PoisonError::into_inner);
            match *fate {
                Fate::Named => Failure::new("stopped when it was whole").at(dir),
                Fate::Unfinished | Fate::Stopped => {
                    *fate = Fate::Stopped;
                    match remove(&path) {
                        Ok(()) => Failure::new("stopped, and nothing was made").at(dir),
                        Err(error) => Failure::new("stopped, and cannot be removed")
                            .at(path)
                            .because(error)
                            .advise("remove it: it is in the clear"),
                    }
                }
            }
        })
    }

    /// Nobody else decides what becomes of it until the guard is dropped.
    fn unfinished(&self) -> MutexGuard<'_, Fate> {
        let fate = self.fate.lock().unwrap_or_else(PoisonError::into_inner);
        if *fate == Fate::Stopped {
            // The thread that removed it ends the process, and says so.
            drop(fate);
            loop {
                thread::park();
            }
        }
        fate
    }
}

impl Drop for Draft {
    fn drop(&mut self) {
        if *self.unfinished() == Fate::Unfinished {
            // What cannot be removed is named by the next command that makes this home.
            drop(fs::remove_dir_all(&self.path));
        }
    }
}

/// Removes the drafts of a home that commands have left which were cut off, and says so. One that
/// somebody is at is not touched.
pub(crate) fn sweep(dir: &Path, language: Language) {
    let Some(name) = dir.file_name() else {
        return;
    };
    let folder = dir.parent().filter(|folder| *folder != Path::new(""));
    let entries = fs::read_dir(folder.unwrap_or(Path::new(".")));
    for entry in entries.into_iter().flatten().flatten() {
        let is_folder = entry.file_type().is_ok_and(|kind| kind.is_dir());
        if !is_folder || !is_draft_of(name, &entry.file_name()) {
            continue;
        }
        let path = dir.with_file_name(entry.file_name());
        let shown = path.display();
        // The lock is held until the folder is gone.
        let left = match hold(&path) {
            Ok(Hold::Busy | Hold::Gone) => continue,
            Ok(Hold::Unsupported) => Err(io::ErrorKind::Unsupported.into()),
            Ok(Hold::Taken(lock)) => fs::remove_dir_all(&path).map(|()| drop(lock)),
            Err(error) => Err(error),
        };
        match left {
            Ok(()) => note(say!(
                language,
                "已删除 {shown}：此前中断的命令遗留的未加密内容",
                "removed {shown}, which a command that was cut off had left in the clear"
            )),
            Err(error) => note(say!(
                language,
                "{shown}：此前中断的命令遗留的未加密内容，无法删除：{error}；如无其他命令正在建立此目录，请自行删除",
                "{shown}: a command that was cut off has left it in the clear, and it cannot be removed: {error}; remove it if no other command makes this home now"
            )),
        }
    }
}

fn draft_name(home: &OsStr) -> Result<std::ffi::OsString, Failure> {
    let mut tag = [0; DIGITS / 2];
    random::fill(&mut tag)?;
    let mut name = home.to_os_string();
    name.push(INFIX);
    name.push(tag.map(|byte| format!("{byte:02x}")).concat());
    Ok(name)
}

fn is_draft_of(home: &OsStr, name: &OsStr) -> bool {
    let rest = name
        .as_encoded_bytes()
        .strip_prefix(home.as_encoded_bytes());
    let digits = rest.and_then(|rest| rest.strip_prefix(INFIX.as_bytes()));
    let is_digit = |byte: &u8| matches!(byte, b'0'..=b'9' | b'a'..=b'f');
    digits.is_some_and(|digits| digits.len() == DIGITS && digits.iter().all(is_digit))
}

/// Whether a draft could be locked.
enum Hold {
    Taken(File),
    /// Another process has it.
    Busy,
    /// It has been removed or named since.
    Gone,
    /// Nobody can say: this system or this disk locks no folders.
    Unsupported,
}

#[cfg(unix)]
fn hold(path: &Path) -> io::Result<Hold> {
    use std::os::unix::fs::MetadataExt;
    let is_gone = |error: &io::Error| error.kind() == io::ErrorKind::NotFound;
    let folder = match File::open(path) {
        Err(error) if is_gone(&error) => return Ok(Hold::Gone),
        opened => opened?,
    };
    match folder.try_lock() {
        Ok(()) => {}
        Err(TryLockError::WouldBlock) => return Ok(Hold::Busy),
        Err(TryLockError::Error(_)) => return Ok(Hold::Unsupported),
    }
    // What was locked may have been removed or named by whoever had it before.
    let (held, named) = match fs::symlink_metadata(path) {
        Err(error) if is_gone(&error) => return Ok(Hold::Gone),
        named => (folder.metadata()?, named?),
    };
    let is_same = (held.dev(), held.ino()) == (named.dev(), named.ino());
    Ok(if is_same {
        Hold::Taken(folder)
    } else {
        Hold::Gone
    })
}

#[cfg(not(unix))]
fn hold(_: &Path) -> io::Result<Hold> {
    Ok(Hold::Unsupported)
}

fn builder() -> DirBuilder {
    #[cfg_attr(not(unix), expect(unused_mut, reason = "modes are of Unix"))]
    let mut builder = DirBuilder::new();
    #[cfg(unix)]
    {
        use std::os::unix::fs::DirBuilderExt;
        builder.mode(0o700);
    }
    builder
}

/// Removes a folder in which another thread may be about to make a file.
fn remove(path: &Path) -> io::Result<()> {
    let mut left = Ok(());
    for _ in 0..REMOVALS {
        left = match fs::remove_dir_all(path) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(()),
            Ok(()) => return Ok(()),
            left => left,
        };
    }
    left
}

#[cfg(test)]
mod tests;
