//! Step 10 of SPEC §9.2: is this the code itself, now, or a copy of it.

use juma_format::{
    Environment,
    claims::{Common, Liveness},
    code_text::Proof,
    time::UnixTime,
};
use juma_keys::{HolderKey, Presentation, PublicKey, SlotStanding, Slots, hash_of};

use crate::{
    ClockOffset, Doubt, Refusal, SUSPECT_SECONDS,
    clock::Clock,
    judge::Denial,
    memory::{CodeName, Memory, ShownSlot},
};

/// A code as it was shown.
pub(crate) struct ShownCode<'a> {
    pub(crate) name: CodeName,
    pub(crate) common: &'a Common,
    pub(crate) bytes: &'a [u8],
    pub(crate) proof: Proof,
}

impl ShownCode<'_> {
    /// Checks the proof: the clock first, then hashing. Gives the slot of a live code.
    pub(crate) fn check(
        &self,
        clock: Clock,
        environment: Environment,
        memory: &mut Memory,
    ) -> Result<Option<ShownSlot>, Denial> {
        let (profile, slot, answer) = match (self.common.medium.liveness(), self.proof) {
            (Liveness::Static, Proof::None) if memory.asked.is_answered(None, self.name) => {
                return Ok(None);
            }
            (Liveness::Static, Proof::None) => return Err(Refusal::ChallengeMismatch.into()),
            // A wrapper that proves nothing would give one code many texts.
            (Liveness::Static, _) => return Err(Refusal::ProofUnexpected.into()),
            (Liveness::Anchor { profile, .. }, Proof::Live { slot, .. }) => (profile, slot, None),
            (
                Liveness::HolderKey { profile, .. },
                Proof::HolderKey {
                    slot, challenge, ..
                },
            ) => (profile, slot, challenge),
            // Else a copy stripped of its proof would pass for the code, at some venue.
            (Liveness::Anchor { .. } | Liveness::HolderKey { .. }, _) => {
                return Err(Refusal::NotLive.into());
            }
        };
        if clock.is_behind() {
            return Err(Doubt::LiveClockUntrusted.into());
        }
        let now = clock.at();
        let slots = Slots::new(profile, self.common.expires);
        let standing = slots.standing(slot, now);
        if standing == SlotStanding::Absent {
            return Err(Refusal::NotLive.into());
        }
        if standing != SlotStanding::InWindow {
            return Err(self.outside(standing, now, environment, memory));
        }
        if !memory.asked.is_answered(answer, self.name) {
            return Err(Refusal::ChallengeMismatch.into());
        }
        if !self.is_proved(environment, memory) {
            return Err(Refusal::NotLive.into());
        }
        memory.suspicion.note(self.name, None);
        let shown = ShownSlot {
            name: self.name,
            code: hash_of(self.bytes),
            slot,
            over: slots.over(slot),
        };
        if memory.shown.is_again(&shown) {
            return Err(Doubt::ShownAgain.into());
        }
        Ok(Some(shown))
    }

    /// A slot outside its window is a copy, or a clock that is wrong: when the last codes all miss
    /// on one side, it is the clock here.
    fn outside(
        &self,
        standing: SlotStanding,
        now: UnixTime,
        environment: Environment,
        memory: &mut Memory,
    ) -> Denial {
        let (offset, seconds, refusal) = match standing {
            SlotStanding::TooOld(seconds) => (
                ClockOffset::Ahead(seconds),
                seconds,
                Refusal::SlotTooOld { seconds },
            ),
            SlotStanding::InFuture(seconds) => (
                ClockOffset::Behind(seconds),
                seconds,
                Refusal::SlotInFuture { seconds },
            ),
            SlotStanding::Absent | SlotStanding::InWindow => return Refusal::NotLive.into(),
        };
        if seconds > SUSPECT_SECONDS {
            return refusal.into();
        }
        let is_cheap = match self.common.medium.liveness() {
            Liveness::Anchor { anchor, .. } => memory.proved.knows(&anchor),
            Liveness::HolderKey { .. } | Liveness::Static => false,
        };
        if (is_cheap || memory.suspicion.may_check(now)) && self.is_proved(environment, memory) {
            memory.suspicion.note(self.name, Some(offset));
            if let Some(offset) = memory.suspicion.offset() {
                return Doubt::ClockSuspect { offset }.into();
            }
        }
        refusal.into()
    }

    fn is_proved(&self, environment: Environment, memory: &mut Memory) -> bool {
        match (self.common.medium.liveness(), self.proof) {
            (Liveness::Anchor { anchor, .. }, Proof::Live { slot, preimage }) => {
                memory.proved.prove(anchor, (slot, &preimage), environment)
            }
            (
                Liveness::HolderKey { key, .. },
                Proof::HolderKey {
                    slot,
                    challenge,
                    signature,
                },
            ) => PublicKey::<HolderKey>::from_bytes(&key).is_ok_and(|key| {
                let presented = Presentation::of_code(self.bytes, slot, challenge);
                key.check_presentation(presented, environment, signature)
                    .is_ok()
            }),
            _ => false,
        }
    }
}
