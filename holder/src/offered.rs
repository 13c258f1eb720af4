use juma_keys::{WalletFile, WalletFileError};

/// What somebody hands to a holder: an issuer's answer, or a wallet.
#[derive(Debug)]
pub enum Offered<'a> {
    /// The text of a code, unread.
    Code(&'a str),
    /// A wallet file, locked.
    Wallet(WalletFile),
}

impl<'a> Offered<'a> {
    /// What a text is by its first line. A line end after a code is not the code's; a space may be.
    ///
    /// # Errors
    /// When it says that it is a wallet file, and is none.
    pub fn parse(text: &'a str) -> Result<Self, WalletFileError> {
        if text.starts_with(WALLET) {
            return WalletFile::parse(text).map(Self::Wallet);
        }
        let text = text.strip_suffix('\n').unwrap_or(text);
        Ok(Self::Code(text.strip_suffix('\r').unwrap_or(text)))
    }
}

/// What a wallet file begins with, and no code.
const WALLET: &str = "juma wallet";
