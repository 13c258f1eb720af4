use std::io::ErrorKind;

use juma_cli::{
    exit::Exit,
    failure::Failure,
    output::{Output, note},
};
use juma_registry::ledger::{FileLedger, OpenError};
use serde_json::json;

use crate::{
    args::MigrateArgs,
    home::{Home, Layout, random},
};

/// Takes a ledger's file over into a new register. The file stays where it is, as it was.
pub(crate) fn run(args: &MigrateArgs) -> Result<Exit, Failure> {
    let home = Home::open(&args.home)?;
    let path = home.path(Layout::LEDGER);
    let opened = FileLedger::open(&path).map_err(|error| {
        let failure = Failure::new("the ledger cannot be opened").at(&path);
        match error {
            OpenError::Locked => failure
                .because(error)
                .advise("wait for the other command to end"),
            OpenError::Io(ErrorKind::NotFound) => Failure::new("there is no such ledger")
                .at(&path)
                .advise("a home of this version has its register already and needs no migration"),
            error => failure.because(error),
        }
    })?;
    if let Some(repair) = opened.repair {
        note(format_args!("{}: {repair}", path.display()));
    }
    let place = home.register_place();
    let mut register = place.create(home.context()?)?;
    let adopted = register
        .adopt(&opened.ledger, &mut random)
        .map_err(|error| place.failure(error))?;

    let mut output = Output::stdout();
    if args.home.json {
        output.json(&json!({"codes": adopted.codes, "lists": adopted.lists}))?;
    } else {
        output.line(format_args!(
            "{} codes and {} status lists were taken over; the old lists give no more indexes",
            adopted.codes, adopted.lists
        ))?;
        output.line("publish before the next code is signed: juma-issuer publish")?;
    }
    Ok(Exit::Done)
}
