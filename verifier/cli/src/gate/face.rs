//! What a gate shows: lines for people, lines of JSON, or a screen.

use juma_cli::{
    failure::Failure,
    output::{Output, Paint, note},
};
use juma_format::characters::display_safe;

use super::event::Event;

/// Where events are shown.
pub(crate) trait Face {
    /// Shows an event.
    ///
    /// # Errors
    /// When nobody can see it any more: then the gate ends.
    fn show(&mut self, event: &Event<'_>) -> Result<(), Failure>;
}

/// One object a line.
pub(crate) struct JsonLines(pub(crate) Output);

/// A few lines for each event, as a check prints them.
pub(crate) struct PlainLines(pub(crate) Output);

impl Face for JsonLines {
    fn show(&mut self, event: &Event<'_>) -> Result<(), Failure> {
        self.0.json(&event.json())
    }
}

impl Face for PlainLines {
    fn show(&mut self, event: &Event<'_>) -> Result<(), Failure> {
        match event {
            Event::Verdict(verdict) => {
                verdict.report().print(&mut self.0)?;
                if verdict.told.judgement.opened_by_policy {
                    let line = "    ▶ 按本场所规定放行 / opened by this venue's policy";
                    self.0.line(self.0.paint(Paint::Amber, line))?;
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
            Event::Stopped(summary) => self.0.line(display_safe(&summary.line())),
        }
    }
}
