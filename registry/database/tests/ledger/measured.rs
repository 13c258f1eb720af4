//! How long the register takes for many, printed for BENCHMARKS.md; nothing here asserts a time.

use std::time::Instant;

use juma_format::{StatusRef, claims::Tier};
use juma_register::TakenIn;
use juma_registry::ledger::{CodeHash, IssuePlan, Ledger};

use crate::{
    places::{File, Place, Server, random},
    residents::{citizen, record_of},
    suite::{Form, plan_for, quarter},
};

const PEOPLE: u32 = 100_000;
const BATCH: usize = 500;

#[test]
#[ignore = "takes minutes; for BENCHMARKS.md"]
fn a_hundred_thousand() {
    measure("SQLite", &File::place().unwrap());
    if let Some(server) = Server::place() {
        measure("PostgreSQL", &server);
    }
}

fn measure(name: &str, place: &impl Place) {
    let mut register = place.create_with_entries(StatusRef::ENTRIES);
    register.open_list(Tier::Gate, quarter()).unwrap();
    let records: Vec<_> = (0..PEOPLE)
        .map(|person| {
            let (day, order) = (person / 900, person % 900);
            let born = format!(
                "{:04}{:02}{:02}",
                1950 + day / 300,
                1 + day / 25 % 12,
                1 + day % 25
            );
            record_of(
                &format!("R-{person}"),
                &citizen(&born, order),
                Some("样例街道1号"),
            )
        })
        .collect();
    let begun = Instant::now();
    for batch in records.chunks(BATCH) {
        let taken = register.take_in(batch, &mut random).unwrap();
        assert!(taken.iter().all(|one| *one == TakenIn::Enrolled));
    }
    say(name, "taken in", begun);
    let begun = Instant::now();
    for batch in records.chunks(BATCH) {
        let taken = register.take_in(batch, &mut random).unwrap();
        assert!(taken.iter().all(|one| *one == TakenIn::Same));
    }
    say(name, "taken in again", begun);
    let plans: Vec<IssuePlan> = records
        .iter()
        .map(|record| plan_for(record.subject().as_str(), Tier::Gate))
        .collect();
    let begun = Instant::now();
    let mut planned = Vec::new();
    for batch in plans.chunks(BATCH) {
        planned.extend(register.plan_many(batch, &mut random).unwrap());
    }
    say(name, "planned", begun);
    let codes: Vec<_> = planned
        .iter()
        .map(|one| (one.serial, CodeHash::from_bytes([7; 32])))
        .collect();
    let begun = Instant::now();
    for batch in codes.chunks(BATCH) {
        register.commit_many(batch).unwrap();
    }
    say(name, "committed", begun);
    let begun = Instant::now();
    register.audit().unwrap();
    say(name, "audited", begun);
}

fn say(name: &str, what: &str, begun: Instant) {
    let seconds = begun.elapsed().as_secs_f64();
    let rate = f64::from(PEOPLE) / seconds;
    println!("{name}: {PEOPLE} {what} in {seconds:.2} s, {rate:.0} a second");
}
