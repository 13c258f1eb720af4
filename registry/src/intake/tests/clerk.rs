//! What spreadsheets and hands make of a table, and what is said of it.

use super::*;
use crate::record::{RecordField, RecordWarning};

/// A row that is good, as cells by field.
const GOOD: [(&str, &str); 12] = [
    ("人员编号", "R-1"),
    ("姓名", "张三"),
    ("人口类别", "流动"),
    ("证件类型", "居民身份证"),
    ("证件号码", "11010519491231002X"),
    ("核验方式", "现场核验"),
    ("核验时间", "2026-05-01"),
    ("核验编号", "V-1"),
    ("行政区划代码", "440305"),
    ("居住登记状态", "已登记"),
    ("居住地址", "样例路1号"),
    ("出生日期", ""),
];

/// The row with other values in some columns.
fn with(changes: &[(&str, &str)]) -> Vec<Row> {
    let header: Vec<_> = GOOD.iter().map(|(header, _)| *header).collect();
    let cells = GOOD.iter().map(|(header, good)| {
        let change = changes.iter().find(|(name, _)| name == header);
        change.map_or(*good, |(_, value)| *value)
    });
    let cells: Vec<_> = cells.collect();
    let table = format!("{}\r\n{}\r\n", header.join(","), cells.join(","));
    rows(table.as_bytes(), Form::Csv)
}

#[test]
fn each_mistake_is_told_with_what_is_wanted() {
    let date = "write 2026-01-05, or 2026-01-05T09:30:00+08:00, and format the column as text";
    let rounded = "a spreadsheet has rounded the number; format the column as text";
    let digits = "write its six digits, as 440305 for a district or 440300 for a city";
    for (header, value, slug, said) in [
        ("核验时间", "2026/1/5", "record-date", date),
        ("核验时间", "45678", "record-date", date),
        ("核验时间", "2026年1月5日", "record-date", date),
        ("核验时间", "2026-01-05 09:30", "record-date", date),
        ("行政区划代码", "南山区", "record-region", digits),
        ("行政区划代码", "南山", "record-region", digits),
        ("行政区划代码", "4403", "record-region", digits),
        ("行政区划代码", "４４０３０５", "record-region", digits),
        (
            "行政区划代码",
            "440000",
            "record-region",
            "440305 or 440300",
        ),
        (
            "人口类别",
            "户籍人囗",
            "record-unknown-word",
            "户籍 (household), 流动 (migrant), 国境外 (outside)",
        ),
        (
            "居住登记状态",
            "有",
            "record-unknown-word",
            "已登记 (registered), 无 (none), 办理中 (pending), 非标准 (non-standard), 不展示 (withheld)",
        ),
        ("证件号码", "4.40305E+17", "row-rounded", rounded),
        ("证件号码", "110105194912310000", "row-rounded", rounded),
        ("核验编号", "2.026E+11", "row-rounded", rounded),
        ("人员编号", "1.23457E+11", "row-rounded", rounded),
        (
            "证件号码",
            "11010519491231002x",
            "record-document",
            "a capital X",
        ),
        (
            "证件号码",
            "'11010519491231002X",
            "record-document",
            "without spaces or signs",
        ),
        (
            "证件号码",
            "110105194912310021",
            "record-document",
            "one of them is wrong",
        ),
        (
            "出生日期",
            "1949-12-31",
            "record-unexpected-field",
            "must be empty",
        ),
        ("姓名", "张　三", "record-text", "character 2 is a space"),
        ("姓名", "", "record-missing-field", "is missing"),
        ("居住地址", "", "record-missing-field", "is missing"),
    ] {
        let read = with(&[(header, value)]);
        let error = read[0].record.as_ref().unwrap_err();
        assert_eq!(error.slug(), slug, "{header} {value}");
        let message = error.to_string();
        assert!(message.contains(said), "{header} {value}: {message}");
        // What stands there is not said (the example has the city too), and the column is.
        let is_said = !value.is_empty() && message.contains(value);
        assert!(!is_said || value == "4403", "{message}");
        let place = GOOD.iter().position(|(name, _)| *name == header).unwrap();
        assert_eq!(error.column, Some(place + 1), "{header} {value}");
    }
}

#[test]
fn a_document_or_a_verification_that_is_not_there_has_a_column() {
    let read = with(&[("证件类型", ""), ("证件号码", "")]);
    let error = read[0].record.as_ref().unwrap_err();
    assert_eq!(
        (error.column, error.field),
        (Some(4), Some(RecordField::Document))
    );
    let said = error.to_string();
    assert!(
        said.contains("document.kind (证件类型), document.number (证件号码)"),
        "{said}"
    );
    let read = with(&[("核验方式", ""), ("核验时间", ""), ("核验编号", "")]);
    let error = read[0].record.as_ref().unwrap_err();
    assert_eq!(
        (error.column, error.slug()),
        (Some(6), "not-identity-verified")
    );
}

#[test]
fn travel_documents_say_their_form() {
    for (kind, number, said) in [
        ("护照", "e12345678", "5 to 20 capital letters and digits"),
        ("回乡证", "12345678", "H or M and 8 digits"),
        ("台胞证", "T1234567", "8 digits, or 10"),
    ] {
        let read = with(&[
            ("证件类型", kind),
            ("证件号码", number),
            ("出生日期", "1990-01-05"),
        ]);
        // No column says the sex.
        let error = read[0].record.as_ref().unwrap_err();
        let message = error.to_string();
        assert_eq!(message, "is missing, and the table has no column of it");
        let table = format!(
            "subject,name,population,document.kind,document.number,document.birth_date,document.sex,\
             identity.level,identity.verified_at,identity.reference,region,address.state\n\
             R-1,样例,outside,{kind},{number},1990-01-05,女,in-person,2026-05-01,V-1,440305,none\n"
        );
        let read = rows(table.as_bytes(), Form::Csv);
        let message = read[0].record.as_ref().unwrap_err().to_string();
        assert!(message.contains(said), "{message}");
    }
}

#[test]
fn spaces_at_the_ends_of_cells_are_left_out_and_told() {
    let read = with(&[
        ("人员编号", " R-1"),
        ("姓名", "张三\u{3000}"),
        ("人口类别", "流动\t"),
        ("行政区划代码", "440305 "),
        ("出生日期", "\u{A0}"),
    ]);
    let record = read[0].record.as_ref().unwrap();
    assert_eq!(record.person().name.as_str(), "张三");
    let trimmed = record.warnings().iter().map(|warning| warning.field());
    assert_eq!(trimmed.count(), 5);
    let trimmed = RecordWarning::SpacesTrimmed {
        field: RecordField::Name,
    };
    assert!(record.warnings().contains(&trimmed));
}

#[test]
fn emptied_rows_are_passed_over_and_columns_without_header_are_empty() {
    let row = line("R-1", "none,,");
    let table = format!("{HEADER},,\n{row},,\n,,,,,,,,,,,,,\n , ,\n{row},x,\n");
    assert_eq!(
        said(&rows(table.as_bytes(), Form::Csv)),
        [(2, None, "ok"), (5, Some(13), "row-unnamed-column")]
    );
}

#[test]
fn what_is_no_table_of_commas_is_said_in_one_line() {
    let error = |bytes: &[u8]| {
        let rare = RareCharacters::default();
        match RowReader::new(bytes, Form::Csv, None, rare) {
            Err(error) => error.to_string(),
            Ok(_) => panic!("it is one"),
        }
    };
    for (separator, name) in [
        (";", "semicolons"),
        ("\t", "tabs"),
        ("|", "vertical bars"),
        ("，", "full-width commas"),
    ] {
        let said = error(HEADER.replace(',', separator).as_bytes());
        assert!(said.starts_with(name), "{said}");
        assert!(said.ends_with("save it with commas (CSV UTF-8)"), "{said}");
    }
    let quoted = format!("\"{}\"\n", HEADER.replace(',', "\";\""));
    assert!(error(quoted.as_bytes()).starts_with("semicolons"));
    for start in [&b"PK\x03\x04\x14"[..], b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1"] {
        assert!(error(start).contains("workbook of Excel or WPS"));
    }
    let wide =
        |unit: fn(u16) -> [u8; 2]| -> Vec<u8> { HEADER.encode_utf16().flat_map(unit).collect() };
    for bytes in [wide(u16::to_le_bytes), wide(u16::to_be_bytes)] {
        assert!(error(&bytes).contains("it is UTF-16; save it as CSV UTF-8"));
    }
    // Chinese headers have zeros in their commas alone.
    let chinese: Vec<_> = GOOD.iter().map(|(header, _)| *header).collect();
    let chinese: Vec<u8> = chinese
        .join(",")
        .encode_utf16()
        .flat_map(u16::to_le_bytes)
        .collect();
    assert!(error(&chinese).contains("it is UTF-16"));
    // What was said of the encoding is wrong.
    let rare = RareCharacters::default();
    let gb = GB18030.encode("人员编号,姓名\n").0.into_owned();
    match RowReader::new(&*gb, Form::Csv, Some(Encoding::Utf8), rare) {
        Err(error) => assert_eq!(error.slug(), "header-undecodable"),
        Ok(_) => panic!("it is UTF-8"),
    }
    assert!(error("subject,\"name\n".as_bytes()).contains("quotation mark in the header"));
    // A title above the header, and nobody's name from a table without one.
    assert!(error("样例表,,\n".as_bytes()).contains("with no title above it"));
    assert!(!error("R-1,张三\n".as_bytes()).contains("张三"));
    let near = HEADER.replace("region", "Region_code");
    let said = error(near.as_bytes());
    assert!(said.contains("Region_code (is it region?)"), "{said}");
}

#[test]
fn refused_rows_come_again_without_what_was_said_of_them() {
    let good = line("R-1", "none,,");
    let bad = line("R-2", "nothing,,");
    let prefix =
        "reject.line,reject.column,reject.field,reject.reason,reject.message,reject.encoding.utf-8";
    let table = format!(
        "{prefix},{HEADER}\n7,3,name,record-text,\"a, b\",,{good}\n9,10,address.state,x,\"\"\"a\",,{bad}\n\
         11,,,row-quote,\"c\",,R-3,\"张三\n"
    );
    let mut reader =
        RowReader::new(table.as_bytes(), Form::Csv, None, RareCharacters::default()).unwrap();
    assert_eq!(reader.header().unwrap(), HEADER.as_bytes());
    let all: Vec<_> = std::iter::from_fn(|| reader.next_row().unwrap()).collect();
    assert_eq!(
        said(&all),
        [
            (2, None, "ok"),
            (3, Some(16), "record-unknown-word"),
            (4, Some(8), "row-quote"),
        ]
    );
    assert_eq!(all[1].raw.as_deref().unwrap(), bad.as_bytes());
    assert_eq!(all[2].raw.as_deref().unwrap(), "R-3,\"张三".as_bytes());
}

/// What a table in UTF-8 is taken for where a byte of it is damaged, or where what is looked at of it
/// ends within a character.
#[test]
fn no_name_is_read_in_another_encoding() {
    let name = line("R-2", "none,,");
    assert!(name.contains("张三"));
    for damage in [&b"\xFF"[..], b"\xE5", b"\xC4\xE3", b"\x81"] {
        let mut table = format!("{HEADER}\n{name}\n").into_bytes();
        table.extend_from_slice(line("R-3", "none,,x").replace("张三", "A").as_bytes());
        table.extend_from_slice(damage);
        let rare = RareCharacters::default();
        match RowReader::new(&table[..], Form::Csv, None, rare) {
            Err(ReadError::Ambiguous) => {}
            read => assert_eq!(
                read.unwrap().detected().encoding,
                Encoding::Utf8,
                "{damage:?}"
            ),
        }
    }
    // A megabyte is looked at.
    for short in 0..3 {
        let mut table = format!("{HEADER}\n");
        let plain = line("R-1", "none,,").replace("张三", "A") + "\n";
        while table.len() + plain.len() + name.len() < (1 << 20) {
            table.push_str(&plain);
        }
        let before = name.find("张").unwrap() + table.len();
        let fill = "a".repeat((1 << 20) - before - short);
        table.push_str(&name.replacen("张三", &format!("{fill}张三"), 1));
        table.push('\n');
        table.push_str(&name);
        let rare = RareCharacters::default();
        let reader = RowReader::new(table.as_bytes(), Form::Csv, None, rare).unwrap();
        assert_eq!(reader.detected().encoding, Encoding::Utf8, "{short}");
    }
}

/// A form, with what it asks beside what was answered, is no header: nothing of it is told.
#[test]
fn what_may_be_somebody_s_row_is_not_told() {
    let form = "姓名,张三,证件号码,440305198909219984,居住地址,样例路1号\n";
    let rare = RareCharacters::default();
    match RowReader::new(form.as_bytes(), Form::Csv, None, rare) {
        Err(ReadError::Header(error)) => {
            let told = error.to_string();
            assert!(told.contains("column 2"), "{told}");
            for secret in ["张三", "440305", "样例路"] {
                assert!(!told.contains(secret), "{told}");
            }
        }
        _ => panic!("a form is no table"),
    }
}
