use juma_format::{code_text::is_ours, time::UnixTime};
use juma_keys::GuardianKey;

use crate::{
    Acceptance, Doubt, Help, Memory, Policy, Refusal, State, StatusAge, Verdict,
    judge::{Member, Outcome, SignedCode},
    memory::{CodeName, ShownSlot},
};

/// The answer to everything that was in view at once.
#[derive(Clone, Debug)]
pub struct Judgement {
    /// The verdict.
    pub verdict: Verdict,
    /// Whether the venue's policy opens the gate although the verdict is undecided.
    pub opened_by_policy: bool,
    /// How old the status list of the code is: of the one code whose signature is good, and when
    /// there is such a list.
    pub status_age: Option<StatusAge>,
    /// Whom to call, of the one code whose signature is good.
    pub help: Help,
}

/// What was in view at once.
pub(crate) struct View {
    /// The answer to all of it.
    pub(crate) judgement: Judgement,
    /// The bytes of the different codes whose signature is good.
    pub(crate) codes: Vec<Vec<u8>>,
    /// The texts that call themselves codes and are none whose signature is good, each with the
    /// answer that it would be given alone.
    pub(crate) strays: Vec<(String, Judgement)>,
}

impl State {
    /// Judges one text by itself, whatever it is, and remembers nothing: a text file.
    #[must_use]
    pub fn judge(&self, text: &str, now: UnixTime, policy: &Policy) -> Judgement {
        self.judge_remembering(text, now, policy, &mut Memory::new())
    }

    /// Judges what one picture holds (SPEC §9.3), and remembers nothing. Texts that are not ours,
    /// and codes whose signature is not good beside one whose is, are passed over: a sticker stops
    /// nobody.
    #[must_use]
    pub fn judge_view<'t>(
        &self,
        texts: impl IntoIterator<Item = &'t str>,
        now: UnixTime,
        policy: &Policy,
    ) -> Judgement {
        self.judge_view_remembering(texts, now, policy, &mut Memory::new())
    }

    /// As [`Self::judge`], with what a gate remembers: a line of a scanner.
    #[must_use]
    pub fn judge_remembering(
        &self,
        text: &str,
        now: UnixTime,
        policy: &Policy,
        memory: &mut Memory,
    ) -> Judgement {
        let outcome = self.judge_text(text, now, policy, memory);
        self.one(outcome, now, memory)
            .finish(now, policy, memory, self)
    }

    /// As [`Self::judge_view`], with what a gate remembers: a camera's frame.
    #[must_use]
    pub fn judge_view_remembering<'t>(
        &self,
        texts: impl IntoIterator<Item = &'t str>,
        now: UnixTime,
        policy: &Policy,
        memory: &mut Memory,
    ) -> Judgement {
        self.view(texts, now, policy, memory).judgement
    }

    /// Judges what is in view, and says of what the view is made.
    pub(crate) fn view<'t>(
        &self,
        texts: impl IntoIterator<Item = &'t str>,
        now: UnixTime,
        policy: &Policy,
        memory: &mut Memory,
    ) -> View {
        let mut signed: Vec<(SignedCode, Outcome)> = Vec::new();
        let mut strays: Vec<(String, Judgement)> = Vec::new();
        for text in texts.into_iter().filter(|text| is_ours(text)) {
            let mut outcome = self.judge_text(text, now, policy, memory);
            let Some(code) = outcome.code.take() else {
                let judgement = Seen::of(outcome.verdict).finish(now, policy, memory, self);
                strays.push((text.to_owned(), judgement));
                continue;
            };
            match signed
                .iter_mut()
                .find(|(other, _)| other.bytes == code.bytes)
            {
                // One code in two forms, with a proof and without: the good one counts,
                // whichever was read first.
                Some(known) if is_better(&outcome.verdict) => *known = (code, outcome),
                Some(_) => {}
                None => signed.push((code, outcome)),
            }
        }
        let codes: Vec<Vec<u8>> = signed.iter().map(|(code, _)| code.bytes.clone()).collect();
        let several = || Seen::of(Doubt::Ambiguous { codes: codes.len() }.into());
        let judgement = match (signed.pop(), signed.pop()) {
            (None, _) => match strays.first() {
                Some((_, judgement)) => judgement.clone(),
                None => Seen::of(Doubt::NoCode.into()).finish(now, policy, memory, self),
            },
            (Some((code, outcome)), None) => {
                let code = Some(code);
                let seen = self.one(Outcome { code, ..outcome }, now, memory);
                seen.finish(now, policy, memory, self)
            }
            (Some(one), Some(other)) => {
                let pair = (signed.is_empty()).then(|| self.pair(one, other)).flatten();
                let seen = pair.unwrap_or_else(several);
                seen.finish(now, policy, memory, self)
            }
        };
        View {
            judgement,
            codes,
            strays,
        }
    }

    /// One code in view. The other half of its pair may have been here a moment ago.
    fn one(&self, outcome: Outcome, now: UnixTime, memory: &mut Memory) -> Seen {
        let environment = self.environment();
        let mut seen = Seen {
            verdict: outcome.verdict,
            status_age: outcome.status_age,
            help: outcome.help,
            let_in: Vec::new(),
        };
        let Some(code) = outcome.code else {
            return seen;
        };
        seen.let_in.extend(code.name.map(|name| (name, code.shown)));
        match (&seen.verdict, code.member) {
            (Verdict::Undecided(Doubt::GuardianMissing), Some(member)) => {
                match memory.pairs.guardian_of(&member, environment, now) {
                    Some(guardian) => Seen::pair(member, guardian),
                    None => {
                        memory.pairs.wait(member, now);
                        seen
                    }
                }
            }
            (Verdict::Accept(acceptance), None) => {
                let half = (GuardianKey::of(&code.bytes), acceptance);
                let member = memory.pairs.take_guardian(half, environment, now);
                // A live code that was let in with the guardian and has left is not let in again by
                // the guardian alone.
                let is_again = |member: &Member| {
                    let mut shown = member.shown.iter();
                    shown.any(|shown| memory.shown.is_again(shown))
                };
                match member.filter(|member| !is_again(member)) {
                    Some(member) => {
                        let guardian = acceptance.clone();
                        let let_in = seen.let_in;
                        let mut seen = Seen::pair(member, guardian);
                        seen.let_in.extend(let_in);
                        seen
                    }
                    None => seen,
                }
            }
            _ => seen,
        }
    }

    /// Two codes in view; `None` when they are no member's and guardian's.
    fn pair(&self, one: (SignedCode, Outcome), other: (SignedCode, Outcome)) -> Option<Seen> {
        let ((member, _), (code, guardian)) = match (&one.0.member, &other.0.member) {
            (Some(_), None) => (one, other),
            (None, Some(_)) => (other, one),
            _ => return None,
        };
        let member = member.member?;
        let names = member.names(&GuardianKey::of(&code.bytes), self.environment());
        if !names {
            let are_good = matches!(guardian.verdict, Verdict::Accept(_))
                && matches!(member.verdict, Verdict::Accept(_));
            return are_good.then(|| Seen::of(Refusal::GuardianMismatch.into()));
        }
        // Both are let in where a policy opens on what is wrong with one of them, too.
        let mut let_in = vec![(member.name, member.shown)];
        let_in.extend(code.name.map(|name| (name, code.shown)));
        let seen = match guardian.verdict {
            Verdict::Accept(acceptance) => Seen::pair(member, acceptance),
            // Nothing is wrong with the member's, so what is wrong with the guardian's counts.
            verdict if matches!(member.verdict, Verdict::Accept(_)) => Seen::of(verdict),
            _ => Seen::of(member.verdict),
        };
        Some(Seen { let_in, ..seen })
    }
}

/// What came of a view, and the codes that are let in if it opens the gate.
struct Seen {
    verdict: Verdict,
    status_age: Option<StatusAge>,
    help: Help,
    let_in: Vec<(CodeName, Option<ShownSlot>)>,
}

impl Seen {
    const fn of(verdict: Verdict) -> Self {
        Self {
            verdict,
            status_age: None,
            help: Help::NONE,
            let_in: Vec::new(),
        }
    }

    /// A member's code beside the guardian's own, which was accepted.
    fn pair(member: Member, guardian: Acceptance) -> Self {
        let verdict = match member.verdict {
            Verdict::Accept(acceptance) => Verdict::Accept(acceptance.with_guardian(guardian)),
            verdict => verdict,
        };
        Self {
            verdict,
            status_age: member.status_age,
            help: member.help,
            let_in: vec![(member.name, member.shown)],
        }
    }

    fn finish(
        self,
        now: UnixTime,
        policy: &Policy,
        memory: &mut Memory,
        state: &State,
    ) -> Judgement {
        let opened_by_policy = matches!(
            self.verdict,
            Verdict::Undecided(Doubt::Openable(reason)) if policy.opens_on(reason)
        );
        memory.pairs.forget(state.clock(now).at());
        if opened_by_policy || matches!(self.verdict, Verdict::Accept(_)) {
            let at = state.clock(now).at();
            for (name, shown) in self.let_in {
                memory.asked.use_up(name);
                if let Some(shown) = shown {
                    memory.shown.accept(shown, at);
                }
            }
        }
        Judgement {
            verdict: self.verdict,
            opened_by_policy,
            status_age: self.status_age,
            help: self.help,
        }
    }
}

const fn is_better(verdict: &Verdict) -> bool {
    matches!(
        verdict,
        Verdict::Accept(_) | Verdict::Undecided(Doubt::GuardianMissing)
    )
}
