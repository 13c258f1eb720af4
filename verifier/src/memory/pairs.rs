use std::collections::VecDeque;

use juma_format::{Environment, time::UnixTime};
use juma_keys::GuardianKey;

use crate::{Acceptance, judge::Member};

/// How long a gate waits for the other half of a pair, in seconds: one phone is put away and the
/// next is held up.
pub const PAIR_SECONDS: u64 = 20;

/// The halves that are kept: a school class before a gate is ambiguous, not a pair.
const MAX_HALVES: usize = 16;

/// The halves of pairs that were here a moment ago.
#[derive(Clone, Default)]
pub(crate) struct Pairs {
    guardians: VecDeque<(UnixTime, GuardianKey, Acceptance)>,
    members: VecDeque<(UnixTime, Member)>,
}

impl Pairs {
    /// The guardian of a member, if the own code was accepted a moment ago.
    pub(crate) fn guardian_of(
        &mut self,
        member: &Member,
        environment: Environment,
        now: UnixTime,
    ) -> Option<Acceptance> {
        self.forget(now);
        let mut guardians = self.guardians.iter();
        let found = guardians.find(|(_, key, _)| member.names(key, environment))?;
        Some(found.2.clone())
    }

    /// Keeps an accepted code of somebody's own, and gives the member who waited for it.
    pub(crate) fn take_guardian(
        &mut self,
        (key, acceptance): (GuardianKey, &Acceptance),
        environment: Environment,
        now: UnixTime,
    ) -> Option<Member> {
        self.forget(now);
        self.guardians.retain(|(_, known, _)| *known != key);
        self.guardians.push_back((now, key, acceptance.clone()));
        if self.guardians.len() > MAX_HALVES {
            self.guardians.pop_front();
        }
        // The member stays: the guardian's code is in view for many frames.
        let mut waiting = self.members.iter();
        let found = waiting.find(|(_, member)| member.names(&key, environment))?;
        Some(found.1.clone())
    }

    /// Keeps a member's code whose guardian is not here yet.
    pub(crate) fn wait(&mut self, member: Member, now: UnixTime) {
        self.forget(now);
        self.members.retain(|(_, known)| known.name != member.name);
        self.members.push_back((now, member));
        if self.members.len() > MAX_HALVES {
            self.members.pop_front();
        }
    }

    /// Forgets who was here too long ago.
    pub(crate) fn forget(&mut self, now: UnixTime) {
        self.guardians
            .retain(|(seen, ..)| now.since(*seen) <= PAIR_SECONDS);
        self.members
            .retain(|(seen, _)| now.since(*seen) <= PAIR_SECONDS);
    }
}
