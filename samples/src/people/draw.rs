/// Numbers that look drawn and are the same each time (SplitMix64).
#[derive(Clone, Copy)]
pub(super) struct Draw(u64);

impl Draw {
    /// The numbers of one use.
    pub(super) const fn of(seed: u64, usage: Usage, number: u64) -> Self {
        let start = mix(seed ^ mix(usage.number()));
        Self(mix(start ^ number))
    }

    pub(super) fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        mix(self.0)
    }

    /// A number below a bound, which is not 0.
    pub(super) fn below(&mut self, bound: u64) -> u64 {
        self.next().checked_rem(bound).unwrap_or(0)
    }

    /// True so many times in a thousand.
    pub(super) fn per_mille(&mut self, times: u64) -> bool {
        self.below(1000) < times
    }

    /// One of a list, which is not empty.
    pub(super) fn one(&mut self, list: &'static [&'static str]) -> &'static str {
        let index = self.below(u64::try_from(list.len()).unwrap_or(1));
        let index = usize::try_from(index).unwrap_or(0);
        list.get(index).copied().unwrap_or_default()
    }
}

/// What numbers are drawn for, so that one use does not shift another.
#[derive(Clone, Copy)]
pub(super) enum Usage {
    Documents,
    Household,
    Move,
    Person,
    Rename,
}

impl Usage {
    const fn number(self) -> u64 {
        match self {
            Self::Documents => 1,
            Self::Household => 2,
            Self::Move => 3,
            Self::Person => 4,
            Self::Rename => 5,
        }
    }
}

const fn mix(number: u64) -> u64 {
    let mixed = (number ^ (number >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    mixed ^ (mixed >> 31)
}
