use juma_cli::{
    failure::Failure,
    output::{Output, note},
    say,
};
use juma_format::places::CityProfile;
use juma_register::{DueBearer, DueCode, Register};
use juma_registry::SubjectId;
use serde_json::{Value, json};

use super::{
    decision::Wait,
    renewal::{Done, Renewed},
};
use crate::{
    args::HomeArgs,
    residents::hotlines::{self, NamedHotlines},
    words,
};

/// What is said about codes that are due, and how many there were.
pub(crate) struct Report<'a> {
    args: &'a HomeArgs,
    places: &'a [CityProfile],
    tense: Tense,
    pub(super) count: Count,
}

/// Whether what is said was done.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Tense {
    Done,
    WouldBe,
}

/// How many of each.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Count {
    pub(super) issued: u64,
    pub(super) closed: u64,
    pub(super) waiting: u64,
    pub(super) refused: u64,
}

impl<'a> Report<'a> {
    pub(super) fn new(args: &'a HomeArgs, places: &'a [CityProfile], tense: Tense) -> Self {
        Self {
            args,
            places,
            tense,
            count: Count::default(),
        }
    }

    /// Says one.
    pub(super) fn one(&mut self, register: &Register, done: &Done) -> Result<(), Failure> {
        let Done { due, renewed } = done;
        let language = self.args.language();
        let (what, line) = match renewed {
            Renewed::Nothing => return Ok(()),
            Renewed::Overtaken => {
                let words = ("另一处已换发", "another place has issued one meanwhile");
                (json!({"overtaken": true}), language.of(words).to_owned())
            }
            Renewed::Closed => {
                self.count.closed = self.count.closed.saturating_add(1);
                let line = language.of(match self.tense {
                    Tense::Done => ("已撤销，已有更新的码", "revoked, a newer one is there"),
                    Tense::WouldBe => (
                        "将撤销，已有更新的码",
                        "would be revoked, a newer one is there",
                    ),
                });
                (json!({"closed": true}), line.to_owned())
            }
            Renewed::Issued(new) => {
                self.count.issued = self.count.issued.saturating_add(1);
                let (serial, expires) = (new.serial.to_string(), new.expires.to_string());
                let out = &new.out;
                let line = say!(
                    language,
                    "已换发序号 {serial}，有效至 {expires}，在 {out}",
                    "serial {serial} in its place, good until {expires}, in {out}"
                );
                let new = json!({"serial": serial, "expires": expires, "out": new.out});
                (json!({"issued": new}), line)
            }
            Renewed::Refused { slug, message } => {
                self.count.refused = self.count.refused.saturating_add(1);
                let refused = json!({"reason": slug, "message": message});
                let reason = words::reason(language, slug, message);
                let line = say!(language, "拒绝：{reason}", "refused: {reason}");
                (json!({"refused": refused}), line)
            }
            Renewed::Waits(wait) => {
                self.count.waiting = self.count.waiting.saturating_add(1);
                let message = wait.message();
                let waits = json!({"reason": wait.slug(), "message": message});
                let reason = words::reason(language, wait.slug(), message);
                let line = say!(language, "待办：{reason}", "waits: {reason}");
                (json!({"waits": waits}), line)
            }
        };
        let whom = match renewed {
            Renewed::Refused { .. } | Renewed::Waits(_) => self.hotlines(register, &due.subject),
            _ => NamedHotlines::default(),
        };
        self.print(due, what, &line, &whom)
    }

    /// Says that one would be issued.
    pub(super) fn would_issue(&mut self, due: &DueCode) -> Result<(), Failure> {
        self.count.issued = self.count.issued.saturating_add(1);
        let words = ("将换发新码", "another would be issued in its place");
        let line = self.args.language().of(words);
        self.print(
            due,
            json!({"issued": null}),
            line,
            &NamedHotlines::default(),
        )
    }

    fn print(
        &self,
        due: &DueCode,
        what: Value,
        line: &str,
        whom: &NamedHotlines,
    ) -> Result<(), Failure> {
        let mut output = Output::stdout();
        let (tier, carrier) = (due.tier.name(), due.carrier.name());
        if !self.args.json {
            let language = self.args.language();
            let (subject, serial) = (&due.subject, due.serial);
            let tier = language.of(words::tier(due.tier));
            let carrier = language.of(words::carrier(due.carrier));
            let reason = language.of(words::due(due.reason));
            output.line(say!(
                language,
                "{subject}：序号 {serial}，{carrier}{tier}，{reason}：{line}",
                "{subject}: serial {serial}, {tier}, {carrier}, {reason}: {line}"
            ))?;
            return whom.lines(language).try_for_each(|line| output.line(line));
        }
        let mut object = json!({
            "subject": due.subject.as_str(), "serial": due.serial.to_string(), "tier": tier,
            "carrier": carrier, "reason": due.reason.name(), "ends": due.expires.to_string(),
            "hotlines": whom.json(),
        });
        if let (Value::Object(members), Value::Object(what)) = (&mut object, what) {
            if let DueBearer::Guardian { subject, .. } = &due.bearer {
                members.insert("guardian".to_owned(), subject.as_str().into());
            }
            members.extend(what);
        }
        output.json(&object)
    }

    fn hotlines(&self, register: &Register, subject: &SubjectId) -> NamedHotlines {
        hotlines::of(register, self.places, subject)
    }

    /// Says how many there were, and what is to be done with files that are left over.
    pub(super) fn end(&self, leftovers: &[std::path::PathBuf]) -> Result<(), Failure> {
        let Count {
            issued,
            closed,
            waiting,
            refused,
        } = self.count;
        let language = self.args.language();
        for path in leftovers {
            let path = path.display();
            note(say!(
                language,
                "{path}：中断的操作留下的文件，其中的码已放弃：请销毁",
                "{path}: a run that was cut short has left it, and its code is given up: destroy it"
            ));
        }
        let mut output = Output::stdout();
        if self.args.json {
            let leftovers: Vec<String> = leftovers
                .iter()
                .map(|path| path.display().to_string())
                .collect();
            return output.json(&json!({
                "issued": issued, "closed": closed, "waiting": waiting, "refused": refused,
                "dry_run": self.tense == Tense::WouldBe, "leftovers": leftovers,
            }));
        }
        let verb = language.of(match self.tense {
            Tense::Done => ("已签发", "issued"),
            Tense::WouldBe => ("将签发", "would be issued"),
        });
        output.line(say!(
            language,
            "{verb} {issued}，另撤销已有新码的旧码 {closed}，待办 {waiting}，拒绝 {refused}",
            "{issued} {verb} in the place of older ones, {closed} others closed, {waiting} waiting, {refused} refused"
        ))?;
        if self.tense == Tense::Done && issued.saturating_add(closed) > 0 {
            output.line(language.of(words::PUBLISH))?;
        }
        Ok(())
    }
}

/// The members of an answer about codes that wait.
pub(crate) fn waiting(done: &[Done]) -> Vec<(&DueCode, Wait)> {
    let waiting = done.iter().filter_map(|done| match done.renewed {
        Renewed::Waits(wait) => Some((&done.due, wait)),
        _ => None,
    });
    waiting.collect()
}
