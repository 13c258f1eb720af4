use juma_cli::{
    clock,
    exit::Exit,
    failure::Failure,
    output::{Output, Paint, note},
};
use juma_format::{characters::display_safe, time::UnixTime};
use juma_report::Age;
use juma_verifier::{ImportRefusal, Imported, State};
use serde_json::json;

use crate::{
    args::ImportArgs,
    state_dir::{Kept, StateDir},
    stick::{self, Found},
};

pub(crate) fn run(args: &ImportArgs) -> Result<Exit, Failure> {
    let now = args.state.at.unwrap_or_else(clock::now);
    match import(args, now) {
        Ok(Ok((state, imported))) => report(args, &state, imported, now),
        Ok(Err(refusal)) => report_refusal(args, refusal),
        Err(failure) if args.state.json => {
            let (bundle, error) = (args.bundle.to_string_lossy(), failure.to_string());
            Output::stdout().json(&json!({"bundle": bundle, "error": error}))?;
            Ok(Exit::Failed)
        }
        Err(failure) => Err(failure),
    }
}

/// Everything is checked before anything is written, the lock file too: what is refused leaves the
/// folder as it was.
fn import(
    args: &ImportArgs,
    now: UnixTime,
) -> Result<Result<(State, Imported), ImportRefusal>, Failure> {
    let dir = StateDir::new(&args.state.state);
    let root = args.root.as_deref();
    let kept = dir.load_or_begin(root)?;
    let bytes = match stick::read(&args.bundle)? {
        Found::Bytes(bytes) => bytes,
        Found::TooLarge(refusal) => return Ok(Err(refusal)),
    };
    let label = args.at_least.unwrap_or_default();
    let offer = |kept: &Kept| kept.offer(label, &bytes, now);
    match offer(&kept) {
        Err(refusal) => return Ok(Err(refusal)),
        Ok(offer) if offer.pieces.is_empty() => return Ok(Ok((offer.state, offer.imported))),
        Ok(_) => {}
    }
    drop(kept);

    // Again under the lock: another import may have been there in between.
    let lock = dir.lock()?;
    let kept = dir.load_or_begin(root)?;
    let offer = match offer(&kept) {
        Err(refusal) => return Ok(Err(refusal)),
        Ok(offer) => offer,
    };
    dir.keep(&lock, &offer.pieces)?;
    Ok(Ok((offer.state, offer.imported)))
}

fn report_refusal(args: &ImportArgs, refusal: ImportRefusal) -> Result<Exit, Failure> {
    let (reason, message) = (refusal.slug(), refusal.to_string());
    if args.state.json {
        Output::stdout().json(&json!({
            "bundle": args.bundle.to_string_lossy(), "imported": "refused", "reason": reason,
            "message": message, "clock": args.state.clock(),
        }))?;
    } else {
        let bundle = display_safe(&args.bundle.display().to_string());
        note(format_args!("refused: {bundle}: {message} ({reason})"));
    }
    Ok(Exit::Refused)
}

fn report(
    args: &ImportArgs,
    state: &State,
    imported: Imported,
    now: UnixTime,
) -> Result<Exit, Failure> {
    let mut output = Output::stdout();
    let Some(ages) = state.ages(now) else {
        return Err(Failure::new("no trust data").at(&args.state.state));
    };
    let floors = state.floors();
    let word = match imported {
        Imported::Unchanged => "unchanged",
        Imported::Updated => "updated",
    };
    let environment = state.environment();
    let (sequence, list) = (floors.sequence, floors.list);
    if args.state.json {
        output.json(&json!({
            "bundle": args.bundle.to_string_lossy(), "imported": word, "environment": environment.name(),
            "sequence": sequence, "trust_list": list,
            "bundle_seconds": ages.bundle, "freshness": ages.freshness.name(),
            "stale_from": ages.stale_from.to_string(),
            "at": now.to_string(), "clock": args.state.clock(),
        }))?;
        return Ok(Exit::Done);
    }
    let age = Age(ages.bundle);
    let (paint, line) = match imported {
        Imported::Updated => (
            Paint::Green,
            format!(
                "已导入数据包 / imported bundle {sequence} of {environment}, trust list {list}, {age}, until {}",
                ages.stale_from
            ),
        ),
        Imported::Unchanged => (
            Paint::Amber,
            format!(
                "没有更新：此数据包早已导入 / bundle {sequence} of {environment} was here already: nothing is newer, the data is {age}"
            ),
        ),
    };
    output.line(output.paint(paint, line))?;
    if let Some(at) = args.state.at {
        output.line(format_args!("    指定时间 / time given: {at}"))?;
    }
    Ok(Exit::Done)
}
