//! The acts on residents, as commands.

pub(crate) mod args;
pub(crate) mod hotlines;
mod report;

use juma_cli::{exit::Exit, failure::Failure, files, language::Language, output::Output, say};
use juma_format::person::AddressState;
use juma_register::{
    ActError, AddressForm, Ended, Kinship, Outcome, Refusal, Register, Relation, RelationKind,
    Residence,
};
use juma_registry::{
    SubjectId,
    record::{MAX_RECORD_BYTES, Record},
};
use serde_json::{Value, json};

use crate::{args::HomeArgs, home::Home, profiles, refresh, words};
use args::{
    ApplyArgs, FamilyCommand, PairArgs, PermitArgs, PermitCommand, PlaceArgs, RecordArgs,
    ResidenceCommand, ResidentCommand, SubjectArgs, UpdateArgs,
};
use report::Report;

/// The most bytes of a file with a permit's number.
const MAX_NUMBER_BYTES: usize = 128;

/// The most characters of a permit's number, as the register has it.
const MAX_NUMBER_CHARS: usize = 40;

pub(crate) fn resident(command: &ResidentCommand) -> Result<Exit, Failure> {
    match command {
        ResidentCommand::Enrol(args) => enrol(args),
        ResidentCommand::Update(args) => update(args),
        ResidentCommand::Show(args) => show(args),
    }
}

pub(crate) fn residence(command: &ResidenceCommand) -> Result<Exit, Failure> {
    match command {
        ResidenceCommand::Apply(args) => apply(args),
        ResidenceCommand::Confirm(args) => act(&args.home, &args.subject, |register, _| {
            register.confirm_residence(&args.subject)
        }),
        ResidenceCommand::MoveOut(args) => act(&args.home, &args.subject, |register, home| {
            let places = home.places.as_slice();
            let record = register.record(&args.subject)?;
            let profile = record.and_then(|record| profiles::of(places, record.region()));
            register.move_out(&args.subject, profile.map(|profile| profile.rules()))
        }),
    }
}

pub(crate) fn family(command: &FamilyCommand) -> Result<Exit, Failure> {
    match command {
        FamilyCommand::AddMember(args) => {
            let guardian = &args.guardian;
            let pair = (&guardian.subject, &args.member);
            act_on_pair(&guardian.home, pair, |register| {
                register.add_member(&guardian.subject, &args.member, args.kinship)
            })
        }
        FamilyCommand::AddCoResident(PairArgs { one, other }) => {
            act_on_pair(&one.home, (&one.subject, other), |register| {
                register.add_co_resident(&one.subject, other)
            })
        }
        FamilyCommand::End(PairArgs { one, other }) => {
            act_on_pair(&one.home, (&one.subject, other), |register| {
                register.end_relation(&one.subject, other)
            })
        }
        FamilyCommand::List(args) => {
            let home = Home::open(&args.home)?;
            let relations = home.ledger()?.relations(&args.subject);
            let place = home.register_place();
            list(
                &args.home,
                &relations.map_err(|error| place.failure(error))?,
            )
        }
        FamilyCommand::ComeOfAge(PlaceArgs { home: args }) => {
            let home = Home::open(args)?;
            let ended = home.ledger()?.come_of_age();
            let failed = |error| Failure::new("nobody came of age").because(error);
            came_of_age(args, &ended.map_err(failed)?)
        }
    }
}

pub(crate) fn permit(command: &PermitCommand) -> Result<Exit, Failure> {
    match command {
        PermitCommand::Link(args) => {
            let number = permit_number(args)?;
            let SubjectArgs { home, subject } = &args.subject;
            act(home, subject, |register, _| {
                register.link_permit(subject, &number)
            })
        }
        PermitCommand::End(args) => act(&args.home, &args.subject, |register, _| {
            register.end_permit(&args.subject)
        }),
    }
}

/// A home for an act, with what its cities say.
struct Desk {
    home: Home,
    places: Vec<juma_format::places::CityProfile>,
}

impl Desk {
    fn open(args: &HomeArgs) -> Result<Self, Failure> {
        let home = Home::open(args)?;
        let places = profiles::read(&home.path(crate::home::Layout::PROFILES))?;
        Ok(Self { home, places })
    }
}

/// Does an act on one resident and says what came of it.
fn act(
    args: &HomeArgs,
    subject: &SubjectId,
    act: impl FnOnce(&mut Register, &Desk) -> Result<Outcome, ActError>,
) -> Result<Exit, Failure> {
    let desk = Desk::open(args)?;
    let mut register = desk.home.ledger()?;
    let done = act(&mut register, &desk);
    Report::new(args, &desk.places, subject).print(&register, done, &[])
}

/// The same on two; what is refused because the other is not enrolled is said of the other.
fn act_on_pair(
    args: &HomeArgs,
    (one, other): (&SubjectId, &SubjectId),
    act: impl FnOnce(&mut Register) -> Result<Outcome, ActError>,
) -> Result<Exit, Failure> {
    let desk = Desk::open(args)?;
    let mut register = desk.home.ledger()?;
    let done = act(&mut register);
    let mut missing = one;
    if let Err(ActError::Refused(Refusal::NotEnrolled)) = done {
        let place = desk.home.register_place();
        let is_one_there = register.record(one);
        if is_one_there
            .map_err(|error| place.failure(error))?
            .is_some()
        {
            missing = other;
        }
    }
    Report::new(args, &desk.places, missing).print(&register, done, &[])
}

fn apply(args: &ApplyArgs) -> Result<Exit, Failure> {
    let home = &args.record.home;
    let record = match read(&args.record)? {
        Ok(record) => record,
        Err(refused) => return refused.print(home),
    };
    let address = &record.person().address;
    let form = match address.state() {
        AddressState::NonStandard => AddressForm::NonStandard,
        _ => AddressForm::Standard,
    };
    let Some(tail) = address.tail() else {
        return Err(Failure::new("the record has no address that is asked for")
            .at(&args.record.record)
            .advise("write it as {\"state\":\"registered\",\"text\":…}"));
    };
    let residence = Residence {
        region: record.region(),
        address: tail.clone(),
        form,
    };
    act(home, record.subject(), |register, _| {
        register.apply_for_residence(record.subject(), &residence, args.channel.channel())
    })
}

fn enrol(args: &RecordArgs) -> Result<Exit, Failure> {
    let record = match read(args)? {
        Ok(record) => record,
        Err(refused) => return refused.print(&args.home),
    };
    let desk = Desk::open(&args.home)?;
    let mut register = desk.home.ledger()?;
    let done = register.enrol(&record, &mut crate::home::random);
    let report = Report::of_enrolment(&args.home, &desk.places, record.subject());
    report.print(&register, done, &[])
}

fn update(args: &UpdateArgs) -> Result<Exit, Failure> {
    let home = &args.record.home;
    let record = match read(&args.record)? {
        Ok(record) => record,
        Err(refused) => return refused.print(home),
    };
    let desk = Desk::open(home)?;
    // What would keep the new codes from being written is found before the old are revoked.
    let reissue = args
        .reissue
        .as_deref()
        .map(|folder| {
            let out = (folder, args.format);
            refresh::prepare(&desk.home, &desk.places, out, &args.passphrase)
        })
        .transpose()?;
    let mut register = desk.home.ledger()?;
    let before = register.record(record.subject());
    let before = before.map_err(crate::register::failed)?;
    let done = register.update(&record, args.channel.channel());
    let issued = match (&done, &reissue) {
        (Ok(_), Some(reissue)) => {
            let renewed = reissue.renew_person(&mut register, record.subject());
            renewed.map_err(|failure| {
                Failure::new("the change stands, and not every new code was issued")
                    .because(failure)
                    .advise("issue the rest with: juma-issuer refresh")
            })?
        }
        _ => Vec::new(),
    };
    let mut report = Report::new(home, &desk.places, record.subject());
    let had_none =
        before.is_some_and(|before| before.person().address.state() == AddressState::None);
    if had_none && record.person().address.tail().is_some() {
        report = report.of_new_residence();
    }
    report.print(&register, done, &issued)
}

fn show(args: &SubjectArgs) -> Result<Exit, Failure> {
    let desk = Desk::open(&args.home)?;
    let register = desk.home.ledger()?;
    let record = register.record(&args.subject);
    let record = record.map_err(|error| desk.home.register_place().failure(error))?;
    let Some(record) = record else {
        let refused = Err(Refusal::NotEnrolled.into());
        return Report::new(&args.home, &desk.places, &args.subject).print(&register, refused, &[]);
    };
    Output::stdout().line(record.to_json())?;
    Ok(Exit::Done)
}

/// A record that is none.
struct Refused {
    file: String,
    slug: &'static str,
    message: String,
}

impl Refused {
    fn print(self, args: &HomeArgs) -> Result<Exit, Failure> {
        if args.json {
            Output::stdout().json(&json!({
                "record": self.file, "refused": {"reason": self.slug, "message": self.message},
            }))?;
        } else {
            let (language, file) = (args.language(), &self.file);
            let line = words::refused(language, file, self.slug, &self.message);
            juma_cli::output::note(line);
        }
        Ok(Exit::Refused)
    }
}

fn read(args: &RecordArgs) -> Result<Result<Record, Refused>, Failure> {
    let bytes = read_file(&args.record, MAX_RECORD_BYTES)?;
    let refused = |slug, message| Refused {
        file: args.record.display().to_string(),
        slug,
        message,
    };
    Ok(match Record::from_json(&bytes) {
        Ok(record) if record.guardian().is_some() => Err(refused(
            "guardian-in-record",
            "a guardian stands in the register as a relation: juma-issuer family add-member"
                .to_owned(),
        )),
        Ok(record) => Ok(record),
        Err(error) => Err(refused(error.slug(), error.to_string())),
    })
}

fn read_file(path: &std::path::Path, max: usize) -> Result<Vec<u8>, Failure> {
    if path == std::path::Path::new("-") {
        files::read_stdin_bounded(max)
    } else {
        files::read_bounded(path, max)
    }
}

fn permit_number(args: &PermitArgs) -> Result<String, Failure> {
    let bytes = read_file(&args.number, MAX_NUMBER_BYTES)?;
    let none = || Failure::new("holds no permit's number").at(&args.number);
    let text = std::str::from_utf8(&bytes).map_err(|_| none())?;
    let number = text.trim_end_matches(['\r', '\n']);
    let fits = (1..=MAX_NUMBER_CHARS).contains(&number.chars().count())
        && juma_format::characters::check_line(number).is_ok();
    fits.then(|| number.to_owned()).ok_or_else(none)
}

fn list(args: &HomeArgs, relations: &[Relation]) -> Result<Exit, Failure> {
    let mut output = Output::stdout();
    for relation in relations {
        if args.json {
            output.json(&in_json(relation))?;
        } else {
            output.line(line(args.language(), relation))?;
        }
    }
    Ok(Exit::Done)
}

fn came_of_age(args: &HomeArgs, ended: &[Ended]) -> Result<Exit, Failure> {
    let mut output = Output::stdout();
    for Ended { relation, revoked } in ended {
        let serials: Vec<String> = revoked.iter().map(|code| code.serial.to_string()).collect();
        if args.json {
            let mut object = in_json(relation);
            if let Value::Object(members) = &mut object {
                members.insert("revoked".to_owned(), serials.into());
            }
            output.json(&object)?;
        } else {
            let (guardian, member) = (&relation.guardian, &relation.person);
            output.line(say!(
                args.language(),
                "{member} 已满十八周岁：{guardian} 不再为其代亮",
                "{member} is of age: {guardian} may show their code no more"
            ))?;
            for serial in serials {
                output.line(say!(
                    args.language(),
                    "序号 {serial}：已撤销",
                    "serial {serial}: revoked"
                ))?;
            }
        }
    }
    Ok(Exit::Done)
}

fn in_json(relation: &Relation) -> Value {
    let kinship = relation.kinship.map(Kinship::name);
    json!({
        "subject": relation.guardian.as_str(), "with": relation.person.as_str(),
        "kind": relation.kind.name(), "kinship": kinship, "since": relation.since.to_string(),
    })
}

fn line(language: Language, relation: &Relation) -> String {
    let (one, other) = (&relation.guardian, &relation.person);
    let kind = language.of(words::relation(relation.kind));
    let since = relation.since;
    match (relation.kind, relation.kinship) {
        (RelationKind::CoResident, _) => say!(
            language,
            "{one} 与 {other} 同住，不能互相代亮，自 {since} 起",
            "{one} and {other} live together, and neither may show the other, since {since}"
        ),
        (_, None) => say!(
            language,
            "{one} 可为 {other}（{kind}）代亮，自 {since} 起",
            "{one} may show {other} ({kind}), since {since}"
        ),
        (_, Some(kinship)) => {
            let kinship = language.of(words::kinship(kinship));
            say!(
                language,
                "{one} 可为 {other}（{kind}）代亮，是其{kinship}，自 {since} 起",
                "{one} may show {other} ({kind}), being the {kinship}, since {since}"
            )
        }
    }
}
