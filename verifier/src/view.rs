use juma_format::{code_text::is_ours, time::UnixTime};

use crate::{Doubt, Help, Policy, State, StatusAge, Verdict, judge::Outcome};

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

impl State {
    /// Judges one text by itself, whatever it is: a line of a scanner, a text file.
    #[must_use]
    pub fn judge(&self, text: &str, now: UnixTime, policy: &Policy) -> Judgement {
        opened(self.judge_text(text, now, policy), policy)
    }

    /// Judges what one picture holds (SPEC §9.3). Texts that are not ours, and codes whose
    /// signature is not good beside one whose is, are passed over: a sticker stops nobody.
    #[must_use]
    pub fn judge_view<'t>(
        &self,
        texts: impl IntoIterator<Item = &'t str>,
        now: UnixTime,
        policy: &Policy,
    ) -> Judgement {
        let mut signed: Vec<Outcome> = Vec::new();
        let mut unsigned: Option<Outcome> = None;
        for text in texts.into_iter().filter(|text| is_ours(text)) {
            let outcome = self.judge_text(text, now, policy);
            if outcome.signed_code.is_none() {
                unsigned = unsigned.or(Some(outcome));
                continue;
            }
            let same = |other: &&mut Outcome| other.signed_code == outcome.signed_code;
            match signed.iter_mut().find(same) {
                // One code in two forms, with a proof and without: the good one counts,
                // whichever was read first.
                Some(known) if is_accepted(&outcome.verdict) => *known = outcome,
                Some(_) => {}
                None => signed.push(outcome),
            }
        }
        let codes = signed.len();
        let outcome = match signed.pop() {
            Some(_) if codes > 1 => Outcome::unsigned(Doubt::Ambiguous { codes }.into()),
            Some(outcome) => outcome,
            None => unsigned.unwrap_or_else(|| Outcome::unsigned(Doubt::NoCode.into())),
        };
        opened(outcome, policy)
    }
}

const fn is_accepted(verdict: &Verdict) -> bool {
    matches!(verdict, Verdict::Accept(_))
}

fn opened(outcome: Outcome, policy: &Policy) -> Judgement {
    let Outcome {
        verdict,
        status_age,
        help,
        ..
    } = outcome;
    let opened_by_policy = matches!(
        verdict,
        Verdict::Undecided(Doubt::Openable(reason)) if policy.opens_on(reason)
    );
    Judgement {
        verdict,
        opened_by_policy,
        status_age,
        help,
    }
}
