//! The first half of a run: who gets a code, and which numbers.

use std::{collections::VecDeque, slice};

use juma_cli::stop::Stop;
use juma_issuer::Crowds;
use juma_register::{Enrolled, NewBatch, Register, Run, RunError, RunTerms};
use juma_registry::{SubjectId, ledger::KeyHash};

use super::{
    Halt, Job,
    manifest::{Asked, Wanted},
    progress::Progress,
    shop::{Shop, Unmade},
};
use crate::home::random;

/// Residents in memory at once.
const PAGE: u32 = 2000;

/// How many of those who are not enrolled are named: a line stays one that can be read.
const MAX_NAMED: usize = 5;

/// Plans what is not planned yet.
pub(super) fn plan(
    job: &Job,
    shop: &Shop<'_>,
    register: &mut Register,
    stop: &Stop,
) -> Result<Run, Halt> {
    let terms = &shop.terms;
    let wanted = Wanted::of(&terms.asked.who)?;
    let (crowds, expected) = count(shop, &wanted, register, stop)?;
    if terms.quota_run.is_some_and(|quota| expected > quota) {
        let quota = terms.quota_run.unwrap_or_default();
        return Err(Halt::refused(
            "quota-run",
            format!("the run would have {expected} codes, the quota of a run is {quota}"),
        ));
    }
    let mut run = register.begin_run(&RunTerms {
        id: job.run,
        terms: job.manifest.terms_digest()?,
        expected,
        most_a_day: terms.quota_day.unwrap_or(u64::MAX),
    })?;
    let progress = Progress::resumed(
        "planned",
        run.expected,
        run.planned.saturating_add(run.skipped),
    );
    let mut people = People::of(&wanted, &terms.asked, run.last);
    let key = KeyHash::from_bytes(*shop.authority.key_hash().as_bytes());
    let lead = u64::from(terms.lead_hours).saturating_mul(3600);
    loop {
        stop.refuse()?;
        let considered = run.planned.saturating_add(run.skipped);
        let left = run.expected.saturating_sub(considered);
        let most = usize::try_from(left.min(terms.asked.batch.into())).unwrap_or(usize::MAX);
        let residents = people.take(register, most)?;
        if residents.is_empty() {
            break;
        }
        let mut batch = NewBatch {
            number: run.batches.saturating_add(1),
            codes: Vec::with_capacity(residents.len()),
            skipped: Vec::new(),
            key,
            made_by: shop.at().minus(lead),
        };
        for resident in &residents {
            match shop.wanted(resident, &crowds) {
                Ok(code) => batch.codes.push(code),
                Err(Unmade::Skipped(reason)) => batch.skipped.push((resident, reason)),
                Err(Unmade::Failed(failure)) => return Err(failure.into()),
            }
        }
        register.plan_batch(job.run, &batch, &mut random)?;
        run.batches = batch.number;
        run.planned = run.planned.saturating_add(length(batch.codes.len()));
        run.skipped = run.skipped.saturating_add(length(batch.skipped.len()));
        progress.at(run.planned.saturating_add(run.skipped));
    }
    progress.end();
    Ok(register.end_planning(job.run)?)
}

fn length(count: usize) -> u64 {
    u64::try_from(count).unwrap_or(u64::MAX)
}

/// How many are alike, and how many are meant.
fn count(
    shop: &Shop<'_>,
    wanted: &Wanted,
    register: &Register,
    stop: &Stop,
) -> Result<(Crowds, u64), Halt> {
    let mut crowds = Crowds::default();
    let mut expected = 0_u64;
    if let Wanted::Subjects(subjects) = wanted {
        let found = register.enrolled_of(subjects)?;
        if found.len() < subjects.len() {
            return Err(not_enrolled(subjects, found.len(), register)?);
        }
        expected = length(found.len());
        if !shop.has_gate_part() {
            return Ok((crowds, expected));
        }
    }
    let progress = Progress::new("counted", register.count_enrolled()?);
    let (mut after, mut seen) = (0, 0_u64);
    loop {
        stop.refuse()?;
        let mut page = register.enrolled(after, PAGE)?;
        let Some(last) = page.last() else { break };
        after = last.place();
        seen = seen.saturating_add(length(page.len()));
        if shop.has_gate_part() {
            for record in page.iter().filter_map(|one| one.record.as_ref().ok()) {
                crowds.count(&shop.under_rules(record));
            }
        }
        if matches!(wanted, Wanted::All { .. }) {
            wanted.reach(&mut page, register, &shop.terms.asked)?;
            let meant = page.iter().filter(|resident| wanted.has(resident)).count();
            expected = expected.saturating_add(length(meant));
        }
        progress.at(seen);
    }
    progress.end();
    Ok((crowds, expected))
}

/// That some are not enrolled, and who they are.
fn not_enrolled(
    subjects: &[SubjectId],
    found: usize,
    register: &Register,
) -> Result<Halt, RunError> {
    let mut named = Vec::new();
    for subject in subjects {
        if named.len() == MAX_NAMED {
            break;
        }
        if register.enrolled_of(slice::from_ref(subject))?.is_empty() {
            named.push(subject.as_str());
        }
    }
    let missing = subjects.len().saturating_sub(found);
    let more = if missing > named.len() { ", …" } else { "" };
    let (all, named) = (subjects.len(), named.join(", "));
    let message = format!("{missing} of {all} are not enrolled: {named}{more}");
    Ok(Halt::refused("others-not-enrolled", message))
}

/// The residents who are meant, in the order of runs.
struct People<'a> {
    wanted: &'a Wanted,
    asked: &'a Asked,
    after: i64,
    page: VecDeque<Enrolled>,
}

impl<'a> People<'a> {
    const fn of(wanted: &'a Wanted, asked: &'a Asked, after: i64) -> Self {
        Self {
            wanted,
            asked,
            after,
            page: VecDeque::new(),
        }
    }

    /// The next ones, at most so many; none at the end.
    fn take(&mut self, register: &Register, most: usize) -> Result<Vec<Enrolled>, Halt> {
        let mut taken = Vec::new();
        while taken.len() < most {
            match self.page.pop_front() {
                Some(resident) if self.wanted.has(&resident) => taken.push(resident),
                Some(_) => {}
                None => {
                    let mut page = self.read(register)?;
                    let Some(last) = page.last() else { break };
                    self.after = last.place();
                    self.wanted.reach(&mut page, register, self.asked)?;
                    self.page = page.into();
                }
            }
        }
        Ok(taken)
    }

    fn read(&self, register: &Register) -> Result<Vec<Enrolled>, Halt> {
        Ok(match self.wanted {
            Wanted::All { .. } => register.enrolled(self.after, PAGE)?,
            Wanted::Subjects(subjects) => {
                let mut found = register.enrolled_of(subjects)?;
                found.retain(|resident| resident.place() > self.after);
                found
            }
        })
    }
}
