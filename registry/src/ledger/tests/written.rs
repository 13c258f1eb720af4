//! The file as another program would write and read it.

use std::{fmt::Write, fs, time::Instant};

use sha2::{Digest, Sha256};

use super::*;
use crate::ledger::{IssuanceState, OpenError, Status};

/// Writes lines by the description of the form, and by nothing else.
struct Scribe {
    chain: [u8; 32],
    text: String,
}

impl Scribe {
    fn new(entries: u32) -> Self {
        let chain = Sha256::digest("juma-ledger/1").into();
        let text = String::new();
        let mut scribe = Self { chain, text };
        scribe.line(&format!(r#"{{"juma_ledger":1,"entries":{entries}}}"#));
        scribe
    }

    fn line(&mut self, object: &str) {
        let body = object.strip_suffix('}').unwrap();
        self.chain = Sha256::new()
            .chain_update(self.chain)
            .chain_update(body)
            .finalize()
            .into();
        write!(self.text, r#"{body},"chain":""#).unwrap();
        for byte in &self.chain[..8] {
            write!(self.text, "{byte:02x}").unwrap();
        }
        self.text.push_str("\"}\n");
    }
}

const LIST: &str = r#"{"list":{"number":1,"tier":"gate","period":"2027-Q1"}}"#;
const PLAN: &str = r#"{"plan":{"serial":1,"subject":"R-1","tier":"gate","key":"a1b2c3d4","list":1,"index":5,"issued":1795320000,"expires":1805040000}}"#;

#[test]
fn lines_of_another_hand_are_read() {
    let place = Place::new();
    let mut scribe = Scribe::new(FEW);
    for line in [
        LIST,
        PLAN,
        &format!(
            r#"{{"commit":{{"serial":1,"code":"{}"}}}}"#,
            "07".repeat(32)
        ),
        r#"{"change":{"serial":1,"to":"suspend","at":1795320000}}"#,
        &format!(
            r#"{{"publish":{{"sequence":1,"epoch":1,"at":1795320000,"lists":[1],"keys":["{}"]}}}}"#,
            "01".repeat(32)
        ),
        r#"{"published":{"sequence":1}}"#,
        r#"{"floor":{"list":0,"sequence":2,"serial":3}}"#,
    ] {
        scribe.line(line);
    }
    fs::write(place.path(), &scribe.text).unwrap();
    let ledger = place.open();
    let issuance = ledger.issuances().next().unwrap().unwrap();
    assert_eq!(issuance.plan, plan_for("R-1", Tier::Gate));
    assert_eq!(issuance.state, IssuanceState::Committed(code(7)));
    assert_eq!(ledger.status_of(issuance.serial), Ok(Status::Suspended));
    assert_eq!(ledger.is_published(1, &key(1), noon()), Ok(true));
    assert_eq!(ledger.next_sequence(), Ok(3));
    assert!(
        scribe
            .text
            .trim_end()
            .ends_with(&format!("\"{}\"}}", ledger.head()))
    );
}

#[test]
fn what_is_written_is_what_is_described() {
    let place = Place::new();
    let mut ledger = place.create();
    ledger.open_list(Tier::Gate, quarter()).unwrap();
    let mut five = |bytes: &mut [u8]| -> Result<(), RandomError> {
        bytes.copy_from_slice(&5_u32.to_le_bytes());
        Ok(())
    };
    ledger
        .plan(&plan_for("R-1", Tier::Gate), &mut five)
        .unwrap();
    let mut scribe = Scribe::new(FEW);
    scribe.line(LIST);
    scribe.line(PLAN);
    assert_eq!(fs::read_to_string(place.path()).unwrap(), scribe.text);
}

#[test]
fn lines_with_a_good_chain_that_cannot_be() {
    let place = Place::new();
    let commit = format!(
        r#"{{"commit":{{"serial":1,"code":"{}"}}}}"#,
        "07".repeat(32)
    );
    for (number, lines) in [
        [PLAN, PLAN].as_slice(),
        &[LIST, LIST],
        &[LIST, PLAN, PLAN],
        &[LIST, &PLAN.replace("gate", "full")],
        &[LIST, &PLAN.replace("R-1", "../R-1")],
        &[LIST, &PLAN.replace("R-1", "11010519491231002X")],
        &[LIST, &PLAN.replace(r#""index":5"#, r#""index":64"#)],
        &[LIST, &PLAN.replace("1805040000", "1815040000")],
        &[LIST, &PLAN.replace("1795320000", "1795320000000")],
        &[LIST, &PLAN.replace("serial", "cereal")],
        &[LIST, &PLAN.replace("a1b2", "A1B2")],
        &[LIST, &PLAN.replace(r#""index":5"#, r#""index":5.0"#)],
        &[LIST, PLAN, &commit, &commit],
        &[LIST, PLAN, &commit.replace("07", "7")],
        &[LIST, r#"{"published":{"sequence":1}}"#],
        &[LIST, r#"{"novelty":{"serial":1}}"#],
        &[LIST, "[]}"],
        &[LIST, "{}"],
    ]
    .iter()
    .enumerate()
    {
        let mut scribe = Scribe::new(FEW);
        for line in *lines {
            scribe.line(line);
        }
        fs::write(place.path(), &scribe.text).unwrap();
        let refused = FileLedger::open_with_entries(&place.path(), FEW).map(|_| ());
        assert!(
            matches!(refused, Err(OpenError::Damaged { .. })),
            "{number}: {refused:?}"
        );
    }
}

/// Prints how long opening takes: `cargo test --release -- --ignored --nocapture a_million`.
#[test]
#[ignore = "for measuring"]
fn a_million_lines() {
    let place = Place::new();
    let mut scribe = Scribe::new(1 << 20);
    scribe.line(LIST);
    let mut index = 5_u32;
    for serial in 1..=500_000_u32 {
        // A full period modulo 2^20, so that no index comes twice.
        index = index.wrapping_mul(1_664_525).wrapping_add(1_013_904_223) % (1 << 20);
        let plan = PLAN
            .replace(r#""serial":1"#, &format!(r#""serial":{serial}"#))
            .replace("R-1", &format!("R-44030500{serial:08}"))
            .replace(r#""index":5"#, &format!(r#""index":{index}"#));
        scribe.line(&plan);
        scribe.line(&format!(
            r#"{{"commit":{{"serial":{serial},"code":"{serial:064x}"}}}}"#
        ));
    }
    fs::write(place.path(), &scribe.text).unwrap();
    let bytes = scribe.text.len();
    drop(scribe);
    let start = Instant::now();
    let opened = FileLedger::open(&place.path()).unwrap();
    println!(
        "{} lines, {bytes} bytes: {:?}",
        opened.ledger.lines(),
        start.elapsed()
    );
    if let Ok(status) = fs::read_to_string("/proc/self/status") {
        status
            .lines()
            .filter(|line| line.starts_with("VmRSS"))
            .for_each(|line| println!("{line}"));
    }
}
