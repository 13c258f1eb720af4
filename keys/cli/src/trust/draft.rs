use std::path::PathBuf;

use juma_cli::{clock, failure::Failure, key_files, world::World};
use juma_format::time::UnixTime;
use juma_keys::{DocumentTimes, Draft, EpochStep, ListDraft, PublicKeyFile, RootDraft, RootTerms};

use super::{Stop, description, files};
use crate::description::FormArgs;

/// When a draft is made and when it ends.
#[derive(Debug, clap::Args)]
struct TimesArgs {
    /// From when on it is stale: 2028-03-01, or RFC 3339
    #[arg(long, value_name = "TIME", value_parser = clock::parse_time)]
    expires: UnixTime,

    /// When it is made, if not now
    #[arg(long, value_name = "TIME", value_parser = clock::parse_time)]
    issued: Option<UnixTime>,
}

impl TimesArgs {
    fn times(&self) -> DocumentTimes {
        DocumentTimes {
            issued: self.issued.unwrap_or_else(clock::now),
            expires: self.expires,
        }
    }
}

/// Draft a root document: whose keys, and how many of them, are trusted
///
/// The first one is for --env. One that follows another is for --root, counts on from it, and needs
/// the signatures of enough of its keys too.
#[derive(Debug, clap::Args)]
pub(crate) struct DraftRoot {
    /// The world of a first root document
    #[arg(
        long,
        value_enum,
        required_unless_present = "root",
        conflicts_with = "root"
    )]
    env: Option<World>,

    /// The root document in force, or its root file
    #[arg(long, value_name = "ROOT.cose")]
    root: Option<PathBuf>,

    /// How many of the keys must sign
    #[arg(long, value_name = "M")]
    threshold: usize,

    #[command(flatten)]
    times: TimesArgs,

    /// Where to write the draft
    #[arg(long, value_name = "DRAFT")]
    out: PathBuf,

    /// The public root keys of the holders
    #[arg(required = true, value_name = "KEY.pub")]
    keys: Vec<PathBuf>,

    #[command(flatten)]
    form: FormArgs,
}

impl DraftRoot {
    pub(super) fn run(&self) -> Result<(), Stop> {
        let keys = self.keys.iter().map(|path| key_files::read_public(path));
        let terms = RootTerms {
            times: self.times.times(),
            threshold: self.threshold,
            keys: keys.collect::<Result<Vec<PublicKeyFile>, Failure>>()?,
        };
        let draft = match (&self.root, self.env) {
            (Some(path), _) => RootDraft::after(&files::read_root(path)?, &terms)?,
            (None, Some(world)) => RootDraft::first(world.into(), &terms)?,
            (None, None) => return Err(Failure::new("give --env or --root").into()),
        };
        let draft = Draft::from(draft);
        files::write_text(&self.out, &draft.to_string())?;
        Ok(description::draft(&self.out, &draft).print(self.form)?)
    }
}

/// Draft a trust list: a first one, or the one that follows --previous
///
/// The entries of before come along, but for keys of which nothing is accepted any more. Change it
/// with add, retire and compromise; to take a change back, draft again.
#[derive(Debug, clap::Args)]
pub(crate) struct DraftList {
    /// The world of a first trust list
    #[arg(
        long,
        value_enum,
        required_unless_present = "previous",
        conflicts_with = "previous"
    )]
    env: Option<World>,

    /// The trust list that this one follows
    #[arg(long, value_name = "LIST.cose", requires = "root")]
    previous: Option<PathBuf>,

    /// The root document whose keys have signed --previous, or its root file
    #[arg(long, value_name = "ROOT.cose", requires = "previous")]
    root: Option<PathBuf>,

    /// Let bundles count their sequences anew, when somebody has counted up to the end
    #[arg(long, requires = "previous")]
    raise_epoch: bool,

    #[command(flatten)]
    times: TimesArgs,

    /// Where to write the draft
    #[arg(long, value_name = "DRAFT")]
    out: PathBuf,

    #[command(flatten)]
    form: FormArgs,
}

impl DraftList {
    pub(super) fn run(&self) -> Result<(), Stop> {
        let times = self.times.times();
        let draft = match (&self.previous, &self.root, self.env) {
            (Some(previous), Some(root), _) => {
                let previous = files::read_list(previous, &files::read_root(root)?)?;
                let step = if self.raise_epoch {
                    EpochStep::Raise
                } else {
                    EpochStep::Keep
                };
                ListDraft::after(&previous, times, step)?
            }
            (None, None, Some(world)) => ListDraft::first(world.into(), times)?,
            _ => return Err(Failure::new("give --env, or --previous and --root").into()),
        };
        let draft = Draft::from(draft);
        files::write_text(&self.out, &draft.to_string())?;
        Ok(description::draft(&self.out, &draft).print(self.form)?)
    }
}
