//! What a gate shows: lines for people, lines of JSON, or a screen.

use juma_cli::{
    failure::Failure,
    output::{Output, Paint, note},
};
use juma_format::characters::display_safe;

use clap::ValueEnum;
use juma_format::Environment;
use juma_verifier::{State, Told};

use crate::{age::Age, report::Time, words};

use super::event::Event;

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
    pub(crate) fn of(state: &State, policy: &str, source: &str, time: Time) -> Self {
        let mut facts = Vec::new();
        match state.ages(time.moment()) {
            Some(ages) => {
                let (zh, en) = words::freshness(ages.freshness);
                let age = Age(ages.bundle);
                facts.push(format!("数据 / trust data: {age}, {zh} / {en}"));
                facts.push(format!("有效期至 / until {}", ages.stale_from));
            }
            None => facts.push("没有数据 / no trust data".to_owned()),
        }
        if state.environment() != Environment::Production {
            let name = state.environment().name().to_uppercase();
            facts.push(format!("{name}: 不是真实环境 / not the real thing"));
        }
        if let Time::Given(_) = time {
            facts.push("指定时间 / the time was given".to_owned());
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
                    let line = "    ▶ 按本场所规定放行 / opened by this venue's policy";
                    self.output.line(self.output.paint(Paint::Amber, line))?;
                }
                Ok(())
            }
            // Whoever reads lines wants verdicts; the rest is for standard error.
            Event::Left { .. } => Ok(()),
            Event::Notice(notice) => {
                let (zh, en) = notice.kind.words();
                note(format_args!("{zh} / {en}: {}", notice.text));
                Ok(())
            }
            Event::Stopped(summary) => self.output.line(display_safe(&summary.line())),
        }
    }
}
