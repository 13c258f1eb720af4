use juma_cli::{
    exit::Exit,
    failure::Failure,
    output::{Output, note},
    say,
};
use juma_format::places::CityProfile;
use juma_register::{
    ActError, CodeFate, CodeOf, DueBearer, DueCode, Fact, Outcome, Refusal, Register,
};
use juma_registry::SubjectId;
use serde_json::{Value, json};

use super::hotlines::{self, NamedHotlines};
use crate::{
    args::HomeArgs,
    refresh::{
        self,
        renewal::{Done, Renewed},
    },
    words,
};

/// What is said about an act on one resident.
pub(super) struct Report<'a> {
    args: &'a HomeArgs,
    places: &'a [CityProfile],
    subject: &'a SubjectId,
    act: Act,
}

/// What was done.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Act {
    Change,
    Enrolment,
    /// A change by which somebody lives somewhere who lived nowhere: perhaps by an old record.
    NewResidence,
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
            act: Act::Change,
        }
    }

    pub(super) const fn of_enrolment(
        args: &'a HomeArgs,
        places: &'a [CityProfile],
        subject: &'a SubjectId,
    ) -> Self {
        Self {
            act: Act::Enrolment,
            ..Self::new(args, places, subject)
        }
    }

    pub(super) const fn of_new_residence(self) -> Self {
        Self {
            act: Act::NewResidence,
            ..self
        }
    }

    pub(super) fn print(
        &self,
        register: &Register,
        done: Result<Outcome, ActError>,
        renewed: &[Done],
    ) -> Result<Exit, Failure> {
        match done {
            Ok(outcome) => self.outcome(register, &outcome, renewed),
            Err(ActError::Refused(refusal)) => self.refusal(register, refusal),
            Err(error) => Err(Failure::new("nothing was done").because(error)),
        }
    }

    fn outcome(
        &self,
        register: &Register,
        outcome: &Outcome,
        done: &[Done],
    ) -> Result<Exit, Failure> {
        // A person without an address may ask why.
        let hotlines = match register.record(self.subject) {
            Ok(Some(record)) if record.person().address.tail().is_none() => self.hotlines(register),
            _ => NamedHotlines::default(),
        };
        let mut output = Output::stdout();
        let changed: Vec<&str> = outcome.changed.iter().copied().map(Fact::name).collect();
        if self.args.json {
            let stale = outcome.stale.iter().map(|code| {
                json!({
                    "serial": code.serial.to_string(), "tier": code.tier.name(),
                    "expires": code.expires.to_string(), "fate": code.fate.name(),
                    "of": code.of.name(),
                })
            });
            let (issued, waiting) = renewed(done);
            output.json(&json!({
                "subject": self.subject.as_str(), "changed": changed,
                "stale": stale.collect::<Value>(), "issued": issued, "waiting": waiting,
                "hotlines": hotlines.json(),
            }))?;
            return Ok(Exit::Done);
        }
        let (language, subject) = (self.args.language(), self.subject);
        output.line(match (self.act, outcome.changed.as_slice()) {
            (Act::Enrolment, _) => say!(language, "{subject}：已录入登记库", "{subject}: enrolled"),
            (_, []) => say!(
                language,
                "{subject}：没有变化",
                "{subject}: nothing has changed"
            ),
            (Act::Change | Act::NewResidence, changed) => {
                let facts = words::facts(language, changed);
                say!(
                    language,
                    "{subject}：已变更{facts}",
                    "{subject}: changed: {facts}"
                )
            }
        })?;
        if self.act == Act::NewResidence && outcome.changed.contains(&Fact::Address) {
            output.line(language.of((
                "此前没有居住登记（或已迁出），现按此记录登记：若记录是旧的，请用 residence move-out 撤回",
                "there was no residence, or it had ended, and this record registers one: if the record is an old one, take it back by residence move-out",
            )))?;
        }
        for code in &outcome.stale {
            let (serial, tier) = (code.serial, language.of(words::tier(code.tier)));
            let is_replaced = done
                .iter()
                .any(|one| one.due.serial == serial && matches!(one.renewed, Renewed::Issued(_)));
            let fate = if is_replaced {
                CodeFate::Revoke
            } else {
                code.fate
            };
            let fate = language.of(words::fate(fate));
            let whose = language.of(match code.of {
                CodeOf::Member => ("成员的代亮码，", "a member's code with a guardian, "),
                CodeOf::Person => ("", ""),
            });
            output.line(say!(
                language,
                "序号 {serial}：{whose}{tier}，{fate}",
                "serial {serial}: {whose}{tier}, {fate}"
            ))?;
        }
        for one in done {
            if let Some(line) = self.renewed(one) {
                output.line(line)?;
            }
        }
        let mut revoked = outcome
            .stale
            .iter()
            .map(|code| code.fate == CodeFate::Revoke);
        let mut replaced = done
            .iter()
            .map(|one| matches!(one.renewed, Renewed::Issued(_)));
        if revoked.any(|is| is) || replaced.any(|is| is) {
            output.line(language.of(words::PUBLISH))?;
        }
        hotlines
            .lines(language)
            .try_for_each(|line| output.line(line))?;
        Ok(Exit::Done)
    }

    /// What became of a code that was due; nothing where nobody has to know.
    fn renewed(&self, Done { due, renewed }: &Done) -> Option<String> {
        let language = self.args.language();
        let (tier, serial) = (self.kind(due), due.serial);
        Some(match renewed {
            Renewed::Issued(new) => {
                let (new, out) = (new.serial, &new.out);
                say!(
                    language,
                    "序号 {new}：{tier}，已签发，替代序号 {serial}，在 {out}",
                    "serial {new}: {tier}, issued in the place of {serial}, in {out}"
                )
            }
            Renewed::Refused { slug, message } => {
                let reason = words::reason(language, slug, message);
                say!(
                    language,
                    "序号 {serial}：{tier}，拒绝：{reason}",
                    "serial {serial}: {tier}, refused: {reason}"
                )
            }
            Renewed::Waits(wait) => {
                let reason = words::reason(language, wait.slug(), wait.message());
                say!(
                    language,
                    "序号 {serial}：{tier}，待办：{reason}",
                    "serial {serial}: {tier}, waits: {reason}"
                )
            }
            Renewed::Closed | Renewed::Nothing | Renewed::Overtaken => return None,
        })
    }

    /// Which of a person's codes it is: full or gate, on paper or not, whose.
    fn kind(&self, due: &DueCode) -> String {
        let language = self.args.language();
        let tier = language.of(words::tier(due.tier));
        let carrier = language.of(words::carrier(due.carrier));
        let kind = say!(language, "{carrier}{tier}", "{tier}, {carrier}");
        match &due.bearer {
            DueBearer::Guardian { .. } => {
                let member = &due.subject;
                say!(
                    language,
                    "{member} 的代亮码，{kind}",
                    "code of {member} with a guardian, {kind}"
                )
            }
            DueBearer::Holder => kind,
        }
    }

    fn refusal(&self, register: &Register, refusal: Refusal) -> Result<Exit, Failure> {
        let hotlines = self.hotlines(register);
        if self.args.json {
            Output::stdout().json(&json!({
                "subject": self.subject.as_str(),
                "refused": {"reason": refusal.slug(), "message": refusal.to_string()},
                "hotlines": hotlines.json(),
            }))?;
        } else {
            let (language, subject) = (self.args.language(), self.subject);
            note(words::refused(language, subject, refusal.slug(), refusal));
            hotlines.lines(language).for_each(note);
        }
        Ok(Exit::Refused)
    }

    fn hotlines(&self, register: &Register) -> NamedHotlines {
        hotlines::of(register, self.places, self.subject)
    }
}

/// The codes that were issued, and the codes that wait for somebody.
fn renewed(done: &[Done]) -> (Value, Value) {
    let issued = done.iter().filter_map(|one| match &one.renewed {
        Renewed::Issued(new) => Some(json!({
            "serial": new.serial.to_string(), "tier": one.due.tier.name(), "out": new.out,
            "subject": one.due.subject.as_str(), "replaces": one.due.serial.to_string(),
        })),
        _ => None,
    });
    let waiting = refresh::waiting(done).into_iter().map(|(due, wait)| {
        json!({
            "serial": due.serial.to_string(), "tier": due.tier.name(),
            "subject": due.subject.as_str(), "reason": wait.slug(), "message": wait.message(),
        })
    });
    (issued.collect(), waiting.collect())
}
