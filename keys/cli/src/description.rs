//! What a key file is, for people and as JSON.

use std::{fmt, path::Path};

use juma_cli::{failure::Failure, key_files::KeyFile, output::Output};
use juma_format::{Environment, characters::display_safe};
use juma_keys::{KeyHash, KeyRole};
use serde::Serialize;

/// How a result is printed.
#[derive(Clone, Copy, Debug, clap::Args)]
pub(crate) struct FormArgs {
    /// Print one JSON object
    #[arg(long)]
    json: bool,
}

impl FormArgs {
    pub(crate) const fn is_json(self) -> bool {
        self.json
    }
}

/// What may be told of a key file.
#[derive(Debug, Serialize)]
pub(crate) struct Description {
    source: String,
    #[serde(rename = "type")]
    kind: &'static str,
    environment: &'static str,
    #[serde(flatten)]
    content: Content,
}

#[derive(Debug, Serialize)]
#[serde(untagged)]
enum Content {
    Key {
        purpose: &'static str,
        #[serde(flatten)]
        name: Name,
        #[serde(skip_serializing_if = "Option::is_none")]
        encrypted: Option<bool>,
    },
    Root {
        number: u32,
        threshold: usize,
        keys: Vec<Name>,
    },
    Wrapped {
        #[serde(flatten)]
        name: Name,
        device: Name,
        destroy_from: String,
    },
}

#[derive(Debug, Serialize)]
pub(crate) struct Name {
    kid: String,
    sha256: String,
}

impl Name {
    pub(crate) fn of(hash: KeyHash) -> Self {
        Self {
            kid: hash.key_id().to_string(),
            sha256: hash.to_string(),
        }
    }

    pub(crate) fn is(&self, hash: KeyHash) -> bool {
        self.sha256 == hash.to_string()
    }
}

impl fmt::Display for Name {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.kid, self.sha256)
    }
}

impl Description {
    pub(crate) fn of(path: &Path, file: &KeyFile) -> Self {
        let key = |role: KeyRole, hash, encrypted| Content::Key {
            purpose: role.name(),
            name: Name::of(hash),
            encrypted,
        };
        let (kind, environment, content): (_, Environment, _) = match file {
            KeyFile::Private(file) => (
                "private key",
                file.environment(),
                key(file.role(), file.hash(), Some(file.is_encrypted())),
            ),
            KeyFile::Public(file) => (
                "public key",
                file.environment,
                key(file.role, file.hash(), None),
            ),
            KeyFile::Root(anchor) => (
                "root",
                anchor.environment(),
                Content::Root {
                    number: anchor.number(),
                    threshold: anchor.threshold(),
                    keys: anchor
                        .keys()
                        .iter()
                        .map(|key| Name::of(key.hash()))
                        .collect(),
                },
            ),
            KeyFile::Wrapped(wrapped) => (
                "wrapped key",
                wrapped.environment(),
                Content::Wrapped {
                    name: Name::of(wrapped.hash()),
                    device: Name::of(wrapped.device()),
                    destroy_from: wrapped.destroy_from().to_string(),
                },
            ),
        };
        Self {
            source: path.display().to_string(),
            kind,
            environment: environment.name(),
            content,
        }
    }

    pub(crate) fn print(&self, form: FormArgs) -> Result<(), Failure> {
        let mut output = Output::stdout();
        if form.json {
            return output.json(self);
        }
        output.line(format_args!("file:        {}", display_safe(&self.source)))?;
        output.line(format_args!("type:        {}", self.kind))?;
        output.line(format_args!("environment: {}", self.environment))?;
        match &self.content {
            Content::Key {
                purpose,
                name,
                encrypted,
            } => {
                output.line(format_args!("purpose:     {purpose}"))?;
                output.line(format_args!("kid:         {}", name.kid))?;
                output.line(format_args!("sha-256:     {}", name.sha256))?;
                match encrypted {
                    Some(true) => output.line("encrypted:   yes"),
                    Some(false) => output.line("encrypted:   no"),
                    None => Ok(()),
                }
            }
            Content::Wrapped {
                name,
                device,
                destroy_from,
            } => {
                output.line(format_args!("kid:         {}", name.kid))?;
                output.line(format_args!("sha-256:     {}", name.sha256))?;
                output.line(format_args!("for device:  {device}"))?;
                output.line(format_args!("destroy:     from {destroy_from}"))
            }
            Content::Root {
                number,
                threshold,
                keys,
            } => {
                output.line(format_args!("number:      {number}"))?;
                output.line(format_args!("threshold:   {threshold} of {}", keys.len()))?;
                keys.iter().try_for_each(|key| {
                    output.line(format_args!("key:         {} {}", key.kid, key.sha256))
                })
            }
        }
    }
}
