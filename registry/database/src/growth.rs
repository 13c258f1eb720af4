//! When a server is to look at its tables again.
//!
//! A server plans statements by what it counted when it last looked, which it does by itself about
//! once a minute. A register that was empty then has a hundred thousand residents now, and for a few
//! names each of them would be read.

/// How much a process has added to the register.
#[derive(Debug)]
pub(crate) struct Growth {
    rows: u64,
    next: u64,
}

/// People or codes after which a server looks for the first time: fewer are read in no time.
pub(crate) const FIRST: u64 = 2000;

/// How many times as many there are when it looks again.
const TIMES: u64 = 4;

/// The tables that grow with people and codes.
pub(crate) const TABLES: &str = "subjects, residents, documents, verifications, registrations, \
    relations, issuances, pairing_keys";

impl Growth {
    pub(crate) const NONE: Self = Self {
        rows: 0,
        next: FIRST,
    };

    /// Adds people or codes, and says whether the server is to look at its tables now.
    pub(crate) fn add(&mut self, rows: usize) -> Statistics {
        self.rows = self
            .rows
            .saturating_add(u64::try_from(rows).unwrap_or(u64::MAX));
        if self.rows < self.next {
            return Statistics::Fit;
        }
        self.next = self.rows.saturating_mul(TIMES);
        Statistics::Outgrown
    }
}

/// Whether what a server has counted still tells how large its tables are.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Statistics {
    Fit,
    Outgrown,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_server_looks_each_time_that_the_register_is_four_times_as_large() {
        let mut growth = Growth::NONE;
        let looks = (1..=100).filter(|_| growth.add(1000) == Statistics::Outgrown);
        assert_eq!(looks.collect::<Vec<_>>(), [2, 8, 32]);
    }
}
