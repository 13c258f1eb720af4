use std::io::ErrorKind;

use juma_cli::{
    exit::Exit,
    failure::Failure,
    output::{Output, note},
    say,
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
        let language = args.home.language();
        let (codes, lists) = (adopted.codes, adopted.lists);
        output.line(say!(
            language,
            "已接管 {codes} 个码和 {lists} 个状态列表；旧列表不再分配索引",
            "{codes} codes and {lists} status lists were taken over; the old lists give no more indexes"
        ))?;
        output.line(language.of((
            "签发下一个码之前请先发布：juma-issuer publish",
            "publish before the next code is signed: juma-issuer publish",
        )))?;
    }
    Ok(Exit::Done)
}
