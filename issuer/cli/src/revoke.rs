use juma_cli::{
    exit::Exit,
    failure::Failure,
    output::{Output, note},
    say,
};
use juma_register::Register;
use juma_registry::ledger::{IssuanceState, Ledger, LedgerError, Serial, StatusChange};
use serde_json::json;

use crate::{args::RevokeArgs, home::Home, register, words};

pub(crate) fn run(args: &RevokeArgs) -> Result<Exit, Failure> {
    let home = Home::open(&args.home)?;
    let change = match (args.suspend, args.restore) {
        (true, _) => StatusChange::Suspend,
        (_, true) => StatusChange::Restore,
        _ => StatusChange::Revoke,
    };
    let mut ledger = home.ledger()?;
    let mut output = Output::stdout();
    let language = args.home.language();
    // A code that was revoked because of a new name waits for another. Whoever revokes wants none.
    let forgone = match change {
        StatusChange::Revoke => forgo(args, &mut ledger)?,
        _ => 0,
    };
    if forgone > 0 {
        if args.home.json {
            output.json(&json!({"forgone": forgone}))?;
        } else {
            output.line(say!(
                language,
                "{forgone} 个码已撤销，不再换发",
                "{forgone} codes were revoked already; none will come in their place"
            ))?;
        }
    }
    let serials = match args.serial {
        Some(_) if forgone > 0 => Vec::new(),
        _ => serials(args, &home, &ledger)?,
    };
    if serials.is_empty() && forgone == 0 {
        return none_good(args);
    }
    for serial in serials {
        if let Err(error) = ledger.change(serial, change, home.now) {
            return not_changed(args, serial, error);
        }
        if args.home.json {
            output.json(&json!({"serial": serial.to_string(), "change": change.name()}))?;
        } else {
            let done = language.of(words::change(change));
            output.line(say!(
                language,
                "序号 {serial}：{done}",
                "serial {serial}: {done}"
            ))?;
        }
    }
    if !args.home.json {
        output.line(language.of(words::PUBLISH))?;
    }
    Ok(Exit::Done)
}

/// Lets nothing come after the codes that are meant, and says of how many that was to be.
fn forgo(args: &RevokeArgs, ledger: &mut Register) -> Result<u64, Failure> {
    let forgone = match (&args.serial, &args.subject, &args.issued_before) {
        (Some(serial), _, _) => ledger.forgo_code(*serial),
        (None, Some(subject), None) => ledger.forgo_person(subject),
        _ => Ok(0),
    };
    forgone.map_err(register::failed)
}

/// The codes that are meant.
fn serials(args: &RevokeArgs, home: &Home, ledger: &Register) -> Result<Vec<Serial>, Failure> {
    if let Some(serial) = args.serial {
        return Ok(vec![serial]);
    }
    let subject = args
        .subject
        .as_ref()
        .ok_or_else(|| Failure::new("no code was named"))?;
    let failed = register::failed;
    let mut serials = Vec::new();
    for serial in ledger.serials_of(subject).map_err(failed)? {
        let issuance = ledger.issuance(serial).map_err(failed)?;
        let is_whole = matches!(issuance.state, IssuanceState::Committed(_));
        let is_over = issuance.plan.expires <= home.now;
        let is_good = ledger.status_of(serial).map_err(failed)?.number() != 1;
        let issued = issuance.plan.issued_at;
        let is_meant = args.issued_before.is_none_or(|before| issued < before);
        if is_whole && !is_over && is_good && is_meant {
            serials.push(serial);
        }
    }
    Ok(serials)
}

/// Where nothing was wrong with the command or the register, it is a refusal.
fn not_changed(args: &RevokeArgs, serial: Serial, error: LedgerError) -> Result<Exit, Failure> {
    let message = match error {
        LedgerError::UnknownSerial(_) => "no code of this serial",
        LedgerError::AlreadyInvalid(_) => "it is revoked for good",
        LedgerError::NotCommitted(_) => "its code was never finished",
        error => {
            let failure = Failure::new(format!("serial {serial} was not changed"));
            return Err(register::advised(failure.because(error), error));
        }
    };
    let what = say!(args.home.language(), "序号 {serial}", "serial {serial}");
    let named = ("serial", serial.to_string());
    refuse(args, &what, named, (error.slug(), message))
}

fn none_good(args: &RevokeArgs) -> Result<Exit, Failure> {
    let message = match args.issued_before {
        Some(before) => format!("no code that is good and older than {before}"),
        None => "no code that is good".to_owned(),
    };
    let subject = args.subject.as_ref().map_or("", |subject| subject.as_str());
    let named = ("subject", subject.to_owned());
    refuse(args, subject, named, ("no-good-code", &message))
}

fn refuse(
    args: &RevokeArgs,
    what: &str,
    (name, value): (&str, String),
    (slug, message): (&str, &str),
) -> Result<Exit, Failure> {
    if args.home.json {
        let refused = json!({"reason": slug, "message": message});
        Output::stdout().json(&json!({(name): value, "refused": refused}))?;
    } else {
        note(words::refused(args.home.language(), what, slug, message));
    }
    Ok(Exit::Refused)
}
