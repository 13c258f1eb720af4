//! Whether a device's clock runs on while it is off, and when a person last confirmed it.

use std::{fs, io, path::Path};

use juma_cli::{
    failure::Failure,
    files::{self, Access},
};
use juma_verifier::ClockKeeping;

use super::lock::Lock;

/// The file `clock` of a state folder; a device without one has a battery clock.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum ClockFile {
    /// The clock runs on.
    Battery,
    /// It does not.
    NoBattery {
        /// The start of the device in which a person confirmed the time.
        confirmed: Option<BootId>,
    },
}

/// What tells one start of a device from another. Linux makes a new one at each.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct BootId(String);

const NAME: &str = "clock";
const FIRST_LINE: &str = "juma clock: no battery";
const CONFIRMED: &str = "confirmed: ";
const BOOT_ID: &str = "/proc/sys/kernel/random/boot_id";

/// The two lines.
const MAX_BYTES: usize = 128;

impl ClockFile {
    pub(crate) fn read(dir: &Path) -> Result<Self, Failure> {
        let path = dir.join(NAME);
        if matches!(fs::symlink_metadata(&path), Err(error) if error.kind() == io::ErrorKind::NotFound)
        {
            return Ok(Self::Battery);
        }
        let bytes = files::read_bounded(&path, MAX_BYTES)?;
        Self::parse(&bytes).ok_or_else(|| {
            Failure::new("not what this command wrote")
                .at(&path)
                .advise("say it again: juma-verifier clock battery --state DIR none")
        })
    }

    fn parse(bytes: &[u8]) -> Option<Self> {
        let mut lines = str::from_utf8(bytes).ok()?.lines();
        let is_ours = lines.next() == Some(FIRST_LINE);
        let confirmed = match lines.next() {
            None => None,
            Some(line) => Some(BootId(line.strip_prefix(CONFIRMED)?.to_owned())),
        };
        (is_ours && lines.next().is_none()).then_some(Self::NoBattery { confirmed })
    }

    pub(crate) fn keep(&self, _lock: &Lock, dir: &Path) -> Result<(), Failure> {
        let path = dir.join(NAME);
        let text = match self {
            Self::Battery => {
                return match fs::remove_file(&path) {
                    Err(error) if error.kind() != io::ErrorKind::NotFound => {
                        Err(Failure::new("cannot be removed").at(&path).because(error))
                    }
                    _ => Ok(()),
                };
            }
            Self::NoBattery { confirmed: None } => format!("{FIRST_LINE}\n"),
            Self::NoBattery {
                confirmed: Some(BootId(boot)),
            } => format!("{FIRST_LINE}\n{CONFIRMED}{boot}\n"),
        };
        files::write_atomically(&path, text.as_bytes(), Access::Private)
    }

    /// Whether the clock has been kept or confirmed since the device started.
    pub(crate) fn keeping(&self) -> ClockKeeping {
        match self {
            Self::Battery => ClockKeeping::Kept,
            Self::NoBattery {
                confirmed: Some(confirmed),
            } if BootId::of_this_start().as_ref() == Some(confirmed) => ClockKeeping::Kept,
            Self::NoBattery { .. } => ClockKeeping::Unconfirmed,
        }
    }
}

impl BootId {
    /// `None` where the system does not say.
    pub(crate) fn of_this_start() -> Option<Self> {
        let id = fs::read_to_string(BOOT_ID).ok()?;
        let id = id.trim();
        let is_plain = |byte: u8| byte.is_ascii_hexdigit() || byte == b'-';
        let is_id = (1..=64).contains(&id.len()) && id.bytes().all(is_plain);
        is_id.then(|| Self(id.to_owned()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_is_read_as_it_was_written_and_no_other_is() {
        let folder = tempfile::tempdir().unwrap();
        let dir = folder.path();
        let lock = Lock::wait(dir).unwrap();
        assert_eq!(ClockFile::read(dir).unwrap(), ClockFile::Battery);
        let boots = [
            None,
            Some(BootId("0f-1".to_owned())),
            BootId::of_this_start(),
        ];
        for confirmed in boots {
            let file = ClockFile::NoBattery { confirmed };
            file.keep(&lock, dir).unwrap();
            assert_eq!(ClockFile::read(dir).unwrap(), file);
        }
        for text in [
            "",
            "juma clock",
            "juma clock: no battery\nconfirmed\n",
            "juma clock: no battery\n\n",
            "juma clock: no battery\nconfirmed: a\nb\n",
        ] {
            fs::write(dir.join(NAME), text).unwrap();
            assert!(ClockFile::read(dir).is_err(), "{text:?}");
        }
        ClockFile::Battery.keep(&lock, dir).unwrap();
        ClockFile::Battery.keep(&lock, dir).unwrap();
        assert_eq!(ClockFile::read(dir).unwrap(), ClockFile::Battery);
    }

    #[test]
    fn another_start_confirms_nothing() {
        let of = |confirmed| ClockFile::NoBattery { confirmed }.keeping();
        assert_eq!(of(None), ClockKeeping::Unconfirmed);
        let other = BootId("0000".to_owned());
        assert_eq!(of(Some(other)), ClockKeeping::Unconfirmed);
        if let Some(this) = BootId::of_this_start() {
            assert_eq!(of(Some(this)), ClockKeeping::Kept);
        }
        assert_eq!(ClockFile::Battery.keeping(), ClockKeeping::Kept);
    }
}
