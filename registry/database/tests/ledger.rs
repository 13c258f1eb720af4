//! The suite of every ledger, over both databases.

#[path = "../../tests/suite/mod.rs"]
mod suite;

mod places;

mod postgres {
    crate::ledger_suite!(crate::places::Server);
}

mod sqlite {
    crate::ledger_suite!(crate::places::File);
}
