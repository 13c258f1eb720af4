use std::path::PathBuf;

use juma_cli::{
    clock, failure::Failure, files as disk, key_files, output::note, passphrase::PassphraseArgs,
};
use juma_format::time::DAY;
use juma_keys::{CeremonyRefusal, Draft, ListChange, RootChange, RootKey, SigningKey};

use super::{Stop, description, files, words};
use crate::description::FormArgs;

/// Sign a draft with a root key, on its holder's machine
///
/// Says first what would be signed and, with --root and --previous, what it changes; a change that the
/// rules forbid is not signed. Compare the SHA-256 of the draft with the other holders before you give
/// the passphrase. Take --root and --previous from your own shelf, not from the stick.
#[derive(Debug, clap::Args)]
pub(crate) struct Sign {
    /// The draft
    draft: PathBuf,

    /// The holder's private root key
    #[arg(long, value_name = "ROOT.key")]
    key: PathBuf,

    /// Where to write the signature
    #[arg(long, value_name = "SIG")]
    out: PathBuf,

    /// The root document before a drafted one, or the one whose keys have signed --previous
    #[arg(long, value_name = "ROOT.cose")]
    root: Option<PathBuf>,

    /// The trust list before a drafted one
    #[arg(long, value_name = "LIST.cose", requires = "root")]
    previous: Option<PathBuf>,

    #[command(flatten)]
    passphrase: PassphraseArgs,

    #[command(flatten)]
    form: FormArgs,
}

/// A clock this far from a draft's time of issue is worth a word.
const CLOCK_TOLERANCE: u64 = DAY;

impl Sign {
    pub(super) fn run(&self) -> Result<(), Stop> {
        disk::refuse_existing(&self.out)?;
        let draft = files::read_draft(&self.draft)?;
        let file = key_files::read_private_file(&self.key)?;
        if file.environment() != draft.environment() {
            return Err(CeremonyRefusal::Environment.into());
        }
        let changes = self.changes(&draft, file.hash())?;
        let description = description::draft(&self.draft, &draft).with_changes(changes);
        description.print(self.form)?;
        let (issued, now) = (description.issued(), clock::now());
        if issued.since(now).max(now.since(issued)) > CLOCK_TOLERANCE {
            note(format_args!(
                "note: issued {issued}, and the clock here says {now}"
            ));
        }
        let key =
            key_files::open::<SigningKey<RootKey>>(&file, &self.key, &self.passphrase.source())?;
        let signature = draft.sign(&key)?;
        files::write_text(&self.out, &signature.to_string())?;
        note(format_args!("signed by {}", signature.key().key_id()));
        Ok(())
    }

    /// What the draft changes, in words; the rules hold where there is something to compare with.
    fn changes(&self, draft: &Draft, key: juma_keys::KeyHash) -> Result<Vec<String>, Stop> {
        let root = self.root.as_deref().map(files::read_root).transpose()?;
        match (draft, &root, &self.previous) {
            (Draft::Root(_), _, Some(_)) => {
                Err(Failure::new("--previous is for trust lists").into())
            }
            (Draft::Root(root_draft), before, None) => {
                let before_keys = before.iter().flat_map(|root| root.keys());
                let mut before_keys = before_keys.map(|key| key.hash());
                let own = root_draft.document().keys();
                let mut own = own.iter().map(|bytes| juma_keys::KeyHash::of(bytes));
                if !own.any(|it| it == key) && !before_keys.any(|it| it == key) {
                    return Err(CeremonyRefusal::Stranger { key }.into());
                }
                let changes: Vec<RootChange> = match before {
                    Some(before) => root_draft.changes_since(before)?,
                    None => {
                        uncompared(root_draft.document().number(), "--root");
                        Vec::new()
                    }
                };
                Ok(changes.iter().map(words::root_change).collect())
            }
            (Draft::TrustList(list_draft), root, previous) => {
                let changes: Vec<ListChange> = match (root, previous) {
                    (Some(root), Some(previous)) => {
                        list_draft.changes_since(&files::read_list(previous, root)?)?
                    }
                    _ => {
                        uncompared(list_draft.list().version(), "--previous and --root");
                        Vec::new()
                    }
                };
                Ok(changes.iter().map(words::list_change).collect())
            }
        }
    }
}

fn uncompared(number: u32, options: &str) {
    if number > 1 {
        note(format_args!(
            "note: nothing to compare with, so no rule of succession was checked; give {options}"
        ));
    }
}
