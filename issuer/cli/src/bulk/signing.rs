//! The second half of a run: sign, draw, read back, write, make durable, settle; a batch after the
//! other, each on all cores. While a batch is signed the one before is settled and the one after
//! is read.

use std::{
    collections::BTreeSet,
    path::{Path, PathBuf},
    sync::atomic::{AtomicUsize, Ordering},
    thread,
};

use juma_cli::{failure::Failure, files, stop::Stop};
use juma_register::{Fate, PlannedCode, Register, Revision, Run, RunState};
use juma_registry::ledger::Serial;

use super::{
    Halt, Job,
    format::{self, Names},
    progress::Progress,
    shop::{Shop, Unmade},
};

/// Codes that a thread takes at once: few enough that all end together.
const CHUNK: usize = 32;

/// What became of the codes of a batch, in the order of their serials.
type Fates = Vec<(Serial, Fate)>;

/// Issues what is planned and not settled yet.
pub(super) fn issue(
    job: &Job,
    shop: &Shop<'_>,
    register: &mut Register,
    threads: usize,
    stop: &Stop,
) -> Result<Run, Halt> {
    let run = register.run(job.run)?;
    if run.state != RunState::Planned {
        return Ok(run);
    }
    files::private_folder(&job.folder.join(Names::CODES))?;
    let mut done = run.issued.saturating_add(run.given_up);
    let progress = Progress::resumed("issued", run.planned, done);
    let mut settle = |register: &mut Register, (number, fates): (u32, Fates)| -> Result<(), Halt> {
        files::sync_batch(&folders(
            &job.folder,
            fates.iter().map(|(serial, _)| *serial),
        ))?;
        register.settle_batch(job.run, number, &fates)?;
        done = done.saturating_add(u64::try_from(fates.len()).unwrap_or(u64::MAX));
        progress.at(done);
        Ok(())
    };
    let read = |register: &Register, number: u32| -> Result<Option<Vec<PlannedCode>>, Halt> {
        if number > run.batches {
            return Ok(None);
        }
        Ok(Some(register.batch(job.run, number)?.codes))
    };
    let mut number = run.settled.saturating_add(1);
    let mut ready = read(register, number)?;
    let mut before: Option<(u32, Fates)> = None;
    let mut stopped = Ok(());
    while let Some(codes) = ready.take() {
        stopped = stop.refuse();
        if stopped.is_err() {
            break;
        }
        for folder in folders(&job.folder, codes.iter().map(|code| code.planned.serial)) {
            files::private_folder(&folder)?;
        }
        let next = AtomicUsize::new(0);
        let work = || work(job, shop, &codes, &next);
        let (made, between) = thread::scope(|scope| {
            let others: Vec<_> = (1..threads).map(|_| scope.spawn(work)).collect();
            let between = (|| {
                if let Some(before) = before.take() {
                    settle(register, before)?;
                }
                ready = read(register, number.saturating_add(1))?;
                Ok::<(), Halt>(())
            })();
            let mut made = vec![if between.is_ok() {
                work()
            } else {
                Ok(Vec::new())
            }];
            for other in others {
                let ended = other.join();
                made.push(ended.unwrap_or_else(|_| Err(Failure::new("a thread has failed"))));
            }
            (made, between)
        });
        between?;
        let mut chunks = Vec::new();
        for made in made {
            chunks.extend(made?);
        }
        chunks.sort_unstable_by_key(|(first, _)| *first);
        let fates = chunks.into_iter().flat_map(|(_, fates)| fates).collect();
        before = Some((number, fates));
        number = number.saturating_add(1);
    }
    if let Some(before) = before.take() {
        settle(register, before)?;
    }
    progress.end();
    stopped?;
    Ok(register.end_run(job.run)?)
}

/// The folders of files of these codes.
fn folders(out: &Path, serials: impl Iterator<Item = Serial>) -> Vec<PathBuf> {
    let folders: BTreeSet<PathBuf> = serials.map(|serial| format::folder(out, serial)).collect();
    folders.into_iter().collect()
}

/// Makes codes until none is left to begin, and says where each chunk of them stands.
fn work(
    job: &Job,
    shop: &Shop<'_>,
    codes: &[PlannedCode],
    next: &AtomicUsize,
) -> Result<Vec<(usize, Fates)>, Failure> {
    let mut made = Vec::new();
    loop {
        let first = next.fetch_add(CHUNK, Ordering::Relaxed);
        let Some(rest) = codes.get(first..).filter(|rest| !rest.is_empty()) else {
            return Ok(made);
        };
        let chunk = rest.iter().take(CHUNK);
        let fates = chunk.map(|code| Ok((code.planned.serial, make(job, shop, code)?)));
        match fates.collect::<Result<Fates, Failure>>() {
            Ok(fates) => made.push((first, fates)),
            Err(failure) => {
                // Nobody begins another chunk for nothing.
                next.store(codes.len(), Ordering::Relaxed);
                return Err(failure);
            }
        }
    }
}

/// Makes one code and writes its file.
fn make(job: &Job, shop: &Shop<'_>, code: &PlannedCode) -> Result<Fate, Failure> {
    let serial = code.planned.serial;
    let record = match &code.record {
        Ok(record) => record,
        Err(unfit) => return Ok(Fate::GivenUp(unfit.slug())),
    };
    if code.revision == Revision::Changed {
        return Ok(Fate::GivenUp("changed-since-planned"));
    }
    let record = shop.under_rules(record);
    if shop.input(&record) != code.input {
        return Err(Failure::new(format!(
            "serial {serial}: the register or a city's profile is not what was planned from, and no act changed it"
        ))
        .advise(format!("find out why; juma-issuer give-up {} ends the run", job.run)));
    }
    let record = record.coarsened(code.coarsen);
    let order = match shop.order(&record) {
        Ok(order) => order,
        Err(Unmade::Skipped(reason)) => return Ok(Fate::GivenUp(reason)),
        Err(Unmade::Failed(failure)) => return Err(failure),
    };
    let workshop = shop.workshop(&record);
    let issued = workshop.make(&record, &order, code.expires, shop.at(), code.planned);
    let issued = issued
        .map_err(|error| Failure::new(format!("serial {serial} was not made")).because(error))?;
    let path = shop.terms.asked.format.path(&job.folder, serial);
    files::write_of_batch(&path, &issued.rendered.bytes)?;
    Ok(Fate::Issued {
        code: issued.code.hash(),
        pairing: issued.pairing(&order).map(|(_, key)| key),
    })
}
