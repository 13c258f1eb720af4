//! A journal of verdicts with nobody in it: moment, outcome, reason, key.

#[cfg(test)]
mod tests;

use std::{
    fs::{self, File, OpenOptions},
    io::{self, Write},
    path::{Path, PathBuf},
    time::{Duration, Instant},
};

use juma_cli::failure::Failure;
use juma_format::{KeyId, time::UnixTime};
use juma_verifier::{Doubt, Told, Verdict};
use serde_json::json;

/// The bytes of one file before the next is begun: some eight thousand verdicts, which a text editor opens.
const MAX_FILE_BYTES: u64 = 1 << 20;

/// The files that are kept, the one in use among them: 10 MiB, weeks of a busy gate.
const MAX_FILES: u32 = 10;

/// How long verdicts may be in the machine's memory alone: what a power cut may cost, for the sake of
/// the memory card.
const SYNC_EVERY: Duration = Duration::from_secs(60);

/// A journal that is written to.
pub(crate) struct Journal {
    dir: PathBuf,
    file: Option<File>,
    /// The bytes of the file in use that are whole lines.
    length: u64,
    synced: Instant,
    health: Health,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Health {
    Good,
    /// The last line could not be written, and it was said.
    Bad,
}

/// What there is to say after a line.
pub(crate) enum Turn {
    /// Nothing.
    Same,
    /// It cannot be written any more.
    Lost(Failure),
    /// It can be written again.
    Back,
}

impl Journal {
    /// Opens the journal of a folder, which is made if it is not there.
    pub(crate) fn open(dir: &Path) -> Result<Self, Failure> {
        let mut journal = Self {
            dir: dir.to_owned(),
            file: None,
            length: 0,
            synced: Instant::now(),
            health: Health::Good,
        };
        fs::create_dir_all(dir)
            .and_then(|()| journal.reopen())
            .map_err(|error| journal.told(error))?;
        Ok(journal)
    }

    /// Writes what was told. That it cannot be written is said once, and stops nobody.
    pub(crate) fn write(&mut self, told: &Told, at: UnixTime, environment: &str) -> Turn {
        let line = line(told, at, environment);
        match (self.append(line.as_bytes()), self.health) {
            (Ok(()), Health::Good) => Turn::Same,
            (Ok(()), Health::Bad) => {
                self.health = Health::Good;
                Turn::Back
            }
            (Err(_), Health::Bad) => Turn::Same,
            (Err(error), Health::Good) => {
                self.health = Health::Bad;
                Turn::Lost(self.told(error))
            }
        }
    }

    /// Makes what was written last through a power cut.
    pub(crate) fn sync(&mut self) {
        self.synced = Instant::now();
        if let Some(file) = &self.file {
            // What cannot be synced was written as well as it could be.
            drop(file.sync_data());
        }
    }

    fn append(&mut self, line: &[u8]) -> io::Result<()> {
        let bytes = u64::try_from(line.len()).unwrap_or(u64::MAX);
        if self.length.saturating_add(bytes) > MAX_FILE_BYTES {
            self.sync();
            self.file = None;
            self.rotate()?;
        }
        if self.file.is_none() {
            self.reopen()?;
        }
        let Some(file) = &mut self.file else {
            return Err(io::ErrorKind::NotFound.into());
        };
        if let Err(error) = file.write_all(line) {
            // Half a line is no line.
            drop(file.set_len(self.length));
            self.file = None;
            return Err(error);
        }
        self.length = self.length.saturating_add(bytes);
        if self.synced.elapsed() >= SYNC_EVERY {
            self.sync();
        }
        Ok(())
    }

    /// Opens the file in use to write at its end, and cuts off what a power cut has left of a line.
    fn reopen(&mut self) -> io::Result<()> {
        let path = self.path(0);
        let mut options = OpenOptions::new();
        options.create(true).append(true).read(true);
        #[cfg(unix)]
        {
            use rustix::fs::OFlags;
            use std::os::unix::fs::OpenOptionsExt;
            let flags = OFlags::NOFOLLOW | OFlags::NONBLOCK;
            options.mode(0o600);
            options.custom_flags(i32::try_from(flags.bits()).unwrap_or_default());
        }
        let file = options.open(&path)?;
        if !file.metadata()?.is_file() {
            return Err(io::Error::other(
                "the journal's name is taken by something else",
            ));
        }
        let bytes =
            juma_cli::files::read_bounded(&path, 2 * usize::try_from(MAX_FILE_BYTES).unwrap_or(0))
                .unwrap_or_default();
        let whole = bytes
            .iter()
            .rposition(|byte| *byte == b'\n')
            .map_or(0, |last| last + 1);
        self.length = u64::try_from(whole).unwrap_or(0);
        if whole < bytes.len() {
            file.set_len(self.length)?;
        }
        self.file = Some(file);
        Ok(())
    }

    /// Moves each file one further; the last is lost.
    fn rotate(&mut self) -> io::Result<()> {
        for number in (0..MAX_FILES - 1).rev() {
            match fs::rename(self.path(number), self.path(number + 1)) {
                Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
                _ => {}
            }
        }
        self.length = 0;
        Ok(())
    }

    fn path(&self, number: u32) -> PathBuf {
        self.dir.join(match number {
            0 => "gate.jsonl".to_owned(),
            number => format!("gate.{number}.jsonl"),
        })
    }

    fn told(&self, error: io::Error) -> Failure {
        Failure::new("the journal cannot be written")
            .at(&self.dir)
            .because(error)
            .advise("make room, or name another folder with --journal")
    }
}

/// One line. Whatever is added here must say nothing of a person: a test looks for canaries.
fn line(told: &Told, at: UnixTime, environment: &str) -> String {
    let verdict = &told.judgement.verdict;
    // A key that signed, or that is said to have signed and is not known here.
    let key = told.key_id.or(match verdict {
        Verdict::Undecided(Doubt::UnknownKey { key_id }) => Some(*key_id),
        _ => None,
    });
    let line = json!({
        "at": at.to_string(),
        "verdict": verdict.finding().name(),
        "reason": verdict.slug(),
        "key": key.map(|key: KeyId| key.to_string()),
        "opens": told.opens(),
        "environment": environment,
    });
    format!("{line}\n")
}
