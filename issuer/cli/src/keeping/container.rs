//! The bytes of a backup's file: a header, and sealed chunks of one stream.

use std::io::{self, BufRead, BufReader, Read, Write};

use juma_cli::failure::Failure;
use juma_keys::{
    BACKUP_CHUNK_BYTES, BACKUP_TAG_BYTES, BackupError, BackupKey, BackupOpener, BackupSealer,
    MAX_BACKUP_HEADER_BYTES, Passphrase,
};
use zeroize::Zeroizing;

/// Seals what is written to it.
pub(super) struct Sealed<W> {
    out: W,
    sealer: BackupSealer,
    chunk: Zeroizing<Vec<u8>>,
}

impl<W: Write> Sealed<W> {
    /// Begins with the header.
    pub(super) fn begin(mut out: W, key: BackupKey) -> io::Result<Self> {
        out.write_all(key.header().as_bytes())?;
        Ok(Self {
            out,
            sealer: key.into_sealer(),
            chunk: Zeroizing::new(Vec::with_capacity(BACKUP_CHUNK_BYTES)),
        })
    }

    /// Ends with the last chunk, without which nothing of it is opened.
    pub(super) fn end(mut self) -> io::Result<()> {
        let sealed = self.sealer.last(&self.chunk).map_err(io::Error::other)?;
        self.out.write_all(&sealed)?;
        self.out.flush()
    }
}

impl<W: Write> Write for Sealed<W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        // A full chunk waits until it is known that another follows.
        if self.chunk.len() == BACKUP_CHUNK_BYTES && !bytes.is_empty() {
            let sealed = self.sealer.next(&self.chunk).map_err(io::Error::other)?;
            self.out.write_all(&sealed)?;
            self.chunk.clear();
        }
        let room = BACKUP_CHUNK_BYTES.saturating_sub(self.chunk.len());
        let taken = bytes.get(..room).unwrap_or(bytes);
        self.chunk.extend_from_slice(taken);
        Ok(taken.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// Opens what is read from it.
pub(super) struct Opened<R> {
    from: BufReader<R>,
    opener: Option<BackupOpener>,
    chunk: Zeroizing<Vec<u8>>,
    at: usize,
}

/// The key of the backup that a file begins with, and how many bytes its header has.
pub(super) fn unlock(
    from: &mut impl Read,
    passphrase: impl FnOnce() -> Result<Passphrase, Failure>,
) -> Result<(BackupKey, usize), Failure> {
    let mut beginning = Vec::with_capacity(MAX_BACKUP_HEADER_BYTES);
    let limit = u64::try_from(MAX_BACKUP_HEADER_BYTES).unwrap_or(u64::MAX);
    from.take(limit)
        .read_to_end(&mut beginning)
        .map_err(|error| Failure::new("cannot read it").because(error))?;
    let refused = |error: BackupError| Failure::new("it cannot be restored").because(error);
    let length = BackupKey::header_length(&beginning);
    let header = length.and_then(|length| beginning.get(..length));
    let header = header.ok_or_else(|| refused(BackupError::Form))?;
    let key = BackupKey::open(header, &passphrase()?).map_err(refused)?;
    Ok((key, header.len()))
}

impl<R: Read> Opened<R> {
    /// Opens chunks from behind the header on.
    pub(super) fn new(from: R, key: &BackupKey) -> Self {
        Self {
            from: BufReader::new(from),
            opener: Some(key.opener()),
            chunk: Zeroizing::new(Vec::new()),
            at: 0,
        }
    }

    fn next(&mut self) -> io::Result<()> {
        let Some(mut opener) = self.opener.take() else {
            return Ok(());
        };
        let whole = BACKUP_CHUNK_BYTES.saturating_add(BACKUP_TAG_BYTES);
        let limit = u64::try_from(whole).unwrap_or(u64::MAX);
        let mut sealed = Vec::with_capacity(whole);
        (&mut self.from).take(limit).read_to_end(&mut sealed)?;
        let damaged = |error: BackupError| io::Error::new(io::ErrorKind::InvalidData, error);
        if self.from.fill_buf()?.is_empty() {
            self.chunk = opener.last(&sealed).map_err(damaged)?;
        } else {
            self.chunk = opener.next(&sealed).map_err(damaged)?;
            self.opener = Some(opener);
        }
        self.at = 0;
        Ok(())
    }
}

impl<R: Read> Read for Opened<R> {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        while self.at == self.chunk.len() && self.opener.is_some() {
            self.next()?;
        }
        let left = self.chunk.get(self.at..).unwrap_or_default();
        let count = left.len().min(into.len());
        for (to, from) in into.iter_mut().zip(left) {
            *to = *from;
        }
        self.at = self.at.saturating_add(count);
        Ok(count)
    }
}

#[cfg(test)]
mod tests {
    use juma_format::Environment;
    use juma_keys::{SealingInputs, Secret};

    use super::*;

    fn passphrase() -> Passphrase {
        Passphrase::new("correct horse battery".to_owned())
    }

    fn sealed(content: &[u8]) -> Vec<u8> {
        let (salt, iv) = ([1; 16], [2; 16]);
        let inputs = SealingInputs { salt, iv };
        let secret = Secret::new([3; 32]);
        let key = BackupKey::new(Environment::Demo, &passphrase(), &secret, inputs).unwrap();
        let mut file = Vec::new();
        let mut sealed = Sealed::begin(&mut file, key).unwrap();
        sealed.write_all(content).unwrap();
        sealed.end().unwrap();
        file
    }

    #[test]
    fn every_length_around_a_chunk_comes_back() {
        for length in [
            0,
            1,
            BACKUP_CHUNK_BYTES - 1,
            BACKUP_CHUNK_BYTES,
            BACKUP_CHUNK_BYTES + 1,
            2 * BACKUP_CHUNK_BYTES,
        ] {
            let content: Vec<u8> = (0..=250).cycle().take(length).collect();
            let file = sealed(&content);
            let (key, header) = unlock(&mut file.as_slice(), || Ok(passphrase())).unwrap();
            let read = |file: &[u8]| {
                let mut content = Vec::new();
                Opened::new(file, &key)
                    .read_to_end(&mut content)
                    .map(|_| content)
            };
            assert!(read(&file[header..]).unwrap() == content, "{length}");
            // Without its last chunk, or with half of it, nothing of a backup is taken for whole.
            for cut in [1, BACKUP_TAG_BYTES, 40]
                .into_iter()
                .filter(|cut| header + cut < file.len())
            {
                assert!(
                    read(&file[header..file.len() - cut]).is_err(),
                    "{length} {cut}"
                );
            }
        }
    }
}
