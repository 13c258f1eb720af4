use juma_format::time::UnixTime;
use juma_verifier::{ClockOffset, Doubt, Judgement, Opening, Refusal, State, Told, Verdict};
use serde_json::{Map, Value, json};

use crate::{age::Age, claims, help, words};

/// The moment of a judgement, and who said so.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Time {
    /// The device's own clock.
    Device(UnixTime),
    /// A person, for the occasion.
    Given(UnixTime),
}

impl Time {
    /// The moment.
    #[must_use]
    pub const fn moment(self) -> UnixTime {
        match self {
            Self::Device(moment) | Self::Given(moment) => moment,
        }
    }

    /// The word of JSON for who said so.
    #[must_use]
    pub const fn clock(self) -> &'static str {
        match self {
            Self::Device(_) => "device",
            Self::Given(_) => "given",
        }
    }
}

/// What is said of one judgement.
#[derive(Clone, Copy, Debug)]
pub struct Report<'a> {
    /// The judgement.
    pub judgement: &'a Judgement,
    /// What became of its sealed part.
    pub opening: Opening,
    /// The state by which it was judged.
    pub state: &'a State,
    /// The moment by which it was judged.
    pub time: Time,
    /// How much of a document's number is said.
    pub digits: Digits,
}

/// How much of a document's number is said, where the venue may see the whole record.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Digits {
    /// All of it: somebody has asked for it.
    All,
    /// The last two characters, to compare.
    LastTwo,
}

impl Report<'_> {
    /// The members of one JSON object, whose `source` the caller adds.
    #[must_use]
    pub fn json(&self) -> Map<String, Value> {
        let verdict = &self.judgement.verdict;
        let words = words::of(verdict.slug());
        let mut members = Map::new();
        let mut put = |name: &str, value: Value| members.insert(name.to_owned(), value);
        put("verdict", verdict.finding().name().into());
        put("reason", verdict.slug().into());
        put("message", json!({"zh-CN": words.zh, "en": words.en}));
        put("environment", self.state.environment().name().into());
        put("at", self.time.moment().to_string().into());
        put("clock", self.time.clock().into());
        if !words.en_todo.is_empty() {
            put("todo", json!({"zh-CN": words.zh_todo, "en": words.en_todo}));
        }
        match verdict {
            Verdict::Undecided(Doubt::ClockSuspect { offset }) => {
                put("clock_offset_seconds", signed(*offset));
            }
            Verdict::Refuse(Refusal::SlotTooOld { seconds }) => {
                put("slot_age_seconds", (*seconds).into());
            }
            _ => {}
        }
        if self.opening != Opening::Nothing {
            put("sealed", self.opening.name().into());
        }
        if self.judgement.opened_by_policy {
            put("opened_by_policy", true.into());
        }
        if let Some(trust) = self.ages() {
            put("trust", trust);
        }
        if let Verdict::Accept(acceptance) = verdict {
            let advice = acceptance.advice();
            let advice: Vec<&str> = advice.iter().map(|advice| advice.slug()).collect();
            put("advice", advice.into());
            put("issuer", acceptance.issuer().into());
            put("claims", claims::claims(&acceptance.shown(), self.digits));
            if let Some(guardian) = acceptance.guardian() {
                let claims = claims::claims(&guardian.shown(), self.digits);
                let issuer = guardian.issuer();
                put("guardian", json!({"issuer": issuer, "claims": claims}));
            }
        }
        help::add_json(&self.judgement.help, &mut members);
        members
    }

    /// How old the data is that was gone by.
    fn ages(&self) -> Option<Value> {
        let ages = self.state.ages(self.time.moment())?;
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
        Some(trust)
    }
}

/// A verdict of a gate as one JSON object: what its [`Report`] says, and of which showing.
#[must_use]
pub fn told(told: &Told, mut report: Map<String, Value>) -> Value {
    report.insert("event".to_owned(), "verdict".into());
    report.insert("showing".to_owned(), told.showing.into());
    // What an officer has opened and found to be contradicted opens nothing.
    let opens = told.opens() && report.get("verdict") != Some(&"refuse".into());
    report.insert("opens".to_owned(), opens.into());
    Value::Object(report)
}

/// That what was shown has left, as one JSON object.
#[must_use]
pub fn left(showing: u64) -> Value {
    json!({"event": "left", "showing": showing})
}

/// Seconds that this device's clock is ahead, negative when it is behind.
fn signed(offset: ClockOffset) -> Value {
    match offset {
        ClockOffset::Ahead(seconds) => seconds.into(),
        ClockOffset::Behind(seconds) => i64::try_from(seconds).map_or(Value::Null, |s| (-s).into()),
    }
}
