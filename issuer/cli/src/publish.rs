use std::path::Path;

use juma_cli::{exit::Exit, failure::Failure, files, output::Output};
use juma_issuer::PublishError;
use serde_json::json;

use crate::{
    args::PublishArgs,
    home::{Home, Layout, keep_bundle, write_bundle},
    profiles,
};

/// A failure of publishing or of keeping what was published.
pub(crate) struct Failed(pub(crate) Failure);

impl From<PublishError> for Failed {
    fn from(error: PublishError) -> Self {
        Self(Failure::new("nothing was published").because(error))
    }
}

pub(crate) fn run(args: &PublishArgs) -> Result<Exit, Failure> {
    check_out(args)?;
    let home = Home::open(&args.home)?;
    let passphrases = args.passphrase.source();
    let keys = home.publisher_keys(&passphrases)?;
    let trust = home.trust()?;
    let places = profiles::read(&home.path(Layout::PROFILES))?;
    let mut ledger = home.ledger()?;
    // What stands in a folder that vanishes is not published: the name asked for comes first.
    let published = home
        .publisher(&mut ledger, &keys, &trust, &places)
        .publish(home.now, |published| {
            write_bundle(&args.out, &published.bundle).map_err(Failed)?;
            let kept = home.path(&Layout::bundle(published.sequence));
            keep_bundle(&kept, &published.bundle).map_err(Failed)
        })
        .map_err(|Failed(failure)| failure)?;

    let mut output = Output::stdout();
    let bytes = published.bundle.len();
    if args.home.json {
        output.json(&json!({
            "sequence": published.sequence, "lists": published.lists, "bytes": bytes,
            "expires": published.expires.to_string(), "out": args.out.to_string_lossy(),
        }))?;
    } else {
        output.line(format_args!(
            "bundle {}: {} status lists, {bytes} bytes, good until {}, in {}",
            published.sequence,
            published.lists,
            published.expires,
            args.out.display(),
        ))?;
    }
    Ok(Exit::Done)
}

/// A bundle goes to a file of its own kind and outside the home, where it could replace a key or the
/// ledger.
fn check_out(args: &PublishArgs) -> Result<(), Failure> {
    if args.out.extension().is_none_or(|ending| ending != "jmb") {
        return Err(Failure::new("does not end in .jmb").at(&args.out));
    }
    files::require_folder(&args.out)?;
    let real = |path: &Path| path.canonicalize().ok();
    let folder = args.out.parent().filter(|folder| *folder != Path::new(""));
    let folder = real(folder.unwrap_or(Path::new(".")));
    if let (Some(folder), Some(home)) = (folder, real(&args.home.home))
        && folder.starts_with(&home)
    {
        return Err(
            Failure::new("lies in the home, which keeps its bundles itself")
                .at(&args.out)
                .advise("name a file elsewhere"),
        );
    }
    Ok(())
}
