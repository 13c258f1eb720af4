use super::*;

fn written(form: Form, shape: Shape, raw: &[u8]) -> Vec<u8> {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("people.rejects");
    let mut rejects = Rejects::new(path.clone(), Existing::Keep, form, shape).unwrap();
    let reason = Reason {
        line: 2,
        column: Some(3),
        field: Some(RecordField::Region),
        slug: "record-region",
        message: "none".to_owned(),
    };
    rejects.add(&reason, Some(raw)).unwrap();
    assert!(rejects.finish().is_ok_and(|finished| finished.is_some()));
    fs::read(path).unwrap()
}

#[test]
fn the_form_that_excel_saves_is_kept() {
    let shape = Shape {
        encoding: Encoding::Utf8,
        mark: b"\xEF\xBB\xBF".to_vec(),
        line_end: b"\r\n",
        header: "人员编号,姓名".into(),
        language: Language::English,
    };
    let held = written(Form::Csv, shape, "R-1,张三".as_bytes());
    let expected = "\u{FEFF}reject.line,reject.column,reject.field,reject.reason,reject.message,\
        reject.encoding.utf-8,人员编号,姓名\r\n2,3,region,record-region,\"none\",,R-1,张三\r\n";
    assert_eq!(String::from_utf8(held).unwrap(), expected);
}

#[test]
fn the_first_line_says_the_encoding() {
    for form in [Form::Csv, Form::Jsonl] {
        let shape = Shape {
            encoding: Encoding::Gb18030,
            mark: Vec::new(),
            line_end: b"\n",
            header: b"subject,name".to_vec(),
            language: Language::English,
        };
        let held = written(form, shape, b"R-1,\xC3\xAB\xC7\xBF");
        let first = held.split(|byte| *byte == b'\n').next().unwrap();
        let first = std::str::from_utf8(first).unwrap();
        assert!(first.contains(Encoding::Gb18030.reject_mark()), "{first}");
        assert!(held.ends_with(b"R-1,\xC3\xAB\xC7\xBF\n"));
    }
}

#[test]
fn no_rows_stay_where_an_import_was_cut_short_or_failed() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("people.rejects");
    let part = folder.path().join("people.rejects.part");
    let shape = Shape {
        encoding: Encoding::Utf8,
        mark: Vec::new(),
        line_end: b"\n",
        header: b"subject,name".to_vec(),
        language: Language::English,
    };
    let reason = Reason {
        line: 2,
        column: None,
        field: Some(RecordField::Region),
        slug: "record-region",
        message: "none".to_owned(),
    };
    fs::write(&part, "somebody's").unwrap();
    let line = Rejects::check(&path, Existing::Keep)
        .unwrap_err()
        .to_string();
    assert!(line.contains("holds no refused rows"), "{line}");
    fs::write(&part, "reject.line,reject.column\n2,,,R-1,张三").unwrap();
    Rejects::check(&path, Existing::Keep).unwrap();
    assert!(part.exists(), "looking removes nothing");
    let mut rejects = Rejects::new(path.clone(), Existing::Keep, Form::Csv, shape).unwrap();
    assert!(!part.exists(), "left by one that was killed");
    rejects.add(&reason, Some(b"R-1,x")).unwrap();
    if cfg!(unix) {
        let line = Rejects::check(&path, Existing::Keep)
            .unwrap_err()
            .to_string();
        assert!(line.contains("busy"), "{line}");
    }
    assert!(part.exists(), "another import is at it");
    drop(rejects);
    assert!(!part.exists() && !path.exists());
}

#[test]
fn refused_rows_of_refused_rows_have_a_number() {
    for (file, rejects) in [
        ("d/people.csv", "d/people.csv.rejects.csv"),
        ("d/people.csv.rejects.csv", "d/people.csv.rejects-2.csv"),
        ("people.csv.rejects-2.csv", "people.csv.rejects-3.csv"),
        ("my.rejects.csv", "my.rejects-2.csv"),
        ("my.rejects.old.csv", "my.rejects.old.csv.rejects.csv"),
        ("my.rejects-x.csv", "my.rejects-x.csv.rejects.csv"),
        (
            "my.rejects-4294967295.csv",
            "my.rejects-4294967295.csv.rejects.csv",
        ),
        ("居民.csv", "居民.csv.rejects.csv"),
        ("stdin", "stdin.rejects.csv"),
    ] {
        assert_eq!(beside(Path::new(file), Form::Csv), Path::new(rejects));
    }
    let lines = beside(Path::new("a.jsonl.rejects.jsonl"), Form::Jsonl);
    assert_eq!(lines, Path::new("a.jsonl.rejects-2.jsonl"));
    let other = beside(Path::new("a.rejects.csv"), Form::Jsonl);
    assert_eq!(other, Path::new("a.rejects.csv.rejects.jsonl"));
}

/// Whoever opens the table reads the reason in its own encoding.
#[test]
fn reasons_in_chinese_have_the_encoding_of_the_rows() {
    let shape = Shape {
        encoding: Encoding::Gb18030,
        mark: Vec::new(),
        line_end: b"\r\n",
        header: Encoding::Gb18030.encode("人员编号,姓名").into(),
        language: Language::Chinese,
    };
    let bytes = written(Form::Csv, shape, b"R-1,x");
    let reason = Encoding::Gb18030.encode("行政区划代码应为六位数字");
    assert!(bytes.windows(reason.len()).any(|part| part == &*reason));
}
