use std::fs;

use super::*;
use crate::ledger::{Damage, OpenError};

fn reopen(path: &Path) -> Result<(FileLedger, Option<Repair>), OpenError> {
    let opened = FileLedger::open_with_entries(path, FEW)?;
    Ok((opened.ledger, opened.repair))
}

#[test]
fn a_last_line_torn_anywhere_is_cut_off() {
    let place = Place::new();
    let head = eventful(&place).head();
    let path = place.path();
    let whole = fs::read(&path).unwrap();
    let lines = whole.split_inclusive(|byte| *byte == b'\n').count();
    let last = whole
        .split_inclusive(|byte| *byte == b'\n')
        .next_back()
        .unwrap()
        .len();
    for kept in 1..last {
        fs::write(&path, &whole[..whole.len() - last + kept]).unwrap();
        let (mut ledger, repair) = open(&path);
        if kept + 1 == last {
            assert_eq!(repair, Some(Repair::EndedLine { line: lines as u64 }));
            assert_eq!(ledger.head(), head);
            assert_eq!(fs::read(&path).unwrap(), whole);
        } else {
            let (line, bytes) = (lines as u64, kept as u64);
            assert_eq!(repair, Some(Repair::CutTail { line, bytes }));
            assert_eq!(ledger.lines(), line - 1);
        }
        ledger.open_list(Tier::Sealed, quarter()).unwrap();
        drop(ledger);
        place.open();
    }
}

#[test]
fn a_tail_of_zeros_is_cut_off() {
    let place = Place::new();
    eventful(&place);
    let path = place.path();
    let mut bytes = fs::read(&path).unwrap();
    bytes.extend([0; 300]);
    fs::write(&path, &bytes).unwrap();
    let (_, repair) = open(&path);
    assert!(matches!(repair, Some(Repair::CutTail { bytes: 300, .. })));
}

#[test]
fn a_lost_newline_before_a_torn_line_is_found() {
    let place = Place::new();
    eventful(&place);
    let path = place.path();
    let whole = fs::read(&path).unwrap();
    let newlines = (0..whole.len()).filter(|at| whole[*at] == b'\n');
    let [.., last_but_one, last] = newlines.collect::<Vec<_>>()[..] else {
        panic!("too few lines");
    };
    for end in last_but_one + 1..last {
        let mut bytes = whole[..end].to_vec();
        bytes[last_but_one] = b' ';
        fs::write(&path, &bytes).unwrap();
        let refused = reopen(&path).map(|_| ());
        assert!(
            matches!(refused, Err(OpenError::Damaged { .. })),
            "{refused:?}"
        );
        assert_eq!(
            fs::read(&path).unwrap(),
            bytes,
            "what is refused is not touched"
        );
    }
}

#[test]
fn every_changed_byte_is_found() {
    let place = Place::new();
    eventful(&place);
    let path = place.path();
    let whole = fs::read(&path).unwrap();
    for at in 0..whole.len() {
        for flip in [0x01, 0x20, 0x80] {
            let mut bytes = whole.clone();
            bytes[at] ^= flip;
            fs::write(&path, &bytes).unwrap();
            let line = 1 + whole[..at].iter().filter(|byte| **byte == b'\n').count() as u64;
            match reopen(&path).map(|_| ()) {
                Err(OpenError::NotALedger) => assert_eq!(line, 1),
                // A newline that appears or vanishes is found in the line that it cuts or joins.
                Err(OpenError::Damaged { line: found, .. }) => assert_eq!(found, line),
                other => panic!("byte {at} ^ {flip:#x}: {other:?}"),
            }
        }
    }
}

#[test]
fn lines_left_out_doubled_or_swapped_are_found() {
    let place = Place::new();
    eventful(&place);
    let path = place.path();
    let text = fs::read_to_string(&path).unwrap();
    let lines: Vec<&str> = text.split_inclusive('\n').collect();
    let damaged = |lines: &[&str]| {
        fs::write(&path, lines.concat()).unwrap();
        reopen(&path).map(|_| ()).unwrap_err()
    };
    for at in 1..lines.len() - 1 {
        let expected = OpenError::Damaged {
            line: at as u64 + 1,
            damage: Damage::Chain,
        };
        let mut without = lines.clone();
        without.remove(at);
        assert_eq!(damaged(&without), expected);
        let mut swapped = lines.clone();
        swapped.swap(at, at + 1);
        assert_eq!(damaged(&swapped), expected);
        let mut doubled = lines.clone();
        doubled.insert(at, lines[at - 1]);
        assert!(
            matches!(damaged(&doubled), OpenError::Damaged { .. }),
            "{at}"
        );
    }
}

#[test]
fn files_that_are_no_ledger() {
    let place = Place::new();
    let path = place.path();
    let missing = reopen(&path).map(|_| ());
    assert_eq!(missing, Err(OpenError::Io(std::io::ErrorKind::NotFound)));
    for text in ["", "\n", "{}\n", "{\"juma_ledger\":1", "\0\0\0\0"] {
        fs::write(&path, text).unwrap();
        assert_eq!(
            reopen(&path).map(|_| ()),
            Err(OpenError::NotALedger),
            "{text}"
        );
    }
    fs::write(&path, "a file of somebody else's").unwrap();
    let refused = FileLedger::create_with_entries(&path, FEW).map(|_| ());
    assert_eq!(refused, Err(OpenError::Exists));
}

#[test]
fn a_long_tail_is_damage() {
    let place = Place::new();
    place.create();
    let path = place.path();
    let mut bytes = fs::read(&path).unwrap();
    bytes.resize(bytes.len() + (1 << 20), b'x');
    fs::write(&path, &bytes).unwrap();
    let (line, damage) = (2, Damage::TooLong);
    assert_eq!(
        reopen(&path).map(|_| ()),
        Err(OpenError::Damaged { line, damage })
    );
}

#[test]
fn creating_is_repeated_after_a_crash_and_never_over_a_ledger() {
    let place = Place::new();
    let path = place.path();
    place.create();
    let header = fs::read(&path).unwrap();
    for kept in 0..header.len() {
        fs::write(&path, &header[..kept]).unwrap();
        place.create();
        assert_eq!(fs::read(&path).unwrap(), header);
    }
    let refused = FileLedger::create_with_entries(&path, FEW).map(|_| ());
    assert_eq!(refused, Err(OpenError::Exists));
    assert_eq!(fs::read(&path).unwrap(), header);
}

#[test]
fn one_process_at_a_time() {
    let place = Place::new();
    let ledger = place.create();
    let path = place.path();
    assert_eq!(reopen(&path).map(|_| ()), Err(OpenError::Locked));
    let second = FileLedger::create_with_entries(&path, FEW).map(|_| ());
    assert_eq!(second, Err(OpenError::Locked));
    drop(ledger);
    let ledger = place.open();
    assert_eq!(reopen(&path).map(|_| ()), Err(OpenError::Locked));
    drop(ledger);
    place.open();
}

#[cfg(unix)]
#[test]
fn only_the_owner_may_read() {
    use std::os::unix::fs::PermissionsExt;

    let place = Place::new();
    place.create();
    let mode = fs::metadata(place.path()).unwrap().permissions().mode();
    assert_eq!(mode & 0o777, 0o600);
}
