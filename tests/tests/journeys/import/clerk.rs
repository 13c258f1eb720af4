//! A clerk's table, from its faults to a dry run that finds nothing to do.

use std::{fs, path::Path};

use juma_format::gb18030;
use juma_registry::intake;
use juma_samples::people::{Encoding, Form, Words};
use juma_tests::command::{Place, SIGNED, run};

use super::{counts, file, import, people, refusals};

/// What is wrong, by line: what stands there in place of what is right, and why it is refused.
const FAULTS: [(usize, Right, &str, &str); 9] = [
    (3, Right::Day, "2026/1/5", "record-date"),
    (7, Right::Number, "4.40305E+17", "row-rounded"),
    (12, Right::Region, "福田区", "record-region"),
    (18, Right::Population, "流动人囗", "record-unknown-word"),
    (23, Right::Name, "样　例", "record-text"),
    (29, Right::Address, "\"样例路1号", "row-quote"),
    (34, Right::Address, "样例路1号,甲", "row-columns"),
    (40, Right::Subject, "", "record-missing-field"),
    (52, Right::State, "有", "record-unknown-word"),
];

/// The cell that is wrong.
#[derive(Clone, Copy, Debug)]
enum Right {
    Address,
    Day,
    Name,
    Number,
    Population,
    Region,
    State,
    Subject,
}

impl Right {
    const fn header(self) -> &'static str {
        match self {
            Self::Address => "居住地址",
            Self::Day => "核验时间",
            Self::Name => "姓名",
            Self::Number => "证件号码",
            Self::Population => "人口类别",
            Self::Region => "行政区划代码",
            Self::State => "居住登记状态",
            Self::Subject => "人员编号",
        }
    }
}

/// A table of 51 people who have no guardians, and a row by its number.
fn table() -> Vec<Vec<String>> {
    let all = file(&people(90), Form::Csv(Words::Zh), Encoding::Utf8);
    let all = String::from_utf8(all).unwrap();
    let rows = all
        .lines()
        .map(|row| row.split(',').map(str::to_owned).collect());
    let rows: Vec<Vec<String>> = rows.collect();
    let place = |header: &str| rows[0].iter().position(|it| it == header).unwrap();
    let (guardian, address) = (place("监护人编号"), place("居住地址"));
    let is_plain = |row: &&Vec<String>| {
        let is_common = gb18030::encode(&row.join(",")).is_some();
        is_common && row[guardian].is_empty() && !row[address].is_empty()
    };
    let plain = rows[1..].iter().filter(is_plain).take(51);
    let table: Vec<_> = rows[..1].iter().chain(plain).cloned().collect();
    assert_eq!(table.len(), 52);
    table
}

/// As a spreadsheet in China saves it.
fn saved(table: &[Vec<String>]) -> Vec<u8> {
    let lines = table.iter().map(|row| row.join(",") + "\r\n");
    lines.flat_map(|line| gb(&line)).collect()
}

fn gb(line: &str) -> Vec<u8> {
    if line.is_ascii() {
        return line.into();
    }
    gb18030::encode(line).expect("every edition has its characters")
}

/// Puts right what stands in a file of refused rows.
fn mend(path: &str, faults: &[(usize, Right, &str, &str)], right: &[Vec<String>]) {
    let held = fs::read(path).unwrap();
    let held = intake::Encoding::Gb18030.decode(&held);
    let mut held = held.expect("GB 18030").into_owned();
    for (line, cell, wrong, _) in faults {
        let row = &right[line - 1];
        let place = right[0].iter().position(|it| it == cell.header()).unwrap();
        let mut bad = row.clone();
        (*wrong).clone_into(&mut bad[place]);
        let (bad, good) = (bad.join(","), row.join(","));
        assert!(held.contains(&bad), "line {line} is there, byte for byte");
        held = held.replace(&bad, &good);
    }
    let lines = held.split_inclusive('\n').flat_map(gb);
    fs::write(path, lines.collect::<Vec<u8>>()).unwrap();
}

#[test]
fn a_table_with_faults_is_mended_until_nothing_is_to_do() {
    let place = Place::new();
    let right = table();
    let mut wrong = right.clone();
    for (line, cell, value, _) in FAULTS {
        let place = right[0].iter().position(|it| it == cell.header()).unwrap();
        value.clone_into(&mut wrong[line - 1][place]);
    }
    let path = place.write("居民.csv", saved(&wrong));
    let home = place.path("home");
    let plain = run(
        "juma-issuer",
        [
            "import",
            "--home",
            &home,
            "--at",
            SIGNED,
            "--dry-run",
            &path,
        ],
    );
    // Where and what is wanted, and nothing of anybody.
    let plain = plain.expect(1);
    assert!(
        plain
            .err
            .contains("line 3, column 10 (J): identity.verified_at (核验时间)"),
        "{}",
        plain.err
    );
    for (line, cell, value, _) in FAULTS {
        assert!(plain.err.contains(&format!("line {line}")), "{}", plain.err);
        let place = right[0].iter().position(|it| it == cell.header()).unwrap();
        for value in [
            value,
            &right[line - 1][place],
            &right[line - 1][2],
            &right[line - 1][5],
        ] {
            let is_long = value.chars().count() > 2;
            let is_said = plain.err.contains(value) || plain.out.contains(value);
            // Words that may stand in a column are named.
            let is_word = matches!(cell, Right::Population | Right::State);
            assert!(!(is_long && is_said && !is_word), "{value}: {}", plain.err);
        }
    }

    let ran = import(&place, &[&path]).expect(1);
    assert_eq!(counts(&ran), [51, 42, 0, 0, 9]);
    let mut all: Vec<_> = refusals(&ran)
        .into_iter()
        .map(|(line, _, reason)| (line, reason))
        .collect();
    all.sort_unstable();
    let expected = FAULTS.map(|(line, _, _, slug)| (u64::try_from(line).unwrap(), slug.to_owned()));
    assert_eq!(all, expected);

    // Some are mended, and the others come to a file with the next number.
    let rejects = place.path("居民.csv.rejects.csv");
    mend(&rejects, &FAULTS[..6], &right);
    let ran = import(&place, &[&rejects]).expect(1);
    assert_eq!(counts(&ran), [9, 6, 0, 0, 3]);
    let second = place.path("居民.csv.rejects-2.csv");
    let held = fs::read(&second).unwrap();
    let says = |what: &[u8]| held.windows(what.len()).filter(|it| *it == what).count();
    assert_eq!(
        (says(b"reject.line"), says(b"reject.encoding.gb18030")),
        (1, 1)
    );
    mend(&second, &FAULTS[6..], &right);
    let ran = import(&place, &[&second]).expect(0);
    assert_eq!(counts(&ran), [3, 3, 0, 0, 0]);
    assert!(!Path::new(&place.path("居民.csv.rejects-3.csv")).exists());

    let whole = place.write("全部.csv", saved(&right));
    let ran = import(&place, &["--dry-run", &whole]).expect(0);
    assert_eq!(counts(&ran), [51, 0, 0, 51, 0]);
}
