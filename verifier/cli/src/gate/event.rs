//! What a gate has to say, as JSON.

use std::path::Path;

use juma_cli::failure::Failure;
use juma_verifier::{Challenge, State, Told};
use serde_json::{Value, json};

use super::challenge;
use crate::{
    languages::Languages,
    report::{Digits, Report, Time},
};

/// Something that a gate says.
pub(crate) enum Event<'a> {
    /// The number that the next holder is to confirm.
    Challenge(Challenge),
    /// A verdict on what is held up.
    Verdict(Verdict<'a>),
    /// What was told of has left the view.
    Left {
        /// The number of its showing.
        showing: u64,
    },
    /// Something about the gate itself.
    Notice(&'a Notice),
    /// The gate has ended.
    Stopped(&'a Summary),
}

/// A verdict with what is around it.
#[derive(Clone, Copy)]
pub(crate) struct Verdict<'a> {
    pub(crate) told: &'a Told,
    pub(crate) source: &'a str,
    pub(crate) state: &'a State,
    pub(crate) time: Time,
    pub(crate) digits: Digits,
    pub(crate) languages: Languages,
}

/// Something about the gate itself: what, and what is known of it in English.
pub(crate) struct Notice {
    pub(crate) kind: NoticeKind,
    pub(crate) text: String,
}

/// What a notice is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum NoticeKind {
    /// The program of the venue has failed.
    ExecTrouble,
    /// The journal is written again.
    JournalBack,
    /// The journal cannot be written.
    JournalTrouble,
    /// Something of the source could not be read.
    InputSkipped,
    /// The source is open, for the first time or again.
    SourceOpen,
    /// The source is not there.
    SourceTrouble,
    /// Other trust data is in use.
    TrustRenewed,
    /// New trust data cannot be read.
    TrustTrouble,
}

/// What was done until the end.
#[derive(Default)]
pub(crate) struct Summary {
    pub(crate) frames: u64,
    pub(crate) skipped: u64,
    pub(crate) dropped: u64,
    pub(crate) lines: u64,
    pub(crate) accepted: u64,
    pub(crate) refused: u64,
    pub(crate) undecided: u64,
    pub(crate) opened_by_policy: u64,
}

impl Verdict<'_> {
    pub(crate) fn report(&self) -> Report<'_> {
        Report {
            source: Path::new(self.source),
            judgement: &self.told.judgement,
            // A gate opens nothing.
            opening: juma_verifier::Opening::Nothing,
            state: self.state,
            time: self.time,
            digits: self.digits,
            languages: self.languages,
        }
    }

    /// The object of a check, and what a gate adds.
    pub(crate) fn json(&self) -> Value {
        juma_report::told(self.told, self.report().members())
    }
}

impl Event<'_> {
    /// One JSON object.
    pub(crate) fn json(&self) -> Value {
        match self {
            Self::Challenge(challenge) => {
                let (zh, en) = challenge::WORDS;
                json!({
                    "event": "challenge",
                    "message": {"zh-CN": zh, "en": en},
                    "challenge": challenge.number(),
                })
            }
            Self::Verdict(verdict) => verdict.json(),
            Self::Left { showing } => juma_report::left(*showing),
            Self::Notice(notice) => {
                let (zh, en) = notice.kind.words();
                json!({
                    "event": notice.kind.slug(),
                    "message": {"zh-CN": zh, "en": en},
                    "detail": notice.text,
                })
            }
            Self::Stopped(summary) => json!({
                "event": "stopped",
                "frames": summary.frames, "skipped": summary.skipped, "dropped": summary.dropped,
                "lines": summary.lines,
                "accepted": summary.accepted, "refused": summary.refused,
                "undecided": summary.undecided, "opened_by_policy": summary.opened_by_policy,
            }),
        }
    }
}

impl Notice {
    pub(crate) fn new(kind: NoticeKind, text: impl Into<String>) -> Self {
        Self {
            kind,
            text: text.into(),
        }
    }

    pub(crate) fn of(kind: NoticeKind, failure: &Failure) -> Self {
        Self::new(kind, failure.to_string())
    }
}

impl NoticeKind {
    /// The word of JSON.
    pub(crate) const fn slug(self) -> &'static str {
        match self {
            Self::ExecTrouble => "exec-trouble",
            Self::JournalBack => "journal-back",
            Self::JournalTrouble => "journal-trouble",
            Self::InputSkipped => "input-skipped",
            Self::SourceOpen => "source-open",
            Self::SourceTrouble => "source-trouble",
            Self::TrustRenewed => "trust-renewed",
            Self::TrustTrouble => "trust-trouble",
        }
    }

    /// What it says in both languages.
    pub(crate) const fn words(self) -> (&'static str, &'static str) {
        match self {
            Self::ExecTrouble => ("联动程序出错", "the program at the gate has failed"),
            Self::JournalBack => ("日志已恢复", "the journal is written again"),
            Self::JournalTrouble => (
                "日志无法写入，验码照常",
                "the journal cannot be written; codes are judged all the same",
            ),
            Self::InputSkipped => (
                "有无法读取的输入，已跳过",
                "something cannot be read and was skipped",
            ),
            Self::SourceOpen => ("输入已就绪", "ready"),
            Self::SourceTrouble => (
                "没有图像或扫码输入，正在重试",
                "the source is not there; trying again",
            ),
            Self::TrustRenewed => ("已换用新的数据", "newer trust data is in use"),
            Self::TrustTrouble => (
                "新数据无法读取，仍用原有数据",
                "the new trust data cannot be read; the data before it is still in use",
            ),
        }
    }
}

impl Summary {
    /// One line.
    pub(crate) fn line(&self, languages: Languages) -> String {
        let count = |words, number: u64| format!("{} {number}", languages.say(words));
        let seen = if self.lines > 0 {
            count(("扫码", "lines"), self.lines)
        } else {
            format!(
                "{} ({}, {})",
                count(("画面", "frames"), self.frames),
                count(("坏", "unreadable"), self.skipped),
                count(("略过", "dropped"), self.dropped)
            )
        };
        format!(
            "{}: {seen}, {}, {}, {} ({})",
            languages.say(("结束", "stopped")),
            count(("通过", "accepted"), self.accepted),
            count(("拒绝", "refused"), self.refused),
            count(("无法判定", "undecided"), self.undecided),
            count(("按规定放行", "opened by policy"), self.opened_by_policy)
        )
    }
}
