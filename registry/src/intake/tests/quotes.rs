//! Quotation marks that are closed nowhere, or by another row's.

use super::*;

fn many(lines: &[(usize, String)], count: usize) -> Vec<Row> {
    let mut table = format!("{HEADER}\n");
    for number in 2..count + 2 {
        let changed = lines.iter().find(|(line, _)| *line == number);
        let good = line(&format!("R-{number}"), "registered,样例路1号,");
        table.push_str(changed.map_or(&good, |(_, changed)| changed));
        table.push('\n');
    }
    rows(table.as_bytes(), Form::Csv)
}

fn refused(rows: &[Row]) -> Vec<(u64, Option<usize>, &'static str)> {
    let mut all = said(rows);
    all.retain(|(_, _, slug)| *slug != "ok");
    all
}

fn quote_line(row: &Row) -> u64 {
    match row.record.as_ref().unwrap_err().problem {
        RowProblem::Quote { line } => line,
        other => panic!("{other:?}"),
    }
}

#[test]
fn one_stray_mark_costs_one_row() {
    let stray = line("R-3", "registered,\"样例路1号,");
    for other in [
        // Nothing closes it; a text of another row does; an empty text.
        None,
        Some(line("R-90", "registered,\"样例路\"\"2\"\"号,甲\",")),
        Some(line("R-90", "\"registered\",\"样例路\",\"\"")),
    ] {
        let mut lines = vec![(3, stray.clone())];
        lines.extend(other.map(|other| (90, other)));
        let read = many(&lines, 700);
        let refusals = refused(&read);
        assert_eq!(refusals[0], (3, Some(11), "row-quote"));
        assert_eq!(read.len(), 700);
        assert_eq!(refusals.len(), 1);
        let row = read.iter().find(|row| row.line == 3).unwrap();
        assert_eq!(row.raw.as_deref().unwrap(), stray.as_bytes());
        assert_eq!(quote_line(row), 3);
    }
}

/// A mark that opens a text and another row's that ends it as one: nobody can tell that from a text
/// with rows in it, and those must never be read. All of it is refused, and nothing lost silently.
#[test]
fn two_stray_marks_may_make_a_text() {
    let stray = line("R-3", "registered,\"样例路1号,");
    let other = line("R-90", "registered,样例路2号,6\"");
    let read = many(&[(3, stray), (90, other)], 700);
    assert_eq!(refused(&read), [(3, Some(11), "row-holds-rows")]);
    let problem = RowProblem::HoldsRows { line: 3, to: 90 };
    assert_eq!(read[1].record.as_ref().unwrap_err().problem, problem);
    assert_eq!((read.len(), read[2].line), (700 - 87, 91));
}

#[test]
fn marks_that_are_missing_where_every_cell_has_them() {
    let quoted = |subject: &str| {
        let plain = line(subject, "registered,样例路1号,");
        format!("\"{}\"", plain.replace(',', "\",\""))
    };
    let within = quoted("R-3").replacen("张三\"", "张三", 1);
    let at_the_end = {
        let mut row = quoted("R-5");
        row.pop();
        row
    };
    let lines: Vec<_> = (2..42)
        .map(|number| match number {
            3 => (number, within.clone()),
            5 => (number, at_the_end.clone()),
            _ => (number, quoted(&format!("R-{number}"))),
        })
        .collect();
    let read = many(&lines, 40);
    assert_eq!(
        refused(&read),
        [(3, Some(2), "row-quote"), (5, Some(12), "row-quote")]
    );
    assert_eq!(read.len(), 40);
}

#[test]
fn texts_of_several_lines_stay_texts() {
    let forged = line("R-666", "none,,");
    let note = line(
        "R-3",
        &format!("none,,\"two lines:\n{forged}\nand \"\"more\"\"\""),
    );
    let read = many(&[(3, note.replace(&forged, "a, b"))], 5);
    assert_eq!(refused(&read), []);
    assert_eq!((read.len(), read[2].line), (5, 6));
    // Who can write a note or an address writes no rows, and none are lost in one silently.
    for text in [
        note,
        line("R-3", &format!("registered,\"a\n{forged}\nb\",")),
    ] {
        let read = many(&[(3, text)], 5);
        let error = read[1].record.as_ref().unwrap_err();
        let problem = RowProblem::HoldsRows { line: 3, to: 5 };
        assert_eq!((error.problem, error.slug()), (problem, "row-holds-rows"));
        assert!(read[1].raw.is_none());
        assert_eq!((refused(&read).len(), read.len(), read[2].line), (1, 5, 6));
    }
    // The mark stands in the second line of the row, which is lost with the first and no more.
    let later = line("R-3", "none,\"a\nb\",\"c");
    let read = many(&[(3, later.clone())], 5);
    assert_eq!(refused(&read), [(3, Some(12), "row-quote")]);
    assert_eq!(quote_line(&read[1]), 4);
    assert_eq!(read[1].raw.as_deref().unwrap(), later.as_bytes());
    assert_eq!((read.len(), read[2].line), (5, 5));
    // A row with a comma too much is one row, however many lines it has.
    let wide = line("R-3", "none,,\"a\nb\",x");
    assert_eq!(refused(&many(&[(3, wide)], 5)), [(3, None, "row-columns")]);
}

/// The text that row 3 opens ends in row 50 as texts do, where another opens that never ends: what
/// the first one holds is not read for that.
#[test]
fn the_first_of_two_keeps_what_it_holds() {
    let first = line("R-3", "registered,\"样例路1号,");
    let second = line("R-50", "registered,样例路2号\",\"x");
    let read = many(&[(3, first), (50, second)], 700);
    assert_eq!(refused(&read), [(3, Some(11), "row-holds-rows")]);
    assert_eq!((read.len(), read[2].line), (700 - 47, 51));
}

/// Whatever is wrong with its row and however long it is, no line of a text is a row.
#[test]
fn a_text_writes_no_rows() {
    let forged = line("R-666", "none,,");
    let long = "甲\n".repeat(50_000);
    for text in [
        format!("a\n{forged}\nb"),
        format!("a\n{forged}\n{long}"),
        format!("{long}{forged}\n\"\"{forged}\"\"\nb"),
    ] {
        for row in [
            format!("none,,\"{text}\""),
            format!("none,,\"{text}\",one,two"),
            format!("none,\"{text}\""),
            format!("none,\"{text}\",\"{text}\""),
            format!("none,{},\"{text}\"", "x".repeat(70_000)),
            format!("none,\"{text}\",\"open"),
        ] {
            let read = many(&[(3, line("R-3", &row))], 6);
            let subjects = read.iter().filter_map(|row| row.record.as_ref().ok());
            let subjects: Vec<&str> = subjects.map(|it| it.subject().as_str()).collect();
            assert!(!subjects.contains(&"R-666"), "{subjects:?}");
            assert!(subjects.contains(&"R-2"), "{subjects:?}");
            if !row.ends_with("open") {
                assert_eq!(subjects.len(), 5, "{subjects:?}");
            }
        }
    }
}

#[test]
fn a_mark_that_nothing_ends_in_a_large_table() {
    let stray = line("R-3", "registered,\"样例路1号,");
    // The end of the table is in sight: nothing can end it, and it costs its row.
    let read = many(&[(3, stray.clone())], 40_000);
    assert_eq!(refused(&read), [(3, Some(11), "row-quote")]);
    assert_eq!(read.len(), 40_000);
    // It is not: nobody can tell, and the import stops.
    let mut table = format!("{HEADER}\n{stray}\n");
    let plain = line("R-4", "none,,") + "\n";
    table.push_str(&plain.repeat(40_000_000 / plain.len()));
    let rare = RareCharacters::default();
    let mut reader = RowReader::new(table.as_bytes(), Form::Csv, None, rare).unwrap();
    let error = reader.next_row().unwrap_err().to_string();
    assert!(error.starts_with("line 2 opens a text"), "{error}");
}

#[test]
fn lines_may_end_as_they_did_on_old_machines() {
    let stray = line("R-2", "registered,\"样例路1号,");
    let table = [
        HEADER,
        &stray,
        &line("R-3", "none,,"),
        &line("R-4", "none,,"),
    ];
    for end in ["\r", "\n", "\r\n"] {
        let read = rows(table.join(end).as_bytes(), Form::Csv);
        let all = said(&read);
        assert_eq!(
            all,
            [(2, Some(11), "row-quote"), (3, None, "ok"), (4, None, "ok")]
        );
    }
}

proptest! {
    /// A quotation mark at the beginning of any cell of any row refuses that row alone.
    #[test]
    fn wherever_it_stands(row in 2..40_usize, cell in 0..12_usize, texts in any::<u64>()) {
        let plain = |number: usize| line(&format!("R-{number}"), "registered,样例路1号,");
        let lines: Vec<_> = (2..42).map(|number| {
            let mut cells: Vec<String> = plain(number).split(',').map(str::to_owned).collect();
            if number == row {
                cells[cell].insert(0, '"');
            } else if texts >> (number % 64) & 1 == 1 {
                cells[10] = "\"样例路1号,\n甲\"".replace('\n', "");
            }
            (number, cells.join(","))
        }).collect();
        let read = many(&lines, 40);
        prop_assert_eq!(read.len(), 40);
        let refusals = refused(&read);
        prop_assert_eq!(refusals.len(), 1);
        prop_assert_eq!(refusals[0].0, u64::try_from(row).unwrap());
        prop_assert_eq!(refusals[0].2, "row-quote");
    }

    /// Several of them refuse their rows alone.
    #[test]
    fn however_many_there_are(strays in proptest::collection::btree_map(2..40_usize, 0..11_usize, 1..6)) {
        let plain = |number: usize| line(&format!("R-{number}"), "registered,样例路1号,x");
        let lines: Vec<_> = (2..42).map(|number| {
            let mut cells: Vec<String> = plain(number).split(',').map(str::to_owned).collect();
            if let Some(cell) = strays.get(&number) {
                cells[*cell].insert(0, '"');
            }
            (number, cells.join(","))
        }).collect();
        let read = many(&lines, 40);
        prop_assert_eq!(read.len(), 40);
        let refusals: Vec<_> = refused(&read).into_iter().map(|(line, ..)| line).collect();
        let expected: Vec<_> = strays.keys().map(|line| u64::try_from(*line).unwrap()).collect();
        prop_assert_eq!(refusals, expected);
    }

    /// What is written by the rules is read as it was, lines and marks and all.
    #[test]
    fn texts_come_back(notes in proptest::collection::vec("[a,\"\r\n ]{0,9}", 1..9)) {
        let mut table = format!("{HEADER}\n");
        for note in &notes {
            let note = format!("\"{}\"", note.replace('"', "\"\""));
            table.push_str(&line("R-1", &format!("none,,{note}")));
            table.push('\n');
        }
        let read = rows(table.as_bytes(), Form::Csv);
        prop_assert_eq!(read.len(), notes.len());
        prop_assert!(refused(&read).is_empty());
    }
}
