use core::fmt;

use juma_format::Environment;
use pkcs8::{
    AlgorithmIdentifierRef, EncryptedPrivateKeyInfoRef, ObjectIdentifier, PrivateKeyInfoRef,
    SecretDocument,
    der::{
        Decode, Encode,
        asn1::OctetStringRef,
        pem::{LineEnding, PemLabel},
    },
    pkcs5::{pbes2, scrypt},
};
use zeroize::Zeroizing;

use super::{
    KeyFileError, KeyFileKind, KeyRole,
    header::{Header, decode_key, encode_key},
    kept::{Inside, KeptKey, role_of},
};
use crate::{public_key::KeyHash, signing_key::Secret};

const FIRST_LINE: &str = KeyFileKind::Private.first_line();
const PUBLIC: &str = "public";

/// X25519 and Ed25519 (RFC 8410 §3).
const X25519: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.3.101.110");
const ED25519: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.3.101.112");

/// The octet string around the 32 bytes (RFC 8410 §7).
const OCTET_STRING_32: [u8; 2] = [0x04, 0x20];

/// scrypt's cost: 2^17 · 8 · 128 bytes = 128 MiB and about half a second a guess, as OWASP asks
/// for. The parameters stand in the file, so they can be raised later.
pub(super) const SCRYPT_LOG_N: u8 = 17;
pub(super) const SCRYPT_R: u32 = 8;
pub(super) const SCRYPT_P: u32 = 1;

/// A passphrase, wiped when dropped, never printed.
pub struct Passphrase(Zeroizing<String>);

impl Passphrase {
    /// A passphrase of any characters.
    #[must_use]
    pub fn new(passphrase: String) -> Self {
        Self(Zeroizing::new(passphrase))
    }

    /// Whether nothing was typed.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    pub(crate) fn bytes(&self) -> &[u8] {
        self.0.as_bytes()
    }
}

impl PartialEq for Passphrase {
    /// For asking twice; both were typed by the same person, so time tells nobody anything.
    fn eq(&self, other: &Self) -> bool {
        *self.0 == *other.0
    }
}

impl fmt::Debug for Passphrase {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Passphrase(..)")
    }
}

/// What encrypting a key needs beside the passphrase: both random.
#[derive(Clone, Copy, Debug)]
pub struct SealingInputs {
    /// scrypt's salt.
    pub salt: [u8; 16],
    /// The first block of AES-256-CBC.
    pub iv: [u8; 16],
}

/// A private key file: purpose, environment and public key to read for everyone who may read the
/// file, and the private key, encrypted outside the demo.
///
/// ```text
/// juma private key
/// purpose: code
/// environment: test
/// public: 3q2+7w…
/// -----BEGIN ENCRYPTED PRIVATE KEY-----
/// …
/// -----END ENCRYPTED PRIVATE KEY-----
/// ```
pub struct PrivateKeyFile {
    role: KeyRole,
    environment: Environment,
    public: [u8; 32],
    pem: Zeroizing<String>,
}

impl PrivateKeyFile {
    /// The file of a key, encrypted.
    ///
    /// # Errors
    /// [`KeyFileError::Pkcs8`] when the key cannot be encrypted, which no key is known to do.
    pub fn encrypt<T: KeptKey>(
        key: &T,
        passphrase: &Passphrase,
        inputs: SealingInputs,
    ) -> Result<Self, KeyFileError> {
        let failed = |_| KeyFileError::Pkcs8;
        let cost = scrypt::Params::new(SCRYPT_LOG_N, SCRYPT_R, SCRYPT_P)
            .map_err(|_| KeyFileError::Pkcs8)?;
        let parameters =
            pbes2::Parameters::generate_scrypt_aes256cbc(cost, &inputs.salt, inputs.iv)
                .map_err(|_| KeyFileError::Pkcs8)?;
        let secret = key.secret();
        let octets = wrapped(&secret);
        let document = info::<T>(&octets)?
            .encrypt_with_params(parameters, passphrase.bytes())
            .map_err(failed)?;
        Self::of(key, &document, EncryptedPrivateKeyInfoRef::PEM_LABEL)
    }

    /// The file of a new key, encrypted: 32 of the random bytes are the key, 16 the salt, 16 the
    /// first block.
    ///
    /// # Errors
    /// As [`Self::encrypt`].
    pub fn generate<T: KeptKey>(
        environment: Environment,
        passphrase: &Passphrase,
        random: &[u8; 64],
    ) -> Result<Self, KeyFileError> {
        let mut secret = Zeroizing::new([0; 32]);
        let (mut salt, mut iv) = ([0; 16], [0; 16]);
        let (key, rest) = random.split_at(32);
        let (first, second) = rest.split_at(16);
        secret.copy_from_slice(key);
        salt.copy_from_slice(first);
        iv.copy_from_slice(second);
        let key = T::from_secret(Secret::new(*secret), environment);
        Self::encrypt(&key, passphrase, SealingInputs { salt, iv })
    }

    /// The file of a demo key, in the clear.
    ///
    /// # Errors
    /// When the key is not for the demo environment.
    pub fn clear<T: KeptKey>(key: &T) -> Result<Self, KeyFileError> {
        if key.environment() != Environment::Demo {
            return Err(KeyFileError::ClearPrivateKey);
        }
        let secret = key.secret();
        let octets = wrapped(&secret);
        let der = Zeroizing::new(
            info::<T>(&octets)?
                .to_der()
                .map_err(|_| KeyFileError::Pkcs8)?,
        );
        let document = SecretDocument::try_from(der.as_slice()).map_err(|_| KeyFileError::Pkcs8)?;
        Self::of(key, &document, PrivateKeyInfoRef::PEM_LABEL)
    }

    fn of<T: Inside>(
        key: &T,
        document: &SecretDocument,
        label: &'static str,
    ) -> Result<Self, KeyFileError> {
        let role = role_of::<T>().ok_or(KeyFileError::Line { name: "purpose" })?;
        let pem = document
            .to_pem(label, LineEnding::LF)
            .map_err(|_| KeyFileError::Pkcs8)?;
        let public = *key.public();
        Ok(Self {
            role,
            environment: key.environment(),
            public,
            pem,
        })
    }

    /// Reads the file; the private key stays as it is.
    ///
    /// # Errors
    /// When the text is no such file, or the public key is no good. Torn PKCS#8 shows when the key
    /// is opened.
    pub fn parse(text: &str) -> Result<Self, KeyFileError> {
        let mut header = Header::read(text, FIRST_LINE)?;
        let role = header.role()?;
        let environment = header.environment()?;
        let public = decode_key(header.value(PUBLIC)?, PUBLIC)?;
        role.check(&public)?;
        let pem = header.rest();
        pem_label(pem).ok_or(KeyFileError::Pkcs8)?;
        Ok(Self {
            role,
            environment,
            public,
            pem: Zeroizing::new(pem.into()),
        })
    }

    /// What the key is for.
    #[must_use]
    pub const fn role(&self) -> KeyRole {
        self.role
    }

    /// The environment that it signs for.
    #[must_use]
    pub const fn environment(&self) -> Environment {
        self.environment
    }

    /// The name of the key.
    #[must_use]
    pub fn hash(&self) -> KeyHash {
        KeyHash::of(&self.public)
    }

    /// The file of the public half.
    #[must_use]
    pub const fn public_file(&self) -> super::PublicKeyFile {
        super::PublicKeyFile::new(self.role, self.environment, self.public)
    }

    /// Whether a passphrase is needed.
    #[must_use]
    pub fn is_encrypted(&self) -> bool {
        pem_label(&self.pem) == Some(EncryptedPrivateKeyInfoRef::PEM_LABEL)
    }

    /// The key, for the purpose that is asked for.
    ///
    /// # Errors
    /// When the file says another purpose, the passphrase is missing or wrong, the private key
    /// does not belong to the public one, or a key outside the demo is not encrypted.
    pub fn open<T: KeptKey>(&self, passphrase: Option<&Passphrase>) -> Result<T, KeyFileError> {
        T::expected_in(self.role)?;
        let (label, document) =
            SecretDocument::from_pem(&self.pem).map_err(|_| KeyFileError::Pkcs8)?;
        let secret = match label {
            EncryptedPrivateKeyInfoRef::PEM_LABEL => {
                let passphrase = passphrase.ok_or(KeyFileError::PassphraseNeeded)?;
                let sealed = EncryptedPrivateKeyInfoRef::from_der(document.as_bytes())
                    .map_err(|_| KeyFileError::Pkcs8)?;
                check_cost(&sealed)?;
                // A wrong passphrase shows as padding or as DER that makes no sense; both are it.
                let opened = sealed
                    .decrypt(passphrase.bytes())
                    .map_err(|_| KeyFileError::PassphraseWrong)?;
                secret_of::<T>(opened.as_bytes()).map_err(|_| KeyFileError::PassphraseWrong)?
            }
            PrivateKeyInfoRef::PEM_LABEL if self.environment == Environment::Demo => {
                secret_of::<T>(document.as_bytes())?
            }
            PrivateKeyInfoRef::PEM_LABEL => return Err(KeyFileError::ClearPrivateKey),
            _ => return Err(KeyFileError::Pkcs8),
        };
        let key = T::from_secret(secret, self.environment);
        if *key.public() != self.public {
            return Err(KeyFileError::Mismatch);
        }
        Ok(key)
    }

    /// The text of the file.
    #[must_use]
    pub fn to_text(&self) -> Zeroizing<String> {
        Zeroizing::new(format!(
            "{FIRST_LINE}\npurpose: {}\nenvironment: {}\n{PUBLIC}: {}\n{}",
            self.role.name(),
            self.environment,
            encode_key(&self.public),
            self.pem.as_str(),
        ))
    }
}

impl fmt::Debug for PrivateKeyFile {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "PrivateKeyFile({} {})",
            self.role.name(),
            self.hash().key_id()
        )
    }
}

/// What a PEM text says that it holds.
fn pem_label(pem: &str) -> Option<&str> {
    let line = pem.lines().next()?;
    line.strip_prefix("-----BEGIN ")?.strip_suffix("-----")
}

fn wrapped(secret: &Secret) -> Zeroizing<Vec<u8>> {
    Zeroizing::new([OCTET_STRING_32.as_slice(), secret.expose()].concat())
}

/// The curve of a kind of private key.
fn curve<T: Inside>() -> ObjectIdentifier {
    match role_of::<T>() {
        Some(KeyRole::Device | KeyRole::Job | KeyRole::Seal) => X25519,
        _ => ED25519,
    }
}

fn info<T: Inside>(octets: &[u8]) -> Result<PrivateKeyInfoRef<'_>, KeyFileError> {
    let algorithm = AlgorithmIdentifierRef {
        oid: curve::<T>(),
        parameters: None,
    };
    let key = OctetStringRef::new(octets).map_err(|_| KeyFileError::Pkcs8)?;
    Ok(PrivateKeyInfoRef::new(algorithm, key))
}

fn secret_of<T: Inside>(der: &[u8]) -> Result<Secret, KeyFileError> {
    let info = PrivateKeyInfoRef::from_der(der).map_err(|_| KeyFileError::Pkcs8)?;
    if info.algorithm.oid != curve::<T>() || info.algorithm.parameters.is_some() {
        return Err(KeyFileError::Pkcs8);
    }
    let octets = info.private_key.as_bytes().strip_prefix(&OCTET_STRING_32);
    let secret = octets.and_then(|bytes| <[u8; 32]>::try_from(bytes).ok());
    secret.map(Secret::new).ok_or(KeyFileError::Pkcs8)
}

/// A file that asks for gigabytes of scrypt is refused before it gets them.
pub(super) fn check_cost(sealed: &EncryptedPrivateKeyInfoRef<'_>) -> Result<(), KeyFileError> {
    /// scrypt's cost times its block size: 2^20 · 8, of which 128 bytes each make 1 GiB.
    const MAX_BLOCKS: u64 = 8 << 20;
    /// scrypt fills its memory so many times.
    const MAX_PASSES: u16 = 16;
    /// Ten million rounds: OpenSSL's files have 2048 to 600,000.
    const MAX_ROUNDS: u32 = 10_000_000;
    let parameters = sealed
        .encryption_algorithm
        .pbes2()
        .ok_or(KeyFileError::Pkcs8)?;
    let fits = match &parameters.kdf {
        pbes2::Kdf::Scrypt(scrypt) => {
            let blocks = scrypt
                .cost_parameter
                .saturating_mul(scrypt.block_size.into());
            // The crate subtracts from the logarithm of the cost before it looks at it.
            let lawful = scrypt.cost_parameter.is_power_of_two() && scrypt.cost_parameter > 1;
            lawful && blocks <= MAX_BLOCKS && (1..=MAX_PASSES).contains(&scrypt.parallelization)
        }
        pbes2::Kdf::Pbkdf2(pbkdf2) => (1..=MAX_ROUNDS).contains(&pbkdf2.iteration_count),
        _ => false,
    };
    if fits {
        Ok(())
    } else {
        Err(KeyFileError::Pkcs8)
    }
}
