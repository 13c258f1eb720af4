//! Re-issue by itself: codes whose facts changed or whose end is near, the guardians' before the
//! members' that name them.
//!
//! The register is paged through and never loaded. A code that was replaced is not due again, so
//! that a run that was cut short is simply run once more.

pub(crate) mod args;
mod batch;
pub(crate) mod blank;
mod decision;
pub(crate) mod folder;
mod progress;
pub(crate) mod renewal;
mod report;

pub(crate) use report::waiting;

use juma_cli::{exit::Exit, failure::Failure, stop::Stop};
use juma_format::{claims::Tier, places::CityProfile, time::DAY};
use juma_register::{
    Bearers, Carrier, DueBearer, DueCode, DueQuery, DueReason, Register, Successor, Whose,
};

use crate::{
    home::{Home, Layout},
    profiles, register,
};
use args::RefreshArgs;
use decision::{Decision, Wait, failed};
use folder::{Folder, Shape};
use progress::Progress;
use renewal::{Done, Renewal, Renewed};
use report::{Report, Tense};

pub(crate) fn run(args: &RefreshArgs) -> Result<Exit, Failure> {
    let is_new = args.out.as_ref().is_some_and(|out| !out.exists());
    let done = refresh(args);
    if let (Err(_), Some(out), true) = (&done, &args.out, is_new) {
        folder::leave_unless_used(out);
    }
    done
}

fn refresh(args: &RefreshArgs) -> Result<Exit, Failure> {
    let stop = Stop::on_signals()?;
    let home = Home::open(&args.home)?;
    let places = profiles::read(&home.path(Layout::PROFILES))?;
    let mut renewal = match (&args.out, args.dry_run) {
        (Some(out), false) => {
            let folder = Folder::make(out, Shape::Thousands, args.format.ending())?;
            let format = args.format.format();
            let renewal = Renewal::prepare(&home, &places, folder, format, &args.passphrase)?;
            Some(renewal)
        }
        _ => None,
    };
    let (mut register, lost) = home.ledger_and_lost()?;
    let tense = match &renewal {
        Some(_) => Tense::Done,
        None => Tense::WouldBe,
    };
    let mut report = Report::new(&args.home, &places, tense);
    let leftovers = match &args.out {
        Some(out) => Folder::named(out, Shape::Thousands, args.format.ending()).leftovers(&lost),
        None => Vec::new(),
    };
    let mut query = DueQuery {
        whose: Whose::Everybody,
        bearers: Bearers::Holders,
        after: 0,
        upto: register.mark().map_err(failed)?.serial,
        now: home.now,
        within: u64::from(args.within) * DAY,
    };
    for bearers in [Bearers::Holders, Bearers::Guardians] {
        (query.bearers, query.after) = (bearers, 0);
        let progress = Progress::new(bearers, query.upto);
        loop {
            stop.refuse()?;
            let page = register.due_codes(&query).map_err(failed)?;
            let Some(last) = page.last() else { break };
            query.after = last.serial.number();
            match &mut renewal {
                Some(renewal) => {
                    // Where nothing is due nobody is counted.
                    renewal.count_crowds(&register, || stop.refuse())?;
                    let done = renewal.renew(&mut register, page)?;
                    progress
                        .aside(|| done.iter().try_for_each(|done| report.one(&register, done)))?;
                }
                None => {
                    progress.aside(|| foresee((&home, &register), &query, page, &mut report))?
                }
            }
            progress.at(query.after);
        }
        progress.end();
    }
    report.end(&leftovers)?;
    Ok(match report.count.refused {
        0 => Exit::Done,
        _ => Exit::Refused,
    })
}

/// Says what would be done, as far as the register alone says.
fn foresee(
    (home, register): (&Home, &Register),
    query: &DueQuery<'_>,
    page: Vec<DueCode>,
    report: &mut Report<'_>,
) -> Result<(), Failure> {
    let facts = register.facts_of(page.iter().map(|due| &due.subject));
    let facts = facts.map_err(failed)?;
    for due in page {
        let renewed = match decision::decide(register, &due, facts.get(&due.subject))? {
            Decision::Close => Renewed::Closed,
            Decision::Wait(wait) => Renewed::Waits(wait),
            Decision::Issue(_) => match guardian_code((home, register), query, &due)? {
                Some(wait) => Renewed::Waits(wait),
                None => {
                    report.would_issue(&due)?;
                    continue;
                }
            },
        };
        report.one(register, &Done { due, renewed })?;
    }
    Ok(())
}

/// Whether a member's code would wait for the guardian's own.
fn guardian_code(
    (home, register): (&Home, &Register),
    query: &DueQuery<'_>,
    due: &DueCode,
) -> Result<Option<Wait>, Failure> {
    let DueBearer::Guardian { subject, beside } = &due.bearer else {
        return Ok(None);
    };
    let own = register.pairing_code(subject, (due.carrier, *beside), query.now);
    let own = own.map_err(failed)?;
    if let Some(own) = own.filter(|own| own.key.is_some()) {
        // It would be renewed first, unless another that nothing was kept of is there already.
        let is_short = due.reason == DueReason::Ends
            && !blank::lasts(own.expires, home.now, &home.settings.validity());
        let is_followed = is_short && register.is_followed(own.serial).map_err(register::failed)?;
        return Ok(is_followed.then_some(Wait::GuardianText));
    }
    // One that is due itself would be there by then.
    let own_due = DueQuery {
        whose: Whose::Person(subject),
        bearers: Bearers::Holders,
        after: 0,
        ..*query
    };
    let own_due = register.due_codes(&own_due).map_err(failed)?;
    let would_be_there = own_due.iter().any(|own| {
        own.tier == Tier::Gate
            && own.carrier != Carrier::Live
            && own.successor == Successor::Missing
    });
    Ok(match (would_be_there, own) {
        (true, _) => None,
        (false, Some(_)) => Some(Wait::GuardianText),
        (false, None) => Some(Wait::GuardianCode),
    })
}

/// A folder for the codes that one act replaces.
pub(crate) fn prepare<'a>(
    home: &'a Home,
    places: &'a [CityProfile],
    (out, format): (&std::path::Path, args::PictureArg),
    passphrase: &juma_cli::passphrase::PassphraseArgs,
) -> Result<Renewal<'a>, Failure> {
    let folder = Folder::make(out, Shape::Flat, format.ending())?;
    Renewal::prepare(home, places, folder, format.format(), passphrase)
}
