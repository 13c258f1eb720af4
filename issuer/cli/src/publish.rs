use juma_cli::{
    distrust,
    exit::Exit,
    failure::Failure,
    files,
    output::{Output, note},
};
use juma_issuer::{PublishError, PublishTerms, PublisherKeys, signing_gap};
use juma_keys::{KeyHash, TrustedList};
use serde_json::json;

use crate::{
    args::PublishArgs,
    home::{Home, Layout, keep_bundle, refuse_inside, write_bundle},
    profiles,
};

/// A failure of publishing or of keeping what was published.
pub(crate) struct Failed(pub(crate) Failure);

impl From<PublishError> for Failed {
    fn from(error: PublishError) -> Self {
        let failure = Failure::new("nothing was published").because(error);
        Self(match error {
            PublishError::Base(_) | PublishError::BaseEpoch | PublishError::DeltaNotSmaller => {
                failure.advise("publish a full bundle, without --delta")
            }
            _ => failure,
        })
    }
}

pub(crate) fn run(args: &PublishArgs) -> Result<Exit, Failure> {
    check_out(args)?;
    let home = Home::open(&args.home)?;
    let passphrases = args.passphrase.source();
    let trust = home.trust()?;
    let keys = home.publisher_keys(&trust, &passphrases)?;
    let places = profiles::read(&home.path(Layout::PROFILES))?;
    let named = args.distrust.iter().map(|key| distrust::named(key));
    let named = named.collect::<Result<Vec<KeyHash>, Failure>>()?;
    let mut ledger = home.ledger()?;
    let distrusted = distrusted(&home, &trust.list, &keys, &named)?;
    let full = args.delta.then(|| home.last_full_bundle()).transpose()?;
    let terms = PublishTerms {
        delta_to: full.as_deref(),
        distrusted: &distrusted,
    };
    // What stands in a folder that vanishes is not published: the name asked for comes first.
    let published = home
        .publisher(&mut ledger, &keys, &trust.documents, &places)
        .publish_on(terms, home.now, |published| {
            write_bundle(&args.out, &published.bundle).map_err(Failed)?;
            let kept = home.path(&Layout::bundle(published.sequence));
            keep_bundle(&kept, &published.bundle).map_err(Failed)
        })
        .map_err(|Failed(failure)| failure)?;

    if let Some(gap) = signing_gap(
        &trust.list,
        &home.settings.namespace,
        home.now,
        published.expires,
    ) {
        note(format_args!(
            "warning: from {gap} on no key for codes of this trust list signs, and gates may go by the bundle until {}: publish again with the next keys before then",
            published.expires
        ));
    }

    let mut output = Output::stdout();
    let bytes = published.bundle.len();
    if args.home.json {
        output.json(&json!({
            "sequence": published.sequence, "lists": published.lists, "deltas": published.deltas,
            "distrusted": distrusted.len(), "bytes": bytes, "expires": published.expires.to_string(), "out": args.out.to_string_lossy(),
        }))?;
    } else {
        let form = if args.delta { "delta bundle" } else { "bundle" };
        output.line(format_args!(
            "{form} {}: {} status lists, {bytes} bytes, good until {}, in {}",
            published.sequence,
            published.lists,
            published.expires,
            args.out.display(),
        ))?;
    }
    Ok(Exit::Done)
}

/// What is to be distrusted, kept before the bundle that says it: a later bundle must say it too,
/// whatever becomes of this one.
fn distrusted(
    home: &Home,
    list: &TrustedList,
    keys: &PublisherKeys,
    named: &[KeyHash],
) -> Result<Vec<[u8; 32]>, Failure> {
    let own = [keys.status.public().hash(), keys.bundle.public().hash()];
    if named.iter().any(|key| own.contains(key)) {
        return Err(Failed::from(PublishError::DistrustsItself).0);
    }
    let path = home.path(Layout::DISTRUSTED);
    let before = distrust::read(&path)?;
    let distrusted = distrust::gather(list, &before, named)?;
    if distrusted != before {
        distrust::write(&path, &distrusted)?;
    }
    Ok(distrusted)
}

/// A bundle goes to a file of its own kind and outside the home, where it could replace a key or the
/// ledger.
fn check_out(args: &PublishArgs) -> Result<(), Failure> {
    if args.out.extension().is_none_or(|ending| ending != "jmb") {
        return Err(Failure::new("does not end in .jmb").at(&args.out));
    }
    files::require_folder(&args.out)?;
    refuse_inside(&args.out, &args.home.home)
}
