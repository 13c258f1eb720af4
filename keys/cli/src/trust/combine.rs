use std::path::PathBuf;

use juma_cli::{
    failure::Failure,
    files::{self as disk, Access},
};
use juma_keys::{RootInForce, SignedDocument, combine};

use super::{Stop, description, files};
use crate::description::FormArgs;

/// Put a draft and its signatures together
///
/// Checks every signature and counts them by distinct keys: for a trust list the threshold of --root,
/// for a root document its own threshold and that of --root, which the first one has not.
#[derive(Debug, clap::Args)]
pub(crate) struct Combine {
    /// The draft
    draft: PathBuf,

    /// The signatures
    #[arg(required = true, value_name = "SIG")]
    signatures: Vec<PathBuf>,

    /// The root document whose keys sign a trust list, or the one before a root document
    #[arg(long, value_name = "ROOT.cose")]
    root: Option<PathBuf>,

    /// Where to write the signed document
    #[arg(long, value_name = "FILE.cose")]
    out: PathBuf,

    #[command(flatten)]
    form: FormArgs,
}

impl Combine {
    pub(super) fn run(&self) -> Result<(), Stop> {
        disk::refuse_existing(&self.out)?;
        let draft = files::read_draft(&self.draft)?;
        let signatures = self.signatures.iter();
        let signatures = signatures.map(|path| files::read_signature(path));
        let signatures = signatures.collect::<Result<Vec<_>, Failure>>()?;
        let root = self.root.as_deref().map(files::read_root).transpose()?;
        let root = root.as_ref().map_or(RootInForce::None, RootInForce::Known);
        let bytes = combine(&draft, &signatures, root)?;
        // What is written is what was read again.
        let signed = SignedDocument::parse(bytes.clone())
            .map_err(|error| Failure::new("the document does not open").because(error))?;
        let checked = description::Checked::of(&signed, root)
            .map_err(|refusal| files::untrusted(&self.out, refusal))?;
        disk::create_new(&self.out, &bytes, Access::Public)?;
        Ok(description::signed(&self.out, &signed, checked).print(self.form)?)
    }
}
