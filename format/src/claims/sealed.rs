//! The sealed part of a code (SPEC §7.4): its bytes, its padding, and the record inside it.

use alloc::vec::Vec;
use core::fmt;

use super::{
    Bearer, ClaimKey, ClaimsError, Person, Population, Relation, Tier,
    encode::document_flags,
    flags::{Flags, MediumBit},
    key::number,
    person::{PersonFields, read_region},
};
use crate::{
    cbor::{Reader, Writer},
    person::Name,
    region::Region,
    text,
};

/// The encapsulated X25519 key (RFC 9180 §7.1) and the authentication tag.
const ENC_LENGTH: usize = 32;
const TAG_LENGTH: usize = 16;

/// Plaintexts are padded to this and then to multiples of [`PAD_STEP`], so that a length says
/// little about a name or an address.
const PAD_LEAST: usize = 96;
const PAD_STEP: usize = 32;

/// The longest plaintext: a record with a portrait of 600 bytes.
const PAD_MOST: usize = 832;

/// Marks where the padding begins (ISO/IEC 7816-4).
const PAD_MARK: u8 = 0x80;

/// An HPKE message: encapsulated key and ciphertext.
#[derive(Clone, PartialEq, Eq)]
pub struct SealedPart(Vec<u8>);

crate::person::redacted_debug!(SealedPart => "SealedPart");

impl SealedPart {
    /// A sealed part of these bytes; `None` when no padded plaintext has that length.
    #[must_use]
    pub fn new(bytes: &[u8]) -> Option<Self> {
        let plaintext = bytes.len().checked_sub(ENC_LENGTH + TAG_LENGTH)?;
        is_padded_length(plaintext).then(|| Self(bytes.to_vec()))
    }

    /// Encapsulated key and ciphertext.
    #[must_use]
    pub fn as_bytes(&self) -> &[u8] {
        &self.0
    }
}

const fn is_padded_length(length: usize) -> bool {
    length >= PAD_LEAST && length <= PAD_MOST && length.is_multiple_of(PAD_STEP)
}

/// Why a text cannot be padded, or a padded one is none.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PaddingError;

impl fmt::Display for PaddingError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the sealed record is too long, or its padding is wrong")
    }
}

impl core::error::Error for PaddingError {}

/// Appends 0x80 and zeros up to the next length of 96, 128, 160 … bytes.
///
/// # Errors
/// When the record is too long for any code.
pub fn pad(mut record: Vec<u8>) -> Result<Vec<u8>, PaddingError> {
    record.push(PAD_MARK);
    let length = record.len().max(PAD_LEAST).next_multiple_of(PAD_STEP);
    if !is_padded_length(length) {
        return Err(PaddingError);
    }
    record.resize(length, 0);
    Ok(record)
}

/// Takes the padding off; the padding must be the one that [`pad`] gives.
///
/// # Errors
/// When it is not.
pub fn unpad(padded: &[u8]) -> Result<&[u8], PaddingError> {
    let mark = padded
        .iter()
        .rposition(|byte| *byte != 0)
        .ok_or(PaddingError)?;
    let (record, padding) = padded.split_at(mark);
    let wanted = (record.len() + 1).max(PAD_LEAST).next_multiple_of(PAD_STEP);
    if padding.first() == Some(&PAD_MARK) && padded.len() == wanted && is_padded_length(wanted) {
        Ok(record)
    } else {
        Err(PaddingError)
    }
}

/// What stands inside a sealed part.
#[derive(Clone, PartialEq, Eq)]
pub struct SealedRecord {
    /// The region, which that of the clear part is a prefix of.
    pub region: Region,
    /// The population, as in the clear part.
    pub population: Population,
    /// What the guardian is to the person, when a guardian shows the code, as in the clear part.
    pub guardian: Option<Relation>,
    /// The person.
    pub person: Person,
}

crate::person::redacted_debug!(SealedRecord => "SealedRecord");

impl SealedRecord {
    /// The record of a person for the clear part's bearer.
    #[must_use]
    pub const fn new(
        region: Region,
        population: Population,
        bearer: Bearer,
        person: Person,
    ) -> Self {
        let guardian = match bearer {
            Bearer::Holder => None,
            Bearer::Guardian { relation, .. } => Some(relation),
        };
        Self {
            region,
            population,
            guardian,
            person,
        }
    }

    /// The bytes of the record, not padded.
    #[must_use]
    pub fn encode(&self) -> Vec<u8> {
        let (document, sex) = document_flags(&self.person.document);
        let flags = Flags {
            tier: Tier::Full,
            population: self.population,
            address: self.person.address.state(),
            medium: MediumBit::Screen,
            relation: self.guardian,
            profile: None,
            document,
            sex,
        };
        let mut writer = Writer::with_capacity(PAD_LEAST);
        writer.map(2 + self.person.entries());
        writer.integer(number::FLAGS).unsigned(flags.pack());
        writer
            .integer(number::REGION)
            .unsigned(self.region.code().into());
        self.person.write(&mut writer);
        writer.finish()
    }

    /// Reads a record that was opened and unpadded.
    ///
    /// # Errors
    /// When the bytes are not a record, by SPEC §7.4.
    pub fn decode(bytes: &[u8]) -> Result<Self, ClaimsError> {
        let mut reader = Reader::new(bytes);
        let mut map = reader.map()?;
        let (mut flags, mut region, mut name) = (None, None, None);
        let mut fields = PersonFields::default();
        while let Some(key) = map.next_key(&mut reader)? {
            match key {
                number::FLAGS => flags = Some(Flags::unpack(reader.unsigned()?)?),
                number::REGION => region = Some(read_region(&mut reader, ClaimKey::Region)?),
                number::NAME => {
                    let text = text::read(&mut reader);
                    let text = text.map_err(|error| ClaimsError::text(ClaimKey::Name, error))?;
                    let characters = |error| ClaimsError::Characters(ClaimKey::Name, error);
                    name = Some(Name::new(text).map_err(characters)?);
                }
                key if number::IGNORABLE.contains(&key) => {
                    reader.item_inside(1)?;
                }
                key if fields.read(key, &mut reader)? => {}
                key => return Err(ClaimsError::Unknown { key }),
            }
        }
        reader.end()?;
        let flags: Flags = flags.ok_or(ClaimsError::Missing(ClaimKey::Flags))?;
        if flags.tier != Tier::Full || flags.medium != MediumBit::Screen || flags.profile.is_some()
        {
            return Err(ClaimsError::ReservedFlags);
        }
        let name = name.ok_or(ClaimsError::Missing(ClaimKey::Name))?;
        Ok(Self {
            region: region.ok_or(ClaimsError::Missing(ClaimKey::Region))?,
            population: flags.population,
            guardian: flags.relation,
            person: fields.assemble(name, &flags)?,
        })
    }
}
