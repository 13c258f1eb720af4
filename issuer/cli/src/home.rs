use std::path::{Path, PathBuf};

use juma_cli::{
    clock,
    failure::Failure,
    files::{self, Access},
    key_files,
    output::note,
    passphrase::PassphraseSource,
    random,
};
use juma_format::{Environment, places::CityProfile, time::UnixTime, trust::MAX_BUNDLE_BYTES};
use juma_issuer::{Authority, Publisher, PublisherKeys, TrustDocuments};
use juma_keys::{CodeKey, RootRefusal, SigningKey, TrustedList};
use juma_register::{Context, Register};
use juma_registry::ledger::{Ledger, RandomError};

use crate::{
    args::HomeArgs,
    register::{self, Place},
    settings::{self, Settings},
};

/// The most bytes of a root document or a trust list: 16,384 entries of 300 bytes.
const MAX_DOCUMENT_BYTES: usize = 8 << 20;

/// The folder of an issuing place.
pub(crate) struct Home {
    dir: PathBuf,
    pub(crate) settings: Settings,
    pub(crate) now: UnixTime,
    operator: Option<String>,
}

/// Where things lie in a home.
pub(crate) struct Layout;

impl Layout {
    pub(crate) const SETTINGS: &str = "home.toml";
    pub(crate) const ANCHOR: &str = "root.pub";
    pub(crate) const KEYS: &str = "keys";
    pub(crate) const ROOT_KEY: &str = "keys/root.key";
    pub(crate) const CODE_KEY: &str = "keys/code.key";
    pub(crate) const STATUS_KEY: &str = "keys/status.key";
    pub(crate) const BUNDLE_KEY: &str = "keys/bundle.key";
    pub(crate) const TRUST: &str = "trust";
    pub(crate) const ROOT: &str = "trust/root-1.cose";
    pub(crate) const LIST: &str = "trust/list.cose";
    /// Of homes that were founded before the register was a database.
    pub(crate) const LEDGER: &str = "ledger.jsonl";
    pub(crate) const REGISTER: &str = "register.db";
    /// How far the register had come when this home last worked it.
    pub(crate) const MARK: &str = "register.mark";
    /// The password for a register on a server.
    pub(crate) const PASSWORD: &str = "register.password";
    pub(crate) const BUNDLES: &str = "bundles";
    pub(crate) const PROFILES: &str = "profiles";

    pub(crate) fn bundle(sequence: u32) -> String {
        format!("{}/{sequence:010}.jmb", Self::BUNDLES)
    }
}

impl Home {
    /// Opens the home that was named.
    pub(crate) fn open(args: &HomeArgs) -> Result<Self, Failure> {
        let path = args.home.join(Layout::SETTINGS);
        if !path.exists() {
            return Err(Failure::new("no home of an issuing place")
                .at(&args.home)
                .advise("found a demo with: juma-issuer init --home DIR"));
        }
        let bytes = files::read_bounded(&path, settings::MAX_BYTES)?;
        let text = String::from_utf8(bytes).map_err(|_| Failure::new("not UTF-8").at(&path))?;
        let settings = Settings::parse(&text, &path)?;
        if args.at.is_some() && settings.environment() != Environment::Demo {
            return Err(Failure::new("--at is for demo homes").at(&args.home));
        }
        let now = args.at.unwrap_or_else(clock::now);
        Ok(Self {
            dir: args.home.clone(),
            settings,
            now,
            operator: args.operator.clone(),
        })
    }

    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.dir.join(name)
    }

    pub(crate) fn trust(&self) -> Result<TrustDocuments, Failure> {
        let anchor = key_files::read_anchor(&self.path(Layout::ANCHOR))?;
        let mut roots = Vec::new();
        for number in 1_u32.. {
            let path = self.path(&format!("{}/root-{number}.cose", Layout::TRUST));
            if !path.exists() {
                break;
            }
            roots.push(files::read_bounded(&path, MAX_DOCUMENT_BYTES)?);
        }
        let list = files::read_bounded(&self.path(Layout::LIST), MAX_DOCUMENT_BYTES)?;
        Ok(TrustDocuments {
            anchor,
            roots,
            list,
        })
    }

    pub(crate) fn trusted_list(&self, trust: &TrustDocuments) -> Result<TrustedList, Failure> {
        let roots: Vec<&[u8]> = trust.roots.iter().map(Vec::as_slice).collect();
        let refused = |refusal: RootRefusal| {
            Failure::new("the trust list is no good")
                .at(self.path(Layout::LIST))
                .because(refusal)
        };
        let root = trust.anchor.walk(&roots).map_err(refused)?;
        root.open_list(&trust.list).map_err(refused)
    }

    pub(crate) fn authority(&self, passphrases: &PassphraseSource) -> Result<Authority, Failure> {
        let list = self.trusted_list(&self.trust()?)?;
        let path = self.path(Layout::CODE_KEY);
        let key: SigningKey<CodeKey> = key_files::read_private(&path, passphrases)?;
        Authority::new(key, &list).map_err(|error| {
            Failure::new("the key may sign no codes")
                .at(&path)
                .because(error)
        })
    }

    pub(crate) fn publisher_keys(
        &self,
        passphrases: &PassphraseSource,
    ) -> Result<PublisherKeys, Failure> {
        Ok(PublisherKeys {
            status: key_files::read_private(&self.path(Layout::STATUS_KEY), passphrases)?,
            bundle: key_files::read_private(&self.path(Layout::BUNDLE_KEY), passphrases)?,
        })
    }

    /// Opens the register, and settles and says what a crash had left in it.
    pub(crate) fn ledger(&self) -> Result<Register, Failure> {
        let place = self.register_place();
        let mut register = place.open(self.context()?)?;
        self.refuse_older_ledger(&register)
            .map_err(|failure| failure.at(self.path(Layout::BUNDLES)))?;
        let lost = register.abandon_lost();
        for serial in lost.map_err(|error| place.failure(error))? {
            note(format_args!(
                "serial {serial} was begun and never finished; it is given up"
            ));
        }
        Ok(register)
    }

    /// Who acts, and when.
    pub(crate) fn context(&self) -> Result<Context, Failure> {
        register::context(self.operator.as_deref(), self.now)
    }

    pub(crate) fn register_place(&self) -> Place<'_> {
        Place {
            dir: &self.dir,
            url: self.settings.register.as_deref(),
        }
    }

    /// A ledger that knows less than the bundles that were made from it is a copy of yesterday. It
    /// would call revoked codes good, and give numbers away a second time.
    fn refuse_older_ledger(&self, ledger: &Register) -> Result<(), Failure> {
        let failed = |error| Failure::new("the ledger failed").because(error);
        // What was begun counts, finished or not: a crash may come after the bundle was kept.
        let next = ledger.next_sequence().map_err(failed)?;
        let kept = self.greatest_kept_bundle()?;
        if kept >= next {
            return Err(Failure::new(format!(
                "the ledger has yet to make bundle {next}, and bundle {kept} was made from it"
            ))
            .advise("it is an old copy: put the newest ledger in its place"));
        }
        Ok(())
    }

    fn greatest_kept_bundle(&self) -> Result<u32, Failure> {
        let folder = self.path(Layout::BUNDLES);
        let entries = std::fs::read_dir(&folder)
            .map_err(|error| Failure::new("cannot be listed").at(&folder).because(error))?;
        let sequences = entries.filter_map(|entry| {
            let name = entry.ok()?.file_name();
            name.to_str()?.strip_suffix(".jmb")?.parse::<u32>().ok()
        });
        Ok(sequences.max().unwrap_or(0))
    }

    pub(crate) fn publisher<'a>(
        &'a self,
        ledger: &'a mut Register,
        keys: &'a PublisherKeys,
        trust: &'a TrustDocuments,
        places: &'a [CityProfile],
    ) -> Publisher<'a, Register> {
        Publisher {
            ledger,
            keys,
            trust,
            places,
            namespace: &self.settings.namespace,
            bundle_days: self.settings.bundle_days,
            code_days: self.settings.code_days,
        }
    }
}

/// Randomness of the system for the ledger.
pub(crate) fn random(bytes: &mut [u8]) -> Result<(), RandomError> {
    random::fill(bytes).map_err(|_| RandomError)
}

/// Keeps a bundle in the home under its sequence, which no other has.
pub(crate) fn keep_bundle(path: &Path, bundle: &[u8]) -> Result<(), Failure> {
    files::create_new(path, bundle, Access::Public)
}

/// Writes a bundle where it was asked for.
pub(crate) fn write_bundle(path: &Path, bundle: &[u8]) -> Result<(), Failure> {
    if bundle.len() > MAX_BUNDLE_BYTES {
        return Err(Failure::new("the bundle is larger than a verifier takes").at(path));
    }
    files::write_atomically(path, bundle, Access::Public)
}
