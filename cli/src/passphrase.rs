//! Passphrases of key files. They come from a file, from an open file descriptor or from a person,
//! never from arguments or the environment, which other users of the machine can read.

use std::{
    cell::OnceCell,
    fs::File,
    io::{self, IsTerminal},
    path::{Path, PathBuf},
};

use juma_keys::Passphrase;
use zeroize::Zeroizing;

use crate::{failure::Failure, files};

/// The fewest characters of a new passphrase: with scrypt's half a second a guess, twelve that
/// somebody chose himself outlast whoever copies the file.
pub const MIN_CHARS: usize = 12;

/// The most bytes of a passphrase.
const MAX_BYTES: usize = 1024;

/// `--passphrase-file` and `--passphrase-fd`, for commands that open a key.
#[derive(Clone, Debug, Default, clap::Args)]
pub struct PassphraseArgs {
    /// Read the passphrase of the key from this file instead of asking for it
    #[arg(long, value_name = "FILE", conflicts_with = "passphrase_fd")]
    passphrase_file: Option<PathBuf>,

    /// Read the passphrase of the key from this open file descriptor instead of asking for it
    #[arg(long, value_name = "N")]
    passphrase_fd: Option<u32>,
}

/// `--new-passphrase-file` and `--new-passphrase-fd`, for commands that change one passphrase to
/// another.
#[derive(Clone, Debug, Default, clap::Args)]
pub struct NewPassphraseArgs {
    /// Read the new passphrase from this file instead of asking for it
    #[arg(long, value_name = "FILE", conflicts_with = "new_passphrase_fd")]
    new_passphrase_file: Option<PathBuf>,

    /// Read the new passphrase from this open file descriptor instead of asking for it
    #[arg(long, value_name = "N")]
    new_passphrase_fd: Option<u32>,
}

/// Where passphrases come from. A file or a descriptor is read once and its passphrase serves for
/// every key that the command opens; a person is asked for each key.
pub struct PassphraseSource {
    origin: Origin,
    option: &'static str,
    read: OnceCell<Zeroizing<String>>,
}

#[derive(Clone, Debug)]
enum Origin {
    Descriptor(u32),
    File(PathBuf),
    Terminal,
}

impl PassphraseArgs {
    /// Whether one of the two was typed.
    #[must_use]
    pub const fn is_given(&self) -> bool {
        self.passphrase_file.is_some() || self.passphrase_fd.is_some()
    }

    /// The source that was chosen.
    #[must_use]
    pub fn source(&self) -> PassphraseSource {
        let origin = Origin::of(self.passphrase_file.as_deref(), self.passphrase_fd);
        PassphraseSource::new(origin, "--passphrase-file or --passphrase-fd")
    }
}

impl NewPassphraseArgs {
    /// The source that was chosen.
    #[must_use]
    pub fn source(&self) -> PassphraseSource {
        let origin = Origin::of(self.new_passphrase_file.as_deref(), self.new_passphrase_fd);
        PassphraseSource::new(origin, "--new-passphrase-file or --new-passphrase-fd")
    }
}

impl Origin {
    fn of(file: Option<&Path>, descriptor: Option<u32>) -> Self {
        match (file, descriptor) {
            (Some(file), _) => Self::File(file.into()),
            (None, Some(descriptor)) => Self::Descriptor(descriptor),
            (None, None) => Self::Terminal,
        }
    }
}

impl PassphraseSource {
    const fn new(origin: Origin, option: &'static str) -> Self {
        Self {
            origin,
            option,
            read: OnceCell::new(),
        }
    }

    /// The passphrase that the key file `path` was encrypted with.
    ///
    /// # Errors
    /// When there is neither an option that gives it nor a terminal to ask on, or it cannot be read.
    pub fn existing(&self, path: &Path) -> Result<Passphrase, Failure> {
        let typed = match self.given()? {
            Some(given) => given,
            None => self.ask(path, "Passphrase")?,
        };
        Ok(Passphrase::new(typed.as_str().into()))
    }

    /// A new passphrase for the key file `path`; a person is asked for it twice.
    ///
    /// # Errors
    /// As [`Self::existing`], and when it has fewer than [`MIN_CHARS`] characters or was typed
    /// differently the second time.
    pub fn chosen(&self, path: &Path) -> Result<Passphrase, Failure> {
        let given = self.given()?;
        let (typed, again) = match given {
            Some(given) => (given, None),
            None => {
                let typed = self.ask(path, "New passphrase")?;
                long_enough(&typed, path)?;
                (typed, Some(self.ask(path, "The same again")?))
            }
        };
        long_enough(&typed, path)?;
        if again.is_some_and(|again| again != typed) {
            return Err(Failure::new("the two passphrases differ").at(path));
        }
        Ok(Passphrase::new(typed.as_str().into()))
    }

    /// What a file or a descriptor gives.
    fn given(&self) -> Result<Option<Zeroizing<String>>, Failure> {
        if let Some(read) = self.read.get() {
            return Ok(Some(read.clone()));
        }
        let bytes = match &self.origin {
            Origin::File(path) => files::read_bounded(path, MAX_BYTES),
            Origin::Descriptor(number) => read_descriptor(*number),
            Origin::Terminal => return Ok(None),
        };
        let bytes = Zeroizing::new(bytes?);
        let line = one_line(&bytes).ok_or_else(|| {
            Failure::new("the passphrase is not one line of text")
                .advise(format!("look at what {} names", self.option))
        })?;
        Ok(Some(self.read.get_or_init(|| line).clone()))
    }

    fn ask(&self, path: &Path, what: &str) -> Result<Zeroizing<String>, Failure> {
        if !is_attended() {
            return Err(
                Failure::new("a passphrase is needed and there is no terminal to ask on")
                    .at(path)
                    .advise(format!("give {}", self.option)),
            );
        }
        let name = juma_format::characters::display_safe(&path.display().to_string());
        let typed = rpassword::prompt_password(format!("{what} for {name}: "));
        let typed = typed.map_err(|error| {
            Failure::new("cannot ask for the passphrase")
                .at(path)
                .because(error)
        })?;
        Ok(Zeroizing::new(typed))
    }
}

impl std::fmt::Debug for PassphraseSource {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_tuple("PassphraseSource")
            .field(&self.origin)
            .finish()
    }
}

/// The new passphrase that a file holds, for what is written to `path`.
///
/// # Errors
/// When it cannot be read, is not one line of text, or has fewer than [`MIN_CHARS`] characters.
pub fn read_new(file: &Path, path: &Path) -> Result<Passphrase, Failure> {
    let args = PassphraseArgs {
        passphrase_file: Some(file.into()),
        passphrase_fd: None,
    };
    args.source().chosen(path)
}

/// Whether a person sits before the command. A batch run may have inherited a terminal of which
/// nobody looks, so one of the standard streams must be it.
fn is_attended() -> bool {
    io::stdin().is_terminal() || io::stderr().is_terminal()
}

/// Without `unsafe` a number cannot be taken for an open file, but the system has names for them.
fn read_descriptor(number: u32) -> Result<Vec<u8>, Failure> {
    let path = PathBuf::from(format!("/dev/fd/{number}"));
    let file = File::open(&path).map_err(|error| {
        Failure::new(format!("file descriptor {number} cannot be read")).because(error)
    })?;
    files::read_all(file, MAX_BYTES).map_err(|failure| failure.at(&path))
}

/// The text without one line end behind it; `None` when it is empty, holds another line end or is
/// not UTF-8.
fn one_line(bytes: &[u8]) -> Option<Zeroizing<String>> {
    let text = str::from_utf8(bytes).ok()?;
    let line = text.strip_suffix('\n').unwrap_or(text);
    let line = line.strip_suffix('\r').unwrap_or(line);
    let fits = !line.is_empty() && !line.contains(['\n', '\r', '\0']);
    fits.then(|| Zeroizing::new(line.into()))
}

fn long_enough(passphrase: &str, path: &Path) -> Result<(), Failure> {
    let chars = passphrase.chars().count();
    if chars >= MIN_CHARS {
        return Ok(());
    }
    let what = format!("the new passphrase has {chars} characters, {MIN_CHARS} are the fewest");
    Err(Failure::new(what).at(path))
}

#[cfg(test)]
mod tests;
