use juma_cli::{exit::Exit, failure::Failure, output::Output};
use juma_issuer::PublishError;
use serde_json::json;

use crate::{
    args::PublishArgs,
    home::{Home, Layout, write_bundle},
};

/// A failure of publishing or of keeping what was published.
pub(crate) struct Failed(pub(crate) Failure);

impl From<PublishError> for Failed {
    fn from(error: PublishError) -> Self {
        Self(Failure::new("nothing was published").because(error))
    }
}

pub(crate) fn run(args: &PublishArgs) -> Result<Exit, Failure> {
    let home = Home::open(&args.home)?;
    let passphrases = args.passphrase.source();
    let keys = home.publisher_keys(&passphrases)?;
    let trust = home.trust()?;
    let mut ledger = home.ledger()?;
    // What stands in a folder that vanishes is not published: the name asked for comes first.
    let published = home
        .publisher(&mut ledger, &keys, &trust)
        .publish(home.now, |published| {
            write_bundle(&args.out, &published.bundle).map_err(Failed)?;
            let kept = home.path(&Layout::bundle(published.sequence));
            write_bundle(&kept, &published.bundle).map_err(Failed)
        })
        .map_err(|Failed(failure)| failure)?;

    let mut output = Output::stdout();
    let bytes = published.bundle.len();
    if args.home.json {
        output.json(&json!({
            "sequence": published.sequence, "lists": published.lists, "bytes": bytes,
            "expires": published.expires.to_string(), "out": args.out,
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
