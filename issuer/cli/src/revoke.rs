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
        return Err(none_good(args));
    }
    for serial in serials {
        match ledger.change(serial, change, home.now) {
            Err(LedgerError::UnknownSerial(_)) => return unknown(args, serial),
            changed => {
                changed.map_err(|error| refused(serial, error))?;
            }
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

/// Nothing was wrong with the command: there is nothing to revoke.
fn unknown(args: &RevokeArgs, serial: Serial) -> Result<Exit, Failure> {
    let message = "no code of this serial";
    let reason = LedgerError::UnknownSerial(serial).slug();
    if args.home.json {
        Output::stdout().json(&json!({
            "serial": serial.to_string(), "refused": {"reason": reason, "message": message},
        }))?;
    } else {
        let language = args.home.language();
        let what = say!(language, "序号 {serial}", "serial {serial}");
        note(words::refused(language, what, reason, message));
    }
    Ok(Exit::Refused)
}

fn none_good(args: &RevokeArgs) -> Failure {
    Failure::new(match args.issued_before {
        Some(before) => format!("the subject has no code that is good and older than {before}"),
        None => "the subject has no code that is good".to_owned(),
    })
}

fn refused(serial: Serial, error: LedgerError) -> Failure {
    let failure = Failure::new(format!("serial {serial} was not changed")).because(error);
    register::advised(failure, error)
}
