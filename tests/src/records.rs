//! Records of fictional residents, as a clerk has them. The citizen number is the example of
//! GB 11643-1999 itself.

/// A migrant in Nanshan with a registered address.
#[must_use]
pub fn migrant() -> String {
    r#"{
  "subject": "R-000001",
  "note": "fictional",
  "name": "张三丰",
  "population": "migrant",
  "document": {"kind": "citizen", "number": "11010519491231002X"},
  "identity": {
    "level": "in-person",
    "verified_at": "2026-01-05T09:30:00+08:00",
    "reference": "V-2026-0001"
  },
  "region": "440305",
  "address": {"state": "registered", "text": "粤海街道科苑路15号"}
}
"#
    .to_owned()
}

/// The same person's record with one line replaced: `"name"` and what it says, comma and all.
#[must_use]
pub fn with_line(field: &str, line: &str) -> String {
    let record = migrant();
    let start = record
        .find(&format!("  \"{field}\":"))
        .expect("the field is there");
    let end = start + record[start..].find('\n').expect("a line end");
    format!("{}{line}{}", &record[..start], &record[end..])
}
