//! Codes that are made together: numbers for all of them in one act, signed on all cores, their
//! files made durable in one step, and one act that calls them issued and revokes those whose place
//! they take.

use std::{
    collections::BTreeSet,
    num::NonZero,
    sync::{
        Mutex, PoisonError,
        atomic::{AtomicUsize, Ordering},
    },
    thread,
};

use juma_cli::{failure::Failure, files, output::note};
use juma_format::time::UnixTime;
use juma_issuer::{Authority, IssueError, Order, Validity, Workshop};
use juma_register::{Predecessor, Register, Renewal as Settled, RunError, RunRefusal};
use juma_registry::{
    ledger::{CodeHash, IssuePlan, KeyHash, LedgerError, PairingKey, Planned, Revision, Serial},
    record::Record,
};

use super::{
    folder::{Folder, Lasting},
    renewal::{Renewed, Successful},
};
use crate::{
    home::{Home, random},
    register, sign,
};

/// What codes are made with.
pub(super) struct Bench<'a> {
    pub(super) home: &'a Home,
    pub(super) authority: Authority,
    pub(super) folder: Folder,
}

/// A code that is to be made: everything but its numbers.
pub(super) struct Blank<'a> {
    pub(super) record: Record,
    pub(super) order: Order<'a>,
    pub(super) validity: Validity,
    pub(super) expires: UnixTime,
    pub(super) plan: IssuePlan,
    pub(super) revision: Revision,
    pub(super) replaces: Serial,
    pub(super) predecessor: Predecessor,
}

/// What became of one of them on the bench.
enum Made {
    /// It must not be issued after all.
    Refused(IssueError),
    /// It is signed, and its file is written.
    Written {
        code: CodeHash,
        pairing: Option<(Serial, PairingKey)>,
    },
}

/// Writes the file of a serial.
type Write<'w> = dyn Fn(Serial, &[u8]) -> Result<(), Failure> + Sync + 'w;

/// Codes that a thread takes at once: few enough that all end together.
const CHUNK: usize = 16;

impl Bench<'_> {
    /// Issues all of them, and revokes those that are to be closed: in the order of the blanks,
    /// what became of each. Whatever fails, no code is good that was not delivered, and no code
    /// was revoked that has no other in its place.
    pub(super) fn issue(
        &self,
        register: &mut Register,
        blanks: &[Blank<'_>],
        closed: &[Serial],
    ) -> Result<Vec<Renewed>, Failure> {
        let planned = self.plan(register, blanks)?;
        let written = Mutex::default();
        let made = self
            .deliver(blanks, &planned, &written)
            .or_else(|failure| {
                let written = written.lock().unwrap_or_else(PoisonError::into_inner);
                self.give_up(register, &planned, &written)?;
                Err(failure)
            })?;
        let mut settled = Vec::with_capacity(blanks.len());
        let mut refused = Vec::new();
        for ((blank, planned), made) in blanks.iter().zip(&planned).zip(&made) {
            match made {
                Made::Refused(_) => refused.push(planned.serial),
                Made::Written { code, pairing } => settled.push(Settled {
                    serial: planned.serial,
                    code: *code,
                    revision: blank.revision,
                    pairing: *pairing,
                    replaces: blank.replaces,
                    predecessor: blank.predecessor,
                }),
            }
        }
        if !refused.is_empty() {
            register.abandon_many(&refused).map_err(register::failed)?;
        }
        let overtaken = if settled.is_empty() && closed.is_empty() {
            BTreeSet::new()
        } else {
            register
                .settle_renewals(&settled, closed)
                .map_err(register::failed)?
        };
        self.take_back(overtaken.iter().copied());
        let fates = blanks.iter().zip(planned).zip(made);
        let fates = fates.map(|((blank, planned), made)| match made {
            Made::Refused(error) => refusal(error),
            Made::Written { .. } if overtaken.contains(&planned.serial) => Ok(Renewed::Overtaken),
            Made::Written { .. } => Ok(Renewed::Issued(Successful {
                serial: planned.serial,
                expires: blank.expires,
                out: self.folder.path(planned.serial).display().to_string(),
            })),
        });
        fates.collect()
    }

    fn plan(&self, register: &mut Register, blanks: &[Blank<'_>]) -> Result<Vec<Planned>, Failure> {
        if blanks.is_empty() {
            return Ok(Vec::new());
        }
        let plans: Vec<IssuePlan> = blanks.iter().map(|blank| blank.plan.clone()).collect();
        let key = KeyHash::from_bytes(*self.authority.key_hash().as_bytes());
        let made_by = self.home.now.minus(self.home.settings.lead_seconds());
        let planned = register.plan_published(&plans, (key, made_by), &mut random);
        planned.map_err(|error| {
            sign::failure(match error {
                RunError::Refused(RunRefusal::NotPublished)
                | RunError::Ledger(LedgerError::NoOpenList { .. }) => IssueError::NotPublished,
                RunError::Ledger(error) => error.into(),
                error => return Failure::new("nothing more was planned").because(error),
            })
        })
    }

    /// Signs all, draws them, reads them back, writes them and makes them durable.
    /// Every file that is there then is among `written`, also when it fails.
    fn deliver(
        &self,
        blanks: &[Blank<'_>],
        planned: &[Planned],
        written: &Mutex<Vec<Serial>>,
    ) -> Result<Vec<Made>, Failure> {
        let folders = self.folder.ready(planned.iter().map(|one| one.serial))?;
        let jobs: Vec<(&Blank<'_>, Planned)> = blanks.iter().zip(planned.iter().copied()).collect();
        let next = AtomicUsize::new(0);
        // A whole file system is not synced for the sake of one person's codes.
        let lasting = match jobs.len() {
            0..=CHUNK => Lasting::AtOnce,
            _ => Lasting::WithBatch,
        };
        let write = |serial: Serial, bytes: &[u8]| {
            self.folder.write(serial, bytes, lasting)?;
            let mut written = written.lock().unwrap_or_else(PoisonError::into_inner);
            written.push(serial);
            Ok(())
        };
        let work = || self.work(&jobs, &next, &write);
        let cores = thread::available_parallelism().map_or(1, NonZero::get);
        let threads = cores.min(jobs.len().div_ceil(CHUNK));
        let made = thread::scope(|scope| {
            let others: Vec<_> = (1..threads).map(|_| scope.spawn(work)).collect();
            let mut made = vec![work()];
            for other in others {
                let ended = other.join();
                made.push(ended.unwrap_or_else(|_| Err(Failure::new("a thread has failed"))));
            }
            made
        });
        let mut chunks = Vec::new();
        for made in made {
            chunks.extend(made?);
        }
        if lasting == Lasting::WithBatch {
            files::sync_batch(&folders)?;
        }
        chunks.sort_unstable_by_key(|(first, _)| *first);
        Ok(chunks.into_iter().flat_map(|(_, made)| made).collect())
    }

    /// Makes codes until none is left to begin, and says where each chunk of them stands.
    fn work(
        &self,
        jobs: &[(&Blank<'_>, Planned)],
        next: &AtomicUsize,
        write: &Write<'_>,
    ) -> Result<Vec<(usize, Vec<Made>)>, Failure> {
        let mut chunks = Vec::new();
        loop {
            let first = next.fetch_add(CHUNK, Ordering::Relaxed);
            let Some(rest) = jobs.get(first..).filter(|rest| !rest.is_empty()) else {
                return Ok(chunks);
            };
            let chunk = rest.iter().take(CHUNK);
            let made = chunk.map(|(blank, planned)| self.make(blank, *planned, write));
            match made.collect() {
                Ok(made) => chunks.push((first, made)),
                Err(failure) => {
                    // Nobody begins another chunk for nothing.
                    next.store(jobs.len(), Ordering::Relaxed);
                    return Err(failure);
                }
            }
        }
    }

    fn make(
        &self,
        blank: &Blank<'_>,
        planned: Planned,
        write: &Write<'_>,
    ) -> Result<Made, Failure> {
        let workshop = Workshop {
            authority: &self.authority,
            validity: blank.validity,
        };
        let (record, order) = (&blank.record, &blank.order);
        match workshop.make(record, order, blank.expires, self.home.now, planned) {
            Ok(issued) => {
                write(issued.serial, &issued.rendered.bytes)?;
                Ok(Made::Written {
                    code: issued.code.hash(),
                    pairing: issued.pairing(order),
                })
            }
            Err(error) if error.refusal().is_some() => Ok(Made::Refused(error)),
            Err(error) => Err(sign::failure(error)),
        }
    }

    /// Gives up what was planned and takes back what was written of it. The indexes are spent.
    fn give_up(
        &self,
        register: &mut Register,
        planned: &[Planned],
        written: &[Serial],
    ) -> Result<(), Failure> {
        self.take_back(written.iter().copied());
        let serials: Vec<Serial> = planned.iter().map(|one| one.serial).collect();
        register.abandon_many(&serials).map_err(register::failed)?;
        Ok(())
    }

    /// Removes the files of codes that are given up.
    fn take_back(&self, serials: impl Iterator<Item = Serial>) {
        for path in serials.filter_map(|serial| self.folder.remove(serial)) {
            note(format_args!(
                "{}: its code is given up, and it cannot be removed: destroy it",
                path.display()
            ));
        }
    }
}

/// What must not be issued is said of the one code; what failed ends the run.
pub(super) fn refusal(error: IssueError) -> Result<Renewed, Failure> {
    match error.refusal() {
        Some(slug) => Ok(Renewed::Refused {
            slug,
            message: error.to_string(),
        }),
        None => Err(sign::failure(error)),
    }
}
