/// What a key file holds, which its first line says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum KeyFileKind {
    /// A private key.
    Private,
    /// A public key.
    Public,
    /// The keys and the threshold of a root document.
    Root,
    /// A seal key wrapped to one device.
    Wrapped,
}

impl KeyFileKind {
    /// All of them.
    pub const ALL: [Self; 4] = [Self::Private, Self::Public, Self::Root, Self::Wrapped];

    /// The first line of such a file.
    #[must_use]
    pub const fn first_line(self) -> &'static str {
        match self {
            Self::Private => "juma private key",
            Self::Public => "juma public key",
            Self::Root => "juma root",
            Self::Wrapped => "juma wrapped key",
        }
    }

    /// What the file of this text claims to hold.
    #[must_use]
    pub fn of(text: &str) -> Option<Self> {
        let first_line = text.lines().next()?;
        Self::ALL
            .into_iter()
            .find(|kind| kind.first_line() == first_line)
    }
}
