//! Bulk runs, as commands.
//!
//! A run lives in a folder: its manifest, the secret that everything random about it follows from,
//! its codes. The register knows the same run by its name, how far it is, and the hash of what was
//! asked for. Whatever is cut short goes on from what the register says, and makes the same bytes.

pub(crate) mod args;
mod desk;
mod faults;
mod format;
mod job;
mod manifest;
mod planning;
mod progress;
mod shop;
mod signing;
mod skipped;
mod verify;

use std::{num::NonZero, thread};

use juma_cli::{
    exit::Exit,
    failure::Failure,
    output::{Output, note},
    say,
    stop::Stop,
};
use juma_register::{Run, RunError, RunRefusal, RunState};
use juma_registry::ledger::LedgerError;
use serde_json::json;

use crate::{
    args::HomeArgs,
    home::{Home, Layout},
    profiles, words,
};
use args::IssueArgs;
pub(crate) use desk::{approve, give_up};
use job::Job;
use manifest::{Done, Plan, hex};
use shop::Shop;
pub(crate) use verify::verify_run;

/// Why a run does not go on.
enum Halt {
    Failed(Failure),
    /// It must not: status 1.
    Refused {
        slug: &'static str,
        message: String,
    },
}

impl Halt {
    const fn refused(slug: &'static str, message: String) -> Self {
        Self::Refused { slug, message }
    }

    /// Says a refusal; a failure is said by whoever runs the command.
    fn end(self, args: &HomeArgs) -> Result<Exit, Failure> {
        match self {
            Self::Failed(failure) => Err(failure),
            Self::Refused { slug, message } => {
                if args.json {
                    let refused = json!({"reason": slug, "message": message});
                    Output::stdout().json(&json!({"refused": refused}))?;
                } else {
                    let language = args.language();
                    let reason = words::reason(language, slug, message);
                    note(say!(language, "拒绝：{reason}", "refused: {reason}"));
                }
                Ok(Exit::Refused)
            }
        }
    }
}

impl From<Failure> for Halt {
    fn from(failure: Failure) -> Self {
        Self::Failed(failure)
    }
}

impl From<RunError> for Halt {
    fn from(error: RunError) -> Self {
        match error {
            RunError::Refused(RunRefusal::NotPublished)
            | RunError::Ledger(LedgerError::NoOpenList { .. }) => Self::Failed(
                Failure::new("nothing more was planned")
                    .because(RunError::Refused(RunRefusal::NotPublished))
                    .advise("run juma-issuer publish, bring the bundle to the verifiers, and run again to go on"),
            ),
            RunError::Refused(refusal) => Self::refused(refusal.slug(), refusal.to_string()),
            error => Self::Failed(
                Failure::new("the register failed")
                    .because(error)
                    .advise("nothing is lost; run again to go on"),
            ),
        }
    }
}

pub(crate) fn issue(args: &IssueArgs) -> Result<Exit, Failure> {
    match run(args) {
        Ok(exit) => Ok(exit),
        Err(halt) => halt.end(&args.home),
    }
}

/// How many threads work.
fn threads(said: Option<u16>) -> usize {
    said.map_or_else(
        || thread::available_parallelism().map_or(1, NonZero::get),
        usize::from,
    )
}

fn run(args: &IssueArgs) -> Result<Exit, Halt> {
    let stop = Stop::on_signals()?;
    let home = Home::open(&args.home)?;
    if home
        .settings
        .approvals
        .is_some_and(|approvals| approvals > 1)
    {
        desk::refuse_unnamed(&home)?;
    }
    // Read once, whatever opens with it.
    let passphrases = args.passphrase.source();
    let mut job = Job::open(args, &home, &passphrases)?;
    if let Some(done) = job.manifest.done.clone() {
        return Ok(report(args, &job, RunState::Issued, done.skipped)?);
    }
    let authority = job.authority(&home, &passphrases)?;
    let secret = job.secret(&passphrases)?;
    let places = profiles::read(&home.path(Layout::PROFILES))?;
    let trust = home.trust()?;
    let terms = job.manifest.terms.clone();
    let shop = Shop {
        authority: &authority,
        places: &places,
        list: &trust.list,
        terms: &terms,
        secret: &secret,
        sealing: secret.for_sealing(),
    };
    let mut register = home.ledger()?;
    let standing = match register.run(job.run) {
        Ok(run) if run.terms != job.manifest.terms_digest()? => {
            return Err(RunError::from(RunRefusal::OtherTerms).into());
        }
        Ok(run) if run.state == RunState::GivenUp => {
            return Err(Halt::refused(
                "run-given-up",
                "somebody has given the run up".to_owned(),
            ));
        }
        Ok(run) if run.state != RunState::Planning => run,
        Ok(_) | Err(RunError::Refused(RunRefusal::UnknownRun)) => {
            let planned = planning::plan(&job, &shop, &mut register, &stop);
            let unknown = RunError::Refused(RunRefusal::UnknownRun);
            if matches!(planned, Err(Halt::Refused { .. })) && register.run(job.run) == Err(unknown)
            {
                // Nothing was begun: the same command may be tried again on other terms.
                job.forget()?;
            }
            planned?
        }
        Err(error) => return Err(error.into()),
    };
    job.note_plan(plan_of(&standing))?;
    if args.plan_only {
        return Ok(report(args, &job, standing.state, standing.skipped)?);
    }
    if terms.approvals > 1 && standing.approver.is_empty() {
        return Err(Halt::refused(
            "not-approved",
            format!(
                "another operator has to approve it: juma-issuer approve --home DIR {}",
                job.run
            ),
        ));
    }
    let ended = signing::issue(&job, &shop, &mut register, threads(args.threads), &stop)?;
    skipped::write(&job.folder, &register, job.run)?;
    job.note_end(Done {
        issued: ended.issued,
        given_up: ended.given_up,
        skipped: ended.skipped,
        root: hex(&ended.root),
    })?;
    Ok(report(args, &job, ended.state, ended.skipped)?)
}

fn plan_of(run: &Run) -> Plan {
    Plan {
        operator: run.operator.clone(),
        approver: run.approver.clone(),
        input: hex(&run.input),
        planned: run.planned,
        // Those who were skipped when it was planned; who is given up later comes on top.
        skipped: run.skipped.saturating_sub(run.given_up),
    }
}

/// What came of it. Whoever was skipped makes the status 1: somebody should look.
fn report(args: &IssueArgs, job: &Job, state: RunState, skipped: u64) -> Result<Exit, Failure> {
    let manifest = &job.manifest;
    let planned = manifest.plan.as_ref().map_or(0, |plan| plan.planned);
    let (issued, given_up) = manifest
        .done
        .as_ref()
        .map_or((0, 0), |done| (done.issued, done.given_up));
    let (run, out) = (&manifest.run, job.folder.display());
    let language = args.home.language();
    let mut output = Output::stdout();
    if args.home.json {
        output.json(&json!({
            "run": manifest.run, "state": state.name(), "tier": manifest.terms.asked.tier.name(),
            "planned": planned, "issued": issued, "given_up": given_up, "skipped": skipped,
            "out": args.out.to_string_lossy(),
        }))?;
    } else if manifest.done.is_some() {
        let tier = language.of(words::tier(manifest.terms.asked.tier.of_codes()));
        output.line(say!(
            language,
            "批次 {run}：已签发 {issued} 个{tier}，在 {out}",
            "run {run}: {issued} codes of the {tier}, in {out}"
        ))?;
        if skipped > 0 {
            let file = format::Names::SKIPPED;
            output.line(say!(
                language,
                "{skipped} 人未发码，其中 {given_up} 人已列入计划：见 {file}",
                "{skipped} people got none, {given_up} of them though planned: see {file}"
            ))?;
        }
        let home = args.home.home.display();
        output.line(say!(
            language,
            "下一步：juma-issuer verify-run --home {home} {out}",
            "next: juma-issuer verify-run --home {home} {out}"
        ))?;
    } else {
        output.line(say!(
            language,
            "批次 {run}：计划 {planned} 个码，{skipped} 人不发码",
            "run {run}: {planned} codes are planned, {skipped} people get none"
        ))?;
    }
    Ok(if skipped > 0 {
        Exit::Refused
    } else {
        Exit::Done
    })
}
