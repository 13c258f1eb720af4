use juma_cli::{
    exit::Exit,
    failure::Failure,
    language::Language,
    output::{Output, counted, note},
    say,
};
use juma_register::{Due, NotDue, PurgeError, PurgeGround, Purged, Register, Wiped};
use juma_registry::SubjectId;
use serde_json::json;

use super::args::PurgeArgs;
use crate::{
    args::HomeArgs,
    home::{Home, Layout},
    words,
};

/// People who are erased in one act: few enough that others wait for a moment only.
const AT_ONCE: usize = 100;

/// Erases people who are due.
pub(crate) fn run(args: &PurgeArgs) -> Result<Exit, Failure> {
    let home = Home::open(&args.home)?;
    let mut register = home.ledger()?;
    let retention_days = home.settings.retention_days;
    let ground = if args.on_request {
        PurgeGround::Request
    } else {
        PurgeGround::Due { retention_days }
    };
    let failed = |error| home.register_place().failure(error);
    let found = match &args.subject {
        Some(subject) => register.may_purge(subject, ground).map(|due| vec![due]),
        None => register.due(retention_days).map_err(PurgeError::Register),
    };
    let people = match (found, &args.subject) {
        (Ok(people), _) => people,
        (Err(PurgeError::NotDue(hindrance)), Some(subject)) => {
            // What an interrupted run erased may still have its bytes in the file.
            if !args.dry_run {
                wipe(&home, &mut register)?;
            }
            return refused(&args.home, subject, hindrance);
        }
        (Err(PurgeError::Register(error)), _) => return Err(failed(error)),
        (Err(error), _) => return Err(Failure::new("nobody was erased").because(error)),
    };
    if args.dry_run {
        return list(&args.home, &people);
    }
    let mut purged = Purged::default();
    if let (Some(subject), [_]) = (&args.subject, people.as_slice()) {
        purged = register
            .purge(subject, ground)
            .map_err(|error| match error {
                PurgeError::Register(error) => failed(error),
                error => Failure::new("nobody was erased").because(error),
            })?;
    } else {
        for some in people.chunks(AT_ONCE) {
            let done = register.purge_due(some, retention_days).map_err(failed)?;
            purged.people = purged.people.saturating_add(done.people);
            purged.codes = purged.codes.saturating_add(done.codes);
        }
    }
    let wiped = wipe(&home, &mut register)?;
    report(args, purged, wiped)
}

/// Has the bytes of what was erased wiped out, if that is owed.
fn wipe(home: &Home, register: &mut Register) -> Result<Option<Wiped>, Failure> {
    let place = home.register_place();
    let owed = register
        .owes_wiping()
        .map_err(|error| place.failure(error))?;
    let is_server = home.settings.register.is_some();
    if !owed && !is_server {
        return Ok(None);
    }
    let wiped = register.wipe().map_err(|error| {
        Failure::new("the people are erased, and their bytes may still be in the file")
            .at(home.path(Layout::REGISTER))
            .because(error)
            .advise("make as much room on the disk as the register has, and purge again")
    });
    wiped.map(Some)
}

fn list(args: &HomeArgs, people: &[Due]) -> Result<Exit, Failure> {
    let mut output = Output::stdout();
    for due in people {
        let subject = &due.subject;
        if args.json {
            output.json(&json!({"subject": subject.as_str(), "due": true}))?;
        } else {
            output.line(say!(
                args.language(),
                "{subject}：应删除",
                "{subject} is due"
            ))?;
        }
    }
    if !args.json {
        output.line(match args.language() {
            Language::Chinese => format!("应删除 {} 人", people.len()),
            Language::English => {
                let verb = if people.len() == 1 { "is" } else { "are" };
                let people = counted(people.len(), ["person", "people"]);
                format!("{people} {verb} due")
            }
        })?;
    }
    Ok(Exit::Done)
}

fn report(args: &PurgeArgs, purged: Purged, wiped: Option<Wiped>) -> Result<Exit, Failure> {
    let mut output = Output::stdout();
    let Purged { people, codes } = purged;
    if args.home.json {
        let wiped = match wiped {
            Some(Wiped::Anew) => "anew",
            Some(Wiped::ByServer) => "by-server",
            None => "nothing",
        };
        output.json(&json!({"people": people, "codes": codes, "wiped": wiped}))?;
        return Ok(Exit::Done);
    }
    let language = args.home.language();
    output.line(match language {
        Language::Chinese => {
            format!("已删除 {people} 人的资料；其 {codes} 个码不具名留在台账中")
        }
        Language::English => {
            let verb = if people == 1 { "was" } else { "were" };
            let stay = if codes == 1 { "stays" } else { "stay" };
            let people = counted(people, ["person", "people"]);
            let codes = counted(codes, ["code", "codes"]);
            format!("{people} {verb} erased; {codes} {stay} in the ledger under no name")
        }
    })?;
    if people > 0 {
        if wiped == Some(Wiped::ByServer) {
            note(language.of((
                "对登记库各表执行 VACUUM FULL 之前，服务器及其日志中仍有这些内容",
                "the server keeps the bytes until VACUUM FULL of the register's tables, and in its logs",
            )));
        }
        note(language.of((
            "此前的备份、码文件和导出文件中仍有这些内容",
            "backups, files of codes and exports that were made before still hold them",
        )));
    }
    Ok(Exit::Done)
}

/// What is not to be erased is refused, status 1.
pub(super) fn refused(
    args: &HomeArgs,
    subject: &SubjectId,
    hindrance: NotDue,
) -> Result<Exit, Failure> {
    if args.json {
        Output::stdout().json(&json!({
            "subject": subject.as_str(),
            "refused": {"reason": hindrance.slug(), "message": hindrance.to_string()},
        }))?;
    } else {
        let (language, slug) = (args.language(), hindrance.slug());
        note(words::refused(language, subject, slug, hindrance));
    }
    Ok(Exit::Refused)
}
