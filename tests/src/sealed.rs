//! Sealed parts as SPEC §7.4 has them, made by somebody who checks nothing: what is sealed may
//! contradict what stands in the clear.

use hpke::{
    Deserializable, Kem, OpModeS, Serializable, aead::ChaCha20Poly1305, kdf::HkdfSha256,
    kem::X25519HkdfSha256, single_shot_seal_with_rng,
};
use juma_format::{
    StatusRef,
    body::Code,
    claims::{
        Bearer, Claims, Common, Gate, Liveness, Medium, Person, Population, Sealed, SealedPart,
        SealedRecord, TierClaims, pad,
    },
    code_text::static_text,
    person::{Address, AddressState, AddressTail, Document, IdNumber, MaskedName, Name},
    region::Region,
};
use juma_keys::{RecipientSecretKey, SealKey, Secret, hash_of};
use rand_core::{TryCryptoRng, TryRng};

use crate::{bundle::LIST, moment::EXPIRES, parties};

/// The officers' key of the fixed worlds.
#[must_use]
pub fn officers_key() -> RecipientSecretKey<SealKey> {
    seal_key("officers")
}

/// A seal key of any name.
#[must_use]
pub fn seal_key(party: &str) -> RecipientSecretKey<SealKey> {
    RecipientSecretKey::from_secret(Secret::new(parties::seed(party)), parties::ENVIRONMENT)
}

/// The record of the resident whose gate share [`sealed_text`] shows.
#[must_use]
pub fn record() -> SealedRecord {
    let tail = AddressTail::new("样例街道示范路1号".to_owned()).expect("an address");
    let number = IdNumber::parse("11010519491231002X").expect("a number");
    let person = Person {
        name: Name::new("样例甲".to_owned()).expect("a name"),
        document: Document::Numbered(number),
        address: Address::Registered(tail),
        household: None,
    };
    let region = Region::from_code(440_305).expect("a region");
    SealedRecord::new(region, Population::Migrant, Bearer::Holder, person)
}

/// The text of a code whose clear part is that of [`record`], and whose sealed part holds these
/// bytes, padded, for this key.
#[must_use]
pub fn sealed_text(plaintext: &[u8], recipient: &RecipientSecretKey<SealKey>) -> String {
    let padded = pad(plaintext.to_vec()).expect("not too long");
    let empty = SealedPart::new(&vec![0; 32 + padded.len() + 16]).expect("a length");
    let key = parties::code_key();
    // The protected header {1: -19, 4: kid}, then the claims with key 13 emptied.
    let mut aad = vec![0xa2, 0x01, 0x32, 0x04, 0x44];
    aad.extend(key.public().key_id().as_bytes());
    aad.extend(claims(empty).encode_unsealed());
    let mut info = b"JM1/sealed/demo".to_vec();
    info.extend(hash_of(recipient.public().as_bytes()));

    let public = <X25519HkdfSha256 as Kem>::PublicKey::from_bytes(recipient.public().as_bytes());
    let (enc, ciphertext) =
        single_shot_seal_with_rng::<ChaCha20Poly1305, HkdfSha256, X25519HkdfSha256>(
            &OpModeS::Base,
            &public.expect("a good key"),
            &info,
            &padded,
            &aad,
            &mut Fixed(hash_of(&padded)),
        )
        .expect("it is sealed");
    let message = [enc.to_bytes().as_slice(), &ciphertext].concat();
    let part = SealedPart::new(&message).expect("a length");
    static_text(&key.sign::<Code>(claims(part).encode()))
}

fn claims(part: SealedPart) -> Claims {
    let common = Common {
        expires: EXPIRES,
        status: StatusRef::new(LIST, 77).expect("a reference"),
        region: Region::from_code(parties::SHENZHEN).expect("a region"),
        population: Population::Migrant,
        bearer: Bearer::Holder,
        medium: Medium::Screen(Liveness::Static),
    };
    let gate = Gate {
        name: MaskedName::new("样*".to_owned()).expect("a mask"),
        address: AddressState::Registered,
        document_tail: None,
    };
    Claims::new(common, TierClaims::Sealed(Sealed { gate, part })).expect("claims")
}

/// The same bytes each time: the vectors are made again to the byte.
struct Fixed([u8; 32]);

impl TryRng for Fixed {
    type Error = core::convert::Infallible;

    fn try_next_u32(&mut self) -> Result<u32, Self::Error> {
        Ok(0)
    }

    fn try_next_u64(&mut self) -> Result<u64, Self::Error> {
        Ok(0)
    }

    fn try_fill_bytes(&mut self, bytes: &mut [u8]) -> Result<(), Self::Error> {
        bytes.copy_from_slice(&self.0[..bytes.len()]);
        Ok(())
    }
}

impl TryCryptoRng for Fixed {}
