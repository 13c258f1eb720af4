use core::time::Duration;

/// How long is long for a kind of source.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Spans {
    /// A code that was not seen for longer has left.
    pub left: Duration,
    /// The same for what is no good code: a sticker that is read now and then is not news each time.
    pub stray_left: Duration,
    /// What is no good code is told of when it was in view for as long and no good code was: a
    /// sticker on a wallet is read before the code that is held beside it.
    pub settle: Duration,
}

impl Spans {
    /// For frames: hands shake, and every code is unreadable for a second or so.
    pub const FRAMES: Self = Self {
        left: Duration::from_secs(2),
        stray_left: Duration::from_secs(10),
        settle: Duration::from_millis(400),
    };

    /// For a hardware scanner, which reads on purpose and gives nothing while it does not.
    pub const SCANNER: Self = Self {
        left: Duration::from_millis(1500),
        stray_left: Duration::from_millis(1500),
        settle: Duration::ZERO,
    };
}
