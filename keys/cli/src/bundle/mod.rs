//! One bundle for many cities (SPEC §6.5, §6.9).

mod record;

use std::{
    collections::BTreeSet,
    path::{Path, PathBuf},
};

use juma_cli::{
    clock, distrust,
    exit::Exit,
    failure::Failure,
    files::{self, Access},
    key_files,
    output::{Output, note},
    passphrase::PassphraseArgs,
};
use juma_format::{
    characters::display_safe,
    time::UnixTime,
    trust::{MAX_BUNDLE_BYTES, Purpose},
};
use juma_keys::{
    Added, BundleKey, BundleRefusal, BundleTerms, Collected, Collection, CollectionRefusal,
    KeyHash, MAX_CEREMONY_FILE_BYTES, RootInForce, SignedDocument, SigningKey,
};

use crate::description::FormArgs;
use record::{Held, Record};

/// Put the contributions of many cities under one manifest
///
/// A city's contribution is what `juma-issuer publish --out CITY.jmc` writes: its status lists and
/// profiles, signed by its key for status lists. Everything that a gate would refuse, and what a city
/// has no say in, is refused here, with status 1.
///
/// The record keeps the last sequence, what was collected last of each city, below which nothing goes,
/// and the keys that were distrusted, which every later bundle names until the trust list does or
/// drops them. Keep one for each root, and copies of it.
#[derive(Debug, clap::Args)]
pub(crate) struct Bundle {
    /// The cities' contributions, whole ones or, with --delta, of changes
    #[arg(required = true, value_name = "CITY.jmc")]
    sources: Vec<PathBuf>,

    /// Every root document, the first one first
    #[arg(long, required = true, value_name = "ROOT.cose")]
    root: Vec<PathBuf>,

    /// The trust list
    #[arg(long, value_name = "LIST.cose")]
    list: PathBuf,

    /// The private key that signs the manifest
    #[arg(long, value_name = "BUNDLE.key")]
    key: PathBuf,

    /// The record of sequences
    #[arg(long, value_name = "FILE")]
    record: PathBuf,

    /// Begin a new record, with sequence 1: for the first bundle of a root, and never again
    #[arg(long)]
    first: bool,

    /// Make a delta bundle to this full one, which gates must have
    #[arg(long, value_name = "BASE.jmb")]
    delta: Option<PathBuf>,

    /// Let nobody trust this key any more: its public key file, or its SHA-256
    #[arg(long, value_name = "KEY.pub|HASH")]
    distrust: Vec<PathBuf>,

    /// From when on the bundle is stale: 2028-03-01, or RFC 3339
    #[arg(long, value_name = "TIME", value_parser = clock::parse_time)]
    expires: UnixTime,

    /// When it is made, if not now
    #[arg(long, value_name = "TIME", value_parser = clock::parse_time)]
    issued: Option<UnixTime>,

    /// Where to write the bundle
    #[arg(long, value_name = "FILE.jmb")]
    out: PathBuf,

    #[command(flatten)]
    passphrase: PassphraseArgs,

    #[command(flatten)]
    form: FormArgs,
}

/// Why no bundle is made.
enum Stop {
    Failed(Failure),
    /// What is wrong, and in which file.
    Refused(PathBuf, CollectionRefusal),
}

impl From<Failure> for Stop {
    fn from(failure: Failure) -> Self {
        Self::Failed(failure)
    }
}

/// What earlier bundles leave to this one.
#[derive(Default)]
struct Before {
    distrusted: Vec<[u8; 32]>,
    collected: Vec<Collected>,
}

/// A bundle that was made.
struct Made {
    bytes: usize,
    record: Record,
    lists: usize,
    deltas: usize,
    notes: Vec<String>,
}

impl Bundle {
    pub(crate) fn run(&self) -> Result<Exit, Failure> {
        match self.make() {
            Ok(made) => self.report(&made),
            Err(Stop::Failed(failure)) => Err(failure),
            Err(Stop::Refused(path, refusal)) => {
                let path = display_safe(&path.display().to_string());
                let advice = match refusal {
                    CollectionRefusal::Bundle(BundleRefusal::Delta(_)) if self.delta.is_none() => {
                        "; name the city's whole contribution, or build on a bundle with --delta"
                    }
                    CollectionRefusal::Nothing if self.delta.is_some() => {
                        " as a delta; make a full bundle, without --delta"
                    }
                    _ => "",
                };
                let slug = refusal.slug();
                note(format_args!("refused: {slug}: {path}: {refusal}{advice}"));
                Ok(Exit::Refused)
            }
        }
    }

    fn make(&self) -> Result<Made, Stop> {
        if self.out.extension().is_none_or(|ending| ending != "jmb") {
            return Err(Failure::new("does not end in .jmb").at(&self.out).into());
        }
        files::require_folder(&self.out)?;
        files::refuse_existing(&self.out)?;
        let at = self.issued.unwrap_or_else(clock::now);
        if self.expires <= at || !self.expires.may_be_signed() {
            return Err(Failure::new("--expires is not after the time of issue").into());
        }
        let roots = self.root.iter().map(|path| read_document(path));
        let roots = roots.collect::<Result<Vec<_>, Failure>>()?;
        let list = read_document(&self.list)?;
        let anchor = self.anchor(&roots)?;
        let refused = |path: &Path| {
            let path = path.to_owned();
            move |refusal| Stop::Refused(path, refusal)
        };
        let mut collection =
            Collection::begin(&anchor, &roots, &list, at).map_err(refused(&self.list))?;

        let held = Held::take(&self.record)?;
        let (before, sequence) = self.last(&held, &collection, at)?;
        let (before, collected) = (before.distrusted, before.collected);
        let named = self.distrust.iter().map(|key| distrust::named(key));
        let named = named.collect::<Result<Vec<KeyHash>, Failure>>()?;
        let distrusted = distrust::gather(collection.list(), &before, &named)?;
        collection.distrust(&distrusted);
        collection.go_on_from(collected);
        let base = self.delta.as_deref().map(read_bundle).transpose()?;
        if let (Some(base), Some(path)) = (&base, &self.delta) {
            collection.build_on(base).map_err(refused(path))?;
        }
        let mut notes = Vec::new();
        for path in &self.sources {
            let contribution = read_bundle(path)?;
            let added = collection.add(&contribution).map_err(refused(path))?;
            if added == Added::LeftOut {
                let path = display_safe(&path.display().to_string());
                notes.push(format!("{path}: left out, a compromised key has signed it"));
            }
        }
        notes.extend(missing(&collection, at));

        let key: SigningKey<BundleKey> =
            key_files::read_private(&self.key, &self.passphrase.source())?;
        if key.environment() != anchor.environment() {
            return Err(Failure::new("the key is of another environment")
                .at(&self.key)
                .into());
        }
        let terms = BundleTerms {
            sequence,
            expires: self.expires,
        };
        // Everything is checked, by opening it, before the sequence is spent and the file written.
        let bundle = collection.sign(&key, terms).map_err(refused(&self.key))?;
        if bundle.len() > MAX_BUNDLE_BYTES {
            let failure = Failure::new("the bundle is larger than a verifier takes");
            return Err(failure.at(&self.out).into());
        }
        let record = Record {
            environment: anchor.environment(),
            epoch: collection.list().list().epoch(),
            sequence,
            root: collection.root_number(),
            list: collection.list().list().version(),
            issued: at,
            distrusted,
            collected: collection.collected(),
        };
        held.write(&record)?;
        files::create_new(&self.out, &bundle, Access::Public)?;
        Ok(Made {
            bytes: bundle.len(),
            record,
            lists: collection.lists().count(),
            deltas: collection.lists().filter(|(_, is_delta)| *is_delta).count(),
            notes,
        })
    }

    /// The root that the first document names by its own keys.
    fn anchor(&self, roots: &[Vec<u8>]) -> Result<juma_keys::RootAnchor, Failure> {
        let (Some(path), Some(bytes)) = (self.root.first(), roots.first()) else {
            return Err(Failure::new("no root document"));
        };
        let signed = SignedDocument::parse(bytes.clone()).map_err(|error| {
            Failure::new("the file cannot be used")
                .at(path)
                .because(error)
        })?;
        signed.check_root(RootInForce::None).map_err(|refusal| {
            Failure::new("it is not signed as it must be")
                .at(path)
                .because(refusal)
        })
    }

    /// What was said and collected before, and the next sequence. Nothing of the record goes back.
    fn last(
        &self,
        held: &Held,
        collection: &Collection<'_>,
        at: UnixTime,
    ) -> Result<(Before, u32), Failure> {
        if self.first {
            held.refuse_existing()?;
            return Ok((Before::default(), 1));
        }
        if !self.record.exists() {
            return Err(Failure::new("there is no record of earlier bundles")
                .at(&self.record)
                .advise(
                    "name the right file; --first begins one, for the first bundle of a root",
                ));
        }
        let record = held.read()?;
        let list = collection.list().list();
        let behind = |what: &str| Err(Failure::new(what).at(&self.record));
        if record.environment != list.environment() {
            return behind("the record is of another environment");
        }
        if list.epoch() < record.epoch
            || list.version() < record.list
            || collection.root_number() < record.root
        {
            return behind("root documents or trust list are older than those of the last bundle");
        }
        if at < record.issued {
            return behind("the clock is behind the last bundle");
        }
        let before = Before {
            distrusted: record.distrusted,
            collected: record.collected,
        };
        if list.epoch() > record.epoch {
            return Ok((before, 1));
        }
        match record.sequence.checked_add(1) {
            Some(sequence) => Ok((before, sequence)),
            None => behind("the sequences of this epoch are used up; raise the epoch"),
        }
    }

    fn report(&self, made: &Made) -> Result<Exit, Failure> {
        for it in &made.notes {
            note(format_args!("note: {it}"));
        }
        let mut output = Output::stdout();
        let (sequence, epoch) = (made.record.sequence, made.record.epoch);
        if self.form.is_json() {
            output.json(&Said {
                sequence,
                epoch,
                lists: made.lists,
                deltas: made.deltas,
                distrusted: made.record.distrusted.len(),
                bytes: made.bytes,
                expires: self.expires.to_string(),
                out: self.out.display().to_string(),
            })?;
        } else {
            let form = if self.delta.is_some() {
                "delta bundle"
            } else {
                "bundle"
            };
            output.line(format_args!(
                "{form} {sequence} of epoch {epoch}: {} status lists, {} keys distrusted, {} bytes, good until {}, in {}",
                made.lists,
                made.record.distrusted.len(),
                made.bytes,
                self.expires,
                display_safe(&self.out.display().to_string()),
            ))?;
        }
        Ok(Exit::Done)
    }
}

/// The result as JSON.
#[derive(serde::Serialize)]
struct Said {
    sequence: u32,
    epoch: u32,
    lists: usize,
    deltas: usize,
    distrusted: usize,
    bytes: usize,
    expires: String,
    out: String,
}

/// The namespaces whose codes no gate will be able to accept: an issuer was forgotten.
fn missing(collection: &Collection<'_>, at: UnixTime) -> Vec<String> {
    let given: BTreeSet<&str> = collection
        .lists()
        .map(|(name, _)| name.namespace())
        .collect();
    let entries = collection.list().entries().iter();
    let in_use = entries.filter(|entry| {
        let terms = entry.entry();
        terms.purpose == Purpose::Code && !entry.is_compromised() && at < terms.times.accept_until
    });
    let missing: BTreeSet<&str> = in_use
        .map(|entry| entry.entry().namespace.as_str())
        .filter(|namespace| !given.contains(namespace))
        .collect();
    let note = |namespace: &str| {
        format!("no status list of namespace {namespace}: its codes will be undecided")
    };
    missing.into_iter().map(note).collect()
}

fn read_document(path: &Path) -> Result<Vec<u8>, Failure> {
    files::read_bounded(path, MAX_CEREMONY_FILE_BYTES)
}

fn read_bundle(path: &Path) -> Result<Vec<u8>, Failure> {
    files::read_bounded(path, MAX_BUNDLE_BYTES)
}
