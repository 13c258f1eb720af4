use juma_cli::{
    clock,
    exit::Exit,
    failure::Failure,
    files,
    output::{Output, Paint, note},
};
use juma_format::trust::MAX_BUNDLE_BYTES;
use juma_verifier::Imported;
use serde_json::json;

use crate::{args::ImportArgs, state_dir::StateDir};

pub(crate) fn run(args: &ImportArgs) -> Result<Exit, Failure> {
    let now = args.state.at.unwrap_or_else(clock::now);
    let dir = StateDir::new(&args.state.state);
    let state = dir.load_or_begin(args.root.as_deref())?;
    let bytes = files::read_bounded(&args.bundle, MAX_BUNDLE_BYTES)?;
    let mut output = Output::stdout();
    let bundle = args.bundle.display();
    let (state, imported) = match state.import(&bytes, now) {
        Ok(imported) => imported,
        Err(refusal) => {
            let (reason, message) = (refusal.slug(), refusal.to_string());
            if args.state.json {
                output.json(&json!({
                    "bundle": args.bundle, "imported": "refused", "reason": reason,
                    "message": message,
                }))?;
            } else {
                note(format_args!("refused: {bundle}: {message} ({reason})"));
            }
            return Ok(Exit::Refused);
        }
    };
    if imported == Imported::Updated {
        dir.save(&state, &bytes)?;
    }
    let floors = state.floors();
    let word = match imported {
        Imported::Unchanged => "unchanged",
        Imported::Updated => "updated",
    };
    if args.state.json {
        output.json(&json!({
            "bundle": args.bundle, "imported": word, "environment": state.environment().name(),
            "sequence": floors.sequence, "trust_list": floors.list,
        }))?;
        return Ok(Exit::Done);
    }
    let environment = state.environment();
    let sequence = floors.sequence;
    match imported {
        Imported::Updated => {
            let line = format!(
                "imported bundle {sequence} of {environment}, trust list {}",
                floors.list
            );
            output.line(output.paint(Paint::Green, line))?;
        }
        Imported::Unchanged => {
            let line =
                format!("bundle {sequence} of {environment} was here already: nothing is newer");
            output.line(output.paint(Paint::Amber, line))?;
        }
    }
    Ok(Exit::Done)
}
