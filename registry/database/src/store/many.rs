use super::{Row, Store, StoreError, Value};
use crate::growth::TABLES;

/// How many rows one statement has: so many that the way to a server counts for little, and few
/// sizes, so that the statements stay prepared.
const SIZES: [usize; 4] = [256, 32, 4, 1];

impl Store {
    /// Inserts rows of so many columns each; `into` names the table and the columns.
    pub(crate) fn insert_many(
        &mut self,
        into: &str,
        columns: usize,
        values: &[Value<'_>],
    ) -> Result<(), StoreError> {
        self.put(into, columns, values, "")
    }

    /// The same, and passes over what is there already.
    pub(crate) fn insert_missing(
        &mut self,
        into: &str,
        columns: usize,
        values: &[Value<'_>],
    ) -> Result<(), StoreError> {
        self.put(into, columns, values, " ON CONFLICT DO NOTHING")
    }

    fn put(
        &mut self,
        into: &str,
        columns: usize,
        values: &[Value<'_>],
        end: &str,
    ) -> Result<(), StoreError> {
        let mut rest = values;
        while !rest.is_empty() {
            let rows = rest.len().checked_div(columns).unwrap_or(0);
            let size = SIZES.into_iter().find(|size| *size <= rows).unwrap_or(1);
            let now = size.saturating_mul(columns);
            let (now, later) = rest.split_at_checked(now).ok_or(StoreError::Corrupt)?;
            let sql = format!("INSERT INTO {into} VALUES {}{end}", tuples(size, columns));
            self.execute(&sql, now)?;
            rest = later;
        }
        Ok(())
    }

    /// Asks a query, which says `IN` at its end, for many values.
    pub(crate) fn query_in(
        &mut self,
        sql: &str,
        values: &[Value<'_>],
        take: &mut dyn FnMut(&Row<'_>) -> Result<(), StoreError>,
    ) -> Result<(), StoreError> {
        self.ask(sql, 1, values, take)
    }

    /// The same for pairs of texts.
    pub(crate) fn query_in_pairs(
        &mut self,
        sql: &str,
        values: &[Value<'_>],
        take: &mut dyn FnMut(&Row<'_>) -> Result<(), StoreError>,
    ) -> Result<(), StoreError> {
        self.ask(sql, 2, values, take)
    }

    fn ask(
        &mut self,
        sql: &str,
        columns: usize,
        values: &[Value<'_>],
        take: &mut dyn FnMut(&Row<'_>) -> Result<(), StoreError>,
    ) -> Result<(), StoreError> {
        let [largest, ..] = SIZES;
        for chunk in values.chunks(largest.saturating_mul(columns)) {
            let rows = chunk.len().checked_div(columns).unwrap_or(0);
            let mut sizes = SIZES.into_iter().rev();
            let size = sizes.find(|size| *size >= rows).unwrap_or(largest);
            let mut padded = chunk.to_vec();
            // Twice the same changes no answer, and the statement is prepared already.
            let first = chunk.iter().take(columns).copied().cycle();
            let missing = size.saturating_sub(rows).saturating_mul(columns);
            padded.extend(first.take(missing));
            let sql = match columns {
                1 => format!("{sql} ({})", list(1, size)),
                _ => format!("{sql} (VALUES {})", tuples(size, columns)),
            };
            self.query(&sql, &padded, take)?;
        }
        Ok(())
    }

    /// The rows of at most so many keys of a table that come after one, in their order, and the last of
    /// these keys; nothing when there is none. `rows` asks for those above `$1` and up to `$2`: with the
    /// end of a page a server sees how little it is to join, and with its length alone it reads every
    /// table from its beginning, for each page.
    pub(crate) fn page<T>(
        &mut self,
        [table, key]: [&'static str; 2],
        rows: &str,
        (after, most): (i64, i64),
        make: impl Fn(&Row<'_>) -> Result<T, StoreError>,
    ) -> Result<Option<(Vec<T>, i64)>, StoreError> {
        self.plan_afresh()?;
        let ends = format!(
            "SELECT max({key}) FROM (SELECT {key} FROM {table}
             WHERE {key} > $1 ORDER BY {key} LIMIT $2) page"
        );
        let last = self.first(&ends, &[after.into(), most.into()], |row| {
            row.optional_integer(0)
        })?;
        let Some(last) = last.flatten() else {
            return Ok(None);
        };
        let rows = self.all(rows, &[after.into(), last.into()], make)?;
        Ok(Some((rows, last)))
    }

    /// Has the server count what is in the tables that grow, so that it plans for tables as large as
    /// they are; passes over one that somebody else is counting.
    pub(crate) fn count_again(&mut self) -> Result<(), StoreError> {
        match self {
            Self::Postgres(server) => server.batch(&format!("ANALYZE (SKIP_LOCKED) {TABLES}")),
            // Its planner does not look at how many rows there are.
            Self::Sqlite(_) => Ok(()),
        }
    }

    /// Has every statement of this transaction planned for its values, and for the tables as they are
    /// now. A server plans a statement for good after a few uses, for a range that may be anything; and
    /// tables that were empty then are not after a million rows.
    pub(crate) fn plan_afresh(&mut self) -> Result<(), StoreError> {
        match self {
            Self::Postgres(server) => server.batch("SET LOCAL plan_cache_mode = force_custom_plan"),
            // Its planner does not look at how many rows there are.
            Self::Sqlite(_) => Ok(()),
        }
    }
}

/// `$1, $2, $3`.
fn list(first: usize, count: usize) -> String {
    let places = (first..first.saturating_add(count)).map(|place| format!("${place}"));
    places.collect::<Vec<_>>().join(", ")
}

/// `($1, $2), ($3, $4)`.
fn tuples(rows: usize, columns: usize) -> String {
    let tuple = |row: usize| {
        let first = row.saturating_mul(columns).saturating_add(1);
        format!("({})", list(first, columns))
    };
    (0..rows).map(tuple).collect::<Vec<_>>().join(", ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_count_on() {
        assert_eq!(list(1, 3), "$1, $2, $3");
        assert_eq!(tuples(2, 2), "($1, $2), ($3, $4)");
    }
}
