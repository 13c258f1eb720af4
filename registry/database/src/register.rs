use std::{cell::RefCell, fmt};

use juma_format::{StatusRef, time::UnixTime};
use juma_registry::ledger::{LedgerError, Random, Serial};

use crate::{
    Audit, Context, JournalEntry, Mark, RegisterError, StoreAddress, StoreError, Witness,
    act::{Act, Head},
    error::Failure,
    growth::{self, Growth, Statistics},
    journal, migrations,
    runs::RUN_LEASE,
    store::{Presence, Sharing, Store},
};

/// A register that is open.
pub struct Register {
    inner: RefCell<Inner>,
}

struct Inner {
    store: Store,
    context: Context,
    witness: Box<dyn Witness>,
    session: Option<i64>,
    lasting: Lasting,
    growth: Growth,
}

/// Whether acts last.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Lasting {
    /// As soon as each is done.
    Durable,
    /// Until the register is closed, and nobody else sees them.
    Rehearsed,
}

impl fmt::Debug for Register {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Register(..)")
    }
}

/// Seconds after which a process on a shared register that has not been heard of is taken for
/// dead. Longer than any pause between two acts of a run that lives; what a process does after its
/// lease is over fails, and leaves no good code behind.
const LEASE_SECONDS: i64 = 300;

/// Lost codes that one act gives up: others wait no longer for it than for a batch of a run.
const ABANDONED: usize = 2000;

impl Register {
    /// Creates a register that knows nobody. The name of a file must be free; a database of a
    /// server must be there, and hold no register.
    ///
    /// # Errors
    /// [`StoreError::Exists`], [`RegisterError::Ledger`] without randomness, and when the database
    /// or the witness fails.
    pub fn create(
        address: &StoreAddress,
        context: Context,
        witness: Box<dyn Witness>,
        random: &mut dyn Random,
    ) -> Result<Self, RegisterError> {
        Self::create_with_entries(address, context, witness, random, StatusRef::ENTRIES)
    }

    /// As [`Self::create`], with lists small enough to be filled in a test: a power of two, at
    /// least 64.
    ///
    /// # Errors
    /// As [`Self::create`].
    #[doc(hidden)]
    pub fn create_with_entries(
        address: &StoreAddress,
        context: Context,
        mut witness: Box<dyn Witness>,
        random: &mut dyn Random,
        entries: u32,
    ) -> Result<Self, RegisterError> {
        let mut store = Store::connect(address, Presence::Absent)?;
        migrations::apply(&mut store)?;
        // Without a head it is what a crash left of a creation.
        if Head::read(&mut store) != Err(StoreError::NotARegister) {
            return Err(StoreError::Exists.into());
        }
        let mut register = [0; 16];
        random.fill(&mut register).map_err(LedgerError::from)?;
        let head = Head::new(register, entries);
        head.create(&mut store)?;
        remember(&mut *witness, &head.mark())?;
        Ok(Self::of(store, context, witness))
    }

    /// Opens a register, and brings its schema to the newest version.
    ///
    /// # Errors
    /// [`RegisterError::OldCopy`] when the witness has seen more of it,
    /// [`RegisterError::OtherRegister`], and when the database or the witness fails.
    pub fn open(
        address: &StoreAddress,
        context: Context,
        mut witness: Box<dyn Witness>,
    ) -> Result<Self, RegisterError> {
        let mut store = Store::connect(address, Presence::Present)?;
        if migrations::version(&mut store)?.is_none() {
            return Err(StoreError::NotARegister.into());
        }
        migrations::apply(&mut store)?;
        let head = Head::read(&mut store)?;
        let last = witness.last();
        if let Some(mark) = last.map_err(|error| RegisterError::Witness(error.kind()))? {
            compare(&mut store, &head, &mark)?;
        }
        Ok(Self::of(store, context, witness))
    }

    const fn of(store: Store, context: Context, witness: Box<dyn Witness>) -> Self {
        Self {
            inner: RefCell::new(Inner {
                store,
                context,
                witness,
                session: None,
                lasting: Lasting::Durable,
                growth: Growth::NONE,
            }),
        }
    }

    /// The moment that the following acts take for now.
    pub fn set_now(&mut self, now: UnixTime) {
        self.inner.get_mut().context.now = now;
    }

    /// Rehearses from now on: acts do all that they do, and nothing of it lasts beyond this
    /// register's being open. Others who write wait for that, or give up.
    ///
    /// # Errors
    /// When the database fails.
    pub fn rehearse(&mut self) -> Result<(), RegisterError> {
        let inner = self.inner.get_mut();
        if inner.lasting == Lasting::Durable {
            inner.store.begin()?;
            inner.lasting = Lasting::Rehearsed;
        }
        Ok(())
    }

    /// The moment that acts take for now.
    pub(crate) fn now(&self) -> UnixTime {
        self.inner.borrow().context.now
    }

    /// Does something with the database outside any transaction.
    pub(crate) fn store<T>(&self, work: impl FnOnce(&mut Store) -> T) -> T {
        work(&mut self.inner.borrow_mut().store)
    }

    /// Has a server look at its tables when so many more people or codes have outgrown what it knows
    /// of them. What was written is written, whatever comes of that.
    pub(crate) fn grew(&self, rows: usize) {
        let inner = &mut *self.inner.borrow_mut();
        if inner.growth.add(rows) == Statistics::Outgrown {
            inner.count_again();
        }
    }

    /// The same at once, for a run of so many codes that is about to read everybody.
    pub(crate) fn count_for(&self, codes: u64) {
        if codes >= growth::FIRST {
            self.inner.borrow_mut().count_again();
        }
    }

    /// How far the register has come.
    ///
    /// # Errors
    /// When the database fails.
    pub fn mark(&self) -> Result<Mark, RegisterError> {
        self.read(|store| Ok(Head::read(store)?.mark()))
    }

    /// Gives up every code that a process has planned and will never settle, and names them. A
    /// file has one process at a time; on a server a process counts as living while its lease
    /// lasts, five minutes from its last act by the clock of the database.
    ///
    /// # Errors
    /// When the database or the witness fails.
    pub fn abandon_lost(&mut self) -> Result<Vec<Serial>, RegisterError> {
        let own = self.inner.get_mut().session.unwrap_or(0);
        let lost = self.read(|store| {
            let lease = match store.sharing() {
                Sharing::Many => format!("s.lease_until < {}", store.clock()),
                // Only what a run has planned waits for it.
                Sharing::One => format!("s.lease_until < {RUN_LEASE}"),
            };
            let sql = format!(
                "SELECT i.serial FROM issuances i JOIN sessions s ON s.id = i.session
                 WHERE i.state = 'planned' AND s.id <> $1 AND {lease} ORDER BY i.serial"
            );
            let serials = store.all(&sql, &[own.into()], |row| row.number(0))?;
            Ok::<_, RegisterError>(serials)
        })?;
        let lost: Vec<Serial> = lost.into_iter().filter_map(Serial::new).collect();
        let mut abandoned = Vec::with_capacity(lost.len());
        for lost in lost.chunks(ABANDONED) {
            abandoned.extend(self.write(|act| crate::ledger::abandon_many(act, lost))?);
        }
        Ok(abandoned)
    }

    /// Reads the whole journal and compares it with its chain.
    ///
    /// # Errors
    /// [`RegisterError::Journal`], and when the database fails.
    pub fn audit(&self) -> Result<Audit, RegisterError> {
        self.read(|store| {
            let head = Head::read(store)?;
            let (mut number, mut chain) = (0_u64, journal::start(&head.register));
            journal::walk(store, |entry, shown| {
                number = number.saturating_add(1);
                chain = entry.chain(&chain);
                let fits = entry.number == number && chain == shown;
                fits.then_some(())
                    .ok_or(RegisterError::Journal { entry: number })
            })?;
            if (number, chain) != (head.act, head.chain) {
                let entry = number.saturating_add(1);
                return Err(RegisterError::Journal { entry });
            }
            Ok(Audit {
                entries: number,
                chain,
            })
        })
    }

    /// Hands over every entry of the journal, in order.
    ///
    /// # Errors
    /// When the database fails.
    pub fn journal(&self, mut take: impl FnMut(JournalEntry)) -> Result<(), RegisterError> {
        self.read(|store| {
            journal::walk(store, |entry, _| {
                take(entry);
                Ok::<(), RegisterError>(())
            })
        })
    }

    /// Reads one state of everything.
    pub(crate) fn read<T, E: From<StoreError>>(
        &self,
        read: impl FnOnce(&mut Store) -> Result<T, E>,
    ) -> Result<T, E> {
        let inner = &mut *self.inner.borrow_mut();
        let store = &mut inner.store;
        if inner.lasting == Lasting::Rehearsed {
            return read(store);
        }
        store.begin_reading()?;
        let answer = read(store);
        // Nothing was written, so that it is all one how it ends.
        let _ = store.roll_back();
        answer
    }

    /// Does one act: all of it, durably, or nothing.
    pub(crate) fn write<T, E: Failure>(
        &self,
        write: impl FnOnce(&mut Act<'_>) -> Result<T, E>,
    ) -> Result<T, E> {
        let inner = &mut *self.inner.borrow_mut();
        inner.lasting.begin(&mut inner.store)?;
        match transact(inner, write) {
            Ok((answer, Some(head))) => {
                if inner.lasting == Lasting::Rehearsed {
                    return Ok(answer);
                }
                let remembered = inner.witness.remember(&head.mark());
                remembered.map_err(|error| E::of_witness(error.kind()))?;
                Ok(answer)
            }
            unchanged => {
                // An error says more than one about undoing would.
                let _ = inner.lasting.roll_back(&mut inner.store);
                unchanged.map(|(answer, _)| answer)
            }
        }
    }
}

impl Inner {
    fn count_again(&mut self) {
        // In the middle of a rehearsal a refusal would undo all of it.
        if self.lasting == Lasting::Durable {
            let _ = self.store.count_again();
        }
    }
}

impl Lasting {
    fn begin(self, store: &mut Store) -> Result<(), StoreError> {
        match self {
            Self::Durable => store.begin(),
            Self::Rehearsed => store.batch("SAVEPOINT act"),
        }
    }

    fn commit(self, store: &mut Store) -> Result<(), StoreError> {
        match self {
            Self::Durable => store.commit(),
            Self::Rehearsed => store.batch("RELEASE SAVEPOINT act"),
        }
    }

    fn roll_back(self, store: &mut Store) -> Result<(), StoreError> {
        match self {
            Self::Durable => store.roll_back(),
            Self::Rehearsed => store.batch("ROLLBACK TO SAVEPOINT act; RELEASE SAVEPOINT act"),
        }
    }
}

/// Writes and commits; no head when there was nothing to write.
fn transact<T, E: Failure>(
    inner: &mut Inner,
    write: impl FnOnce(&mut Act<'_>) -> Result<T, E>,
) -> Result<(T, Option<Head>), E> {
    let mut act = Act::begin(&mut inner.store, &inner.context, inner.session)?;
    let before = act.head.act;
    let answer = write(&mut act)?;
    // Whatever changes anything stands in the journal.
    if act.head.act == before {
        return Ok((answer, None));
    }
    if let Some(session) = act.session {
        let clock = act.store.clock();
        let sql = format!("UPDATE sessions SET lease_until = {clock} + $1 WHERE id = $2");
        let values = [LEASE_SECONDS.into(), session.into()];
        act.store.execute(&sql, &values)?;
    }
    let (head, session) = act.end()?;
    inner.lasting.commit(&mut inner.store)?;
    inner.session = session;
    Ok((answer, Some(head)))
}

/// Whether the register is the one that the witness knows, and not behind it.
fn compare(store: &mut Store, head: &Head, mark: &Mark) -> Result<(), RegisterError> {
    if mark.register != head.register {
        return Err(RegisterError::OtherRegister);
    }
    let chain = journal::chain_at(store, head, mark.act)?;
    match chain {
        Some(chain) if chain == mark.chain => Ok(()),
        Some(_) => Err(RegisterError::Diverged { act: mark.act }),
        None => Err(RegisterError::OldCopy {
            found: head.act,
            seen: mark.act,
        }),
    }
}

fn remember(witness: &mut dyn Witness, mark: &Mark) -> Result<(), RegisterError> {
    let done = witness.remember(mark);
    done.map_err(|error| RegisterError::Witness(error.kind()))
}
