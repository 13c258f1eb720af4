use std::io;

/// How far a register had come at some moment.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Mark {
    /// Which register: random, and the same in every copy of it.
    pub register: [u8; 16],
    /// Its last act.
    pub act: u64,
    /// The journal's chain after that act.
    pub chain: [u8; 32],
    /// Its last serial.
    pub serial: u64,
    /// Its last status list.
    pub list: u32,
    /// Its last publication.
    pub sequence: u32,
}

/// Somebody who remembers, in another place than the database, how far it has come. A register
/// that was copied back from yesterday knows less than its witness, and is not worked with: it
/// would give numbers a second time and call revoked codes good (THREATS T41).
pub trait Witness {
    /// The last mark that was remembered; `None` for a new place.
    ///
    /// # Errors
    /// When it cannot be read.
    fn last(&mut self) -> io::Result<Option<Mark>>;

    /// Remembers a mark durably. It is called after every act, before anything that the act
    /// reserved is used.
    ///
    /// # Errors
    /// When it cannot be written.
    fn remember(&mut self, mark: &Mark) -> io::Result<()>;
}

/// A witness who remembers nothing, for tests and for looking.
impl Witness for () {
    fn last(&mut self) -> io::Result<Option<Mark>> {
        Ok(None)
    }

    fn remember(&mut self, _: &Mark) -> io::Result<()> {
        Ok(())
    }
}
