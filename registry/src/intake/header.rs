use std::fmt;

use super::{Column, Encoding};
use crate::record::RecordField;

/// The columns of a table, by its header.
pub(super) struct Header {
    columns: Vec<Column>,
}

/// Why a table cannot be read at all.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum HeaderError {
    /// Two columns have one header.
    Duplicate {
        /// What they are.
        field: RecordField,
        /// Where they stand, from 1.
        columns: [usize; 2],
    },
    /// There is no header.
    Missing,
    /// A column is missing that every record needs.
    MissingColumns(Vec<RecordField>),
    /// None of the headers is known; perhaps there is none, and the first row is somebody's.
    NoneKnown,
    /// A quotation mark in it opens a text that does not end as one.
    Quote,
    /// Something else than commas stands between the columns.
    Separated(Separator),
    /// Bytes in it are no character of the encoding.
    Undecodable(Encoding),
    /// Headers that are not known.
    Unknown(Vec<Unknown>),
}

/// A header that is not known.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unknown {
    /// Its beginning; its column, where it may be no header at all.
    pub header: String,
    /// The known one that is most like it, if any is.
    pub nearest: Option<&'static str>,
}

/// What stands between columns in place of a comma.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Separator {
    /// A vertical bar.
    Bar,
    /// The comma of Chinese texts, U+FF0C.
    FullWidthComma,
    /// A semicolon.
    Semicolon,
    /// A tab.
    Tab,
}

/// What every record needs.
const REQUIRED: [RecordField; 10] = [
    RecordField::Subject,
    RecordField::Name,
    RecordField::Population,
    RecordField::DocumentKind,
    RecordField::DocumentNumber,
    RecordField::IdentityLevel,
    RecordField::IdentityVerifiedAt,
    RecordField::IdentityReference,
    RecordField::Region,
    RecordField::AddressState,
];

/// The most characters of an unknown header that are shown.
const SHOWN: usize = 40;

impl Header {
    pub(super) fn read(cells: &[&[u8]], encoding: Encoding) -> Result<Self, HeaderError> {
        let mut columns: Vec<Column> = Vec::new();
        let mut unknown = Vec::new();
        let mut texts = Vec::new();
        for cell in cells {
            let text = encoding.decode(cell);
            let text = text.map_err(|_| HeaderError::Undecodable(encoding))?;
            let column = Column::of_header(&text);
            let first = columns.iter().position(|it| Some(*it) == column);
            match (column, first) {
                (Some(Column::Field(field)), Some(first)) => {
                    let places = [first, columns.len()];
                    let columns = places.map(|place| place.saturating_add(1));
                    return Err(HeaderError::Duplicate { field, columns });
                }
                (Some(column), _) => columns.push(column),
                (None, _) => {
                    columns.push(Column::Unnamed);
                    unknown.push((columns.len(), Unknown::new(&text)));
                }
            }
            texts.push(text);
        }
        if !columns.iter().any(|it| matches!(it, Column::Field(_))) {
            let separator = Separator::of(&texts.join(","));
            return Err(separator.map_or(HeaderError::NoneKnown, HeaderError::Separated));
        }
        let missing = |field: &RecordField| !columns.contains(&Column::Field(*field));
        let missing: Vec<_> = REQUIRED.into_iter().filter(missing).collect();
        if !unknown.is_empty() {
            let known = columns.len().saturating_sub(unknown.len());
            let is_header = missing.is_empty() || known > unknown.len().saturating_mul(2);
            let named = unknown
                .into_iter()
                .map(|(place, unknown): (usize, Unknown)| {
                    // Where few headers are known, and not what every record needs, it may be
                    // somebody's row, of which nothing is told: a name may be like a header too.
                    if is_header {
                        unknown
                    } else {
                        unknown.of_column(place)
                    }
                });
            return Err(HeaderError::Unknown(named.collect()));
        }
        if !missing.is_empty() {
            return Err(HeaderError::MissingColumns(missing));
        }
        Ok(Self { columns })
    }

    pub(super) fn columns(&self) -> &[Column] {
        &self.columns
    }

    /// How many columns of an earlier import come first.
    pub(super) fn rejects(&self) -> usize {
        let mut columns = self.columns.iter();
        let other = columns.position(|column| *column != Column::Reject);
        other.unwrap_or(0)
    }
}

impl HeaderError {
    /// The word that outputs use for good.
    #[must_use]
    pub const fn slug(&self) -> &'static str {
        match self {
            Self::Duplicate { .. } => "header-duplicate",
            Self::Missing => "header-missing",
            Self::MissingColumns(_) => "header-missing-columns",
            Self::NoneKnown => "header-none-known",
            Self::Quote => "header-quote",
            Self::Separated(_) => "header-separated",
            Self::Undecodable(_) => "header-undecodable",
            Self::Unknown(_) => "header-unknown",
        }
    }
}

impl Unknown {
    fn new(text: &str) -> Self {
        let header: String = text.trim().chars().take(SHOWN).collect();
        let known = Column::headers().map(|known| (likeness(&header, known), known));
        let known: Vec<_> = known.collect();
        let most = known.iter().map(|(likeness, _)| *likeness).max();
        let most = most.filter(|most| *most >= ALIKE);
        let mut nearest = known.iter().filter(|(likeness, _)| Some(*likeness) == most);
        // Of two that are as near, either may be wrong.
        let nearest = match (nearest.next(), nearest.next()) {
            (Some((_, one)), None) => Some(*one),
            _ => None,
        };
        Self { header, nearest }
    }

    /// The same by its column, from 1, and not by what stands there.
    fn of_column(self, place: usize) -> Self {
        Self {
            header: format!("column {place}"),
            ..self
        }
    }
}

/// From so many of a thousand on, two headers are alike: of 身份证号 and 证件号码 half the characters
/// are the same.
const ALIKE: usize = 500;

/// How many of a thousand characters two headers have in common, in the same order.
fn likeness(one: &str, other: &str) -> usize {
    let fold = |text: &str| -> Vec<char> {
        let solid = text.chars().filter(|it| it.is_alphanumeric());
        solid.flat_map(char::to_lowercase).collect()
    };
    let (one, other) = (fold(one), fold(other));
    // The longest common subsequence, row by row.
    let mut row = vec![0_usize; other.len().saturating_add(1)];
    for a in &one {
        let mut diagonal = 0_usize;
        for (b, cell) in other.iter().zip(1_usize..) {
            let left = row.get(cell.saturating_sub(1)).copied().unwrap_or(0);
            let Some(here) = row.get_mut(cell) else {
                continue;
            };
            let above = *here;
            *here = if a == b {
                diagonal.saturating_add(1)
            } else {
                above.max(left)
            };
            diagonal = above;
        }
    }
    let common = row.last().copied().unwrap_or(0);
    let all = one.len().saturating_add(other.len());
    let shares = common.saturating_mul(2000).checked_div(all);
    shares.unwrap_or(0)
}

impl Separator {
    const ALL: [Self; 4] = [Self::Bar, Self::FullWidthComma, Self::Semicolon, Self::Tab];

    const fn character(self) -> char {
        match self {
            Self::Bar => '|',
            Self::FullWidthComma => '，',
            Self::Semicolon => ';',
            Self::Tab => '\t',
        }
    }

    /// What makes headers of a line.
    fn of(line: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|separator| {
            let headers = line.split(separator.character());
            let known = headers.filter_map(|header| Column::of_header(header.trim_matches('"')));
            known.filter(|it| matches!(it, Column::Field(_))).count() > 1
        })
    }
}

impl fmt::Display for Separator {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Bar => "vertical bars (|)",
            Self::FullWidthComma => "full-width commas (，)",
            Self::Semicolon => "semicolons (;)",
            Self::Tab => "tabs",
        })
    }
}

/// A field by both its headers.
struct Both(RecordField);

impl fmt::Display for Both {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match Column::zh(self.0) {
            Some(zh) => write!(f, "{} ({zh})", self.0),
            None => self.0.fmt(f),
        }
    }
}

fn list<T: fmt::Display>(all: impl IntoIterator<Item = T>) -> String {
    let all: Vec<_> = all.into_iter().map(|it| it.to_string()).collect();
    all.join(", ")
}

impl fmt::Display for HeaderError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Duplicate {
                field,
                columns: [first, second],
            } => {
                let field = Both(*field);
                write!(
                    f,
                    "columns {first} and {second} are both {field}; take one away"
                )
            }
            Self::Missing => f.write_str("there is no header"),
            Self::MissingColumns(fields) => {
                let fields = list(fields.iter().map(|field| Both(*field)));
                write!(f, "columns are missing: {fields}")
            }
            Self::NoneKnown => f.write_str(
                "the first line has no header that is known; it must name the columns, as subject \
                 (人员编号), name (姓名) and the others do, with no title above it",
            ),
            Self::Quote => f.write_str("a quotation mark in the header is not closed"),
            Self::Separated(separator) => write!(
                f,
                "{separator} stand between its columns; save it with commas (CSV UTF-8)"
            ),
            Self::Undecodable(encoding) => {
                let encoding = encoding.name();
                write!(
                    f,
                    "the header is not {encoding}; say another --encoding, or none"
                )
            }
            Self::Unknown(unknown) => {
                write!(
                    f,
                    "unknown headers: {}; name them so, or take the columns away",
                    list(unknown)
                )
            }
        }
    }
}

impl fmt::Display for Unknown {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.header)?;
        match self.nearest {
            Some(nearest) => write!(f, " (is it {nearest}?)"),
            None => Ok(()),
        }
    }
}

impl std::error::Error for HeaderError {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_nearest_header_is_named_where_one_is_near() {
        for (header, nearest) in [
            ("姓 名", Some("姓名")),
            ("姓名（必填）", Some("姓名")),
            ("身份证号", Some("证件号码")),
            ("居住地址*", Some("居住地址")),
            ("户籍地行政区划代码", Some("户籍地区划代码")),
            ("Verified_At", Some("identity.verified_at")),
            ("documentNumber", Some("document.number")),
            ("编号", None),
            ("核验日期", None),
            ("shoe size", None),
            ("鞋码", None),
            ("", None),
        ] {
            assert_eq!(Unknown::new(header).nearest, nearest, "{header}");
        }
    }
}
