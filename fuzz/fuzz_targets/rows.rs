//! Files of residents: every row has a line of its own, and one that is a record is one in the other
//! form too.
#![no_main]

use juma_fuzz::NOW;
use juma_registry::{
    intake::{Encoding, Form, MAX_ROW_BYTES, RareCharacters, RowReader},
    record::Record,
};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|data: &[u8]| {
    for form in [Form::Csv, Form::Jsonl] {
        for encoding in [None, Some(Encoding::Gb18030)] {
            let rare = RareCharacters::of_gb18030();
            let mut reader = match RowReader::new(data, form, encoding, rare) {
                Ok(reader) => reader,
                Err(error) => {
                    let _ = error.to_string();
                    continue;
                }
            };
            let mut last = 0;
            while let Some(row) = reader.next_row().expect("memory can be read") {
                assert!(row.line > last);
                last = row.line;
                assert!(row.raw.is_none_or(|raw| raw.len() <= MAX_ROW_BYTES));
                match row.record {
                    Ok(record) => {
                        let _ = record.check_dates(NOW.date());
                        let again = Record::from_json(record.to_json().as_bytes());
                        let again = again.expect("a record is written as one");
                        assert!(again.person() == record.person());
                    }
                    Err(error) => {
                        let _ = (error.slug(), error.to_string());
                    }
                }
            }
        }
    }
});
