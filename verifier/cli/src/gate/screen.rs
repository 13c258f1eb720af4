//! The screen at a gate: one answer, as large as the terminal.

mod sheet;
#[cfg(test)]
mod tests;

use std::{
    io::{self, Write},
    panic,
    sync::atomic::{AtomicBool, Ordering},
    time::{Duration, Instant},
};

use juma_cli::failure::Failure;

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

/// A second screen, without a cursor; and back.
const ENTER: &str = "\u{1b}[?1049h\u{1b}[?25l\u{1b}[2J";
const LEAVE: &str = "\u{1b}[0m\u{1b}[?25h\u{1b}[?1049l";

/// Whether the terminal shows the second screen now. A panic leaves it from its hook, so that what
/// it says can be read.
static ENTERED: AtomicBool = AtomicBool::new(false);

/// A terminal that is taken over, and given back when this is dropped.
pub(crate) struct Screen {
    bell: Bell,
    answer: Option<Answer>,
    /// Until when the answer stands; `None` while what it is about is in view.
    until: Option<Instant>,
    notice: Option<(String, Instant)>,
    idle: Idle,
    painted: Option<Instant>,
    summary: Option<String>,
}

impl Screen {
    /// Takes the terminal over.
    pub(crate) fn take(bell: Bell) -> Self {
        let hook = panic::take_hook();
        panic::set_hook(Box::new(move |info| {
            leave();
            hook(info);
        }));
        Self {
            bell,
            answer: None,
            until: None,
            notice: None,
            idle: Idle::default(),
            painted: None,
            summary: None,
        }
    }

    fn paint(&mut self) -> Result<(), Failure> {
        let now = Instant::now();
        self.painted = Some(now);
        if self.until.is_some_and(|until| until <= now) {
            self.answer = None;
            self.until = None;
        }
        if self.notice.as_ref().is_some_and(|(_, until)| *until <= now) {
            self.notice = None;
        }
        let (columns, rows) = size();
        let sheet = Sheet {
            answer: self.answer.as_ref(),
            notice: self.notice.as_ref().map(|(notice, _)| notice.as_str()),
            idle: &self.idle,
        };
        let mut text = String::new();
        if !ENTERED.swap(true, Ordering::Relaxed) {
            text.push_str(ENTER);
        }
        text.push_str(&sheet.paint(columns, rows));
        write(&text)
    }
}

impl Face for Screen {
    fn show(&mut self, event: &Event<'_>) -> Result<(), Failure> {
        match event {
            Event::Verdict(verdict) => {
                self.answer = Some(Answer::of(verdict)?);
                self.until = None;
                if self.bell.rings(verdict.told) {
                    write("\u{7}")?;
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
            // Nothing is wrong any more.
            Event::Notice(Notice {
                kind: NoticeKind::SourceOpen,
                ..
            }) => self.notice = None,
            Event::Notice(Notice { kind, text }) => {
                let (zh, en) = kind.words();
                let until = Instant::now().checked_add(NOTICE_STANDS);
                self.notice = until.map(|until| (format!("{zh} / {en}: {text}"), until));
            }
            Event::Stopped(summary) => {
                self.summary = Some(summary.line());
                return Ok(());
            }
        }
        self.paint()
    }

    fn tick(&mut self, idle: &dyn Fn() -> Idle) -> Result<(), Failure> {
        if self.painted.is_some_and(|at| at.elapsed() < TICK) {
            return Ok(());
        }
        self.idle = idle();
        self.paint()
    }
}

impl Drop for Screen {
    fn drop(&mut self) {
        leave();
        if let Some(summary) = &self.summary {
            drop(writeln!(io::stdout(), "{summary}"));
        }
    }
}

fn leave() {
    if ENTERED.swap(false, Ordering::Relaxed) {
        drop(write(LEAVE));
    }
}

fn write(text: &str) -> Result<(), Failure> {
    let mut out = io::stdout().lock();
    out.write_all(text.as_bytes())
        .and_then(|()| out.flush())
        .map_err(|error| Failure::new("the terminal is gone").because(error))
}

/// Columns and rows of the terminal; the usual ones where it does not say.
#[cfg(unix)]
fn size() -> (usize, usize) {
    let size = rustix::termios::tcgetwinsize(io::stdout());
    match size {
        Ok(size) if size.ws_col > 0 && size.ws_row > 0 => (size.ws_col.into(), size.ws_row.into()),
        _ => (80, 24),
    }
}

#[cfg(not(unix))]
fn size() -> (usize, usize) {
    (80, 24)
}
