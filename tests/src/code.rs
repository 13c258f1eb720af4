//! Codes by hand: payloads that no issuer would sign, signed by the right key all the same, and
//! envelopes that no library would write.

use juma_format::{
    Environment,
    body::{Body, Code},
    code_text::static_text,
    envelope::sig_structure,
};
use juma_keys::{CodeKey, SigningKey};

use crate::{
    bundle::LIST,
    cbor::{Item, Map, bytes, int, text, uint},
    moment::{EXPIRES, ISSUED},
    parties::{self, ENVIRONMENT},
};

/// The private-use claim that holds the residence.
pub const RESIDENCE: i64 = -65_537;

/// The status reference of a code that is good.
pub const GOOD: u64 = status(LIST, 1000);

/// A status reference as a code carries it.
#[must_use]
pub const fn status(list: u32, index: u32) -> u64 {
    // `u64::from` is not const.
    #[expect(clippy::as_conversions, reason = "widening")]
    {
        ((list as u64) << 20) | index as u64
    }
}

/// Flags of a gate code of a migrant with a registered address.
pub const GATE_FLAGS: u64 = 1 << 2;

/// Flags of the same as a full code with a citizen number.
pub const FULL_FLAGS: u64 = 1 | 1 << 2 | 1 << 16;

/// Claims in the making.
#[derive(Clone, Debug)]
pub struct Draft {
    /// The outer map but for the residence.
    pub claims: Map,
    /// The residence.
    pub residence: Map,
}

/// A gate code of a fictional migrant in Shenzhen.
#[must_use]
pub fn gate() -> Draft {
    Draft {
        claims: Map::default().with(4, uint(EXPIRES.seconds())),
        residence: Map::default()
            .with(1, uint(GATE_FLAGS))
            .with(2, uint(GOOD))
            .with(3, uint(parties::SHENZHEN.into()))
            .with(4, text("张*")),
    }
}

/// A full code of the same.
#[must_use]
pub fn full() -> Draft {
    Draft {
        claims: gate().claims.with(6, uint(ISSUED.seconds())),
        residence: gate()
            .residence
            .with(1, uint(FULL_FLAGS))
            .with(3, uint(440_305))
            .with(4, text("张三丰"))
            .with(5, uint(11_010_519_491_231_002))
            .with(7, text("粤海街道科苑路15号")),
    }
}

/// A full code with a passport, which says birth date and sex itself.
#[must_use]
pub fn passport() -> Draft {
    full()
        .flags(1 | 2 << 2 | 4 << 16 | 2 << 20)
        .residence(4, text("Ana María"))
        .residence(5, crate::cbor::tstr("X1234567"))
        .residence(6, int(7305))
}

/// A sealed code: the gate part, and a part that nobody here opens.
#[must_use]
pub fn sealed() -> Draft {
    gate()
        .flags(GATE_FLAGS | 2)
        .residence(13, bytes(&[7; 32 + 96 + 16]))
}

/// A live code by a hash chain of profile P1.
#[must_use]
pub fn live() -> Draft {
    gate()
        .flags(GATE_FLAGS | 1 << 11)
        .residence(10, bytes(&[5; 16]))
}

/// A code that a parent shows.
#[must_use]
pub fn guardian() -> Draft {
    gate()
        .flags(GATE_FLAGS | 1 << 8)
        .residence(12, bytes(&[9; 8]))
}

impl Draft {
    /// With another value of a claim of the residence.
    #[must_use]
    pub fn residence(mut self, key: i64, value: Item) -> Self {
        self.residence = self.residence.with(key, value);
        self
    }

    /// Without a claim of the residence.
    #[must_use]
    pub fn without(mut self, key: i64) -> Self {
        self.residence = self.residence.without(key);
        self
    }

    /// With other flags.
    #[must_use]
    pub fn flags(self, flags: u64) -> Self {
        self.residence(1, uint(flags))
    }

    /// With another outer claim.
    #[must_use]
    pub fn claim(mut self, key: i64, value: Item) -> Self {
        self.claims = self.claims.with(key, value);
        self
    }

    /// Without an outer claim.
    #[must_use]
    pub fn without_claim(mut self, key: i64) -> Self {
        self.claims = self.claims.without(key);
        self
    }

    /// The payload.
    #[must_use]
    pub fn payload(&self) -> Vec<u8> {
        self.claims
            .clone()
            .with(RESIDENCE, self.residence.encode())
            .encode()
    }

    /// The text of the code with something else where the residence should be.
    #[must_use]
    pub fn text_with_residence(&self, item: &[u8]) -> String {
        let claims = self.claims.clone().with(RESIDENCE, item.to_vec());
        text_of_payload(claims.encode())
    }

    /// The code, signed by the first authority.
    #[must_use]
    pub fn signed(&self) -> Vec<u8> {
        self.signed_by(&parties::code_key())
    }

    /// The code, signed by any key.
    #[must_use]
    pub fn signed_by(&self, key: &SigningKey<CodeKey>) -> Vec<u8> {
        key.sign::<Code>(self.payload())
    }

    /// The text of the code.
    #[must_use]
    pub fn text(&self) -> String {
        static_text(&self.signed())
    }
}

/// The text of any payload, signed by the first authority.
#[must_use]
pub fn text_of_payload(payload: Vec<u8>) -> String {
    static_text(&parties::code_key().sign::<Code>(payload))
}

/// The pieces of an envelope, each as its bytes.
#[derive(Clone, Debug)]
pub struct Envelope {
    /// The content of the protected header.
    pub protected: Vec<u8>,
    /// The unprotected header.
    pub unprotected: Item,
    /// The payload, or what stands in its place.
    pub payload: Item,
    /// What the signature is over.
    pub signed_payload: Vec<u8>,
    /// What the signature is bound to.
    pub external_aad: Vec<u8>,
    /// Whose secret signs.
    pub signer: &'static str,
}

impl Envelope {
    /// The envelope of a good gate code.
    #[must_use]
    pub fn good() -> Self {
        let payload = gate().payload();
        Self {
            protected: header().encode(),
            unprotected: Map::default().encode(),
            payload: bytes(&payload),
            signed_payload: payload,
            external_aad: context("code", ENVIRONMENT),
            signer: "code",
        }
    }

    /// With another protected header.
    #[must_use]
    pub fn protected(self, protected: Vec<u8>) -> Self {
        Self { protected, ..self }
    }

    /// The signature over it, good by the rules of COSE.
    #[must_use]
    pub fn signature(&self) -> [u8; 64] {
        let message = sig_structure(&self.protected, &self.external_aad, &self.signed_payload);
        parties::sign_anything(self.signer, &message)
    }

    /// The four items.
    #[must_use]
    pub fn items(&self) -> Vec<Item> {
        vec![
            bytes(&self.protected),
            self.unprotected.clone(),
            self.payload.clone(),
            bytes(&self.signature()),
        ]
    }

    /// The text of the whole.
    #[must_use]
    pub fn text(&self) -> String {
        static_text(&crate::cbor::array(&self.items()))
    }
}

/// The protected header of a good code.
#[must_use]
pub fn header() -> Map {
    let kid = *parties::code_key().public().key_id().as_bytes();
    Map::default().with(1, int(-19)).with(4, bytes(&kid))
}

/// The `external_aad` of a body's name.
#[must_use]
pub fn context(body: &str, environment: Environment) -> Vec<u8> {
    let context = format!("JM1/{body}/{environment}").into_bytes();
    if body == Code::NAME {
        assert_eq!(context, Code::context(environment));
    }
    context
}
