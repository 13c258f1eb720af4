use std::collections::VecDeque;

use juma_format::time::UnixTime;

use super::CodeName;

/// The accepted live codes that are kept until their slot is over everywhere, 150 s at the most: 27
/// people a second.
pub const MAX_SHOWN: usize = 4096;

/// A live code with a good proof.
#[derive(Clone, Copy)]
pub(crate) struct ShownSlot {
    pub(crate) name: CodeName,
    /// The SHA-256 of its bytes.
    pub(crate) code: [u8; 32],
    pub(crate) slot: u32,
    /// The first second at which the slot is good nowhere.
    pub(crate) over: UnixTime,
}

/// Whether an accepted code is still before the camera.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Presence {
    InView,
    Left,
}

/// The live codes that were accepted, with their greatest slot.
#[derive(Clone, Default)]
pub(crate) struct ShownSlots {
    codes: VecDeque<(ShownSlot, Presence)>,
}

impl ShownSlots {
    /// Whether a code was accepted with this slot or a later one and has left since.
    pub(crate) fn is_again(&self, shown: &ShownSlot) -> bool {
        self.codes.iter().any(|(known, presence)| {
            *presence == Presence::Left && known.name == shown.name && shown.slot <= known.slot
        })
    }

    /// Keeps a code that was accepted, and forgets those that no clock admits any more.
    pub(crate) fn accept(&mut self, shown: ShownSlot, now: UnixTime) {
        self.codes
            .retain(|(known, _)| now < known.over && known.name != shown.name);
        self.codes.push_back((shown, Presence::InView));
        if self.codes.len() > MAX_SHOWN {
            self.codes.pop_front();
        }
    }

    pub(crate) fn leave(&mut self, code: &[u8; 32]) {
        for (known, presence) in &mut self.codes {
            if known.code == *code {
                *presence = Presence::Left;
            }
        }
    }
}
