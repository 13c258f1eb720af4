use core::fmt;

use juma_format::{
    Environment, KeyId,
    algorithm::Algorithm,
    body::Code,
    claims::{Bearer, Claims, PaddingError, SealedPart, SealedRecord, TierClaims, pad, unpad},
    envelope::protected_header,
};

use super::{RecipientKey, RecipientSecretKey, SealKey, hpke};
use crate::signing_key::Secret;

/// What a sealed part is bound to (SPEC §7.4): the environment, the key that signs the code, and all
/// claims but the sealed part itself.
#[derive(Clone, Copy, Debug)]
pub struct SealContext<'a> {
    /// The environment of the code.
    pub environment: Environment,
    /// The kid of the key that signs the code.
    pub signer: KeyId,
    /// The claims, of tier sealed. What stands in their sealed part does not count.
    pub claims: &'a Claims,
}

/// Why a sealed part gives no record.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum RecordError {
    /// The sealed record contradicts what stands in the clear.
    Mismatch,
    /// No key opens it.
    NotOpened,
    /// The claims are of another tier.
    NotSealed,
    /// What was opened is no record.
    Record,
    /// The record is too long to be sealed.
    TooLong,
}

impl fmt::Display for RecordError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Mismatch => "the sealed record contradicts what stands in the clear",
            Self::NotOpened => "no key opens the sealed part",
            Self::NotSealed => "the code has no sealed part",
            Self::Record => "what was sealed is no record",
            Self::TooLong => "the record is too long to be sealed",
        })
    }
}

impl core::error::Error for RecordError {}

impl From<PaddingError> for RecordError {
    fn from(_: PaddingError) -> Self {
        Self::TooLong
    }
}

/// A sealed part as long as the one that a record will get, for claims that are only measured or
/// bound to.
///
/// # Errors
/// [`RecordError::TooLong`].
pub fn placeholder(record: &SealedRecord) -> Result<SealedPart, RecordError> {
    /// Encapsulated key and authentication tag.
    const OVERHEAD: usize = 32 + 16;
    let padded = pad(record.encode())?.len();
    SealedPart::new(&vec![0; padded + OVERHEAD]).ok_or(RecordError::TooLong)
}

/// Seals a record to officers. The secret is 32 random bytes, of this code or of a whole job: the
/// ephemeral key follows from it and from everything that is sealed.
///
/// # Errors
/// [`RecordError::NotSealed`] for claims of another tier, [`RecordError::TooLong`],
/// [`RecordError::Mismatch`] when the record is not the one that the claims stand for.
pub fn seal_record(
    record: &SealedRecord,
    context: &SealContext<'_>,
    recipient: &RecipientKey<SealKey>,
    secret: &Secret,
) -> Result<SealedPart, RecordError> {
    agree(context.claims, record)?;
    let padded = zeroize::Zeroizing::new(pad(record.encode())?);
    let info = context.info(recipient);
    let aad = context.aad();
    let binding = hpke::Binding {
        info: &info,
        aad: &aad,
    };
    let message = hpke::seal(recipient, binding, &padded, secret).ok_or(RecordError::NotOpened)?;
    SealedPart::new(&message).ok_or(RecordError::TooLong)
}

/// Opens the sealed part of a code whose signature is good, with whichever of these keys it was
/// sealed to.
///
/// # Errors
/// [`RecordError::NotOpened`] when none opens it; [`RecordError::Mismatch`] and
/// [`RecordError::Record`] when the issuer has sealed something else than it shows.
pub fn open_record(
    context: &SealContext<'_>,
    keys: &[RecipientSecretKey<SealKey>],
) -> Result<SealedRecord, RecordError> {
    let TierClaims::Sealed(sealed) = context.claims.personal_before_verdict() else {
        return Err(RecordError::NotSealed);
    };
    let aad = context.aad();
    let ours = |key: &&RecipientSecretKey<SealKey>| key.environment() == context.environment;
    let opened = keys.iter().filter(ours).find_map(|key| {
        let info = context.info(key.public());
        let binding = hpke::Binding {
            info: &info,
            aad: &aad,
        };
        hpke::open(key, binding, sealed.part.as_bytes())
    });
    let opened = opened.ok_or(RecordError::NotOpened)?;
    let record = unpad(&opened).map_err(|_| RecordError::Record)?;
    let record = SealedRecord::decode(record).map_err(|_| RecordError::Record)?;
    agree(context.claims, &record)?;
    Ok(record)
}

impl SealContext<'_> {
    /// `"JM1/sealed/<env>"` and SHA-256 of the recipient's key.
    fn info(&self, recipient: &RecipientKey<SealKey>) -> Vec<u8> {
        let mut info = format!("JM1/sealed/{}", self.environment.name()).into_bytes();
        info.extend(recipient.hash().as_bytes());
        info
    }

    /// The protected header and the claims with the sealed part emptied.
    fn aad(&self) -> Vec<u8> {
        let mut aad = protected_header::<Code>(Algorithm::ED25519, self.signer);
        aad.extend(self.claims.encode_unsealed());
        aad
    }
}

/// Whether a record is the one that the clear part stands for: its name is `*` or the mask of the
/// sealed one, its region a prefix of the sealed one, population, address state and who shows it
/// are equal.
fn agree(claims: &Claims, record: &SealedRecord) -> Result<(), RecordError> {
    let TierClaims::Sealed(sealed) = claims.personal_before_verdict() else {
        return Err(RecordError::NotSealed);
    };
    let (common, gate) = (claims.common(), &sealed.gate);
    let relation = match common.bearer {
        Bearer::Holder => None,
        Bearer::Guardian { relation, .. } => Some(relation),
    };
    let agrees = gate.name.may_mask(&record.person.name)
        && gate
            .document_tail
            .is_none_or(|tail| tail == record.person.document.tail())
        && gate.address == record.person.address.state()
        && record.region.is_within(common.region)
        && record.population == common.population
        && record.guardian == relation;
    if agrees {
        Ok(())
    } else {
        Err(RecordError::Mismatch)
    }
}
