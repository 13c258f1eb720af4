use std::path::Path;

use juma_cli::{
    clock,
    exit::Exit,
    failure::Failure,
    files,
    output::{Output, note},
    wallets,
};
use juma_format::time::UnixTime;
use juma_holder::{Face, HolderError, Shower, chosen};
use juma_keys::Wallet;
use serde_json::json;

use crate::{
    args::{ShowArgs, WalletArgs},
    picture::{self, Form},
};

pub(crate) fn run(args: &ShowArgs) -> Result<Exit, Failure> {
    let form = Form::of(&args.out)?;
    if form != Form::Terminal {
        files::require_folder(&args.out)?;
    }
    let wallet = open(&args.wallet)?;
    let now = args.at.unwrap_or_else(clock::now);
    let cannot = |error| cannot_show(&args.wallet.wallet, error);
    let number = number(&wallet, args.which.code, now).map_err(cannot)?;
    let shower = Shower::new(&wallet, number).map_err(cannot)?;
    let face = shower.face(now, args.challenge).map_err(cannot)?;
    let mut output = Output::stdout();
    picture::draw(
        &face.text,
        (form, &args.out),
        args.which.module_pixels,
        &mut output,
    )?;
    report(args.wallet.json, number, &face, &args.out, &mut output)?;
    Ok(Exit::Done)
}

/// Opens the wallet.
pub(crate) fn open(args: &WalletArgs) -> Result<Wallet, Failure> {
    let passphrase = args.passphrase.source().existing(&args.wallet)?;
    wallets::read(&args.wallet, &passphrase)
}

/// The number of the code that is meant.
pub(crate) fn number(
    wallet: &Wallet,
    named: Option<usize>,
    now: UnixTime,
) -> Result<usize, HolderError> {
    match named {
        Some(number) => Ok(number),
        None => chosen(wallet, now),
    }
}

pub(crate) fn cannot_show(path: &Path, error: HolderError) -> Failure {
    let failure = Failure::new("no code can be shown").at(path).because(error);
    match error {
        HolderError::Over { .. } => failure.advise("ask the issuer for a new one"),
        HolderError::NotYet { .. } => failure.advise("look at this device's clock"),
        HolderError::NoSuchCode => failure.advise("see: juma-holder family WALLET"),
        _ => failure,
    }
}

fn report(
    json: bool,
    number: usize,
    face: &Face,
    out: &Path,
    output: &mut Output,
) -> Result<(), Failure> {
    if json {
        let until = face.until.to_string();
        let out = out.to_string_lossy();
        return output.json(&json!({
            "code": number, "slot": face.slot, "until": until, "out": out,
        }));
    }
    let line = match face.slot {
        Some(slot) => format!("code {number}, slot {slot}, shown until {}", face.until),
        None => format!("code {number}, good until {}", face.until),
    };
    if out == Path::new("-") {
        note(line);
        Ok(())
    } else {
        output.line(format_args!("{line}, in {}", out.display()))
    }
}
