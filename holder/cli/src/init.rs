use juma_cli::{
    exit::Exit,
    failure::Failure,
    files,
    output::Output,
    random,
    wallets::{self, Place},
};
use juma_keys::{Secret, Wallet};
use serde_json::json;

use crate::args::InitArgs;

pub(crate) fn run(args: &InitArgs) -> Result<Exit, Failure> {
    let path = &args.wallet.wallet;
    files::require_folder(path)?;
    files::refuse_existing(path)?;
    let passphrase = args.wallet.passphrase.source().chosen(path)?;
    let mut bytes = [0; 32];
    random::fill(&mut bytes)?;
    let wallet = Wallet::new(args.env.into(), Secret::new(bytes));
    wallets::write(path, &wallet, &passphrase, Place::New)?;
    let mut output = Output::stdout();
    let environment = wallet.environment();
    if args.wallet.json {
        let wallet = path.to_string_lossy();
        output.json(&json!({"wallet": wallet, "environment": environment.name()}))?;
    } else {
        output.line(format_args!(
            "an empty wallet for {environment} in {}",
            path.display()
        ))?;
    }
    Ok(Exit::Done)
}
