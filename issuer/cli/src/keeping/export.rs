use juma_cli::{
    exit::Exit,
    failure::Failure,
    files::{self, Access},
    output::Output,
    say,
};
use serde_json::json;

use super::{args::ExportArgs, purge::refused};
use crate::home::Home;
use juma_register::NotDue;

/// Writes everything that is held on one person.
pub(crate) fn run(args: &ExportArgs) -> Result<Exit, Failure> {
    files::refuse_existing(&args.out)?;
    files::require_folder(&args.out)?;
    let home = Home::open(&args.home)?;
    let mut register = home.ledger()?;
    let exported = register.export(&args.subject);
    let exported = exported.map_err(|error| home.register_place().failure(error))?;
    let Some(exported) = exported else {
        return refused(&args.home, &args.subject, NotDue::Unknown);
    };
    let mut text = exported.to_json();
    text.push('\n');
    files::create_new(&args.out, text.as_bytes(), Access::Private)?;
    let mut output = Output::stdout();
    if args.home.json {
        output.json(&json!({
            "subject": args.subject.as_str(), "out": args.out.to_string_lossy(),
            "bytes": text.len(),
        }))?;
    } else {
        let (subject, out) = (&args.subject, args.out.display());
        output.line(say!(
            args.home.language(),
            "{subject} 的全部资料在 {out}",
            "what is held on {subject} is in {out}"
        ))?;
    }
    Ok(Exit::Done)
}
