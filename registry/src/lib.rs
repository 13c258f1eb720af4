//! Residents' records and the status-index ledger.
