//! What a gate shows: lines for people, lines of JSON, or a screen.

use clap::ValueEnum;
use juma_cli::{
    failure::Failure,
    output::{Output, Paint, note},
};
use juma_report::Age;
use juma_verifier::{State, Told};

use crate::{languages::Languages, report::Time, words};

use super::{
    challenge,
    event::{Event, NoticeKind},
};

/// Where events are shown.
pub(crate) trait Face {
    /// Shows an event.
    ///
    /// # Errors
    /// When nobody can see it any more: then the gate ends.
    fn show(&mut self, event: &Event<'_>) -> Result<(), Failure>;

    /// Shows that time passes, where anything shows it.
    ///
    /// # Errors
    /// As [`Face::show`].
    fn tick(&mut self, _idle: &dyn Fn() -> Idle) -> Result<(), Failure> {
        Ok(())
    }
}

/// What a gate shows when nobody is there.
#[derive(Clone, Debug, Default)]
pub(crate) struct Idle {
    /// The gate's own clock, which everything is judged by.
    pub(crate) clock: String,
    /// The venue's policy and the source.
    pub(crate) venue: String,
    /// The age of the data, and what else matters.
    pub(crate) facts: Vec<String>,
}

impl Idle {
    /// What is so at a moment.
    pub(crate) fn of(
        state: &State,
        (policy, source): (&str, &str),
        time: Time,
        languages: Languages,
    ) -> Self {
        let mut facts = Vec::new();
        match state.ages(time.moment()) {
            Some(ages) => {
                let age = languages.age(Age(ages.bundle));
                let freshness = languages.say(words::freshness(ages.freshness));
                let age = languages.both(age, freshness);
                facts.push(languages.named(("数据", "trust data"), age));
                let until = languages.say(("有效期至", "until"));
                facts.push(format!("{until} {}", ages.stale_from));
            }
            None => facts.push(languages.say(("没有数据", "no trust data"))),
        }
        if let Some(words) = words::rehearsal(state.environment()) {
            facts.push(languages.say(words));
        }
        if let Time::Given(_) = time {
            facts.push(languages.say(("指定时间", "the time was given")));
        }
        Self {
            clock: time.moment().to_string(),
            venue: format!("{policy} · {source}"),
            facts,
        }
    }
}

/// When the terminal's bell rings.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Bell {
    /// At every verdict.
    Each,
    /// Never.
    Never,
    /// At every verdict on which the gate stays shut.
    Shut,
}

impl Bell {
    pub(crate) fn rings(self, told: &Told) -> bool {
        match self {
            Self::Each => true,
            Self::Never => false,
            Self::Shut => !told.opens(),
        }
    }
}

/// One object a line.
pub(crate) struct JsonLines(pub(crate) Output);

/// A few lines for each event, as a check prints them.
pub(crate) struct PlainLines {
    pub(crate) output: Output,
    pub(crate) bell: Bell,
    pub(crate) languages: Languages,
    /// What is wrong with the source, as it was said last: each try again would say it again.
    pub(crate) trouble: String,
}

impl Face for JsonLines {
    fn show(&mut self, event: &Event<'_>) -> Result<(), Failure> {
        self.0.json(&event.json())
    }
}

impl Face for PlainLines {
    fn show(&mut self, event: &Event<'_>) -> Result<(), Failure> {
        match event {
            Event::Verdict(verdict) => {
                verdict.report().print(&mut self.output)?;
                if self.bell.rings(verdict.told) {
                    self.output.bytes(b"\x07")?;
                }
                if verdict.told.judgement.opened_by_policy {
                    let words = ("按本场所规定放行", "opened by this venue's policy");
                    let line = format!("    ▶ {}", self.languages.say(words));
                    self.output.line(self.output.paint(Paint::Amber, line))?;
                }
                Ok(())
            }
            Event::Challenge(challenge) => {
                let words = self.languages.say(challenge::WORDS);
                self.output.line(format_args!("{words}: {challenge}"))
            }
            // Whoever reads lines wants verdicts; the rest is for standard error.
            Event::Left { .. } => Ok(()),
            Event::Notice(notice) => {
                match notice.kind {
                    NoticeKind::SourceTrouble if self.trouble == notice.text => return Ok(()),
                    NoticeKind::SourceTrouble => self.trouble.clone_from(&notice.text),
                    NoticeKind::SourceOpen => self.trouble.clear(),
                    _ => {}
                }
                let words = self.languages.say(notice.kind.words());
                note(format_args!("{words}: {}", notice.text));
                Ok(())
            }
            Event::Stopped(summary) => self.output.line(summary.line(self.languages)),
        }
    }
}
