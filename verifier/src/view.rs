use juma_format::{code_text::is_ours, time::UnixTime};

use crate::{Doubt, Policy, State, StatusAge, Verdict};

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
}

impl State {
    /// Judges one text by itself, whatever it is: a line of a scanner, a text file.
    #[must_use]
    pub fn judge(&self, text: &str, now: UnixTime, policy: &Policy) -> Judgement {
        let outcome = self.judge_text(text, now, policy);
        opened(outcome.verdict, outcome.status_age, policy)
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
        let mut signed: Vec<(Vec<u8>, Verdict, Option<StatusAge>)> = Vec::new();
        let mut unsigned: Option<Verdict> = None;
        for text in texts.into_iter().filter(|text| is_ours(text)) {
            let outcome = self.judge_text(text, now, policy);
            match outcome.signed_code {
                Some(code) => {
                    let shown = (code, outcome.verdict, outcome.status_age);
                    match signed.iter_mut().find(|(other, ..)| *other == shown.0) {
                        // One code in two forms, with a proof and without: the good one counts,
                        // whichever was read first.
                        Some(known) if is_accepted(&shown.1) => *known = shown,
                        Some(_) => {}
                        None => signed.push(shown),
                    }
                }
                None => unsigned = unsigned.or(Some(outcome.verdict)),
            }
        }
        let codes = signed.len();
        let (verdict, age) = match signed.pop() {
            Some(_) if codes > 1 => (Doubt::Ambiguous { codes }.into(), None),
            Some((_, verdict, age)) => (verdict, age),
            None => (unsigned.unwrap_or_else(|| Doubt::NoCode.into()), None),
        };
        opened(verdict, age, policy)
    }
}

const fn is_accepted(verdict: &Verdict) -> bool {
    matches!(verdict, Verdict::Accept(_))
}

fn opened(verdict: Verdict, status_age: Option<StatusAge>, policy: &Policy) -> Judgement {
    let opened_by_policy = matches!(
        verdict,
        Verdict::Undecided(Doubt::Openable(reason)) if policy.opens_on(reason)
    );
    Judgement {
        verdict,
        opened_by_policy,
        status_age,
    }
}
