//! The screen at a gate: one answer, as large as the terminal.

mod digits;
#[cfg(test)]
mod panics;
mod sheet;
pub(crate) mod terminal;
#[cfg(test)]
mod tests;

use std::{
    io::{self, Write},
    time::{Duration, Instant},
};

use juma_cli::failure::Failure;
use juma_verifier::Challenge;

use crate::languages::Languages;

use super::{
    event::{Event, Notice, NoticeKind},
    face::{Bell, Face, Idle},
};
use sheet::{Answer, Sheet};

/// How long an answer stands after what it is about has left.
const STANDS: Duration = Duration::from_secs(4);

/// How long a notice stands.
const NOTICE_STANDS: Duration = Duration::from_secs(20);

/// How often the clock is painted.
const TICK: Duration = Duration::from_secs(1);

/// A terminal that is taken over, and given back when this is dropped.
pub(crate) struct Screen {
    bell: Bell,
    languages: Languages,
    answer: Option<Answer>,
    challenge: Option<Challenge>,
    /// Until when the answer stands; `None` while what it is about is in view.
    until: Option<Instant>,
    notice: Option<(String, Instant)>,
    idle: Idle,
    /// When the idle part was last brought up to date.
    ticked: Option<Instant>,
    summary: Option<String>,
}

impl Screen {
    /// Takes the terminal over.
    pub(crate) fn take(bell: Bell, languages: Languages) -> Self {
        terminal::watch_panics();
        Self {
            bell,
            languages,
            answer: None,
            challenge: None,
            until: None,
            notice: None,
            idle: Idle::default(),
            ticked: None,
            summary: None,
        }
    }

    fn paint(&mut self) -> Result<(), Failure> {
        let now = Instant::now();
        if self.until.is_some_and(|until| until <= now) {
            self.answer = None;
            self.until = None;
        }
        if self.notice.as_ref().is_some_and(|(_, until)| *until <= now) {
            self.notice = None;
        }
        let (columns, rows) = terminal::size();
        let sheet = Sheet {
            answer: self.answer.as_ref(),
            challenge: self.challenge,
            notice: self.notice.as_ref().map(|(notice, _)| notice.as_str()),
            idle: &self.idle,
            languages: self.languages,
        };
        terminal::paint(&sheet.paint(columns, rows))
    }
}

impl Face for Screen {
    fn show(&mut self, event: &Event<'_>) -> Result<(), Failure> {
        match event {
            Event::Verdict(verdict) => {
                self.answer = Some(Answer::of(verdict)?);
                self.until = None;
                if self.bell.rings(verdict.told) {
                    terminal::ring()?;
                }
            }
            Event::Left { showing } => {
                let is_shown = self
                    .answer
                    .as_ref()
                    .is_some_and(|it| it.showing == *showing);
                if is_shown {
                    self.until = Instant::now().checked_add(STANDS);
                }
            }
            Event::Challenge(challenge) => self.challenge = Some(*challenge),
            // Nothing is wrong any more.
            Event::Notice(Notice {
                kind: NoticeKind::SourceOpen,
                ..
            }) => self.notice = None,
            Event::Notice(Notice { kind, text }) => {
                let words = self.languages.say(kind.words());
                let until = Instant::now().checked_add(NOTICE_STANDS);
                self.notice = until.map(|until| (format!("{words}: {text}"), until));
            }
            Event::Stopped(summary) => {
                self.summary = Some(summary.line(self.languages));
                return Ok(());
            }
        }
        self.paint()
    }

    fn tick(&mut self, idle: &dyn Fn() -> Idle) -> Result<(), Failure> {
        if self.ticked.is_some_and(|at| at.elapsed() < TICK) {
            return Ok(());
        }
        self.ticked = Some(Instant::now());
        self.idle = idle();
        self.paint()
    }
}

impl Drop for Screen {
    fn drop(&mut self) {
        terminal::leave();
        if let Some(summary) = &self.summary {
            drop(writeln!(io::stdout(), "{summary}"));
        }
    }
}
