use std::{
    fs::{File, OpenOptions, TryLockError},
    io::{BufRead, BufReader, ErrorKind, Read, Seek, SeekFrom, Write},
    path::Path,
};

use serde::Serialize;

use super::{Chain, Damage, OpenError, Repair, line};
use crate::ledger::{LedgerError, event::Event};

/// The file: a header line and a line an event, only ever appended to, locked while it is open.
#[derive(Debug)]
pub(super) struct Journal {
    file: File,
    chain: Chain,
    lines: u64,
    health: Health,
}

/// Whether what the file holds is known.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Health {
    Good,
    /// A write or its sync failed, and how much of it is stored is anybody's guess.
    Unknown,
}

/// The first line.
#[derive(Serialize)]
struct Header {
    juma_ledger: u32,
    entries: u32,
}

const VERSION: u32 = 1;

impl Journal {
    /// A new file. One that a crash left without a whole first line counts as new.
    pub(super) fn create(path: &Path, entries: u32) -> Result<Self, OpenError> {
        let mut options = OpenOptions::new();
        options.create(true).truncate(false);
        let mut file = lock(&mut options, path)?;
        let (header, chain) = header(entries)?;
        let mut begun = Vec::new();
        let most = u64::try_from(header.len()).unwrap_or(u64::MAX);
        (&file).take(most).read_to_end(&mut begun)?;
        if begun.len() >= header.len() || !header.starts_with(&begun) {
            return Err(OpenError::Exists);
        }
        file.set_len(0)?;
        file.seek(SeekFrom::Start(0))?;
        file.write_all(&header)?;
        file.sync_all()?;
        sync_folder(path)?;
        Ok(Self {
            file,
            chain,
            lines: 1,
            health: Health::Good,
        })
    }

    /// Reads a file line by line into `take`, and repairs its end if a crash tore it.
    pub(super) fn open(
        path: &Path,
        entries: u32,
        mut take: impl FnMut(&Event<'_>) -> Result<(), LedgerError>,
    ) -> Result<(Self, Option<Repair>), OpenError> {
        let file = lock(&mut OpenOptions::new(), path)?;
        let (header, chain) = header(entries)?;
        let mut journal = Self {
            file,
            chain,
            lines: 1,
            health: Health::Good,
        };
        let mut reader = BufReader::with_capacity(READ_BYTES, journal.file.try_clone()?);
        let mut line = Vec::new();
        let mut whole = read_line(&mut reader, &mut line)?;
        if line != header {
            return Err(OpenError::NotALedger);
        }
        loop {
            let read = read_line(&mut reader, &mut line)?;
            if read == 0 {
                journal.file.seek(SeekFrom::Start(whole))?;
                return Ok((journal, None));
            }
            let number = journal.lines.saturating_add(1);
            let damaged = |damage| OpenError::Damaged {
                line: number,
                damage,
            };
            if line.pop_if(|last| *last == b'\n').is_none() {
                if read >= line::MAX_LINE_BYTES {
                    return Err(damaged(Damage::TooLong));
                }
                let repair = journal
                    .repair(&mut line, whole, &mut take)
                    .map_err(|error| match error {
                        Torn::Damaged(damage) => damaged(damage),
                        Torn::Io(kind) => OpenError::Io(kind),
                    })?;
                return Ok((journal, Some(repair)));
            }
            journal.take_line(&mut line, &mut take).map_err(damaged)?;
            whole = whole.saturating_add(read);
        }
    }

    /// Appends lines and returns when they are on the disk, all by one sync.
    pub(super) fn append(&mut self, events: &[Event<'_>]) -> Result<(), LedgerError> {
        if self.health == Health::Unknown {
            return Err(LedgerError::Unusable);
        }
        let (mut buffer, mut chain, mut lines) = (Vec::new(), self.chain, self.lines);
        for event in events {
            chain = line::write(event, &chain, &mut buffer)?;
            lines = lines.saturating_add(1);
        }
        let written = self.file.write_all(&buffer);
        if let Err(error) = written.and_then(|()| self.file.sync_data()) {
            self.health = Health::Unknown;
            return Err(LedgerError::Storage(error.kind()));
        }
        (self.chain, self.lines) = (chain, lines);
        Ok(())
    }

    pub(super) const fn lines(&self) -> u64 {
        self.lines
    }

    pub(super) const fn chain(&self) -> &Chain {
        &self.chain
    }

    fn take_line(
        &mut self,
        line: &mut Vec<u8>,
        take: &mut impl FnMut(&Event<'_>) -> Result<(), LedgerError>,
    ) -> Result<(), Damage> {
        let chain = line::read(line, &self.chain)?;
        let event = serde_json::from_slice(line).map_err(|_| Damage::Form)?;
        take(&event).map_err(|_| Damage::Contradiction)?;
        self.chain = chain;
        self.lines = self.lines.saturating_add(1);
        Ok(())
    }

    /// Deals with a last line that has no newline; `whole` is the length of the file before it.
    fn repair(
        &mut self,
        tail: &mut Vec<u8>,
        whole: u64,
        take: &mut impl FnMut(&Event<'_>) -> Result<(), LedgerError>,
    ) -> Result<Repair, Torn> {
        let bytes = u64::try_from(tail.len()).unwrap_or(u64::MAX);
        let line = self.lines.saturating_add(1);
        // A crash leaves less than a line. A whole one with more behind it had a newline there,
        // and no crash changes a byte.
        let mut first = line::first(tail).to_vec();
        if first.len() < tail.len() && line::read(&mut first, &self.chain).is_ok() {
            return Err(Torn::Damaged(Damage::Chain));
        }
        if line::read(&mut tail.clone(), &self.chain).is_ok() {
            // Kept, because it may have been durable before an editor dropped the newline; and
            // what is recorded although nobody was told only costs a number.
            self.take_line(tail, take).map_err(Torn::Damaged)?;
            self.file.seek(SeekFrom::End(0))?;
            self.file.write_all(b"\n")?;
            self.file.sync_all()?;
            return Ok(Repair::EndedLine { line });
        }
        self.file.set_len(whole)?;
        self.file.sync_all()?;
        self.file.seek(SeekFrom::Start(whole))?;
        Ok(Repair::CutTail { line, bytes })
    }
}

/// Why a torn end was not repaired.
enum Torn {
    Damaged(Damage),
    Io(ErrorKind),
}

impl From<std::io::Error> for Torn {
    fn from(error: std::io::Error) -> Self {
        Self::Io(error.kind())
    }
}

const READ_BYTES: usize = 1 << 16;

/// The next line with its newline, if it has one; 0 at the end.
fn read_line(reader: &mut impl BufRead, line: &mut Vec<u8>) -> std::io::Result<u64> {
    line.clear();
    let read = reader.take(line::MAX_LINE_BYTES).read_until(b'\n', line)?;
    Ok(u64::try_from(read).unwrap_or(u64::MAX))
}

fn header(entries: u32) -> Result<(Vec<u8>, Chain), OpenError> {
    let header = Header {
        juma_ledger: VERSION,
        entries,
    };
    let mut text = Vec::new();
    let chain = line::write(&header, &Chain::start(), &mut text);
    Ok((text, chain.map_err(|_| OpenError::NotALedger)?))
}

fn lock(options: &mut OpenOptions, path: &Path) -> Result<File, OpenError> {
    options.read(true).write(true);
    #[cfg(unix)]
    {
        use std::os::unix::fs::OpenOptionsExt;
        options.mode(OWNER_ONLY);
    }
    let file = options.open(path)?;
    match file.try_lock() {
        Ok(()) => Ok(file),
        Err(TryLockError::WouldBlock) => Err(OpenError::Locked),
        Err(TryLockError::Error(error)) => Err(error.into()),
    }
}

/// Whom the residents are, even by number, is nobody else's business.
#[cfg(unix)]
const OWNER_ONLY: u32 = 0o600;

/// Makes the file's name durable. Elsewhere than on unix a folder cannot be synced.
fn sync_folder(path: &Path) -> Result<(), OpenError> {
    #[cfg(unix)]
    {
        let folder = path
            .parent()
            .filter(|folder| !folder.as_os_str().is_empty());
        File::open(folder.unwrap_or(Path::new(".")))?.sync_all()?;
    }
    #[cfg(not(unix))]
    let _ = path;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_write_that_failed_is_the_last() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("ledger");
        let mut journal = Journal::create(&path, 64).unwrap();
        let writable = std::mem::replace(&mut journal.file, File::open(&path).unwrap());
        let events = [Event::Abandon { serial: 1 }];
        let failed = journal.append(&events);
        assert!(matches!(failed, Err(LedgerError::Storage(_))), "{failed:?}");
        journal.file = writable;
        assert_eq!(journal.append(&events), Err(LedgerError::Unusable));
        assert_eq!(journal.lines(), 1);
    }
}
