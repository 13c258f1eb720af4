use juma_cli::{
    exit::Exit,
    failure::Failure,
    output::{Output, note},
};
use juma_format::places::{CityProfile, NamedHotline};
use juma_register::{ActError, Fact, Outcome, Refusal, Register};
use juma_registry::{SubjectId, ledger::Serial};
use serde_json::{Value, json};

use crate::{args::HomeArgs, profiles};

/// A code that was issued in the place of another.
pub(super) struct Reissued {
    pub(super) serial: Serial,
    pub(super) tier: &'static str,
    pub(super) out: String,
}

/// What is said about an act on one resident.
pub(super) struct Report<'a> {
    args: &'a HomeArgs,
    places: &'a [CityProfile],
    subject: &'a SubjectId,
}

impl<'a> Report<'a> {
    pub(super) const fn new(
        args: &'a HomeArgs,
        places: &'a [CityProfile],
        subject: &'a SubjectId,
    ) -> Self {
        Self {
            args,
            places,
            subject,
        }
    }

    pub(super) fn print(
        &self,
        register: &Register,
        done: Result<Outcome, ActError>,
        issued: &[Reissued],
    ) -> Result<Exit, Failure> {
        match done {
            Ok(outcome) => self.outcome(register, &outcome, issued),
            Err(ActError::Refused(refusal)) => self.refusal(register, refusal),
            Err(error) => Err(Failure::new("nothing was done").because(error)),
        }
    }

    fn outcome(
        &self,
        register: &Register,
        outcome: &Outcome,
        issued: &[Reissued],
    ) -> Result<Exit, Failure> {
        // A person without an address may ask why.
        let hotlines = match register.record(self.subject) {
            Ok(Some(record)) if record.person().address.tail().is_none() => self.hotlines(register),
            _ => Vec::new(),
        };
        let mut output = Output::stdout();
        let changed: Vec<&str> = outcome.changed.iter().copied().map(Fact::name).collect();
        if self.args.json {
            let stale = outcome.stale.iter().map(|code| {
                json!({
                    "serial": code.serial.to_string(), "tier": code.tier.name(),
                    "expires": code.expires.to_string(), "fate": code.fate.name(),
                })
            });
            let issued = issued.iter().map(|code| {
                json!({"serial": code.serial.to_string(), "tier": code.tier, "out": code.out})
            });
            output.json(&json!({
                "subject": self.subject.as_str(), "changed": changed,
                "stale": stale.collect::<Value>(), "issued": issued.collect::<Value>(),
                "hotlines": in_json(&hotlines),
            }))?;
            return Ok(Exit::Done);
        }
        let what = match changed.as_slice() {
            [] => "nothing has changed".to_owned(),
            changed => format!("changed: {}", changed.join(", ")),
        };
        output.line(format_args!("{}: {what}", self.subject))?;
        for code in &outcome.stale {
            let (serial, tier, fate) = (code.serial, code.tier, code.fate.name());
            output.line(format_args!("serial {serial}: {tier} tier, {fate}"))?;
        }
        for code in issued {
            let Reissued { serial, tier, out } = code;
            output.line(format_args!(
                "serial {serial}: {tier} tier, issued, in {out}"
            ))?;
        }
        for named in &hotlines {
            output.line(line(named))?;
        }
        Ok(Exit::Done)
    }

    fn refusal(&self, register: &Register, refusal: Refusal) -> Result<Exit, Failure> {
        let hotlines = self.hotlines(register);
        if self.args.json {
            Output::stdout().json(&json!({
                "subject": self.subject.as_str(),
                "refused": {"reason": refusal.slug(), "message": refusal.to_string()},
                "hotlines": in_json(&hotlines),
            }))?;
        } else {
            note(format_args!("refused: {}: {refusal}", self.subject));
            for named in &hotlines {
                note(line(named));
            }
        }
        Ok(Exit::Refused)
    }

    /// Whom the person can call, if the register knows where they are.
    fn hotlines(&self, register: &Register) -> Vec<NamedHotline> {
        let Ok(Some(record)) = register.record(self.subject) else {
            return Vec::new();
        };
        let profile = profiles::of(self.places, record.region());
        profile.map_or_else(Vec::new, |profile| profile.hotlines(record.region()))
    }
}

fn line(named: &NamedHotline) -> String {
    let names = &named.names;
    format!("call {}, {} {}", named.hotline, names.zh(), names.en())
}

fn in_json(hotlines: &[NamedHotline]) -> Value {
    let hotlines = hotlines.iter().map(|named| {
        json!({
            "number": named.hotline.to_string(), "zh": named.names.zh(), "en": named.names.en(),
        })
    });
    hotlines.collect()
}
