use juma_cli::{
    distrust,
    exit::Exit,
    failure::Failure,
    files,
    output::{Output, note},
    say,
};
use juma_format::time::UnixTime;
use juma_issuer::{PublishError, PublishTerms, PublisherKeys, signing_gap};
use juma_keys::{KeyHash, TrustedList};
use serde_json::json;

use crate::{
    args::PublishArgs,
    documents::HomeTrust,
    home::{Home, Layout, keep_bundle, refuse_inside, refuse_other_file, write_bundle},
    profiles, register,
};

/// A failure of publishing or of keeping what was published.
pub(crate) struct Failed(pub(crate) Failure);

impl From<PublishError> for Failed {
    fn from(error: PublishError) -> Self {
        let failure = Failure::new("nothing was published").because(error);
        Self(match error {
            PublishError::Base(_)
            | PublishError::BaseEpoch
            | PublishError::ContributionBase(_)
            | PublishError::DeltaNotSmaller => failure.advise("publish all of it, without --delta"),
            PublishError::Ledger(error) => register::advised(failure, error),
            _ => failure,
        })
    }
}

/// What is written, by the ending of the file.
#[derive(Clone, Copy)]
enum Form {
    Bundle,
    Contribution,
}

/// What was written, for the report.
struct Written {
    form: Form,
    sequence: u32,
    lists: usize,
    deltas: usize,
    distrusted: usize,
    bytes: usize,
    expires: UnixTime,
}

pub(crate) fn run(args: &PublishArgs) -> Result<Exit, Failure> {
    let form = form(args)?;
    let home = Home::open(&args.home)?;
    let trust = home.trust()?;
    let written = match form {
        Form::Bundle => bundle(args, &home, &trust)?,
        Form::Contribution => contribution(args, &home, &trust)?,
    };
    let expires = written.expires;
    if let Some(gap) = signing_gap(&trust.list, &home.settings.namespace, home.now, expires) {
        note(say!(
            args.home.language(),
            "注意：自 {gap} 起此信任列表没有可签码的密钥，而核验方在 {expires} 之前会使用此数据包：请在此之前以新密钥再次发布",
            "warning: from {gap} on no key for codes of this trust list signs, and gates may go by the bundle until {expires}: publish again with the next keys before then"
        ));
    }
    report(args, &written)
}

/// A bundle for gates.
fn bundle(args: &PublishArgs, home: &Home, trust: &HomeTrust) -> Result<Written, Failure> {
    let keys = home.publisher_keys(trust, &args.passphrase.source())?;
    let places = profiles::read(&home.path(Layout::PROFILES))?;
    let named = args.distrust.iter().map(|key| distrust::named(key));
    let named = named.collect::<Result<Vec<KeyHash>, Failure>>()?;
    let mut ledger = home.ledger()?;
    let distrusted = distrusted(home, &trust.list, &keys, &named)?;
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
    Ok(Written {
        form: Form::Bundle,
        sequence: published.sequence,
        lists: published.lists,
        deltas: published.deltas,
        distrusted: distrusted.len(),
        bytes: published.bundle.len(),
        expires: published.expires,
    })
}

/// A contribution for the centre, which the key for status lists is enough for.
fn contribution(args: &PublishArgs, home: &Home, trust: &HomeTrust) -> Result<Written, Failure> {
    if !args.distrust.is_empty() {
        return Err(Failure::new("a contribution distrusts no key")
            .at(&args.out)
            .advise("the centre does: juma-keys bundle --distrust"));
    }
    let status = home.status_key(trust, &args.passphrase.source())?;
    let places = profiles::read(&home.path(Layout::PROFILES))?;
    let mut ledger = home.ledger()?;
    let full = args.delta.then(|| home.last_full_contribution());
    let full = full.transpose()?;
    let made = home
        .contributor(&mut ledger, &status, &trust.documents, &places)
        .contribute(full.as_deref(), home.now, |made| {
            write_bundle(&args.out, &made.contribution).map_err(Failed)?;
            let kept = home.path(&Layout::contribution(made.sequence));
            keep_bundle(&kept, &made.contribution).map_err(Failed)
        })
        .map_err(|Failed(failure)| failure)?;
    Ok(Written {
        form: Form::Contribution,
        sequence: made.sequence,
        lists: made.lists,
        deltas: made.deltas,
        distrusted: 0,
        bytes: made.contribution.len(),
        expires: made.expires,
    })
}

fn report(args: &PublishArgs, written: &Written) -> Result<Exit, Failure> {
    let mut output = Output::stdout();
    let Written {
        sequence,
        lists,
        bytes,
        expires,
        ..
    } = written;
    if args.home.json {
        let form = match written.form {
            Form::Bundle => "bundle",
            Form::Contribution => "contribution",
        };
        output.json(&json!({
            "form": form, "sequence": sequence, "lists": lists, "deltas": written.deltas,
            "distrusted": written.distrusted, "bytes": bytes, "expires": expires.to_string(), "out": args.out.to_string_lossy(),
        }))?;
    } else {
        let language = args.home.language();
        let form = language.of(match (written.form, args.delta) {
            (Form::Bundle, true) => ("增量数据包", "delta bundle"),
            (Form::Bundle, false) => ("数据包", "bundle"),
            (Form::Contribution, true) => ("增量汇总数据", "contribution of changes"),
            (Form::Contribution, false) => ("汇总数据", "contribution"),
        });
        let out = args.out.display();
        output.line(say!(
            language,
            "{form} {sequence}：{lists} 个状态列表，{bytes} 字节，有效至 {expires}，在 {out}",
            "{form} {sequence}: {lists} status lists, {bytes} bytes, good until {expires}, in {out}"
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

/// What is published goes to a file of its own kind and outside the home, where it could replace a
/// key or the ledger.
fn form(args: &PublishArgs) -> Result<Form, Failure> {
    let form = match args.out.extension().and_then(|ending| ending.to_str()) {
        Some("jmb") => Form::Bundle,
        Some("jmc") => Form::Contribution,
        _ => {
            return Err(Failure::new("does not end in .jmb or .jmc")
                .at(&args.out)
                .advise("name a bundle for gates .jmb, a contribution for the centre .jmc"));
        }
    };
    files::require_folder(&args.out)?;
    refuse_inside(&args.out, &args.home.home)?;
    refuse_other_file(&args.out)?;
    Ok(form)
}
