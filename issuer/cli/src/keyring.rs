//! The key files of a home, and which of them signs at a moment.

use std::{
    fs,
    path::{Path, PathBuf},
};

use juma_cli::{failure::Failure, key_files, passphrase::PassphraseSource};
use juma_format::{
    time::UnixTime,
    trust::{KeyState, TrustEntry},
};
use juma_keys::{KeyKind, KeyRole, PrivateKeyFile, SigningKey, TrustedList};

use crate::home::Layout;

/// A key file of a home, its key unopened.
pub(crate) struct HeldKey {
    pub(crate) path: PathBuf,
    pub(crate) file: PrivateKeyFile,
}

/// The key files of a home. There may be several of a purpose: a key a month.
pub(crate) struct Keyring {
    keys: Vec<HeldKey>,
}

impl Keyring {
    /// Reads what the key files of a home say that they are, and opens none.
    pub(crate) fn read(home: &Path) -> Result<Self, Failure> {
        let folder = home.join(Layout::KEYS);
        let failed = |error| Failure::new("cannot be listed").at(&folder).because(error);
        let entries = fs::read_dir(&folder).map_err(failed)?;
        let entries = entries.collect::<Result<Vec<_>, _>>().map_err(failed)?;
        let mut paths: Vec<PathBuf> = entries.into_iter().map(|entry| entry.path()).collect();
        paths.retain(|path| path.extension().is_some_and(|ending| ending == "key"));
        paths.sort();
        Ok(Self {
            keys: paths.into_iter().map(read).collect::<Result<_, _>>()?,
        })
    }

    pub(crate) fn of_files(paths: &[PathBuf]) -> Result<Self, Failure> {
        let keys = paths.iter().cloned().map(read);
        Ok(Self {
            keys: keys.collect::<Result<_, _>>()?,
        })
    }

    pub(crate) fn keys(&self) -> &[HeldKey] {
        &self.keys
    }

    pub(crate) fn of(&self, role: KeyRole) -> impl Iterator<Item = &HeldKey> {
        self.keys.iter().filter(move |key| key.file.role() == role)
    }

    /// The key of a purpose that signs at a moment: the one that began last, so that a new month's
    /// key takes over where two overlap.
    pub(crate) fn active(
        &self,
        role: KeyRole,
        list: &TrustedList,
        now: UnixTime,
    ) -> Result<&HeldKey, Failure> {
        let trusted = self
            .of(role)
            .filter_map(|key| Some((key, trusted(key, list)?)));
        let signing = trusted.filter(|(_, entry)| {
            let times = entry.times;
            entry.state == KeyState::Active && times.sign_from <= now && now < times.sign_until
        });
        let newest = signing.max_by_key(|(key, entry)| (entry.times.sign_from, key.file.hash()));
        newest
            .map(|(key, _)| key)
            .ok_or_else(|| self.nothing_signs(role, list, now))
    }

    /// Why there is no key, key by key.
    fn nothing_signs(&self, role: KeyRole, list: &TrustedList, now: UnixTime) -> Failure {
        let held = self.of(role).map(|key| {
            let kid = key.file.hash().key_id();
            match trusted(key, list) {
                None => format!("{kid} is not in the trust list"),
                Some(entry) if entry.state != KeyState::Active => {
                    format!("{kid} is {}", entry.state.name())
                }
                Some(entry) => {
                    let (from, until) = (entry.times.sign_from, entry.times.sign_until);
                    format!("{kid} signs from {from} until {until}")
                }
            }
        });
        let held: Vec<String> = held.collect();
        let name = role.name();
        if held.is_empty() {
            return Failure::new(format!("the home has no key of purpose {name}"));
        }
        let held = held.join("; ");
        Failure::new(format!("no key of purpose {name} signs at {now}: {held}"))
            .advise("take a newer trust list and its keys: juma-issuer trust --home DIR --list LIST.cose --keys NEW.key")
    }
}

impl HeldKey {
    pub(crate) fn open<K: KeyKind>(
        &self,
        passphrases: &PassphraseSource,
    ) -> Result<SigningKey<K>, Failure> {
        key_files::open(&self.file, &self.path, passphrases)
    }

    /// The file that a home keeps it in.
    pub(crate) fn home_name(&self) -> String {
        let (role, kid) = (self.file.role().name(), self.file.hash().key_id());
        format!("{}/{role}-{kid}.key", Layout::KEYS)
    }
}

/// What the list says of a key, for the purpose that its file names.
pub(crate) fn trusted<'l>(key: &HeldKey, list: &'l TrustedList) -> Option<&'l TrustEntry> {
    let hash = key.file.hash();
    let found = list.entry(hash.key_id())?;
    let same = found.hash() == hash && found.entry().purpose.name() == key.file.role().name();
    same.then(|| found.entry())
}

fn read(path: PathBuf) -> Result<HeldKey, Failure> {
    let file = key_files::read_private_file(&path)?;
    Ok(HeldKey { path, file })
}
