use std::path::Path;

use juma_cli::{clock, exit::Exit, failure::Failure, files, output::Output};
use juma_format::{characters::display_safe, time::UnixTime};
use juma_holder::{Card, HolderError, Screen, View, cards, guardian_of, pair_picture};
use juma_keys::Wallet;
use serde_json::json;

use crate::{
    args::FamilyArgs,
    picture,
    show::{cannot_show, open},
};

/// Pixels of a module: two symbols of version 9 stay below 1000 pixels.
const PIXELS: u8 = 6;

pub(crate) fn run(args: &FamilyArgs) -> Result<Exit, Failure> {
    let now = args.at.unwrap_or_else(clock::now);
    if let (Some(member), Some(out)) = (args.show, &args.out) {
        if out.extension().is_none_or(|ending| ending != "png") {
            return Err(Failure::new("does not end in .png").at(out));
        }
        files::require_folder(out)?;
        let wallet = open(&args.wallet)?;
        return pair(args, &wallet, member, now, out);
    }
    let wallet = open(&args.wallet)?;
    let mut output = Output::stdout();
    for card in cards(&wallet) {
        let guardian = guardian_of(&wallet, card.number);
        list(args.wallet.json, &card, guardian, now, &mut output)?;
    }
    let waiting = wallet.waiting.len();
    if args.wallet.json {
        output.json(&json!({"waiting": waiting}))?;
    } else if waiting > 0 {
        output.line(format_args!("{waiting} seeds wait for their codes"))?;
    }
    Ok(Exit::Done)
}

fn pair(
    args: &FamilyArgs,
    wallet: &Wallet,
    member: usize,
    now: UnixTime,
    out: &Path,
) -> Result<Exit, Failure> {
    let cannot = |error| cannot_show(&args.wallet.wallet, error);
    let guardian = guardian_of(wallet, member).ok_or_else(|| {
        cannot(HolderError::NoSuchCode).advise("it names no code that is in this wallet")
    })?;
    let screen = Screen::pair(wallet, member).map_err(cannot)?;
    let View { faces, until } = screen.view(now, None).map_err(cannot)?;
    let [(_, own), (_, other)] = &faces[..] else {
        return Err(cannot(HolderError::NoSuchCode));
    };
    let picture = pair_picture([&own.text, &other.text], PIXELS)
        .map_err(|error| Failure::new("the codes make no symbols").because(error))?;
    picture::write_pair(&picture, out)?;
    let mut output = Output::stdout();
    if args.wallet.json {
        output.json(&json!({
            "code": member, "guardian": guardian, "until": until.to_string(),
            "out": out.to_string_lossy(),
        }))?;
    } else {
        output.line(format_args!(
            "codes {guardian} and {member}, shown until {until}, in {}",
            out.display()
        ))?;
    }
    Ok(Exit::Done)
}

fn list(
    json: bool,
    card: &Card,
    guardian: Option<usize>,
    now: UnixTime,
    output: &mut Output,
) -> Result<(), Failure> {
    let (tier, proof, expires) = (card.tier.name(), card.proof.name(), card.expires);
    if json {
        return output.json(&json!({
            "code": card.number, "name": card.name, "tier": tier, "proof": proof,
            "relation": card.guardian.map(juma_format::claims::Relation::name),
            "guardian": guardian, "expires": expires.to_string(), "over": now >= expires,
        }));
    }
    let whose = match card.guardian {
        None => "own".to_owned(),
        Some(relation) => format!("shown by the {}", relation.name()),
    };
    let beside = guardian.map(|number| format!(", beside code {number}"));
    let over = if now >= expires { ", OVER" } else { "" };
    output.line(format_args!(
        "{:>3}  {}  {tier}, {proof}, {whose}{}, until {expires}{over}",
        card.number,
        display_safe(&card.name),
        beside.unwrap_or_default(),
    ))
}
