use alloc::string::String;

use super::{
    Bearer, ClaimKey, Claims, ClaimsError, Common, Conflict, Full, Gate, Liveness, Medium, Sealed,
    SealedPart, Tier, TierClaims,
    flags::{Flags, MediumBit},
    key::number,
    person::{PersonFields, read_region},
};
use crate::{
    StatusRef,
    cbor::Reader,
    person::{DocumentTail, MaskedName, Name},
    region::Region,
    text,
    time::UnixTime,
};

/// The entries of a residence map as they were read, before they are put together.
#[derive(Default)]
struct Residence {
    flags: Option<Flags>,
    status: Option<StatusRef>,
    region: Option<Region>,
    name: Option<String>,
    person: PersonFields,
    document_tail: Option<DocumentTail>,
    anchor: Option<[u8; 16]>,
    holder_key: Option<[u8; 32]>,
    guardian_tag: Option<[u8; 8]>,
    sealed: Option<SealedPart>,
}

impl Claims {
    /// Reads claims in their one form: `decode(bytes)?.encode() == bytes`, but for ignorable keys.
    ///
    /// # Errors
    /// When the bytes are not the claims of any code, by SPEC §5.
    pub fn decode(bytes: &[u8]) -> Result<Self, ClaimsError> {
        let mut reader = Reader::new(bytes);
        let mut claims = reader.map()?;
        let (mut expires, mut issued, mut residence) = (None, None, None);
        while let Some(key) = claims.next_key(&mut reader)? {
            match key {
                number::EXPIRES => expires = Some(read_time(&mut reader, ClaimKey::Expires)?),
                number::ISSUED => issued = Some(read_time(&mut reader, ClaimKey::Issued)?),
                number::RESIDENCE => residence = Some(Residence::read(&mut reader)?),
                _ => return Err(ClaimsError::Unknown { key }),
            }
        }
        reader.end()?;
        let expires = expires.ok_or(ClaimsError::Missing(ClaimKey::Expires))?;
        let residence = residence.ok_or(ClaimsError::Missing(ClaimKey::Residence))?;
        residence.assemble(expires, issued)
    }
}

impl Residence {
    fn read(reader: &mut Reader<'_>) -> Result<Self, ClaimsError> {
        let mut map = reader.map()?;
        let mut residence = Self::default();
        while let Some(key) = map.next_key(reader)? {
            residence.read_entry(key, reader)?;
        }
        Ok(residence)
    }

    fn read_entry(&mut self, key: i64, reader: &mut Reader<'_>) -> Result<(), ClaimsError> {
        match key {
            number::FLAGS => self.flags = Some(Flags::unpack(reader.unsigned()?)?),
            number::STATUS => {
                let status = StatusRef::from_packed(reader.unsigned()?);
                self.status = Some(status.ok_or(ClaimsError::OutOfRange(ClaimKey::Status))?);
            }
            number::REGION => self.region = Some(read_region(reader, ClaimKey::Region)?),
            number::NAME => {
                let name = text::read(reader);
                self.name = Some(name.map_err(|error| ClaimsError::text(ClaimKey::Name, error))?);
            }
            number::DOCUMENT_TAIL => {
                let tail = DocumentTail::new(reader.text()?);
                let out_of_range = ClaimsError::OutOfRange(ClaimKey::DocumentTail);
                self.document_tail = Some(tail.ok_or(out_of_range)?);
            }
            number::ANCHOR => self.anchor = Some(reader.array_of_bytes()?),
            number::HOLDER_KEY => self.holder_key = Some(reader.array_of_bytes()?),
            number::GUARDIAN_TAG => self.guardian_tag = Some(reader.array_of_bytes()?),
            number::SEALED => {
                let part = SealedPart::new(reader.bytes()?);
                self.sealed = Some(part.ok_or(ClaimsError::OutOfRange(ClaimKey::Sealed))?);
            }
            key if number::IGNORABLE.contains(&key) => {
                reader.item_inside(DEPTH)?;
            }
            key if self.person.read(key, reader)? => {}
            key => return Err(ClaimsError::Unknown { key }),
        }
        Ok(())
    }

    fn assemble(self, expires: UnixTime, issued: Option<UnixTime>) -> Result<Claims, ClaimsError> {
        let flags = self.flags.ok_or(ClaimsError::Missing(ClaimKey::Flags))?;
        let name = self.name.ok_or(ClaimsError::Missing(ClaimKey::Name))?;
        let common = Common {
            expires,
            status: self.status.ok_or(ClaimsError::Missing(ClaimKey::Status))?,
            region: self.region.ok_or(ClaimsError::Missing(ClaimKey::Region))?,
            population: flags.population,
            bearer: bearer(&flags, self.guardian_tag)?,
            medium: medium(&flags, self.anchor, self.holder_key)?,
        };
        let characters = |error| ClaimsError::Characters(ClaimKey::Name, error);

        if flags.tier == Tier::Full {
            refuse(self.document_tail.is_some(), ClaimKey::DocumentTail)?;
            refuse(self.sealed.is_some(), ClaimKey::Sealed)?;
            let issued = issued.ok_or(ClaimsError::Missing(ClaimKey::Issued))?;
            let name = Name::new(name).map_err(characters)?;
            let person = self.person.assemble(name, &flags)?;
            return Claims::new(common, TierClaims::Full(Full { issued, person }));
        }

        refuse(issued.is_some(), ClaimKey::Issued)?;
        if let Some(key) = self.person.first() {
            return Err(ClaimsError::Unexpected(key));
        }
        refuse(flags.document.is_some(), ClaimKey::Document)?;
        refuse(flags.sex.is_some(), ClaimKey::Sex)?;
        let name = MaskedName::new(name).map_err(characters)?;
        let gate = Gate {
            name,
            address: flags.address,
            document_tail: self.document_tail,
        };
        let tier = match (flags.tier, self.sealed) {
            (Tier::Sealed, Some(part)) => TierClaims::Sealed(Sealed { gate, part }),
            (Tier::Sealed, None) => return Err(ClaimsError::Missing(ClaimKey::Sealed)),
            (_, Some(_)) => return Err(ClaimsError::Unexpected(ClaimKey::Sealed)),
            (_, None) => TierClaims::Gate(gate),
        };
        Claims::new(common, tier)
    }
}

/// A residence map stands in the claims map.
const DEPTH: u8 = 2;

fn read_time(reader: &mut Reader<'_>, key: ClaimKey) -> Result<UnixTime, ClaimsError> {
    let time = UnixTime::from_seconds(reader.unsigned()?);
    if time.may_be_signed() {
        Ok(time)
    } else {
        Err(ClaimsError::OutOfRange(key))
    }
}

fn refuse(is_there: bool, key: ClaimKey) -> Result<(), ClaimsError> {
    if is_there {
        Err(ClaimsError::Unexpected(key))
    } else {
        Ok(())
    }
}

fn bearer(flags: &Flags, tag: Option<[u8; 8]>) -> Result<Bearer, ClaimsError> {
    match (flags.relation, tag) {
        (None, None) => Ok(Bearer::Holder),
        (Some(relation), Some(tag)) => Ok(Bearer::Guardian { relation, tag }),
        _ => Err(Conflict::GuardianHalf.into()),
    }
}

fn medium(
    flags: &Flags,
    anchor: Option<[u8; 16]>,
    holder_key: Option<[u8; 32]>,
) -> Result<Medium, ClaimsError> {
    let liveness = match (flags.profile, anchor, holder_key) {
        (None, None, None) => Liveness::Static,
        (Some(profile), Some(anchor), None) => Liveness::Anchor { profile, anchor },
        (Some(profile), None, Some(key)) => Liveness::HolderKey { profile, key },
        (_, Some(_), Some(_)) => return Err(Conflict::AnchorAndHolderKey.into()),
        _ => return Err(Conflict::LiveHalf.into()),
    };
    match (flags.medium, liveness) {
        (MediumBit::Screen, liveness) => Ok(Medium::Screen(liveness)),
        (MediumBit::Paper, Liveness::Static) => Ok(Medium::Paper),
        (MediumBit::Paper, _) => Err(Conflict::LivePaper.into()),
    }
}
