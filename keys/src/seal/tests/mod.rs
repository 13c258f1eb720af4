//! RFC 9180's vectors, and what a sealed part and a wrapped key are bound to.

mod wrap;

use std::fs;

use juma_format::{
    Environment, KeyId, StatusRef,
    claims::{
        Bearer, Claims, Common, Gate, Liveness, Medium, Person, Population, Relation, Sealed,
        SealedPart, SealedRecord, TierClaims,
    },
    person::{Address, AddressState, AddressTail, Document, IdNumber, MaskedName, Name},
    region::Region,
    time::Date,
};
use serde_json::Value;
use zeroize::Zeroizing;

use super::{
    DeviceKey, RecipientKey, RecipientSecretKey, RecordError, SealContext, SealKey, WrapError,
    WrappedKey, hpke, open_record, placeholder, seal_record,
};
use crate::{
    key_file::{KeyFileError, Passphrase, PrivateKeyFile, PublicKeyFile, SealingInputs},
    public_key::KeyError,
    signing_key::Secret,
};

type OfficersKey = RecipientSecretKey<SealKey>;

fn officers_key(seed: u8) -> OfficersKey {
    RecipientSecretKey::from_secret(Secret::new([seed; 32]), Environment::Test)
}

fn hex(value: &Value) -> Vec<u8> {
    let text = value.as_str().expect("hexadecimal digits");
    let digits = text.as_bytes().chunks(2);
    digits
        .map(|pair| u8::from_str_radix(str::from_utf8(pair).unwrap(), 16).unwrap())
        .collect()
}

fn hex_32(value: &Value) -> [u8; 32] {
    hex(value).try_into().expect("32 bytes")
}

#[test]
fn rfc_9180() {
    let file = concat!(
        env!("CARGO_MANIFEST_DIR"),
        "/../../shared/vectors/hpke-rfc9180/x25519-hkdf-sha256.json"
    );
    let Ok(text) = fs::read_to_string(file) else {
        eprintln!("skipped: no RFC 9180 vectors here");
        return;
    };
    let vectors: Vec<Value> = serde_json::from_str(&text).unwrap();
    // Base mode with ChaCha20-Poly1305 is what suite 1 uses.
    let ours = |vector: &&Value| vector["mode"] == 0 && vector["aead_id"] == 3;
    let vectors: Vec<&Value> = vectors.iter().filter(ours).collect();
    assert_eq!(vectors.len(), 1);
    for vector in vectors {
        // The file has the private key that DeriveKeyPair gives for ikmR.
        let secret = RecipientSecretKey::<SealKey>::from_secret(
            Secret::new(hex_32(&vector["skRm"])),
            Environment::Test,
        );
        assert_eq!(secret.public().as_bytes(), &hex_32(&vector["pkRm"]));
        let info = hex(&vector["info"]);
        let first = &vector["encryptions"][0];
        let (aad, plaintext) = (hex(&first["aad"]), hex(&first["pt"]));
        let binding = hpke::Binding {
            info: &info,
            aad: &aad,
        };
        let ikm = Zeroizing::new(hex_32(&vector["ikmE"]));
        let message = hpke::seal_with_ikm(secret.public(), binding, &plaintext, ikm).unwrap();
        assert_eq!(message, [hex(&vector["enc"]), hex(&first["ct"])].concat());
        let opened = hpke::open(&secret, binding, &message).unwrap();
        assert_eq!(*opened, plaintext);
        // Later messages of one context have other nonces, and a code is the first of its own.
        let second = [hex(&vector["enc"]), hex(&vector["encryptions"][1]["ct"])].concat();
        assert!(hpke::open(&secret, binding, &second).is_none());
    }
}

#[test]
fn keys_that_nothing_may_be_sealed_to() {
    // RFC 7748 §7 and its list of points of small order, in their reduced encodings.
    let mut order_eight = [0; 32];
    order_eight.copy_from_slice(&hex(&Value::from(
        "e0eb7a7c3b41b8ae1656e3faf19fc46ada098deb9c32b1fd866205165f49b800",
    )));
    let mut minus_one = [0xff; 32];
    (minus_one[0], minus_one[31]) = (0xec, 0x7f);
    let mut one = [0; 32];
    one[0] = 1;
    for bytes in [[0; 32], one, order_eight, minus_one] {
        let refused = RecipientKey::<SealKey>::from_bytes(&bytes).unwrap_err();
        assert_eq!(refused, KeyError::Weak, "{bytes:02x?}");
    }
    // 2^255 − 19 is zero by another name, and the highest bit is none of the number's.
    let mut prime = [0xff; 32];
    (prime[0], prime[31]) = (0xed, 0x7f);
    let mut high_bit = *officers_key(1).public().as_bytes();
    high_bit[31] |= 0x80;
    for bytes in [prime, high_bit, [0xff; 32]] {
        let refused = RecipientKey::<SealKey>::from_bytes(&bytes).unwrap_err();
        assert_eq!(refused, KeyError::Encoding, "{bytes:02x?}");
    }
}

fn record() -> SealedRecord {
    let address = Address::Registered(AddressTail::new("样例街道示范路1号".into()).unwrap());
    let number = IdNumber::parse("11010519491231002X").unwrap();
    let person = Person {
        name: Name::new("样例甲".into()).unwrap(),
        document: Document::Numbered(number),
        address,
        household: None,
    };
    SealedRecord::new(
        Region::parse("440305").unwrap(),
        Population::Migrant,
        Bearer::Holder,
        person,
    )
}

fn claims_with(part: SealedPart) -> Claims {
    let common = Common {
        expires: Date::parse("2027-03-01").unwrap().midnight().unwrap(),
        status: StatusRef::new(12, 345_678).unwrap(),
        region: Region::parse("4403").unwrap(),
        population: Population::Migrant,
        bearer: Bearer::Holder,
        medium: Medium::Screen(Liveness::Static),
    };
    let gate = Gate {
        name: MaskedName::new("样*".into()).unwrap(),
        address: AddressState::Registered,
        document_tail: None,
    };
    Claims::new(common, TierClaims::Sealed(Sealed { gate, part })).unwrap()
}

const SIGNER: KeyId = KeyId::from_bytes([1, 2, 3, 4]);

fn context(claims: &Claims) -> SealContext<'_> {
    SealContext {
        environment: Environment::Test,
        signer: SIGNER,
        claims,
    }
}

/// Claims with a part that is sealed to the officers' key of a seed.
fn sealed(seed: u8) -> Claims {
    let claims = claims_with(placeholder(&record()).unwrap());
    let key = officers_key(seed);
    let secret = Secret::new([9; 32]);
    let part = seal_record(&record(), &context(&claims), key.public(), &secret).unwrap();
    claims_with(part)
}

#[test]
fn what_is_sealed_is_opened_by_its_key_alone() {
    let claims = sealed(5);
    let context = context(&claims);
    let keys = [officers_key(4), officers_key(5)];
    assert!(open_record(&context, &keys).unwrap() == record());
    let none = open_record(&context, &keys[..1]).unwrap_err();
    assert_eq!(none, RecordError::NotOpened);
    assert_eq!(
        open_record(&context, &[]).unwrap_err(),
        RecordError::NotOpened
    );
    // A key of the same bytes that belongs to another environment is another key.
    let demo = RecipientSecretKey::from_secret(Secret::new([5; 32]), Environment::Demo);
    assert_eq!(
        open_record(&context, &[demo]).unwrap_err(),
        RecordError::NotOpened
    );
}

#[test]
fn a_sealed_part_serves_no_other_code() {
    let claims = sealed(5);
    let keys = [officers_key(5)];
    let other_signer = SealContext {
        signer: KeyId::from_bytes([1, 2, 3, 5]),
        ..context(&claims)
    };
    assert_eq!(
        open_record(&other_signer, &keys).unwrap_err(),
        RecordError::NotOpened
    );

    // Moved into other claims: another status index, another end.
    let TierClaims::Sealed(Sealed { gate, part }) = claims.personal_before_verdict() else {
        unreachable!("sealed claims");
    };
    let day = Date::parse("2027-03-02").unwrap().midnight().unwrap();
    for (status, expires) in [
        (
            StatusRef::new(12, 345_679).unwrap(),
            claims.common().expires,
        ),
        (claims.common().status, day),
    ] {
        let common = Common {
            status,
            expires,
            ..*claims.common()
        };
        let (gate, part) = (gate.clone(), part.clone());
        let moved = Claims::new(common, TierClaims::Sealed(Sealed { gate, part })).unwrap();
        let refused = open_record(&context(&moved), &keys).unwrap_err();
        assert_eq!(refused, RecordError::NotOpened);
    }
}

#[test]
fn no_changed_byte_of_a_sealed_part_is_opened() {
    let claims = sealed(5);
    let TierClaims::Sealed(sealed) = claims.personal_before_verdict() else {
        unreachable!("sealed claims");
    };
    let bytes = sealed.part.as_bytes();
    for at in 0..bytes.len() {
        let mut changed = bytes.to_vec();
        changed[at] ^= 1;
        let claims = claims_with(SealedPart::new(&changed).unwrap());
        let refused = open_record(&context(&claims), &[officers_key(5)]).unwrap_err();
        assert_eq!(refused, RecordError::NotOpened, "byte {at}");
    }
}

#[test]
fn the_ephemeral_key_follows_everything_that_is_sealed() {
    let enc = |claims: &Claims| match claims.personal_before_verdict() {
        TierClaims::Sealed(sealed) => sealed.part.as_bytes()[..32].to_vec(),
        _ => unreachable!("sealed claims"),
    };
    // The same again, and so a job can be repeated to the byte.
    assert_eq!(enc(&sealed(5)), enc(&sealed(5)));
    let mut seen = vec![enc(&sealed(5)), enc(&sealed(6))];
    let blank = claims_with(placeholder(&record()).unwrap());
    let key = officers_key(5);
    let mut add = |record: &SealedRecord, context: &SealContext<'_>, secret: u8| {
        let secret = Secret::new([secret; 32]);
        let part = seal_record(record, context, key.public(), &secret).unwrap();
        seen.push(part.as_bytes()[..32].to_vec());
    };
    add(&record(), &context(&blank), 10);
    let other_signer = SealContext {
        signer: KeyId::from_bytes([0; 4]),
        ..context(&blank)
    };
    add(&record(), &other_signer, 9);
    let mut other = record();
    other.person.name = Name::new("样例乙".into()).unwrap();
    add(&other, &context(&blank), 9);
    let count = seen.len();
    seen.sort();
    seen.dedup();
    assert_eq!(seen.len(), count);
}

#[test]
fn a_record_that_contradicts_the_clear_part_is_neither_sealed_nor_accepted() {
    let blank = claims_with(placeholder(&record()).unwrap());
    let key = officers_key(5);
    let mut name = record();
    name.person.name = Name::new("别例甲".into()).unwrap();
    let mut region = record();
    region.region = Region::parse("440105").unwrap();
    let mut population = record();
    population.population = Population::Household;
    let mut guardian = record();
    guardian.guardian = Some(Relation::Parent);
    let mut address = record();
    address.person.address = Address::Pending;
    for wrong in [name, region, population, guardian, address] {
        let secret = Secret::new([9; 32]);
        let refused = seal_record(&wrong, &context(&blank), key.public(), &secret).unwrap_err();
        assert_eq!(refused, RecordError::Mismatch);
        // An issuer that seals it all the same is found out.
        let padded = juma_format::claims::pad(wrong.encode()).unwrap();
        let message = hpke_of(&blank, &key, &padded);
        let claims = claims_with(SealedPart::new(&message).unwrap());
        let refused = open_record(&context(&claims), &[officers_key(5)]).unwrap_err();
        assert_eq!(refused, RecordError::Mismatch);
    }
    // Nor is padding, or CBOR, that is none.
    for plaintext in [
        vec![0; 96],
        juma_format::claims::pad(vec![0xff; 40]).unwrap(),
    ] {
        let claims = claims_with(SealedPart::new(&hpke_of(&blank, &key, &plaintext)).unwrap());
        let refused = open_record(&context(&claims), &[officers_key(5)]).unwrap_err();
        assert_eq!(refused, RecordError::Record);
    }
}

/// A plaintext sealed as SPEC §7.4 has it, by somebody who checks nothing.
fn hpke_of(claims: &Claims, key: &OfficersKey, plaintext: &[u8]) -> Vec<u8> {
    let mut info = b"JM1/sealed/test".to_vec();
    info.extend(key.public().hash().as_bytes());
    // The protected header {1: -19, 4: h'01020304'}.
    let mut aad = vec![0xa2, 0x01, 0x32, 0x04, 0x44, 1, 2, 3, 4];
    aad.extend(claims.encode_unsealed());
    let binding = hpke::Binding {
        info: &info,
        aad: &aad,
    };
    hpke::seal(key.public(), binding, plaintext, &Secret::new([9; 32])).unwrap()
}
