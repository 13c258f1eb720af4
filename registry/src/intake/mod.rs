//! Residents as files bring them: tables with headers, and records a line.
//!
//! ```
//! use juma_registry::intake::{Form, RareCharacters, RowReader};
//!
//! let table = "人员编号,姓名,人口类别,证件类型,证件号码,核验方式,核验时间,核验编号,行政区划代码,居住登记状态\n\
//!     R-1,张三,流动,居民身份证,11010519491231002X,现场核验,2026-05-01,V-1,440305,未登记\n";
//! let mut rows = RowReader::new(table.as_bytes(), Form::Csv, None, RareCharacters::default())?;
//! let row = rows.next_row()?.unwrap();
//! assert_eq!((row.line, row.record.unwrap().person().name.as_str()), (2, "张三"));
//! # Ok::<(), juma_registry::intake::ReadError>(())
//! ```

mod advice;
mod column;
mod encoding;
mod failure;
mod header;
mod rare;
mod reader;
mod row;
mod source;
mod split;
mod spreadsheet;
mod table;
mod tally;
#[cfg(test)]
mod tests;

pub use column::{Column, REJECT};
pub use encoding::{Detected, Encoding, Evidence};
pub use failure::ReadError;
pub use header::{HeaderError, Separator, Unknown};
pub use rare::{Mapped, RareCharacters, RareTableError, Seen};
pub use reader::{Form, MAX_ROW_BYTES, RowReader};
pub use row::{Row, RowError, RowProblem};
pub use tally::{Tally, Unusual};
