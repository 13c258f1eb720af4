//! The record of what a ceremony's place has put under manifests: whatever becomes of a bundle, no
//! other has its sequence, and what was distrusted stays so.

use std::{
    fmt,
    fs::{File, OpenOptions, TryLockError},
    io,
    path::{Path, PathBuf},
};

use juma_cli::{
    clock,
    distrust::parse_hash,
    failure::Failure,
    files::{self, Access},
};
use juma_format::{
    Environment,
    time::UnixTime,
    trust::{MAX_ENTRIES, StatusListName},
};
use juma_keys::{Collected, KeyHash};

/// What the last bundle said, or was about to say.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Record {
    pub(super) environment: Environment,
    pub(super) epoch: u32,
    pub(super) sequence: u32,
    pub(super) root: u32,
    pub(super) list: u32,
    pub(super) issued: UnixTime,
    pub(super) distrusted: Vec<[u8; 32]>,
    /// The last contribution of each namespace, ascending.
    pub(super) collected: Vec<Collected>,
}

/// A record that nobody else writes in the meantime.
pub(super) struct Held {
    path: PathBuf,
    _lock: File,
}

const FIRST_LINE: &str = "juma bundle record";

/// Seven lines, one for every key of a trust list, and one for every namespace, of which there are no
/// more.
const MAX_BYTES: usize = 512 + (80 + 240) * MAX_ENTRIES;

impl Held {
    /// Takes the record, which need not be there yet.
    pub(super) fn take(path: &Path) -> Result<Self, Failure> {
        let lock = open_lock(path)?;
        match lock.try_lock() {
            Ok(()) => Ok(Self {
                path: path.to_owned(),
                _lock: lock,
            }),
            Err(TryLockError::WouldBlock) => Err(Failure::new("another command holds the record")
                .at(path)
                .advise("wait for it to end")),
            Err(TryLockError::Error(error)) => {
                Err(Failure::new("cannot be locked").at(path).because(error))
            }
        }
    }

    pub(super) fn read(&self) -> Result<Record, Failure> {
        let bytes = files::read_bounded(&self.path, MAX_BYTES)?;
        let record = str::from_utf8(&bytes).ok().and_then(Record::parse);
        record.ok_or_else(|| {
            Failure::new("it is no record of bundles")
                .at(&self.path)
                .advise(
                    "put the newest copy of it in its place: a sequence must never be used twice",
                )
        })
    }

    pub(super) fn refuse_existing(&self) -> Result<(), Failure> {
        files::refuse_existing(&self.path)
    }

    /// Before the bundle is written, so that a crash leaves a gap and never repeats.
    pub(super) fn write(&self, record: &Record) -> Result<(), Failure> {
        files::write_atomically(&self.path, record.to_string().as_bytes(), Access::Public)
    }
}

/// Empty, beside the record, and never removed: a lock on a replaced file would lock nothing.
fn open_lock(path: &Path) -> Result<File, Failure> {
    let name = path.file_name();
    let mut name = name
        .ok_or_else(|| Failure::new("names no file").at(path))?
        .to_owned();
    name.push(".lock");
    let mut options = OpenOptions::new();
    options.create(true).truncate(false).write(true);
    let failed = |error: io::Error| Failure::new("cannot be locked").at(path).because(error);
    options.open(path.with_file_name(name)).map_err(failed)
}

impl Record {
    /// Lines in one order, as key files have them.
    fn parse(text: &str) -> Option<Self> {
        let mut lines = text.lines();
        if lines.next()? != FIRST_LINE {
            return None;
        }
        let mut field = |name: &str| lines.next()?.strip_prefix(name)?.strip_prefix(": ");
        let record = Self {
            environment: Environment::from_name(field("environment")?)?,
            epoch: field("epoch")?.parse().ok()?,
            sequence: field("sequence")?.parse().ok()?,
            root: field("root")?.parse().ok()?,
            list: field("trust-list")?.parse().ok()?,
            issued: clock::parse_time(field("issued")?).ok()?,
            distrusted: Vec::new(),
            collected: Vec::new(),
        };
        let lines: Vec<&str> = lines.collect();
        let is_distrusted = |line: &&str| line.starts_with("distrusted: ");
        let (hashes, collected) =
            lines.split_at(lines.iter().take_while(|it| is_distrusted(it)).count());
        let hashes = hashes
            .iter()
            .map(|line| parse_hash(line.strip_prefix("distrusted: ")?));
        let collected = collected.iter().map(|line| parse_collected(line));
        let record = Self {
            distrusted: hashes.collect::<Option<_>>()?,
            collected: collected.collect::<Option<_>>()?,
            ..record
        };
        if !record
            .collected
            .is_sorted_by(|a, b| a.namespace < b.namespace)
        {
            return None;
        }
        // What is torn in a number, or was changed by hand, is not what was written.
        (record.to_string() == text).then_some(record)
    }
}

impl fmt::Display for Record {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "{FIRST_LINE}\nenvironment: {}", self.environment.name())?;
        writeln!(f, "epoch: {}\nsequence: {}", self.epoch, self.sequence)?;
        writeln!(f, "root: {}\ntrust-list: {}", self.root, self.list)?;
        writeln!(f, "issued: {}", self.issued)?;
        for hash in &self.distrusted {
            writeln!(f, "distrusted: {}", KeyHash::from_bytes(*hash))?;
        }
        for it in &self.collected {
            let hash = KeyHash::from_bytes(it.hash);
            writeln!(
                f,
                "collected: {} {} {} {} {hash}",
                it.namespace, it.sequence, it.issued, it.signer
            )?;
        }
        Ok(())
    }
}

fn parse_collected(line: &str) -> Option<Collected> {
    let mut words = line.strip_prefix("collected: ")?.split(' ');
    let namespace = StatusListName::new(words.next()?, 0)?;
    let collected = Collected {
        namespace: namespace.namespace().to_owned(),
        sequence: words.next()?.parse().ok()?,
        issued: clock::parse_time(words.next()?).ok()?,
        signer: KeyHash::from_bytes(parse_hash(words.next()?)?),
        hash: parse_hash(words.next()?)?,
    };
    words.next().is_none().then_some(collected)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_record_is_read_as_it_was_written_and_torn_in_no_way() {
        let mut record = Record {
            environment: Environment::Test,
            epoch: 1,
            sequence: 4_294_967_295,
            root: 2,
            list: 17,
            issued: UnixTime::from_seconds(1_800_000_000),
            distrusted: vec![[1; 32], [0xfe; 32]],
            collected: ["4401", "4403"].map(collected).to_vec(),
        };
        let text = record.to_string();
        assert_eq!(Record::parse(&text), Some(record.clone()));
        let first_hash = text.find("distrusted").unwrap();
        // The last word of a line is its own check: a hash of another length is none.
        for length in (0..text.len()).filter(|at| text.is_char_boundary(*at)) {
            let torn = Record::parse(&text[..length]);
            // A cut between two hashes is a record too; the file is replaced whole.
            let between = text[..length].ends_with('\n') && length >= first_hash;
            assert_eq!(torn.is_some(), between, "{length}");
        }
        assert_eq!(Record::parse(&format!("{text}\n")), None);
        assert_eq!(Record::parse(&text.replace("17", "017")), None);
        assert_eq!(Record::parse(&text.replace("test", "prod")), None);
        let turned = text.replace("4401", "4409");
        assert_eq!(Record::parse(&turned), None);
        record.distrusted.clear();
        assert_eq!(Record::parse(&record.to_string()), Some(record.clone()));
        // A record of before there were contributions.
        record.collected.clear();
        assert_eq!(Record::parse(&record.to_string()), Some(record));
    }

    fn collected(namespace: &str) -> Collected {
        Collected {
            namespace: namespace.to_owned(),
            signer: KeyHash::from_bytes([7; 32]),
            sequence: 12,
            issued: UnixTime::from_seconds(1_800_000_000),
            hash: [9; 32],
        }
    }
}
