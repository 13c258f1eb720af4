use core::fmt;

use juma_format::{
    Environment,
    cbor::{CborError, Reader, Writer},
    claims::LiveProfile,
    code_text::MAX_CODE_BYTES,
};
use zeroize::Zeroizing;

use crate::{
    kind::HolderKey,
    live::LiveSeed,
    signing_key::{Secret, SigningKey},
};

/// The most codes of a wallet, and the most secrets that wait for theirs: a large family, each
/// tier of each, renewed once.
pub const MAX_WALLET_CODES: usize = 256;

/// What proves that a code is shown by its holder. Wiped when dropped, never printed.
#[derive(Clone)]
pub enum HeldSecret {
    /// The beginning of a chain.
    Chain {
        /// Its profile.
        profile: LiveProfile,
        /// x\[N\].
        seed: LiveSeed,
    },
    /// A key for this one code: a key in two codes would link them.
    Key {
        /// The profile of the slots.
        profile: LiveProfile,
        /// The private key.
        secret: Secret,
    },
}

/// A code and what its holder shows around it.
#[derive(Clone)]
pub struct WalletCode {
    /// The bytes of the COSE_Sign1.
    pub code: Vec<u8>,
    /// Its secret; `None` for a static code.
    pub secret: Option<HeldSecret>,
}

/// A holder's codes and secrets.
#[derive(Clone)]
pub struct Wallet {
    environment: Environment,
    /// The holder's own key, which signs requests; a wallet that an issuer made has none.
    own: Option<Secret>,
    /// Secrets whose anchors or keys were sent to an issuer.
    pub waiting: Vec<HeldSecret>,
    /// The codes.
    pub codes: Vec<WalletCode>,
}

/// Why bytes are no wallet.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum WalletError {
    /// They are not the CBOR that they should be.
    Cbor(CborError),
    /// A number or a length that no wallet has.
    Range,
    /// A wallet of another version.
    Version,
}

impl fmt::Display for WalletError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Cbor(error) => error.fmt(f),
            Self::Range => write!(f, "a number or a length that no wallet has"),
            Self::Version => write!(f, "a wallet of another version"),
        }
    }
}

impl core::error::Error for WalletError {}

impl From<CborError> for WalletError {
    fn from(error: CborError) -> Self {
        Self::Cbor(error)
    }
}

const VERSION: u64 = 1;
/// Numbers of secrets; a static code has 0 and nothing more.
const NO_SECRET: u64 = 0;
const CHAIN: u64 = 1;
const KEY: u64 = 2;

impl Wallet {
    /// An empty wallet of a holder.
    #[must_use]
    pub const fn new(environment: Environment, own: Secret) -> Self {
        Self {
            environment,
            own: Some(own),
            waiting: Vec::new(),
            codes: Vec::new(),
        }
    }

    /// The wallet of one code that an issuer makes for a holder without one.
    #[must_use]
    pub fn of_issuer(environment: Environment, code: WalletCode) -> Self {
        Self {
            environment,
            own: None,
            waiting: Vec::new(),
            codes: vec![code],
        }
    }

    /// The environment of its codes.
    #[must_use]
    pub const fn environment(&self) -> Environment {
        self.environment
    }

    /// The holder's own key; `None` in a wallet that an issuer made.
    #[must_use]
    pub fn own_key(&self) -> Option<SigningKey<HolderKey>> {
        let secret = self.own.clone()?;
        Some(SigningKey::from_secret(secret, self.environment))
    }

    /// The bytes, to be encrypted.
    ///
    /// ```cddl
    /// wallet = [1, environment, own: bstr .size 32 / nil, waiting: [* secret], codes: [* [bstr, secret]]]
    /// secret = [0] / [1, profile, seed: bstr .size 16] / [2, profile, key: bstr .size 32]
    /// ```
    #[must_use]
    pub fn encode(&self) -> Zeroizing<Vec<u8>> {
        let codes: usize = self.codes.iter().map(|code| code.code.len() + 48).sum();
        // Never grown, because growing leaves copies of secrets behind.
        let mut writer = Writer::with_capacity(96 + self.waiting.len() * 48 + codes);
        writer.array(5).unsigned(VERSION);
        writer.unsigned(self.environment.number());
        match &self.own {
            Some(secret) => writer.bytes(secret.expose()),
            None => writer.null(),
        };
        writer.array(count(self.waiting.len()));
        for secret in &self.waiting {
            write_secret(Some(secret), &mut writer);
        }
        writer.array(count(self.codes.len()));
        for code in &self.codes {
            writer.array(2).bytes(&code.code);
            write_secret(code.secret.as_ref(), &mut writer);
        }
        Zeroizing::new(writer.finish())
    }

    /// Reads the bytes.
    ///
    /// # Errors
    /// When they are no wallet.
    pub fn decode(bytes: &[u8]) -> Result<Self, WalletError> {
        let mut reader = Reader::new(bytes);
        expect(reader.array()?, 5)?;
        if reader.unsigned()? != VERSION {
            return Err(WalletError::Version);
        }
        let environment = Environment::from_number(reader.unsigned()?).ok_or(WalletError::Range)?;
        let own = if reader.take_null() {
            None
        } else {
            Some(Secret::new(reader.array_of_bytes()?))
        };
        let mut waiting = Vec::new();
        for _ in 0..few(reader.array()?)? {
            waiting.push(read_secret(&mut reader)?.ok_or(WalletError::Range)?);
        }
        let mut codes = Vec::new();
        for _ in 0..few(reader.array()?)? {
            expect(reader.array()?, 2)?;
            let code = reader.bytes()?.to_vec();
            if code.len() > MAX_CODE_BYTES {
                return Err(WalletError::Range);
            }
            let secret = read_secret(&mut reader)?;
            codes.push(WalletCode { code, secret });
        }
        reader.end()?;
        Ok(Self {
            environment,
            own,
            waiting,
            codes,
        })
    }
}

fn count(length: usize) -> u64 {
    u64::try_from(length).unwrap_or(u64::MAX)
}

fn expect(found: u64, expected: u64) -> Result<(), WalletError> {
    if found == expected {
        Ok(())
    } else {
        Err(WalletError::Range)
    }
}

fn few(items: u64) -> Result<u64, WalletError> {
    if items <= count(MAX_WALLET_CODES) {
        Ok(items)
    } else {
        Err(WalletError::Range)
    }
}

fn write_secret(secret: Option<&HeldSecret>, writer: &mut Writer) {
    match secret {
        None => writer.array(1).unsigned(NO_SECRET),
        Some(HeldSecret::Chain { profile, seed }) => writer
            .array(3)
            .unsigned(CHAIN)
            .unsigned(profile.number().into())
            .bytes(seed.expose()),
        Some(HeldSecret::Key { profile, secret }) => writer
            .array(3)
            .unsigned(KEY)
            .unsigned(profile.number().into())
            .bytes(secret.expose()),
    };
}

fn read_secret(reader: &mut Reader<'_>) -> Result<Option<HeldSecret>, WalletError> {
    let items = reader.array()?;
    let kind = reader.unsigned()?;
    if kind == NO_SECRET {
        return expect(items, 1).map(|()| None);
    }
    expect(items, 3)?;
    let profile = u8::try_from(reader.unsigned()?).map_err(|_| WalletError::Range)?;
    let profile = LiveProfile::from_number(profile).ok_or(WalletError::Range)?;
    Ok(Some(match kind {
        CHAIN => HeldSecret::Chain {
            profile,
            seed: LiveSeed::new(reader.array_of_bytes()?),
        },
        KEY => HeldSecret::Key {
            profile,
            secret: Secret::new(reader.array_of_bytes()?),
        },
        _ => return Err(WalletError::Range),
    }))
}

impl fmt::Debug for Wallet {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Wallet({} codes)", self.codes.len())
    }
}

juma_format::redacted_debug!(HeldSecret => "HeldSecret", WalletCode => "WalletCode");
