use std::{cell::RefCell, io, rc::Rc};

use juma_format::claims::Tier;
use juma_register::{Mark, Register, RegisterError, StoreError, Witness};
use juma_registry::ledger::{Ledger, Period};

use crate::{
    places::{Place, context},
    suite::{FEW, Form, quarter},
};

/// A witness that the test looks at.
#[derive(Clone, Default)]
struct Memory(Rc<RefCell<Option<Mark>>>);

impl Witness for Memory {
    fn last(&mut self) -> io::Result<Option<Mark>> {
        Ok(*self.0.borrow())
    }

    fn remember(&mut self, mark: &Mark) -> io::Result<()> {
        *self.0.borrow_mut() = Some(*mark);
        Ok(())
    }
}

fn open(place: &impl Place, memory: &Memory) -> Result<Register, RegisterError> {
    Register::open(&place.address(), context(), Box::new(memory.clone()))
}

pub(crate) fn an_old_copy_is_not_worked_with<P: Place>(place: &P) {
    let memory = Memory::default();
    let mut register = place.create_seen_by(FEW, Box::new(memory.clone()));
    let act = |register: &mut Register, period: Period| {
        register.open_list(Tier::Gate, period).unwrap();
    };
    act(&mut register, quarter());
    let yesterday = register.mark().unwrap();
    assert_eq!(*memory.0.borrow(), Some(yesterday));
    act(&mut register, quarter().next().unwrap());
    drop(register);
    drop(open(place, &memory).unwrap());
    // What a copy of yesterday holds.
    place
        .run("DELETE FROM journal WHERE number = 2; DELETE FROM status_lists WHERE number = 2")
        .unwrap();
    let chain: String = yesterday
        .chain
        .iter()
        .map(|byte| format!("{byte:02x}"))
        .collect();
    place.set_head(&format!(
        "act = 1, list = 1, chain = {}",
        place.bytes(&chain)
    ));
    let (found, seen) = (1, 2);
    let refused = open(place, &memory).map(|_| ());
    assert_eq!(refused, Err(RegisterError::OldCopy { found, seen }));
    // And it is still none when somebody has gone on from it.
    let mut other = place.open();
    act(&mut other, quarter().next().unwrap().next().unwrap());
    drop(other);
    let refused = open(place, &memory).map(|_| ());
    assert_eq!(refused, Err(RegisterError::Diverged { act: 2 }));
}

pub(crate) fn another_register_is_not_worked_with<P: Place>(place: &P) {
    let memory = Memory::default();
    drop(place.create_seen_by(FEW, Box::new(memory.clone())));
    if let Some(mark) = memory.0.borrow_mut().as_mut() {
        mark.register = [0; 16];
    }
    let refused = open(place, &memory).map(|_| ());
    assert_eq!(refused, Err(RegisterError::OtherRegister));
}

pub(crate) fn what_is_no_register_or_a_newer_one<P: Place>(place: &P) {
    drop(place.create());
    let again = Register::create(
        &place.address(),
        context(),
        Box::new(()),
        &mut crate::places::random,
    );
    assert_eq!(again.map(|_| ()), Err(StoreError::Exists.into()));
    place
        .run("INSERT INTO juma_register (version) VALUES (999)")
        .unwrap();
    let opened = open(place, &Memory::default()).map(|_| ());
    assert!(
        matches!(
            opened,
            Err(RegisterError::Store(StoreError::Newer { found: 999, .. }))
        ),
        "{opened:?}"
    );
    place.run("DROP TABLE juma_register").unwrap();
    let opened = open(place, &Memory::default()).map(|_| ());
    assert_eq!(opened, Err(StoreError::NotARegister.into()));
}

#[test]
fn a_server_that_is_not_there() {
    let address = juma_register::StoreAddress::postgres("postgres://a@%2Fno%2Fsuch%2Ffolder/b");
    let opened = Register::open(&address.unwrap(), context(), Box::new(()));
    assert_eq!(opened.map(|_| ()), Err(StoreError::Lost.into()));
}

#[test]
fn a_server_that_goes_away() {
    let Some(place) = crate::places::Server::place() else {
        eprintln!("skipped: no PostgreSQL, see tests/postgres");
        return;
    };
    let mut register = place.create();
    register.open_list(Tier::Gate, quarter()).unwrap();
    place
        .run(&format!(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity
             WHERE application_name = '{}' AND pid <> pg_backend_pid()",
            place.schema
        ))
        .unwrap();
    let failed = register.open_list(Tier::Full, quarter());
    let lost = juma_registry::ledger::LedgerError::Storage(io::ErrorKind::ConnectionAborted);
    assert_eq!(failed, Err(lost));
    drop(register);
    // Nothing of it was done, and the next process goes on.
    assert_eq!(place.open().open_list(Tier::Full, quarter()), Ok(2));
}
