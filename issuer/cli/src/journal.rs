use juma_cli::{exit::Exit, failure::Failure, output::Output};
use juma_register::JournalEntry;
use serde_json::{Value, json};

use crate::{args::JournalArgs, home::Home};

/// Prints the journal. Its chain is checked first: a damaged one is not shown as if it were whole.
pub(crate) fn run(args: &JournalArgs) -> Result<Exit, Failure> {
    let home = Home::open(&args.home)?;
    let place = home.register_place();
    let register = place.open(home.context()?)?;
    register.audit().map_err(|error| place.failure(error))?;
    let mut output = Output::stdout();
    let mut printed = Ok(());
    let read = register.journal(|entry| {
        if printed.is_ok() {
            printed = print(args, &mut output, &entry);
        }
    });
    read.map_err(|error| place.failure(error))?;
    printed?;
    Ok(Exit::Done)
}

fn print(args: &JournalArgs, output: &mut Output, entry: &JournalEntry) -> Result<(), Failure> {
    let JournalEntry {
        number,
        at,
        operator,
        act,
        detail,
    } = entry;
    if !args.home.json {
        return output.line(format_args!("{number} {at} {operator} {act} {detail}"));
    }
    let detail: Value = serde_json::from_str(detail).unwrap_or_default();
    output.json(&json!({
        "number": number, "at": at.to_string(), "operator": operator, "act": act,
        "detail": detail,
    }))
}
