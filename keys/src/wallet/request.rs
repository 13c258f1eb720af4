use core::fmt;
use core::fmt::Write as _;

use base64::{Engine, engine::general_purpose::STANDARD};
use juma_format::{Environment, claims::LiveProfile, envelope::SignatureBytes};

use crate::{
    kind::HolderKey, live::Anchor, presentation::Presentation, public_key::PublicKey,
    signing_key::SigningKey,
};

/// The most codes that one request may ask for.
pub const MAX_WANTED: usize = 64;

/// The most bytes of a request: as many keys in base64, and the lines around them.
pub const MAX_REQUEST_BYTES: usize = 8192;

/// What a holder asks an issuer to sign into one code.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Wanted {
    /// The end of a chain.
    Anchor(Anchor),
    /// The public half of a key.
    Key([u8; 32]),
}

/// A holder's request: a fresh anchor or key for each code wanted, signed by the holder's own key.
///
/// ```text
/// juma request
/// environment: test
/// profile: P2
/// anchor: <base64>        (or key:, one line a code)
/// holder: <base64>
/// signature: <base64>     (a presentation of the lines above, for slot 0, SPEC §7.2)
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CodeRequest {
    /// The environment of the codes.
    pub environment: Environment,
    /// The profile of their slots.
    pub profile: LiveProfile,
    /// One for each code.
    pub wanted: Vec<Wanted>,
}

/// Why a text is no request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum RequestError {
    /// A line is missing, stands twice or is out of place.
    Line {
        /// The name before the colon.
        name: &'static str,
    },
    /// The signature is not the holder's over the lines.
    Signature,
    /// More bytes, or more codes, than a request has.
    TooLarge,
}

impl RequestError {
    /// The reason slug of SPEC §10.
    #[must_use]
    pub const fn slug(self) -> &'static str {
        match self {
            Self::Line { .. } | Self::TooLarge => "request-form",
            Self::Signature => "request-signature",
        }
    }
}

impl fmt::Display for RequestError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Line { name } => write!(f, "no request: the line {name} is not as it should be"),
            Self::Signature => write!(f, "the signature is not the holder's"),
            Self::TooLarge => {
                write!(
                    f,
                    "more than {MAX_REQUEST_BYTES} bytes or {MAX_WANTED} codes"
                )
            }
        }
    }
}

impl core::error::Error for RequestError {}

const FIRST_LINE: &str = "juma request";
const ENVIRONMENT: &str = "environment";
const PROFILE: &str = "profile";
const ANCHOR: &str = "anchor";
const KEY: &str = "key";
const HOLDER: &str = "holder";
const SIGNATURE: &str = "signature";

impl CodeRequest {
    /// The file, signed by the holder's own key.
    #[must_use]
    pub fn to_text(&self, own: &SigningKey<HolderKey>) -> String {
        let mut text = format!(
            "{FIRST_LINE}\n{ENVIRONMENT}: {}\n{PROFILE}: {}\n",
            self.environment,
            self.profile.name()
        );
        for wanted in &self.wanted {
            // Writing to a string never fails.
            let _ = match wanted {
                Wanted::Anchor(anchor) => writeln!(text, "{ANCHOR}: {}", STANDARD.encode(anchor)),
                Wanted::Key(key) => writeln!(text, "{KEY}: {}", STANDARD.encode(key)),
            };
        }
        let holder = STANDARD.encode(own.public().as_bytes());
        let _ = writeln!(text, "{HOLDER}: {holder}");
        let signature = Presentation::of_request(text.as_bytes()).sign(own);
        let _ = writeln!(
            text,
            "{SIGNATURE}: {}",
            STANDARD.encode(signature.as_bytes())
        );
        text
    }

    /// Reads a file and checks that the holder has signed it.
    ///
    /// # Errors
    /// When it is no request, or not the holder's.
    pub fn parse(text: &str) -> Result<Self, RequestError> {
        if text.len() > MAX_REQUEST_BYTES {
            return Err(RequestError::TooLarge);
        }
        // An office may have it from a scanner that types into an editor.
        let text = text.replace("\r\n", "\n");
        let (signed, last) = text
            .strip_suffix('\n')
            .and_then(|text| text.rsplit_once('\n'))
            .ok_or(RequestError::Line { name: SIGNATURE })?;
        let signature = bytes::<64>(value(last, SIGNATURE)?, SIGNATURE)?;
        let signed = text.get(..=signed.len()).unwrap_or_default();
        let mut lines = signed.lines();
        let mut next = |name| lines.next().ok_or(RequestError::Line { name });
        if next(FIRST_LINE)? != FIRST_LINE {
            return Err(RequestError::Line { name: FIRST_LINE });
        }
        let environment = Environment::from_name(value(next(ENVIRONMENT)?, ENVIRONMENT)?)
            .ok_or(RequestError::Line { name: ENVIRONMENT })?;
        let profile = LiveProfile::from_name(value(next(PROFILE)?, PROFILE)?)
            .ok_or(RequestError::Line { name: PROFILE })?;
        let mut wanted = Vec::new();
        let holder = loop {
            let line = next(HOLDER)?;
            if let Ok(text) = value(line, ANCHOR) {
                wanted.push(Wanted::Anchor(bytes(text, ANCHOR)?));
            } else if let Ok(text) = value(line, KEY) {
                wanted.push(Wanted::Key(bytes(text, KEY)?));
            } else {
                break bytes::<32>(value(line, HOLDER)?, HOLDER)?;
            }
        };
        if lines.next().is_some() {
            return Err(RequestError::Line { name: SIGNATURE });
        }
        if wanted.len() > MAX_WANTED {
            return Err(RequestError::TooLarge);
        }
        let distinct: Vec<&Wanted> = wanted.iter().collect();
        let is_twice = |at: usize| {
            distinct
                .iter()
                .take(at)
                .any(|it| Some(*it) == wanted.get(at))
        };
        if wanted.is_empty() || (0..wanted.len()).any(is_twice) {
            return Err(RequestError::Line { name: ANCHOR });
        }
        let key = PublicKey::<HolderKey>::from_bytes(&holder)
            .map_err(|_| RequestError::Line { name: HOLDER })?;
        let presented = Presentation::of_request(signed.as_bytes());
        key.check_presentation(presented, environment, SignatureBytes::new(signature))
            .map_err(|_| RequestError::Signature)?;
        Ok(Self {
            environment,
            profile,
            wanted,
        })
    }
}

fn value<'a>(line: &'a str, name: &'static str) -> Result<&'a str, RequestError> {
    let value = line.strip_prefix(name);
    let value = value.and_then(|rest| rest.strip_prefix(": "));
    value.ok_or(RequestError::Line { name })
}

fn bytes<const N: usize>(text: &str, name: &'static str) -> Result<[u8; N], RequestError> {
    let bytes = STANDARD.decode(text);
    let bytes = bytes.map_err(|_| RequestError::Line { name })?;
    bytes.try_into().map_err(|_| RequestError::Line { name })
}
