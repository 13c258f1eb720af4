use core::fmt;
use std::collections::VecDeque;

use juma_format::time::UnixTime;

use super::CodeName;

/// The last distinct live codes that must all miss their window on one side before the clock here
/// is suspected: three strangers' phones are not wrong alike.
pub const SUSPECT_CODES: usize = 3;

/// How far outside its window a proof is still looked at, in seconds: no clock that was set once
/// drifts an hour between two sticks.
pub const SUSPECT_SECONDS: u64 = 3600;

/// The proofs outside their window that are hashed in a minute: 40 ms of it.
pub const MAX_CHECKS_A_MINUTE: u32 = 10;

/// How far this device's clock is from those of the phones before it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ClockOffset {
    /// It is ahead, by about so many seconds.
    Ahead(u64),
    /// It is behind, by about so many seconds.
    Behind(u64),
}

impl fmt::Display for ClockOffset {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Ahead(seconds) => write!(f, "{seconds} s ahead"),
            Self::Behind(seconds) => write!(f, "{seconds} s behind"),
        }
    }
}

/// Where the last distinct live codes with good proofs stood to this clock. It only ever says that
/// somebody should look at the clock: it corrects nothing.
#[derive(Clone, Default)]
pub(crate) struct Suspicion {
    /// `None` for a code in its window.
    last: VecDeque<(CodeName, Option<ClockOffset>)>,
    minute: u64,
    checks: u32,
}

impl Suspicion {
    /// Whether another proof outside its window may be hashed now; it counts.
    pub(crate) fn may_check(&mut self, now: UnixTime) -> bool {
        let minute = now.seconds() / 60;
        if self.minute != minute {
            (self.minute, self.checks) = (minute, 0);
        }
        self.checks = self.checks.saturating_add(1);
        self.checks <= MAX_CHECKS_A_MINUTE
    }

    /// Takes in where a code with a good proof stood.
    pub(crate) fn note(&mut self, name: CodeName, offset: Option<ClockOffset>) {
        self.last.retain(|(known, _)| *known != name);
        self.last.push_back((name, offset));
        if self.last.len() > SUSPECT_CODES {
            self.last.pop_front();
        }
    }

    /// How far the clock is off, in the middle of what the last codes say, when all of them miss
    /// their window on the same side.
    pub(crate) fn offset(&self) -> Option<ClockOffset> {
        let offsets: Option<Vec<_>> = self.last.iter().map(|(_, offset)| *offset).collect();
        let offsets = offsets.filter(|offsets| offsets.len() == SUSPECT_CODES)?;
        let side = |pick: fn(&ClockOffset) -> Option<u64>| {
            let seconds: Option<Vec<u64>> = offsets.iter().map(pick).collect();
            let mut seconds = seconds?;
            seconds.sort_unstable();
            seconds.get(SUSPECT_CODES / 2).copied()
        };
        let ahead = side(|offset| match offset {
            ClockOffset::Ahead(seconds) => Some(*seconds),
            ClockOffset::Behind(_) => None,
        });
        let behind = side(|offset| match offset {
            ClockOffset::Behind(seconds) => Some(*seconds),
            ClockOffset::Ahead(_) => None,
        });
        ahead
            .map(ClockOffset::Ahead)
            .or(behind.map(ClockOffset::Behind))
    }
}
