use alloc::vec::Vec;

use super::fields::{
    DocumentError, Field, need, read_environment, read_length, read_number, read_time,
};
use crate::{
    Environment,
    cbor::{Reader, Writer},
    time::UnixTime,
};

/// The most parts of a bundle: the status lists of a province for several years.
pub const MAX_PARTS: usize = 16_384;

/// The most keys that a manifest distrusts: every key of a trust list.
const MAX_DISTRUSTED: usize = super::MAX_ENTRIES;

/// What a bundle consists of.
///
/// ```cddl
/// manifest = {1 => environment, 2 => epoch, 3 => sequence, 4 => issued, 5 => expires,
///             6 => [+ [kind, size, bstr .size 32]], 7 => [* bstr .size 32], ? 8 => base}
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Manifest {
    /// The environment.
    pub environment: Environment,
    /// The epoch, which only the trust list raises.
    pub epoch: u32,
    /// Greater than that of every earlier bundle of the epoch.
    pub sequence: u32,
    /// When it was made.
    pub issued: UnixTime,
    /// The first second at which it is stale.
    pub expires: UnixTime,
    /// The parts, in their order in the file.
    pub parts: Vec<Part>,
    /// SHA-256 of keys that are not to be trusted from now on, ascending. A manifest can only take
    /// trust away.
    pub distrusted: Vec<[u8; 32]>,
    /// The full bundle whose status lists its deltas change; there is one exactly when there are
    /// deltas.
    pub base: Option<BaseBundle>,
}

/// A full bundle by its name in its epoch.
///
/// ```cddl
/// base = [sequence, bstr .size 32]
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct BaseBundle {
    /// Its sequence.
    pub sequence: u32,
    /// SHA-256 of its manifest's payload.
    pub hash: [u8; 32],
}

/// A part of a bundle.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Part {
    /// What it is.
    pub kind: PartKind,
    /// Its length in bytes.
    pub size: u32,
    /// SHA-256 of its bytes.
    pub hash: [u8; 32],
}

/// What a part is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum PartKind {
    /// A root document; they come first, by number, from the first on.
    Root,
    /// The trust list; there is one.
    TrustList,
    /// A status list.
    StatusList,
    /// What has changed in a status list of the base.
    StatusDelta,
    /// The profile of a city: its answers and hotlines.
    Places,
}

impl PartKind {
    const ALL: [Self; 5] = [
        Self::Root,
        Self::TrustList,
        Self::StatusList,
        Self::StatusDelta,
        Self::Places,
    ];

    const fn number(self) -> u64 {
        match self {
            Self::Root => 1,
            Self::TrustList => 2,
            Self::StatusList => 3,
            Self::StatusDelta => 4,
            Self::Places => 5,
        }
    }
}

const ENVIRONMENT: i64 = 1;
const EPOCH: i64 = 2;
const SEQUENCE: i64 = 3;
const ISSUED: i64 = 4;
const EXPIRES: i64 = 5;
const PARTS: i64 = 6;
const DISTRUSTED: i64 = 7;
const BASE: i64 = 8;

impl Manifest {
    /// The payload that is signed.
    #[must_use]
    pub fn encode(&self) -> Vec<u8> {
        let mut writer = Writer::new();
        writer.map(if self.base.is_some() { 8 } else { 7 });
        writer
            .integer(ENVIRONMENT)
            .unsigned(self.environment.number());
        writer.integer(EPOCH).unsigned(self.epoch.into());
        writer.integer(SEQUENCE).unsigned(self.sequence.into());
        writer.integer(ISSUED).unsigned(self.issued.seconds());
        writer.integer(EXPIRES).unsigned(self.expires.seconds());
        writer.integer(PARTS);
        write_parts(&mut writer, &self.parts);
        let distrusted = u64::try_from(self.distrusted.len()).unwrap_or(u64::MAX);
        writer.integer(DISTRUSTED).array(distrusted);
        for hash in &self.distrusted {
            writer.bytes(hash);
        }
        if let Some(base) = self.base {
            writer.integer(BASE).array(2).unsigned(base.sequence.into());
            writer.bytes(&base.hash);
        }
        writer.finish()
    }

    /// Reads a payload.
    ///
    /// # Errors
    /// When the bytes are no manifest.
    pub fn decode(bytes: &[u8]) -> Result<Self, DocumentError> {
        let mut reader = Reader::new(bytes);
        let mut map = reader.map()?;
        let (mut environment, mut epoch, mut sequence) = (None, None, None);
        let (mut issued, mut expires, mut parts, mut distrusted) = (None, None, None, None);
        let mut base = None;
        while let Some(key) = map.next_key(&mut reader)? {
            match key {
                ENVIRONMENT => environment = Some(read_environment(&mut reader)?),
                EPOCH => epoch = Some(read_number(&mut reader, Field::Epoch)?),
                SEQUENCE => sequence = Some(read_number(&mut reader, Field::Sequence)?),
                ISSUED => issued = Some(read_time(&mut reader, Field::Issued)?),
                EXPIRES => expires = Some(read_time(&mut reader, Field::Expires)?),
                PARTS => parts = Some(read_parts(&mut reader, MAX_PARTS)?),
                DISTRUSTED => distrusted = Some(read_distrusted(&mut reader)?),
                BASE => base = Some(read_base(&mut reader)?),
                _ => return Err(DocumentError::Unknown { key }),
            }
        }
        reader.end()?;
        let manifest = Self {
            environment: need(environment, Field::Environment)?,
            epoch: need(epoch, Field::Epoch)?,
            sequence: need(sequence, Field::Sequence)?,
            issued: need(issued, Field::Issued)?,
            expires: need(expires, Field::Expires)?,
            parts: need(parts, Field::Parts)?,
            distrusted: need(distrusted, Field::Distrusted)?,
            base,
        };
        manifest.check_base()?;
        if manifest.expires <= manifest.issued {
            return Err(DocumentError::OutOfRange(Field::Expires));
        }
        Ok(manifest)
    }

    /// Deltas need something to change, and what is not there cannot be changed.
    fn check_base(&self) -> Result<(), DocumentError> {
        let mut kinds = self.parts.iter().map(|part| part.kind);
        let has_deltas = kinds.any(|kind| kind == PartKind::StatusDelta);
        let fits = match self.base {
            None => !has_deltas,
            Some(base) => has_deltas && base.sequence < self.sequence,
        };
        if fits {
            Ok(())
        } else {
            Err(DocumentError::OutOfRange(Field::Base))
        }
    }
}

fn read_base(reader: &mut Reader<'_>) -> Result<BaseBundle, DocumentError> {
    if reader.array()? != 2 {
        return Err(DocumentError::OutOfRange(Field::Base));
    }
    Ok(BaseBundle {
        sequence: read_number(reader, Field::Base)?,
        hash: reader.array_of_bytes()?,
    })
}

pub(super) fn write_parts(writer: &mut Writer, parts: &[Part]) {
    writer.array(u64::try_from(parts.len()).unwrap_or(u64::MAX));
    for part in parts {
        writer
            .array(3)
            .unsigned(part.kind.number())
            .unsigned(part.size.into());
        writer.bytes(&part.hash);
    }
}

pub(super) fn read_parts(
    reader: &mut Reader<'_>,
    limit: usize,
) -> Result<Vec<Part>, DocumentError> {
    let out_of_range = DocumentError::OutOfRange(Field::Parts);
    let length = read_length(reader, Field::Parts, limit)?;
    if length == 0 {
        return Err(out_of_range); // nothing is no bundle, and nothing to contribute
    }
    let mut parts: Vec<Part> = Vec::new();
    for _ in 0..length {
        if reader.array()? != 3 {
            return Err(out_of_range);
        }
        let number = reader.unsigned()?;
        let kind = PartKind::ALL
            .into_iter()
            .find(|kind| kind.number() == number);
        let kind = kind.ok_or(out_of_range)?;
        let size = u32::try_from(reader.unsigned()?).map_err(|_| out_of_range)?;
        let hash = reader.array_of_bytes()?;
        if parts.last().is_some_and(|last| last.kind > kind) {
            return Err(DocumentError::Order(Field::Parts));
        }
        parts.push(Part { kind, size, hash });
    }
    Ok(parts)
}

fn read_distrusted(reader: &mut Reader<'_>) -> Result<Vec<[u8; 32]>, DocumentError> {
    let length = read_length(reader, Field::Distrusted, MAX_DISTRUSTED)?;
    let mut hashes: Vec<[u8; 32]> = Vec::new();
    for _ in 0..length {
        let hash = reader.array_of_bytes()?;
        if hashes.last().is_some_and(|last| *last >= hash) {
            return Err(DocumentError::Order(Field::Distrusted));
        }
        hashes.push(hash);
    }
    Ok(hashes)
}
