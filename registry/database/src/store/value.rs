use rusqlite::types::{ToSqlOutput, ValueRef};

use super::StoreError;

/// A value of a statement.
#[derive(Clone, Copy)]
pub(crate) enum Value<'a> {
    Bytes(&'a [u8]),
    Integer(i64),
    Null,
    Text(&'a str),
}

impl From<i64> for Value<'_> {
    fn from(number: i64) -> Self {
        Self::Integer(number)
    }
}

impl From<u32> for Value<'_> {
    fn from(number: u32) -> Self {
        Self::Integer(number.into())
    }
}

impl<'a> From<&'a str> for Value<'a> {
    fn from(text: &'a str) -> Self {
        Self::Text(text)
    }
}

impl<'a> From<&'a [u8]> for Value<'a> {
    fn from(bytes: &'a [u8]) -> Self {
        Self::Bytes(bytes)
    }
}

impl<'a, const N: usize> From<&'a [u8; N]> for Value<'a> {
    fn from(bytes: &'a [u8; N]) -> Self {
        Self::Bytes(bytes)
    }
}

impl<'a, T: Into<Self>> From<Option<T>> for Value<'a> {
    fn from(value: Option<T>) -> Self {
        value.map_or(Self::Null, Into::into)
    }
}

impl rusqlite::ToSql for Value<'_> {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        Ok(ToSqlOutput::Borrowed(match self {
            Self::Bytes(bytes) => ValueRef::Blob(bytes),
            Self::Integer(number) => ValueRef::Integer(*number),
            Self::Null => ValueRef::Null,
            Self::Text(text) => ValueRef::Text(text.as_bytes()),
        }))
    }
}

/// A row of an answer. Columns count from 0. A value of another kind than the one asked for is not
/// what was written.
pub(crate) enum Row<'a> {
    Postgres(&'a postgres::Row),
    Sqlite(&'a rusqlite::Row<'a>),
}

macro_rules! column {
    ($name:ident, $optional:ident, $type:ty) => {
        pub(crate) fn $optional(&self, column: usize) -> Result<Option<$type>, StoreError> {
            match self {
                Self::Postgres(row) => row.try_get(column).map_err(|_| StoreError::Corrupt),
                Self::Sqlite(row) => row.get(column).map_err(|_| StoreError::Corrupt),
            }
        }

        pub(crate) fn $name(&self, column: usize) -> Result<$type, StoreError> {
            self.$optional(column)?.ok_or(StoreError::Corrupt)
        }
    };
}

impl Row<'_> {
    column!(bytes, optional_bytes, Vec<u8>);
    column!(integer, optional_integer, i64);
    column!(text, optional_text, String);

    /// A number that a narrower type holds.
    pub(crate) fn number<T: TryFrom<i64>>(&self, column: usize) -> Result<T, StoreError> {
        T::try_from(self.integer(column)?).map_err(|_| StoreError::Corrupt)
    }

    /// Bytes of a length.
    pub(crate) fn array<const N: usize>(&self, column: usize) -> Result<[u8; N], StoreError> {
        let bytes = self.bytes(column)?;
        <[u8; N]>::try_from(bytes).map_err(|_| StoreError::Corrupt)
    }
}
