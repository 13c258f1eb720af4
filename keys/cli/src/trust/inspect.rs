use std::path::PathBuf;

use juma_keys::{RootInForce, UncheckedDocument};

use super::{
    Stop,
    description::{self, Checked},
    files::{self, CeremonyFile},
};
use crate::description::FormArgs;

/// Say what a draft, a signature or a signed document is
///
/// A signed document is UNVERIFIED until --root has vouched for it; a root document without --root is
/// checked against its own keys, which says nothing of whose they are.
#[derive(Debug, clap::Args)]
pub(crate) struct Inspect {
    /// The file
    file: PathBuf,

    /// The root document whose keys sign a trust list, or the one before a root document
    #[arg(long, value_name = "ROOT.cose")]
    root: Option<PathBuf>,

    #[command(flatten)]
    form: FormArgs,
}

impl Inspect {
    pub(super) fn run(&self) -> Result<(), Stop> {
        let description = match files::read_any(&self.file)? {
            CeremonyFile::Draft(draft) => description::draft(&self.file, &draft),
            CeremonyFile::Signature(signature) => description::signature(&self.file, &signature),
            CeremonyFile::Signed(signed) => {
                let root = self.root.as_deref().map(files::read_root).transpose()?;
                let content = signed.content_unverified();
                let checked = match (&root, content) {
                    (None, UncheckedDocument::TrustList(_)) => Checked::No,
                    (None, UncheckedDocument::Root(_)) => {
                        Checked::of(&signed, RootInForce::None)
                            .map_err(|refusal| files::untrusted(&self.file, refusal))?
                    }
                    (Some(root), _) => Checked::of(&signed, RootInForce::Known(root))
                        .map_err(|refusal| files::untrusted(&self.file, refusal))?,
                };
                description::signed(&self.file, &signed, checked)
            }
        };
        Ok(description.print(self.form)?)
    }
}
