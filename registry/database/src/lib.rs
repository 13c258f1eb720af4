//! The register of an issuing place, or of several that share one, on a database: residents, what
//! was issued to them, and a journal of every act.
//!
//! [`Register`] is the [`Ledger`](juma_registry::ledger::Ledger) of an embedded SQLite file, which
//! one process has open at a time, or of a PostgreSQL server, on which several machines work at
//! once. The same statements run on both. Every act is one transaction that locks the row `head`
//! first, so that acts follow one another, no number is given twice, and the journal is one chain.
//!
//! Nothing here reads a clock for a decision about a person or draws a random byte: both are
//! arguments. Only the leases of running processes go by the clock of the database.

mod act;
mod adopt;
mod context;
mod error;
mod growth;
mod indexes;
mod journal;
mod keeping;
mod ledger;
mod migrations;
mod register;
mod residents;
mod runs;
mod store;
mod witness;

pub use adopt::Adopted;
pub use context::{Context, Operator, OperatorError};
pub use error::RegisterError;
pub use journal::{Audit, JournalEntry};
pub use keeping::{
    Counts, Due, EndingCodes, Evidence, FoundCode, Freshness, LaterList, LaterPublication,
    ListFate, NotDue, PersonExport, PurgeError, PurgeGround, Purged, RETENTION_DAYS, Resumed,
    Snapshot, Wiped,
};
pub use ledger::{Predecessor, Renewal};
pub use register::Register;
pub use residents::{
    ActError, AddressForm, Bearers, Carrier, Channel, CodeFate, CodeOf, Comparison, DueBearer,
    DueCode, DueQuery, DueReason, Ended, Fact, Facts, ImportCounts, Kinship, Outcome, PairingCode,
    Refusal, Relation, RelationKind, Residence, StaleCode, Successor, TakenIn, Whose,
};
pub use runs::{
    Batch, Enrolled, Fate, IssuedBatch, NewBatch, NewCode, PlannedCode, Revision, Run, RunError,
    RunId, RunRefusal, RunSkip, RunState, RunTerms, Unfit, fates_digest,
};
pub use store::{StoreAddress, StoreAddressError, StoreError};
pub use witness::{Mark, Witness};
