use alloc::{string::String, vec::Vec};

use super::fields::{DocumentError, Field, need, read_length, read_text, read_time};
use crate::{
    algorithm::Suite,
    cbor::{Reader, Writer},
    characters,
    region::Region,
    text,
    time::UnixTime,
};

/// What a key may sign.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Purpose {
    /// Residence codes.
    Code,
    /// Status lists and their deltas.
    Status,
    /// Manifests of bundles.
    Bundle,
    /// Nothing: officers' records are sealed to it.
    Seal,
}

impl Purpose {
    /// All of them, in the order of their numbers, which begin with 1.
    pub const ALL: [Self; 4] = [Self::Code, Self::Status, Self::Bundle, Self::Seal];

    /// The word of key files and outputs.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Code => "code",
            Self::Status => "status",
            Self::Bundle => "bundle",
            Self::Seal => "seal",
        }
    }

    /// The purpose of a word, if there is one.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|purpose| purpose.name() == name)
    }

    const fn number(self) -> u64 {
        match self {
            Self::Code => 1,
            Self::Status => 2,
            Self::Bundle => 3,
            Self::Seal => 4,
        }
    }
}

/// The life of a key, which never goes back.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum KeyState {
    /// It signs.
    Active,
    /// It signs no more; what it signed stays good.
    Retired,
    /// Somebody else may have it: nothing it ever signed is good, whatever date it bears.
    Compromised,
}

impl KeyState {
    /// All of them, in the order of their numbers.
    pub const ALL: [Self; 3] = [Self::Active, Self::Retired, Self::Compromised];

    /// The word of outputs.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Active => "active",
            Self::Retired => "retired",
            Self::Compromised => "compromised",
        }
    }

    const fn number(self) -> u64 {
        match self {
            Self::Active => 0,
            Self::Retired => 1,
            Self::Compromised => 2,
        }
    }
}

/// When a key may sign, and how long what it signed is good.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct EntryTimes {
    /// The first second at which it signs.
    pub sign_from: UnixTime,
    /// The first second at which it no longer does.
    pub sign_until: UnixTime,
    /// The first second at which nothing of it is accepted.
    pub accept_until: UnixTime,
    /// The most seconds from the signing of a code to its end.
    pub max_validity: u64,
}

/// A key of a trust list and its bounds.
///
/// ```cddl
/// entry = {1 => bstr .size (32..96), 2 => purpose, 3 => suite, 4 => text, 5 => [* region], 6 => tstr,
///          7 => sign-from, 8 => sign-until, 9 => accept-until, 10 => max-validity, 11 => state}
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TrustEntry {
    /// The public key, in the form of its suite.
    pub key: Vec<u8>,
    /// What it may sign.
    pub purpose: Purpose,
    /// With which algorithms.
    pub suite: Suite,
    /// Who holds it, for people.
    pub issuer: String,
    /// Where: the prefixes that a code's region must have one of. Empty for keys that sign no
    /// codes.
    pub regions: Vec<Region>,
    /// The namespace of the status lists of its codes, or of the lists that it signs.
    pub namespace: String,
    /// When.
    pub times: EntryTimes,
    /// Whether it still does.
    pub state: KeyState,
}

/// The bytes of a public key: 32 for Ed25519; a suite to come may need a point of two coordinates.
const KEY_BYTES: core::ops::RangeInclusive<usize> = 32..=96;

/// The most prefixes of one key: the districts of the largest province.
const MAX_REGIONS: usize = 200;

/// The most characters of an issuer's name.
const MAX_ISSUER_CHARS: usize = 64;

/// The most bytes of a namespace: a region code, perhaps with a service behind it.
const MAX_NAMESPACE_BYTES: usize = 32;

const KEY: i64 = 1;
const PURPOSE: i64 = 2;
const SUITE: i64 = 3;
const ISSUER: i64 = 4;
const REGIONS: i64 = 5;
const NAMESPACE: i64 = 6;
const SIGN_FROM: i64 = 7;
const SIGN_UNTIL: i64 = 8;
const ACCEPT_UNTIL: i64 = 9;
const MAX_VALIDITY: i64 = 10;
const STATE: i64 = 11;

impl TrustEntry {
    /// Whether the key may sign for the region.
    #[must_use]
    pub fn covers(&self, region: Region) -> bool {
        self.regions.iter().any(|prefix| region.is_within(*prefix))
    }

    /// Checks what the types do not.
    ///
    /// # Errors
    /// When a field is outside the ranges of SPEC §6.2.
    pub fn check(&self) -> Result<(), DocumentError> {
        let range = |fits: bool, field| {
            if fits {
                Ok(())
            } else {
                Err(DocumentError::OutOfRange(field))
            }
        };
        range(KEY_BYTES.contains(&self.key.len()), Field::Key)?;
        range(
            self.suite != Suite::ED25519 || self.key.len() == 32,
            Field::Key,
        )?;
        let issuer_chars = self.issuer.chars().count();
        range(
            (1..=MAX_ISSUER_CHARS).contains(&issuer_chars),
            Field::Issuer,
        )?;
        range(characters::check_line(&self.issuer).is_ok(), Field::Issuer)?;
        range(is_namespace(&self.namespace), Field::Namespace)?;
        range(self.regions.len() <= MAX_REGIONS, Field::Regions)?;
        if !self.regions.is_sorted_by(|a, b| a.code() < b.code()) {
            return Err(DocumentError::Order(Field::Regions));
        }
        let times = &self.times;
        for (time, field) in [
            (times.sign_from, Field::SignFrom),
            (times.sign_until, Field::SignUntil),
            (times.accept_until, Field::AcceptUntil),
        ] {
            range(time.may_be_signed(), field)?;
        }
        range(times.sign_from < times.sign_until, Field::SignUntil)?;
        range(times.sign_until <= times.accept_until, Field::AcceptUntil)?;
        range(
            times.max_validity <= MAX_VALIDITY_SECONDS,
            Field::MaxValidity,
        )
    }

    pub(super) fn write(&self, writer: &mut Writer) {
        writer.map(11);
        writer.integer(KEY).bytes(&self.key);
        writer.integer(PURPOSE).unsigned(self.purpose.number());
        writer.integer(SUITE).unsigned(self.suite.number());
        writer.integer(ISSUER);
        text::write(&self.issuer, writer);
        writer
            .integer(REGIONS)
            .array(u64::try_from(self.regions.len()).unwrap_or(u64::MAX));
        for region in &self.regions {
            writer.unsigned(region.code().into());
        }
        writer.integer(NAMESPACE).text(&self.namespace);
        writer
            .integer(SIGN_FROM)
            .unsigned(self.times.sign_from.seconds());
        writer
            .integer(SIGN_UNTIL)
            .unsigned(self.times.sign_until.seconds());
        writer
            .integer(ACCEPT_UNTIL)
            .unsigned(self.times.accept_until.seconds());
        writer
            .integer(MAX_VALIDITY)
            .unsigned(self.times.max_validity);
        writer.integer(STATE).unsigned(self.state.number());
    }

    pub(super) fn read(reader: &mut Reader<'_>) -> Result<Self, DocumentError> {
        let mut map = reader.map()?;
        let (mut public_key, mut purpose, mut suite, mut issuer) = (None, None, None, None);
        let (mut regions, mut namespace, mut state) = (None, None, None);
        let (mut sign_from, mut sign_until, mut accept_until) = (None, None, None);
        let mut max_validity = None;
        while let Some(key) = map.next_key(reader)? {
            match key {
                KEY => public_key = Some(reader.bytes()?.to_vec()),
                PURPOSE => purpose = Some(read_purpose(reader)?),
                SUITE => suite = Some(Suite::from_number(reader.unsigned()?)),
                ISSUER => issuer = Some(read_text(reader, Field::Issuer)?),
                REGIONS => regions = Some(read_regions(reader)?),
                NAMESPACE => namespace = Some(String::from(reader.text()?)),
                SIGN_FROM => sign_from = Some(read_time(reader, Field::SignFrom)?),
                SIGN_UNTIL => sign_until = Some(read_time(reader, Field::SignUntil)?),
                ACCEPT_UNTIL => accept_until = Some(read_time(reader, Field::AcceptUntil)?),
                MAX_VALIDITY => max_validity = Some(reader.unsigned()?),
                STATE => state = Some(read_state(reader)?),
                _ => return Err(DocumentError::Unknown { key }),
            }
        }
        let entry = Self {
            key: need(public_key, Field::Key)?,
            purpose: need(purpose, Field::Purpose)?,
            suite: need(suite, Field::Suite)?,
            issuer: need(issuer, Field::Issuer)?,
            regions: need(regions, Field::Regions)?,
            namespace: need(namespace, Field::Namespace)?,
            times: EntryTimes {
                sign_from: need(sign_from, Field::SignFrom)?,
                sign_until: need(sign_until, Field::SignUntil)?,
                accept_until: need(accept_until, Field::AcceptUntil)?,
                max_validity: need(max_validity, Field::MaxValidity)?,
            },
            state: need(state, Field::State)?,
        };
        entry.check()?;
        Ok(entry)
    }
}

/// The longest that a code may be good: ten years, which an elder's resident card exceeds and no
/// code should.
const MAX_VALIDITY_SECONDS: u64 = 3653 * crate::time::DAY;

/// Whether a text can name a family of status lists: it becomes part of their names, and may
/// become one of files, so that it begins with a letter or a digit and is never `..`.
pub(super) fn is_namespace(text: &str) -> bool {
    let allowed = |byte: u8| byte.is_ascii_alphanumeric() || b".-_".contains(&byte);
    (1..=MAX_NAMESPACE_BYTES).contains(&text.len())
        && text.starts_with(|first: char| first.is_ascii_alphanumeric())
        && text.bytes().all(allowed)
}

fn read_purpose(reader: &mut Reader<'_>) -> Result<Purpose, DocumentError> {
    let number = reader.unsigned()?;
    Purpose::ALL
        .into_iter()
        .find(|purpose| purpose.number() == number)
        .ok_or(DocumentError::OutOfRange(Field::Purpose))
}

fn read_state(reader: &mut Reader<'_>) -> Result<KeyState, DocumentError> {
    let number = reader.unsigned()?;
    KeyState::ALL
        .into_iter()
        .find(|state| state.number() == number)
        .ok_or(DocumentError::OutOfRange(Field::State))
}

fn read_regions(reader: &mut Reader<'_>) -> Result<Vec<Region>, DocumentError> {
    let length = read_length(reader, Field::Regions, MAX_REGIONS)?;
    let out_of_range = DocumentError::OutOfRange(Field::Regions);
    let mut regions = Vec::with_capacity(length);
    for _ in 0..length {
        let code = u32::try_from(reader.unsigned()?).map_err(|_| out_of_range)?;
        regions.push(Region::from_code(code).map_err(|_| out_of_range)?);
    }
    Ok(regions)
}
