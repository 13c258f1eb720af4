use std::path::Path;

use juma_cli::{
    exit::Exit,
    failure::Failure,
    files,
    output::{Output, counted, note},
    passphrase::PassphraseSource,
    wallets::{self, Place},
};
use juma_holder::{HolderError, Offered, add_code, add_wallet};
use juma_keys::{MAX_WALLET_FILE_BYTES, Passphrase, Wallet, WalletFileError};
use serde_json::json;

use crate::args::AddArgs;

pub(crate) fn run(args: &AddArgs) -> Result<Exit, Failure> {
    let path = &args.wallet.wallet;
    let passphrase = args.wallet.passphrase.source().existing(path)?;
    let held = wallets::hold(path)?;
    let mut wallet = wallets::read(path, &passphrase)?;
    let mut output = Output::stdout();
    let mut exit = Exit::Done;
    let mut added = 0_usize;
    for file in &args.files {
        match add(&mut wallet, file, (&passphrase, &args.issuers.source()))? {
            Ok(count) => added = added.saturating_add(count),
            Err(error) => {
                exit = exit.worst(Exit::Refused);
                if args.wallet.json {
                    let (source, message) = (file.to_string_lossy(), error.to_string());
                    output.json(&json!({"source": source, "refused": message}))?;
                } else {
                    note(format_args!("refused: {}: {error}", file.display()));
                }
            }
        }
    }
    if added > 0 {
        wallets::write(path, &wallet, &passphrase, Place::Replace)?;
    }
    drop(held);
    let codes = wallet.codes.len();
    if args.wallet.json {
        output.json(&json!({"added": added, "codes": codes}))?;
    } else {
        let added = counted(added, ["code", "codes"]);
        output.line(format_args!("{added} added, {codes} in the wallet"))?;
    }
    Ok(exit)
}

/// What a file adds, or why it adds nothing.
fn add(
    wallet: &mut Wallet,
    file: &Path,
    (passphrase, issuers): (&Passphrase, &PassphraseSource),
) -> Result<Result<usize, HolderError>, Failure> {
    let bytes = files::read_bounded(file, MAX_WALLET_FILE_BYTES)?;
    let text = str::from_utf8(&bytes)
        .map_err(|_| Failure::new("neither the text of a code nor a wallet").at(file))?;
    let unusable = |error| wallets::unusable(file, error);
    match Offered::parse(text).map_err(unusable)? {
        Offered::Code(text) => Ok(add_code(wallet, text).map(|_| 1)),
        Offered::Wallet(offered) => {
            // The issuer's passphrase first; the holder may have told the issuer the own one.
            let other = match offered.open(passphrase) {
                Err(WalletFileError::Passphrase) => offered.open(&issuers.existing(file)?),
                opened => opened,
            };
            Ok(add_wallet(wallet, other.map_err(unusable)?))
        }
    }
}
