use std::path::{Path, PathBuf};

use juma_cli::{
    clock, distrust,
    failure::Failure,
    files::{self, Access},
    language::Language,
    output::note,
    passphrase::PassphraseSource,
    random, say,
};
use juma_format::{
    places::CityProfile,
    region::Region,
    time::UnixTime,
    trust::{MAX_BUNDLE_BYTES, MAX_CONTRIBUTION_BYTES},
};
use juma_issuer::{
    Authority, Contributor, Publisher, PublisherKeys, Stock, TrustDocuments, seal_key_in_force,
};
use juma_keys::{
    CodeKey, KeyRole, RecipientKey, SealKey, SigningKey, StatusKey, contribution_unverified,
    manifest_unverified,
};
use juma_register::{Context, Register};
use juma_registry::ledger::{Ledger, RandomError, Serial};

use crate::{
    args::HomeArgs,
    documents::{self, HomeTrust},
    keyring::Keyring,
    register::{self, Place},
    settings::{self, Settings},
};

mod layout;

pub(crate) use layout::Layout;

/// The folder of an issuing place.
pub(crate) struct Home {
    dir: PathBuf,
    pub(crate) settings: Settings,
    pub(crate) now: UnixTime,
    operator: Option<String>,
    language: Language,
}

impl Home {
    /// Opens the home that was named.
    pub(crate) fn open(args: &HomeArgs) -> Result<Self, Failure> {
        let path = args.home.join(Layout::SETTINGS);
        if !path.exists() {
            return Err(Failure::new("no home of an issuing place")
                .at(&args.home)
                .advise("found a demo with juma-issuer init, or a home of a ceremony's documents with juma-issuer found"));
        }
        let bytes = files::read_bounded(&path, settings::MAX_BYTES)?;
        let text = String::from_utf8(bytes).map_err(|_| Failure::new("not UTF-8").at(&path))?;
        let settings = Settings::parse(&text, &path)?;
        if args.at.is_some() {
            settings.refuse_given_time(&args.home)?;
        }
        let now = args.at.unwrap_or_else(clock::now);
        Ok(Self {
            dir: args.home.clone(),
            settings,
            now,
            operator: args.operator.clone(),
            language: args.language(),
        })
    }

    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.dir.join(name)
    }

    /// What the home trusts, checked from its root down.
    pub(crate) fn trust(&self) -> Result<HomeTrust, Failure> {
        documents::read(&self.dir)
    }

    /// The key for codes that signs now, with its bounds.
    pub(crate) fn authority(&self, passphrases: &PassphraseSource) -> Result<Authority, Failure> {
        self.authority_at(passphrases, self.now)
    }

    /// The key for codes that signed at a moment, and may still.
    pub(crate) fn authority_at(
        &self,
        passphrases: &PassphraseSource,
        at: UnixTime,
    ) -> Result<Authority, Failure> {
        let trust = self.trust()?;
        let keyring = Keyring::read(&self.dir)?;
        let held = keyring.active(KeyRole::Code, &trust.list, at)?;
        let key: SigningKey<CodeKey> = held.open(passphrases)?;
        let distrusted = distrust::read(&self.path(Layout::DISTRUSTED))?;
        if distrusted.contains(key.public().hash().as_bytes()) {
            return Err(
                Failure::new("the key is distrusted by the bundles of this place")
                    .at(&held.path)
                    .advise("put a new key in its place"),
            );
        }
        Authority::new(key, &trust.list).map_err(|error| {
            Failure::new("the key may sign no codes")
                .at(&held.path)
                .because(error)
        })
    }

    /// The key that officers' records of a region are sealed to now.
    pub(crate) fn seal_key(&self, region: Region) -> Result<RecipientKey<SealKey>, Failure> {
        let trust = self.trust()?;
        let key = seal_key_in_force(&trust.list, region, self.now).ok_or_else(|| {
            Failure::new(format!(
                "the trust list has no seal key in force for {region}"
            ))
            .at(self.path(Layout::LIST))
            .advise("add the quarter's with juma-keys trust add, or sign another tier")
        })?;
        let path = self.path(Layout::DISTRUSTED);
        // Somebody else may have it, and would read every record that is sealed to it.
        if distrust::read(&path)?.contains(key.hash().as_bytes()) {
            return Err(Failure::new(
                "the seal key in force is distrusted by the bundles of this place",
            )
            .at(path)
            .advise("add another with juma-keys trust add, or sign another tier"));
        }
        Ok(key)
    }

    /// The keys that publish now.
    pub(crate) fn publisher_keys(
        &self,
        trust: &HomeTrust,
        passphrases: &PassphraseSource,
    ) -> Result<PublisherKeys, Failure> {
        let keyring = Keyring::read(&self.dir)?;
        if keyring.of(KeyRole::Bundle).next().is_none() {
            return Err(Failure::new("the home has no key for bundles")
                .at(&self.dir)
                .advise(
                    "write a contribution for the centre that makes the bundles: --out NAME.jmc",
                ));
        }
        let status = keyring.active(KeyRole::Status, &trust.list, self.now)?;
        let bundle = keyring.active(KeyRole::Bundle, &trust.list, self.now)?;
        Ok(PublisherKeys {
            status: status.open(passphrases)?,
            bundle: bundle.open(passphrases)?,
        })
    }

    /// The key that signs status lists now, and contributions of them.
    pub(crate) fn status_key(
        &self,
        trust: &HomeTrust,
        passphrases: &PassphraseSource,
    ) -> Result<SigningKey<StatusKey>, Failure> {
        let keyring = Keyring::read(&self.dir)?;
        let held = keyring.active(KeyRole::Status, &trust.list, self.now)?;
        held.open(passphrases)
    }

    /// Opens the register, and settles and says what a crash had left in it.
    pub(crate) fn ledger(&self) -> Result<Register, Failure> {
        self.ledger_and_lost().map(|(register, _)| register)
    }

    /// The same, with the serials of codes that a crash had left unfinished.
    pub(crate) fn ledger_and_lost(&self) -> Result<(Register, Vec<Serial>), Failure> {
        let place = self.register_place();
        let mut register = place.open(self.context()?)?;
        self.refuse_older_ledger(&register)
            .map_err(|failure| failure.at(self.path(Layout::BUNDLES)))?;
        let lost = register.abandon_lost();
        let lost = lost.map_err(|error| place.failure(error))?;
        for serial in &lost {
            note(say!(
                self.language,
                "序号 {serial} 开始后未完成，已放弃",
                "serial {serial} was begun and never finished; it is given up"
            ));
        }
        Ok((register, lost))
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
        let failed = register::failed;
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

    /// The oldest kept bundle that is still of use: the last full one, or none at all.
    pub(crate) fn oldest_bundle_needed(&self) -> Result<u32, Failure> {
        for sequence in self.kept(".jmb")? {
            let path = self.path(&Layout::bundle(sequence));
            let bundle = files::read_bounded(&path, MAX_BUNDLE_BYTES)?;
            let is_full = |manifest: juma_format::trust::Manifest| manifest.base.is_none();
            if manifest_unverified(&bundle).is_ok_and(is_full) {
                return Ok(sequence);
            }
        }
        Ok(0)
    }

    /// The last full bundle that was made here.
    pub(crate) fn last_full_bundle(&self) -> Result<Vec<u8>, Failure> {
        for sequence in self.kept(".jmb")? {
            let path = self.path(&Layout::bundle(sequence));
            let bundle = files::read_bounded(&path, MAX_BUNDLE_BYTES)?;
            let manifest = manifest_unverified(&bundle).map_err(|refusal| {
                Failure::new("the kept bundle is damaged")
                    .at(&path)
                    .because(refusal)
                    .advise("publish a full bundle, without --delta")
            })?;
            if manifest.base.is_none() {
                return Ok(bundle);
            }
        }
        Err(Failure::new("there is no full bundle to build on")
            .at(self.path(Layout::BUNDLES))
            .advise("publish a full bundle first, without --delta"))
    }

    /// The last whole contribution that was made here.
    pub(crate) fn last_full_contribution(&self) -> Result<Vec<u8>, Failure> {
        for sequence in self.kept(".jmc")? {
            let path = self.path(&Layout::contribution(sequence));
            let bytes = files::read_bounded(&path, MAX_CONTRIBUTION_BYTES)?;
            let said = contribution_unverified(&bytes).map_err(|refusal| {
                Failure::new("the kept contribution is damaged")
                    .at(&path)
                    .because(refusal)
                    .advise("publish a whole one, without --delta")
            })?;
            if said.is_full() {
                return Ok(bytes);
            }
        }
        Err(Failure::new("there is no whole contribution to build on")
            .at(self.path(Layout::BUNDLES))
            .advise("publish a whole one first, without --delta"))
    }

    fn greatest_kept_bundle(&self) -> Result<u32, Failure> {
        let kept = [self.kept(".jmb")?, self.kept(".jmc")?].concat();
        Ok(kept.into_iter().max().unwrap_or(0))
    }

    /// The sequences of what is kept in files of this ending, the last first.
    fn kept(&self, ending: &str) -> Result<Vec<u32>, Failure> {
        let folder = self.path(Layout::BUNDLES);
        let entries = std::fs::read_dir(&folder)
            .map_err(|error| Failure::new("cannot be listed").at(&folder).because(error))?;
        let sequences = entries.filter_map(|entry| {
            let name = entry.ok()?.file_name();
            name.to_str()?.strip_suffix(ending)?.parse::<u32>().ok()
        });
        let mut sequences: Vec<u32> = sequences.collect();
        sequences.sort_unstable_by(|a, b| b.cmp(a));
        Ok(sequences)
    }

    pub(crate) fn publisher<'a>(
        &'a self,
        ledger: &'a mut Register,
        keys: &'a PublisherKeys,
        trust: &'a TrustDocuments,
        places: &'a [CityProfile],
    ) -> Publisher<'a, Register> {
        Publisher {
            stock: self.stock(ledger, trust, places),
            keys,
        }
    }

    pub(crate) fn contributor<'a>(
        &'a self,
        ledger: &'a mut Register,
        status: &'a SigningKey<StatusKey>,
        trust: &'a TrustDocuments,
        places: &'a [CityProfile],
    ) -> Contributor<'a, Register> {
        Contributor {
            stock: self.stock(ledger, trust, places),
            status,
        }
    }

    fn stock<'a>(
        &'a self,
        ledger: &'a mut Register,
        trust: &'a TrustDocuments,
        places: &'a [CityProfile],
    ) -> Stock<'a, Register> {
        Stock {
            ledger,
            trust,
            places,
            namespace: &self.settings.namespace,
            bundle_days: self.settings.bundle_days,
            code_days: self.settings.code_days,
        }
    }
}

/// What a command writes lies outside the home, where it could replace a key or the register.
pub(crate) fn refuse_inside(file: &Path, home: &Path) -> Result<(), Failure> {
    let real = |path: &Path| path.canonicalize().ok();
    let folder = file.parent().filter(|folder| *folder != Path::new(""));
    let folder = real(folder.unwrap_or(Path::new(".")));
    if let (Some(folder), Some(home)) = (folder, real(home))
        && folder.starts_with(&home)
    {
        return Err(
            Failure::new("lies in the home, which keeps its files itself")
                .at(file)
                .advise("name a file elsewhere"),
        );
    }
    Ok(())
}

/// Randomness of the system for the ledger.
pub(crate) fn random(bytes: &mut [u8]) -> Result<(), RandomError> {
    random::fill(bytes).map_err(|_| RandomError)
}

/// Keeps a bundle in the home under its sequence, which no other has.
pub(crate) fn keep_bundle(path: &Path, bundle: &[u8]) -> Result<(), Failure> {
    files::create_new(path, bundle, Access::Public)
}

/// A bundle takes the place of an older one or of an empty file, and of no other.
pub(crate) fn refuse_other_file(path: &Path) -> Result<(), Failure> {
    match files::beginning(path)?.as_deref() {
        None | Some(b"") => Ok(()),
        Some(start) if start.starts_with(b"JMB") || start.starts_with(b"JMC") => Ok(()),
        Some(_) => Err(Failure::new("it exists already and is no bundle")
            .at(path)
            .advise("choose another name, or move it away")),
    }
}

/// Writes a bundle where it was asked for.
pub(crate) fn write_bundle(path: &Path, bundle: &[u8]) -> Result<(), Failure> {
    if bundle.len() > MAX_BUNDLE_BYTES {
        return Err(Failure::new("the bundle is larger than a verifier takes").at(path));
    }
    refuse_other_file(path)?;
    files::write_atomically(path, bundle, Access::Public)
}
