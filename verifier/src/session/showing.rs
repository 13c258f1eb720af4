use core::time::Duration;

use juma_format::KeyId;

use super::{Happening, Told};
use crate::{Judgement, Verdict};

/// Something that is held up, from when it comes into view until it has left.
pub(super) struct Showing {
    pub(super) number: u64,
    pub(super) what: What,
    pub(super) first_seen: Duration,
    pub(super) last_seen: Duration,
    /// What was said of it. Never more than there are reasons.
    pub(super) told: Vec<&'static str>,
    /// Whether the gate opened for it.
    pub(super) opened: bool,
    /// What is yet to be said of it.
    pub(super) untold: Option<Box<Told>>,
}

#[derive(Clone, PartialEq, Eq)]
pub(super) enum What {
    /// A code whose signature is good, by its bytes.
    Code(Vec<u8>),
    /// Several of them in one frame, whichever they are.
    Several,
    /// Two that were judged as one, a member's and the guardian's, by their bytes.
    Pair(Vec<Vec<u8>>),
    /// A text that is no such code.
    Stray(String),
}

impl Showing {
    pub(super) fn offer(&mut self, judgement: Judgement, key_id: Option<KeyId>) {
        if !self.opened && !self.told.contains(&judgement.verdict.slug()) {
            self.untold = Some(Box::new(Told {
                showing: self.number,
                judgement,
                key_id,
            }));
        }
    }

    pub(super) fn tell(&mut self) -> Option<Happening> {
        let told = self.untold.take()?;
        self.told.push(told.judgement.verdict.slug());
        self.opened = told.opens();
        Some(Happening::Judged(told))
    }

    /// Says nothing of it, now or later.
    pub(super) fn pass_over(&mut self) {
        self.untold = None;
        self.opened = true;
    }
}

pub(super) const fn opens(judgement: &Judgement) -> bool {
    matches!(judgement.verdict, Verdict::Accept(_)) || judgement.opened_by_policy
}
