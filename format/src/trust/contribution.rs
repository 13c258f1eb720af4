use alloc::{string::String, vec::Vec};

use super::{
    entry::is_namespace,
    fields::{DocumentError, Field, need, read_environment, read_number, read_time},
    manifest::{Part, PartKind, read_parts, write_parts},
    status::StatusTimes,
};
use crate::{
    Environment,
    cbor::{Reader, Writer},
};

/// The most parts of a contribution: as many lists as a publication may have, and far above a city's.
pub const MAX_CONTRIBUTION_PARTS: usize = 4096;

/// What a city hands to the centre that makes the bundles of many (SPEC §6.9). It names its parts as a
/// manifest does, and can say nothing else: it distrusts no key and has no place in the row of bundles.
///
/// ```cddl
/// contribution = {1 => environment, 2 => tstr, 3 => sequence, 4 => issued, 5 => expires,
///                 6 => [+ [kind, size, bstr .size 32]], 7 => number}
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Contribution {
    /// The environment.
    pub environment: Environment,
    /// The namespace of its status lists.
    pub namespace: String,
    /// Greater than that of every earlier contribution to the namespace.
    pub sequence: u32,
    /// The times of every status list and delta in it.
    pub times: StatusTimes,
    /// The parts, in their order in the file: status lists, deltas, places.
    pub parts: Vec<Part>,
    /// The version of the trust list that the city goes by: what it signs needs a list no older.
    pub trust_list: u32,
}

const ENVIRONMENT: i64 = 1;
const NAMESPACE: i64 = 2;
const SEQUENCE: i64 = 3;
const ISSUED: i64 = 4;
const EXPIRES: i64 = 5;
const PARTS: i64 = 6;
const TRUST_LIST: i64 = 7;

impl Contribution {
    /// The payload that is signed.
    #[must_use]
    pub fn encode(&self) -> Vec<u8> {
        let mut writer = Writer::new();
        writer.map(7);
        writer
            .integer(ENVIRONMENT)
            .unsigned(self.environment.number());
        writer.integer(NAMESPACE).text(&self.namespace);
        writer.integer(SEQUENCE).unsigned(self.sequence.into());
        writer.integer(ISSUED).unsigned(self.times.issued.seconds());
        writer
            .integer(EXPIRES)
            .unsigned(self.times.expires.seconds());
        writer.integer(PARTS);
        write_parts(&mut writer, &self.parts);
        writer.integer(TRUST_LIST).unsigned(self.trust_list.into());
        writer.finish()
    }

    /// Reads a payload.
    ///
    /// # Errors
    /// When the bytes are no contribution.
    pub fn decode(bytes: &[u8]) -> Result<Self, DocumentError> {
        let mut reader = Reader::new(bytes);
        let mut map = reader.map()?;
        let (mut environment, mut namespace, mut sequence) = (None, None, None);
        let (mut issued, mut expires, mut parts, mut trust_list) = (None, None, None, None);
        while let Some(key) = map.next_key(&mut reader)? {
            match key {
                ENVIRONMENT => environment = Some(read_environment(&mut reader)?),
                NAMESPACE => namespace = Some(read_namespace(&mut reader)?),
                SEQUENCE => sequence = Some(read_number(&mut reader, Field::Sequence)?),
                ISSUED => issued = Some(read_time(&mut reader, Field::Issued)?),
                EXPIRES => expires = Some(read_time(&mut reader, Field::Expires)?),
                PARTS => parts = Some(read_parts(&mut reader, MAX_CONTRIBUTION_PARTS)?),
                TRUST_LIST => trust_list = Some(read_number(&mut reader, Field::Version)?),
                _ => return Err(DocumentError::Unknown { key }),
            }
        }
        reader.end()?;
        let contribution = Self {
            environment: need(environment, Field::Environment)?,
            namespace: need(namespace, Field::Namespace)?,
            sequence: need(sequence, Field::Sequence)?,
            times: StatusTimes {
                issued: need(issued, Field::Issued)?,
                expires: need(expires, Field::Expires)?,
            },
            parts: need(parts, Field::Parts)?,
            trust_list: need(trust_list, Field::Version)?,
        };
        // Root documents and trust lists come from the root's holders, never from a city.
        let is_of_city = |part: &Part| part.kind >= PartKind::StatusList;
        if !contribution.parts.iter().all(is_of_city) {
            return Err(DocumentError::OutOfRange(Field::Parts));
        }
        if contribution.times.expires <= contribution.times.issued {
            return Err(DocumentError::OutOfRange(Field::Expires));
        }
        Ok(contribution)
    }

    /// Whether it has whole lists alone, so that deltas can be made to it.
    #[must_use]
    pub fn is_full(&self) -> bool {
        let mut kinds = self.parts.iter().map(|part| part.kind);
        !kinds.any(|kind| kind == PartKind::StatusDelta)
    }
}

fn read_namespace(reader: &mut Reader<'_>) -> Result<String, DocumentError> {
    let namespace = reader.text()?;
    if is_namespace(namespace) {
        Ok(String::from(namespace))
    } else {
        Err(DocumentError::OutOfRange(Field::Namespace))
    }
}
