use juma_format::{code_text::is_ours, time::UnixTime};

use crate::{Doubt, Policy, State, Verdict};

/// The answer to everything that was in view at once.
#[derive(Clone, Debug)]
pub struct Judgement {
    /// The verdict.
    pub verdict: Verdict,
    /// Whether the venue's policy opens the gate although the verdict is undecided.
    pub opened_by_policy: bool,
}

impl State {
    /// Judges one text by itself, whatever it is: a line of a scanner, a text file.
    #[must_use]
    pub fn judge(&self, text: &str, now: UnixTime, policy: &Policy) -> Judgement {
        opened(self.judge_text(text, now, policy).verdict, policy)
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
        let mut signed: Vec<(Vec<u8>, Verdict)> = Vec::new();
        let mut unsigned: Option<Verdict> = None;
        for text in texts.into_iter().filter(|text| is_ours(text)) {
            let outcome = self.judge_text(text, now, policy);
            match outcome.signed_code {
                Some(code) if signed.iter().any(|(other, _)| *other == code) => {}
                Some(code) => signed.push((code, outcome.verdict)),
                None => unsigned = unsigned.or(Some(outcome.verdict)),
            }
        }
        let codes = signed.len();
        let verdict = match signed.pop() {
            Some(_) if codes > 1 => Doubt::Ambiguous { codes }.into(),
            Some((_, verdict)) => verdict,
            None => unsigned.unwrap_or_else(|| Doubt::NoCode.into()),
        };
        opened(verdict, policy)
    }
}

fn opened(verdict: Verdict, policy: &Policy) -> Judgement {
    let opened_by_policy = matches!(
        verdict,
        Verdict::Undecided(Doubt::Openable(reason)) if policy.opens_on(reason)
    );
    Judgement {
        verdict,
        opened_by_policy,
    }
}
