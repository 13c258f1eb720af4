//! Live codes, codes with a holder's key, and pairs, made as an issuer and a holder make them.

use juma_format::{
    KeyId, StatusRef,
    claims::LiveProfile,
    code_text::{holder_key_text, live_text},
    time::UnixTime,
};
use juma_keys::{
    GuardianKey, HolderKey, LiveChain, LiveSeed, Presentation, Secret, SigningKey, Slots, hash_of,
};

use crate::{
    bundle::LIST,
    cbor::{bytes, uint},
    code::{Draft, GATE_FLAGS, gate, status},
    moment::NOW,
    parties::{self, ENVIRONMENT},
};

/// The profile of these codes.
const PROFILE: LiveProfile = LiveProfile::P1;

/// A live code and the chain of its holder.
#[derive(Clone, Debug)]
pub struct LiveCode {
    /// The bytes of the code.
    pub code: Vec<u8>,
    chain: LiveChain,
    slots: Slots,
}

/// A code with its holder's key.
#[derive(Debug)]
pub struct HeldCode {
    /// The bytes of the code.
    pub code: Vec<u8>,
    key: SigningKey<HolderKey>,
    slots: Slots,
}

impl LiveCode {
    /// The code of an index of the status list, issued at [`NOW`].
    #[must_use]
    pub fn of(index: u32) -> Self {
        Self::issued(index, NOW)
    }

    /// The code of an index, issued at a moment.
    #[must_use]
    pub fn issued(index: u32, at: UnixTime) -> Self {
        let seed = hash_of(format!("juma live code {index}").as_bytes());
        let seed = LiveSeed::new(*seed.first_chunk().expect("32 bytes"));
        let chain = LiveChain::new(&seed, PROFILE, ENVIRONMENT);
        let expires = Slots::end_of_code(PROFILE, at);
        let draft = gate()
            .residence(2, uint(status(LIST, index)))
            .claim(4, uint(expires.seconds()))
            .flags(GATE_FLAGS | 1 << 11);
        Self {
            code: draft.residence(10, bytes(&chain.anchor())).signed(),
            chain,
            slots: Slots::new(PROFILE, expires),
        }
    }

    /// The live code of an index for the guardian of another code to show, issued at [`NOW`].
    #[must_use]
    pub fn shown_by(index: u32, guardian: &[u8]) -> Self {
        let own = Self::of(index);
        let expires = Slots::end_of_code(PROFILE, NOW);
        let draft = member(index, guardian)
            .claim(4, uint(expires.seconds()))
            .flags(GATE_FLAGS | 1 << 8 | 1 << 11)
            .residence(10, bytes(&own.chain.anchor()));
        Self {
            code: draft.signed(),
            ..own
        }
    }

    /// What the phone shows at a moment.
    #[must_use]
    pub fn at(&self, moment: UnixTime) -> String {
        let slot = self.slots.slot_at(moment).expect("a slot");
        self.slot(slot, slot)
    }

    /// One slot's number with another's preimage.
    #[must_use]
    pub fn slot(&self, slot: u32, preimage_of: u32) -> String {
        let preimage = self.chain.preimage(preimage_of).expect("a preimage");
        live_text(&self.code, slot, &preimage)
    }

    /// The slot of a moment.
    #[must_use]
    pub fn slot_at(&self, moment: UnixTime) -> u32 {
        self.slots.slot_at(moment).expect("a slot")
    }
}

impl HeldCode {
    /// The code of an index of the status list, issued at [`NOW`].
    #[must_use]
    pub fn of(index: u32) -> Self {
        let secret = hash_of(format!("juma held code {index}").as_bytes());
        let key = SigningKey::from_secret(Secret::new(secret), ENVIRONMENT);
        let expires = Slots::end_of_code(PROFILE, NOW);
        let draft = gate()
            .residence(2, uint(status(LIST, index)))
            .claim(4, uint(expires.seconds()))
            .flags(GATE_FLAGS | 1 << 11)
            .residence(11, bytes(key.public().as_bytes()));
        Self {
            code: draft.signed(),
            key,
            slots: Slots::new(PROFILE, expires),
        }
    }

    /// What the phone shows at a moment, with a venue's challenge.
    #[must_use]
    pub fn at(&self, moment: UnixTime, challenge: Option<u32>) -> String {
        let slot = self.slots.slot_at(moment).expect("a slot");
        let signature = Presentation::of_code(&self.code, slot, challenge).sign(&self.key);
        holder_key_text(&self.code, slot, challenge, signature)
    }
}

/// The code of a member of an index, for the guardian of another code to show.
#[must_use]
pub fn member(index: u32, guardian: &[u8]) -> Draft {
    member_of(index, guardian, parties::code_key().public().key_id())
}

/// The same with a tag for another kid.
#[must_use]
pub fn member_of(index: u32, guardian: &[u8], key_id: KeyId) -> Draft {
    let reference = StatusRef::new(LIST, index).expect("an index");
    let tag = GuardianKey::of(guardian).tag(ENVIRONMENT, key_id, reference);
    gate()
        .residence(2, uint(status(LIST, index)))
        .flags(GATE_FLAGS | 1 << 8)
        .residence(12, bytes(&tag))
}
