use encoding_rs::GB18030;
use proptest::prelude::*;

use super::{
    Encoding, Evidence, Form, HeaderError, RareCharacters, ReadError, Row, RowProblem, RowReader,
};

mod clerk;
mod quotes;

const HEADER: &str = "subject,name,population,document.kind,document.number,identity.level,\
    identity.verified_at,identity.reference,region,address.state,address.text,note";

fn line(subject: &str, rest: &str) -> String {
    format!(
        "{subject},张三,migrant,citizen,11010519491231002X,in-person,2026-05-01,V-1,440305,{rest}"
    )
}

fn rows(bytes: &[u8], form: Form) -> Vec<Row> {
    let mut reader = RowReader::new(bytes, form, None, RareCharacters::default()).unwrap();
    std::iter::from_fn(|| reader.next_row().unwrap()).collect()
}

fn said(rows: &[Row]) -> Vec<(u64, Option<usize>, &'static str)> {
    let one = |row: &Row| match &row.record {
        Ok(_) => (row.line, None, "ok"),
        Err(error) => (row.line, error.column, error.slug()),
    };
    rows.iter().map(one).collect()
}

#[test]
fn a_table_with_faults_names_each_line_and_column() {
    let good = |subject| line(subject, "registered,样例路1号,");
    let table = [
        HEADER.to_owned(),
        good("R-1"),
        good("R-2").replace("002X", "0021"),
        "R-3,张三".to_owned(),
        String::new(),
        good("R-4").replace("migrant", "stranger"),
        line("R-5", "registered,\"样例路\"\"1\"\"号,甲\",\"a\nb\""),
        line("R-6", "registered,\"样例路1号,"),
        good("R-7").replace("张三", ""),
        good("R-8"),
    ]
    .join("\r\n");
    let read = rows(table.as_bytes(), Form::Csv);
    assert_eq!(
        said(&read),
        [
            (2, None, "ok"),
            (3, Some(5), "record-document"),
            (4, None, "row-columns"),
            (6, Some(3), "record-unknown-word"),
            (7, None, "ok"),
            (9, Some(11), "row-quote"),
            (10, Some(2), "record-missing-field"),
            (11, None, "ok"),
        ]
    );
    let address = read[4].record.as_ref().unwrap().person().address.tail();
    assert_eq!(address.unwrap().as_str(), "样例路\"1\"号,甲");
    let raw = read[5].raw.as_deref().unwrap();
    assert!(raw.ends_with("样例路1号,".as_bytes()));
}

#[test]
fn headers_that_are_none() {
    let error = |table: &str| {
        let rare = RareCharacters::default();
        match RowReader::new(table.as_bytes(), Form::Csv, None, rare) {
            Err(ReadError::Header(error)) => error,
            _ => panic!("{table}"),
        }
    };
    assert_eq!(error(""), HeaderError::Missing);
    assert_eq!(error("\n\n"), HeaderError::Missing);
    assert_eq!(error("张三,R-1\n"), HeaderError::NoneKnown);
    let unknown = format!("{HEADER},shoe size\n");
    assert_eq!(
        error(&unknown).to_string(),
        "unknown headers: shoe size; name them so, or take the columns away"
    );
    let twice = format!("{HEADER},姓名\n");
    assert_eq!(
        error(&twice).to_string(),
        "columns 2 and 13 are both name (姓名); take one away"
    );
    let missing = HEADER.replace("name,", "").replace("region,", "");
    assert_eq!(
        error(&missing).to_string(),
        "columns are missing: name (姓名), region (行政区划代码)"
    );
    let utf16 = RowReader::new(
        &b"\xFF\xFEs\0"[..],
        Form::Csv,
        None,
        RareCharacters::default(),
    );
    assert!(matches!(utf16, Err(ReadError::Utf16)));
}

#[test]
fn what_a_row_may_be_long() {
    let long = "甲".repeat(30_000);
    let table = format!(
        "{HEADER}\n{}\n{}\n",
        line("R-1", &format!("none,,{long}")),
        line("R-2", "none,,")
    );
    let read = rows(table.as_bytes(), Form::Csv);
    assert_eq!(said(&read), [(2, None, "row-too-long"), (3, None, "ok")]);
    assert!(read[0].raw.is_none());
    let jsonl = format!("{{\"note\": \"{long}\"}}\n{{}}\n");
    let read = rows(jsonl.as_bytes(), Form::Jsonl);
    assert_eq!(read[0].record.as_ref().unwrap_err().slug(), "row-too-long");
    assert_eq!(read[1].line, 2);
}

#[test]
fn encodings_are_told_apart_and_damage_is_found() {
    let table = format!("{HEADER}\n{}\n", line("R-1", "registered,样例路1号,"));
    let gb = GB18030.encode(&table).0.into_owned();
    let marked = [b"\xEF\xBB\xBF".as_slice(), table.as_bytes()].concat();
    let ascii = table
        .replace("张三", "Jane Doe")
        .replace("registered,样例路1号", "none,");
    for (bytes, encoding, evidence) in [
        (table.as_bytes(), Encoding::Utf8, Evidence::Content),
        (&*gb, Encoding::Gb18030, Evidence::Content),
        (&*marked, Encoding::Utf8, Evidence::ByteOrderMark),
        (ascii.as_bytes(), Encoding::Utf8, Evidence::OnlyAscii),
    ] {
        let reader = RowReader::new(bytes, Form::Csv, None, RareCharacters::default());
        let detected = reader.unwrap().detected();
        assert_eq!((detected.encoding, detected.evidence), (encoding, evidence));
        assert_eq!(said(&rows(bytes, Form::Csv)), [(2, None, "ok")]);
    }
    // 毛强 in GB 18030 is `ëǿ` in UTF-8: nobody is to get another name silently.
    let latin = ascii.replace("Jane Doe", "毛强");
    let short = GB18030.encode(&latin).0.into_owned();
    let open = |encoding| RowReader::new(&*short, Form::Csv, encoding, RareCharacters::default());
    assert!(matches!(open(None), Err(ReadError::Ambiguous)));
    let mut told = open(Some(Encoding::Gb18030)).unwrap();
    let record = told.next_row().unwrap().unwrap().record.unwrap();
    assert_eq!(record.person().name.as_str(), "毛强");
    // A lead byte before a comma is no character of GB 18030.
    let damaged = [gb.trim_ascii_end(), b"\xC0\n"].concat();
    let read = rows(&damaged, Form::Csv);
    assert_eq!(said(&read), [(2, Some(12), "row-undecodable")]);
    assert!(read[0].raw.as_deref().unwrap().ends_with(b"\xC0"));
    let problem = read[0].record.as_ref().unwrap_err().problem;
    assert_eq!(problem, RowProblem::Undecodable { after: 0 });
}

#[test]
fn names_that_read_in_both_encodings_are_not_guessed() {
    let read = |table: &[u8]| {
        let rare = RareCharacters::default();
        RowReader::new(table, Form::Csv, None, rare).map(|reader| reader.detected().encoding)
    };
    let table = |header: &str, name: &str| {
        let row = line("R-1", "none,,").replace("张三", name);
        format!("{header}\n{row}\n")
    };
    for name in ["毛强", "毛平", "欧泉"] {
        let gb = GB18030.encode(&table(HEADER, name)).0.into_owned();
        assert!(matches!(read(&gb), Err(ReadError::Ambiguous)), "{name}");
        for encoding in [Encoding::Gb18030, Encoding::Utf8] {
            let marked = [encoding.reject_mark().as_bytes(), b",", &gb].concat();
            assert_eq!(read(&marked).unwrap(), encoding);
        }
        let chinese = HEADER.replace("region", "行政区划代码");
        assert!(read(table(&chinese, name).as_bytes()).unwrap() == Encoding::Utf8);
    }
    // One fault among many is damage to UTF-8, and here an honest character of GB 18030.
    let many = "毛强,".repeat(20) + "座";
    let gb = GB18030.encode(&table(HEADER, &many)).0.into_owned();
    assert!(matches!(read(&gb), Err(ReadError::Ambiguous)));
    for name in [
        "José",
        "Élodie",
        "毛强",
        "ئالىم تۇرسۇن",
        "བཀྲ་ཤིས",
        "Иван Петров",
    ] {
        let table = table(HEADER, name);
        assert_eq!(read(table.as_bytes()).unwrap(), Encoding::Utf8, "{name}");
    }
}

#[test]
fn lines_of_records_and_of_refusals() {
    let record = crate::record::Record::from_json(
        r#"{"subject": "R-1", "name": "张三", "population": "migrant",
        "document": {"kind": "citizen", "number": "11010519491231002X"},
        "identity": {"level": "in-person", "verified_at": "2026-05-01", "reference": "V-1"},
        "region": "440305", "address": {"state": "none"}}"#
            .as_bytes(),
    );
    let json = record.unwrap().to_json();
    let more = json.replacen('{', "{\"reject\":{},", 1);
    let lines = format!("{{\"reject\":{{\"line\":7}}}}\n{json}\n\n{{\n{json}\n{more}");
    assert_eq!(
        said(&rows(lines.as_bytes(), Form::Jsonl)),
        [
            (2, None, "ok"),
            (4, Some(1), "record-syntax"),
            (5, None, "ok"),
            (6, Some(11), "record-unknown-field"),
        ]
    );
}

/// As the fuzz target `rows` holds it.
#[test]
fn the_seeds_of_the_fuzzer_keep_what_it_holds() {
    let seeds = concat!(env!("CARGO_MANIFEST_DIR"), "/../fuzz/seeds/rows");
    let mut records = 0;
    for seed in std::fs::read_dir(seeds).unwrap() {
        let bytes = std::fs::read(seed.unwrap().path()).unwrap();
        for form in [Form::Csv, Form::Jsonl] {
            for encoding in [None, Some(Encoding::Gb18030)] {
                let rare = RareCharacters::of_gb18030();
                let Ok(mut reader) = RowReader::new(&*bytes, form, encoding, rare) else {
                    continue;
                };
                let mut last = 0;
                while let Some(row) = reader.next_row().unwrap() {
                    assert!(row.line > last);
                    last = row.line;
                    assert!(row.raw.is_none_or(|raw| raw.len() <= super::MAX_ROW_BYTES));
                    records += usize::from(row.record.is_ok());
                }
            }
        }
    }
    assert!(records > 0);
}

proptest! {
    /// Whatever the bytes are, every line is in some row, and the rows say which.
    #[test]
    fn nothing_is_lost(
        lines in proptest::collection::vec("[a-c,\" \u{4E00}]{0,12}", 0..20),
        is_jsonl in proptest::bool::ANY,
    ) {
        let text = lines.join("\n");
        let form = if is_jsonl { Form::Jsonl } else { Form::Csv };
        let bytes = match form {
            Form::Csv => format!("{HEADER}\n{text}"),
            Form::Jsonl => text.clone(),
        };
        let mut kept = String::new();
        for row in rows(bytes.as_bytes(), form) {
            kept.push_str(std::str::from_utf8(row.raw.as_deref().unwrap()).unwrap());
            kept.push('\n');
        }
        // Rows without a value are passed over.
        let is_empty = |line: &str| match form {
            Form::Csv => line.chars().all(|it| ", \"".contains(it)),
            Form::Jsonl => line.trim().is_empty(),
        };
        let solid = |text: &str| {
            let lines = text.lines().filter(|line| !is_empty(line));
            lines.collect::<Vec<_>>().join("\n")
        };
        prop_assert_eq!(solid(&kept), solid(&text));
    }

    #[test]
    fn no_bytes_are_too_odd(bytes in proptest::collection::vec(any::<u8>(), 0..400)) {
        for form in [Form::Csv, Form::Jsonl] {
            for encoding in [None, Some(Encoding::Utf8), Some(Encoding::Gb18030)] {
                let mut all = HEADER.as_bytes().to_vec();
                all.push(b'\n');
                all.extend(&bytes);
                let rare = RareCharacters::of_gb18030();
                let Ok(mut reader) = RowReader::new(&*all, form, encoding, rare) else {
                    continue;
                };
                let mut last = 0;
                while let Some(row) = reader.next_row().unwrap() {
                    prop_assert!(row.line > last);
                    last = row.line;
                }
            }
        }
    }
}
