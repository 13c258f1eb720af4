use juma_cli::{
    exit::Exit,
    failure::Failure,
    files::{self, Access},
    output::Output,
    random,
    wallets::{self, Place},
};
use juma_holder::{RandomFailed, RequestedProof, request};
use serde_json::json;

use crate::args::RequestArgs;

pub(crate) fn run(args: &RequestArgs) -> Result<Exit, Failure> {
    let path = &args.wallet.wallet;
    files::require_folder(&args.out)?;
    files::refuse_existing(&args.out)?;
    let passphrase = args.wallet.passphrase.source().existing(path)?;
    let held = wallets::hold(path)?;
    let mut wallet = wallets::read(path, &passphrase)?;
    let proof = if args.holder_key {
        RequestedProof::Key
    } else {
        RequestedProof::Chain
    };
    let (profile, codes) = (args.profile.into(), usize::from(args.codes));
    let mut random = |bytes: &mut [u8]| random::fill(bytes).map_err(|_| RandomFailed);
    let text = request(&mut wallet, profile, proof, codes, &mut random)
        .map_err(|error| Failure::new("no request was made").at(path).because(error))?;
    // The seeds are kept before anybody is asked for codes of them.
    wallets::write(path, &wallet, &passphrase, Place::Replace)?;
    drop(held);
    files::create_new(&args.out, text.as_bytes(), Access::Public)?;
    let mut output = Output::stdout();
    let out = args.out.display();
    if args.wallet.json {
        output.json(&json!({"codes": codes, "profile": profile.name(), "out": out.to_string()}))?;
    } else {
        let profile = profile.name();
        output.line(format_args!(
            "a request for {codes} codes of {profile} in {out}"
        ))?;
        output.line("give it to the issuer, and take the answers in with: juma-holder add")?;
    }
    Ok(Exit::Done)
}
