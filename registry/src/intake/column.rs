use crate::record::RecordField;

/// A column of a table of residents.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Column {
    /// A field of the record.
    Field(RecordField),
    /// What a file of refused rows says of each. It is not read.
    Reject,
    /// A column without a header, as spreadsheets write behind the last. Nothing may stand in it.
    Unnamed,
}

/// How a column that says something of a refused row begins.
pub const REJECT: &str = "reject.";

/// The words of a column of a file.
struct Words {
    field: RecordField,
    /// Its header in Chinese; the first is the one that is written.
    zh: &'static [&'static str],
    /// Chinese words of its values beside those of the record; the first of each is the one that is
    /// written.
    values: &'static [(&'static str, &'static str)],
}

impl Column {
    /// Every field that a table may have, in the order in which one is written.
    pub fn fields() -> impl Iterator<Item = RecordField> {
        WORDS.iter().map(|words| words.field)
    }

    /// The column of a header: the path of the field in a record, or one of its Chinese names.
    #[must_use]
    pub fn of_header(header: &str) -> Option<Self> {
        let header = header.trim();
        if header.is_empty() {
            return Some(Self::Unnamed);
        }
        if header.starts_with(REJECT) {
            return Some(Self::Reject);
        }
        let found = WORDS
            .iter()
            .find(|words| words.field.path() == header || words.zh.contains(&header));
        found.map(|words| Self::Field(words.field))
    }

    /// The Chinese header of a field of a table.
    #[must_use]
    pub fn zh(field: RecordField) -> Option<&'static str> {
        let words = WORDS.iter().find(|words| words.field == field)?;
        words.zh.first().copied()
    }

    /// Every header that is known, in either language.
    pub(super) fn headers() -> impl Iterator<Item = &'static str> {
        let one = |words: &'static Words| {
            let zh = words.zh.iter().copied();
            zh.chain(std::iter::once(words.field.path()))
        };
        WORDS.iter().flat_map(one)
    }

    /// The words that a field may hold, each in Chinese, as it is written, and as records have it.
    #[must_use]
    pub fn words(field: RecordField) -> Vec<(&'static str, &'static str)> {
        let mut words: Vec<(&str, &str)> = Vec::new();
        for (zh, word) in values(field) {
            if words.iter().all(|(_, known)| known != word) {
                words.push((zh, word));
            }
        }
        words
    }

    /// The word of a record for a value, which may be a Chinese one; any other value stays as it
    /// is.
    #[must_use]
    pub fn word(field: RecordField, value: &str) -> &str {
        let found = values(field).iter().find(|(zh, _)| *zh == value);
        found.map_or(value, |(_, word)| word)
    }

    /// The Chinese word for a value that has one.
    #[must_use]
    pub fn zh_word(field: RecordField, value: &str) -> Option<&'static str> {
        let found = values(field).iter().find(|(_, word)| *word == value);
        found.map(|(zh, _)| *zh)
    }
}

fn values(field: RecordField) -> &'static [(&'static str, &'static str)] {
    let words = WORDS.iter().find(|words| words.field == field);
    words.map_or(&[], |words| words.values)
}

/// The table of headers and words. A test reads issuer/README.md against it.
static WORDS: [Words; 21] = [
    Words {
        field: RecordField::Subject,
        zh: &["人员编号"],
        values: &[],
    },
    Words {
        field: RecordField::Note,
        zh: &["备注"],
        values: &[],
    },
    Words {
        field: RecordField::Name,
        zh: &["姓名"],
        values: &[],
    },
    Words {
        field: RecordField::Population,
        zh: &["人口类别"],
        values: &[
            ("户籍", "household"),
            ("户籍人口", "household"),
            ("流动", "migrant"),
            ("流动人口", "migrant"),
            ("国境外", "outside"),
            ("境外人员", "outside"),
            ("国境外人员", "outside"),
        ],
    },
    Words {
        field: RecordField::DocumentKind,
        zh: &["证件类型", "证件种类"],
        values: &[
            ("居民身份证", "citizen"),
            ("身份证", "citizen"),
            ("港澳台居民居住证", "straits-residence"),
            ("外国人永久居留身份证", "foreign-permanent"),
            ("护照", "passport"),
            ("港澳居民来往内地通行证", "home-return-permit"),
            ("回乡证", "home-return-permit"),
            ("台湾居民来往大陆通行证", "taiwan-travel-permit"),
            ("台胞证", "taiwan-travel-permit"),
        ],
    },
    Words {
        field: RecordField::DocumentNumber,
        zh: &["证件号码"],
        values: &[],
    },
    Words {
        field: RecordField::DocumentBirthDate,
        zh: &["出生日期"],
        values: &[],
    },
    Words {
        field: RecordField::DocumentSex,
        zh: &["性别"],
        values: &[("女", "female"), ("男", "male"), ("未说明", "unspecified")],
    },
    Words {
        field: RecordField::IdentityLevel,
        zh: &["核验方式"],
        values: &[
            ("证件芯片", "document-chip"),
            ("现场核验", "in-person"),
            ("网络身份认证", "network-identity"),
            ("远程人脸", "remote-face"),
        ],
    },
    Words {
        field: RecordField::IdentityVerifiedAt,
        zh: &["核验时间"],
        values: &[],
    },
    Words {
        field: RecordField::IdentityReference,
        zh: &["核验编号"],
        values: &[],
    },
    Words {
        field: RecordField::Region,
        zh: &["行政区划代码", "行政区划"],
        values: &[],
    },
    Words {
        field: RecordField::AddressState,
        zh: &["居住登记状态"],
        values: &[
            ("已登记", "registered"),
            ("无", "none"),
            ("未登记", "none"),
            ("办理中", "pending"),
            ("非标准", "non-standard"),
            ("不展示", "withheld"),
        ],
    },
    Words {
        field: RecordField::AddressText,
        zh: &["居住地址"],
        values: &[],
    },
    Words {
        field: RecordField::HouseholdRegion,
        zh: &["户籍地区划代码"],
        values: &[],
    },
    Words {
        field: RecordField::HouseholdText,
        zh: &["户籍地址"],
        values: &[],
    },
    Words {
        field: RecordField::GateRegion,
        zh: &["门口码区划"],
        values: &[("区", "district"), ("市", "prefecture")],
    },
    Words {
        field: RecordField::GateDocumentTail,
        zh: &["门口码证件尾号"],
        values: &[("显示", "shown"), ("不显示", "hidden")],
    },
    Words {
        field: RecordField::GateCoarsen,
        zh: &["门口码隐去"],
        values: &[("姓名", "name"), ("无", "nothing")],
    },
    Words {
        field: RecordField::GuardianSubject,
        zh: &["监护人编号", "代亮人编号"],
        values: &[],
    },
    Words {
        field: RecordField::GuardianRelation,
        zh: &["监护人关系", "代亮人关系"],
        values: &[
            ("父母", "parent"),
            ("祖父母", "grandparent"),
            ("外祖父母", "grandparent"),
            ("子女", "child"),
            ("孙子女", "grandchild"),
            ("外孙子女", "grandchild"),
            ("配偶", "spouse"),
            ("兄弟姐妹", "sibling"),
            ("法定监护人", "legal-guardian"),
            ("同住人", "co-resident"),
            ("其他", "other"),
        ],
    },
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_readme_has_the_table() {
        let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../issuer/README.md");
        let readme = std::fs::read_to_string(path).unwrap();
        for Words { field, zh, values } in &WORDS {
            let values: Vec<_> = values.iter().map(|(zh, _)| *zh).collect();
            let row = format!(
                "| `{}` | {} | {} |",
                field.path(),
                zh.join(", "),
                values.join(", ")
            );
            assert!(readme.contains(&row.replace("|  |", "| |")), "{row}");
        }
    }

    #[test]
    fn headers_and_words_have_one_meaning() {
        let mut headers: Vec<_> = WORDS.iter().flat_map(|words| words.zh).collect();
        headers.sort_unstable();
        headers.dedup();
        let all: usize = WORDS.iter().map(|words| words.zh.len()).sum();
        assert_eq!(headers.len(), all);
        for field in Column::fields() {
            assert_eq!(Column::of_header(field.path()), Some(Column::Field(field)));
            assert_eq!(
                Column::of_header(Column::zh(field).unwrap()),
                Some(Column::Field(field))
            );
        }
        assert_eq!(Column::of_header("reject.line"), Some(Column::Reject));
        assert_eq!(Column::of_header("鞋码"), None);
    }
}
