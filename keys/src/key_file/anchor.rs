use core::fmt;

use super::{
    KeyFileError, KeyFileKind,
    header::{Header, decode_key, encode_key},
};
use crate::{kind::RootKey, public_key::PublicKey, trust::RootAnchor};

const FIRST_LINE: &str = KeyFileKind::Root.first_line();
const NUMBER: &str = "number";
const THRESHOLD: &str = "threshold";
const KEY: &str = "key";

/// The file that a verifier is given by hand: environment, number, threshold and keys of one root
/// document.
///
/// ```text
/// juma root
/// environment: demo
/// number: 1
/// threshold: 1
/// key: 3q2+7w…
/// ```
#[derive(Clone, Debug)]
pub struct AnchorFile(pub RootAnchor);

impl AnchorFile {
    /// Reads the file.
    ///
    /// # Errors
    /// When the text is no such file, or a key in it is no good.
    pub fn parse(text: &str) -> Result<Self, KeyFileError> {
        let mut header = Header::read(text, FIRST_LINE)?;
        let environment = header.environment()?;
        let number = header.number(NUMBER)?;
        let threshold = header.number(THRESHOLD)?;
        let threshold =
            usize::try_from(threshold).map_err(|_| KeyFileError::Line { name: THRESHOLD })?;
        let mut keys: Vec<PublicKey<RootKey>> = Vec::new();
        while let Some(key) = header.optional_value(KEY)? {
            let key = PublicKey::from_bytes(&decode_key(key, KEY)?)?;
            if keys
                .last()
                .is_some_and(|last| last.as_bytes() >= key.as_bytes())
            {
                return Err(KeyFileError::Line { name: KEY });
            }
            keys.push(key);
        }
        header.end()?;
        RootAnchor::new(environment, number, threshold, keys)
            .map(Self)
            .ok_or(KeyFileError::Line { name: THRESHOLD })
    }
}

impl fmt::Display for AnchorFile {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "{FIRST_LINE}\nenvironment: {}", self.0.environment())?;
        writeln!(
            f,
            "{NUMBER}: {}\n{THRESHOLD}: {}",
            self.0.number(),
            self.0.threshold()
        )?;
        self.0
            .keys()
            .iter()
            .try_for_each(|key| writeln!(f, "{KEY}: {}", encode_key(key.as_bytes())))
    }
}
