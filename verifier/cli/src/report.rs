mod lines;

use std::path::Path;

use juma_format::time::UnixTime;
use juma_verifier::{ClockOffset, Doubt, Judgement, Opening, Refusal, State, Verdict};
use serde_json::{Value, json};

use crate::{age::Age, claims_json, help, languages::Languages, words};

/// The moment of a judgement, and who said so.
#[derive(Clone, Copy)]
pub(crate) enum Time {
    Device(UnixTime),
    Given(UnixTime),
}

impl Time {
    pub(crate) const fn moment(self) -> UnixTime {
        match self {
            Self::Device(moment) | Self::Given(moment) => moment,
        }
    }

    const fn clock(self) -> &'static str {
        match self {
            Self::Device(_) => "device",
            Self::Given(_) => "given",
        }
    }
}

/// What is said of one source.
pub(crate) struct Report<'a> {
    pub(crate) source: &'a Path,
    pub(crate) judgement: &'a Judgement,
    /// What became of its sealed part.
    pub(crate) opening: Opening,
    pub(crate) state: &'a State,
    pub(crate) time: Time,
    /// How much of a document's number is said.
    pub(crate) digits: Digits,
    /// For the lines.
    pub(crate) languages: Languages,
}

/// How much of a document's number is said, where the venue may see the whole record.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Digits {
    /// All of it: somebody has asked for it.
    All,
    /// The last two characters, to compare.
    LastTwo,
}

impl Report<'_> {
    /// One JSON object.
    pub(crate) fn json(&self) -> Value {
        let verdict = &self.judgement.verdict;
        let words = words::of(verdict.slug());
        let mut object = json!({
            "source": self.source.to_string_lossy(),
            "verdict": verdict.finding().name(),
            "reason": verdict.slug(),
            "message": {"zh-CN": words.zh, "en": words.en},
            "environment": self.state.environment().name(),
            "at": self.time.moment().to_string(),
            "clock": self.time.clock(),
        });
        let Value::Object(members) = &mut object else {
            return object;
        };
        if !words.en_todo.is_empty() {
            let todo = json!({"zh-CN": words.zh_todo, "en": words.en_todo});
            members.insert("todo".to_owned(), todo);
        }
        match verdict {
            Verdict::Undecided(Doubt::ClockSuspect { offset }) => {
                members.insert("clock_offset_seconds".to_owned(), signed(*offset));
            }
            Verdict::Refuse(Refusal::SlotTooOld { seconds }) => {
                members.insert("slot_age_seconds".to_owned(), (*seconds).into());
            }
            _ => {}
        }
        if self.opening != Opening::Nothing {
            members.insert("sealed".to_owned(), self.opening.name().into());
        }
        help::add_json(&self.judgement.help, members);
        if self.judgement.opened_by_policy {
            members.insert("opened_by_policy".to_owned(), true.into());
        }
        if let Some(ages) = self.state.ages(self.time.moment()) {
            let mut trust = json!({
                "bundle_seconds": ages.bundle, "trust_list_seconds": ages.list,
                "trust_list_age": Age(ages.list).to_string(),
                "stale_from": ages.stale_from.to_string(),
                "freshness": ages.freshness.name(),
            });
            if let (Some(age), Value::Object(trust)) = (self.judgement.status_age, &mut trust) {
                let age = json!({
                    "seconds": age.seconds, "age": Age(age.seconds).to_string(),
                    "expires": age.expires.to_string(), "freshness": age.freshness.name(),
                });
                trust.insert("status".to_owned(), age);
            }
            members.insert("trust".to_owned(), trust);
        }
        if let Verdict::Accept(acceptance) = verdict {
            let advice: Vec<&str> = acceptance
                .advice()
                .iter()
                .map(|advice| advice.slug())
                .collect();
            members.insert("advice".to_owned(), advice.into());
            members.insert("issuer".to_owned(), acceptance.issuer().into());
            members.insert(
                "claims".to_owned(),
                claims_json::claims(&acceptance.shown(), self.digits),
            );
            if let Some(guardian) = acceptance.guardian() {
                let claims = claims_json::claims(&guardian.shown(), self.digits);
                let issuer = guardian.issuer();
                members.insert(
                    "guardian".to_owned(),
                    json!({"issuer": issuer, "claims": claims}),
                );
            }
        }
        object
    }
}

/// Seconds that this device's clock is ahead, negative when it is behind.
fn signed(offset: ClockOffset) -> Value {
    match offset {
        ClockOffset::Ahead(seconds) => seconds.into(),
        ClockOffset::Behind(seconds) => i64::try_from(seconds).map_or(Value::Null, |s| (-s).into()),
    }
}
