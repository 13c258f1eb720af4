use core::fmt;

use juma_format::Environment;

use super::content::{MAX_WALLET_CODES, Wallet, WalletError};
use crate::key_file::{Passphrase, SealingInputs, UnlockError, lock, unlock};

/// The most bytes of a wallet file: as many codes as there may be, of a kilobyte, in base64.
pub const MAX_WALLET_FILE_BYTES: usize = MAX_WALLET_CODES * 1536 + 8192;

const FIRST_LINE: &str = "juma wallet";
const LABEL: &str = "JUMA WALLET";

/// A wallet file: the environment to read for everybody who may read the file, and the wallet
/// encrypted to whoever knows the passphrase.
///
/// ```text
/// juma wallet
/// environment: test
/// -----BEGIN JUMA WALLET-----
/// …                             (EncryptedPrivateKeyInfo of RFC 5958 around the bytes of the wallet:
/// -----END JUMA WALLET-----      PBES2 with scrypt and AES-256-GCM)
/// ```
pub struct WalletFile {
    environment: Environment,
    pem: String,
}

/// Why a text is no wallet file, or does not open.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum WalletFileError {
    /// The text is no wallet file, or torn.
    Form,
    /// The passphrase is wrong, or the file is damaged.
    Passphrase,
    /// The wallet inside is none.
    Wallet(WalletError),
}

impl WalletFileError {
    /// The reason slug of SPEC §10.
    #[must_use]
    pub const fn slug(self) -> &'static str {
        match self {
            Self::Form | Self::Wallet(_) => "wallet-form",
            Self::Passphrase => "wallet-passphrase",
        }
    }
}

impl fmt::Display for WalletFileError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Form => write!(f, "no wallet file"),
            Self::Passphrase => write!(f, "the passphrase is wrong, or the file is damaged"),
            Self::Wallet(error) => error.fmt(f),
        }
    }
}

impl core::error::Error for WalletFileError {}

impl WalletFile {
    /// Encrypts a wallet. Salt and initialisation value must be fresh each time.
    ///
    /// # Errors
    /// [`WalletFileError::Form`] when it cannot be encrypted, which no wallet is known to do.
    pub fn seal(
        wallet: &Wallet,
        passphrase: &Passphrase,
        inputs: SealingInputs,
    ) -> Result<Self, WalletFileError> {
        let bytes = wallet.encode();
        let pem = lock(LABEL, &bytes, passphrase, inputs).ok_or(WalletFileError::Form)?;
        Ok(Self {
            environment: wallet.environment(),
            pem,
        })
    }

    /// Reads a file; the wallet stays as it is.
    ///
    /// # Errors
    /// When the text is no wallet file.
    pub fn parse(text: &str) -> Result<Self, WalletFileError> {
        if text.len() > MAX_WALLET_FILE_BYTES {
            return Err(WalletFileError::Form);
        }
        let rest = text.strip_prefix(FIRST_LINE).ok_or(WalletFileError::Form)?;
        let rest = rest.strip_prefix("\nenvironment: ");
        let (name, pem) = rest
            .and_then(|rest| rest.split_once('\n'))
            .ok_or(WalletFileError::Form)?;
        let environment = Environment::from_name(name).ok_or(WalletFileError::Form)?;
        Ok(Self {
            environment,
            pem: pem.to_owned(),
        })
    }

    /// Decrypts the wallet.
    ///
    /// # Errors
    /// When the passphrase is wrong, the file is damaged, or asks for more work than a wallet does.
    pub fn open(&self, passphrase: &Passphrase) -> Result<Wallet, WalletFileError> {
        let opened = unlock(LABEL, &self.pem, passphrase).map_err(|error| match error {
            UnlockError::Form => WalletFileError::Form,
            UnlockError::Passphrase => WalletFileError::Passphrase,
        })?;
        let wallet = Wallet::decode(&opened).map_err(WalletFileError::Wallet)?;
        if wallet.environment() != self.environment {
            return Err(WalletFileError::Form);
        }
        Ok(wallet)
    }

    /// The text of the file.
    #[must_use]
    pub fn to_text(&self) -> String {
        format!(
            "{FIRST_LINE}\nenvironment: {}\n{}",
            self.environment, self.pem
        )
    }
}

impl fmt::Debug for WalletFile {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "WalletFile({})", self.environment)
    }
}
