use juma_format::time::{DAY, UnixTime};
use juma_registry::ledger::{Random, RandomError};

/// How long static codes are good.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Validity {
    /// The most days from the day of issue.
    pub days: u32,
    /// The days at the end of it among which the end is drawn, so that a person's codes do not
    /// end on one day and are not linked by it.
    pub spread: u32,
}

impl Validity {
    /// A year, ending on one of its last sixty days: few people share an end day by chance with
    /// their own other tier, and nobody loses more than a sixth of the time.
    pub const YEAR: Self = Self {
        days: 365,
        spread: 60,
    };
}

/// The end of a static code that is issued now: 00:00 UTC+8 of a day drawn for this code alone,
/// and at the latest `latest`.
///
/// # Errors
/// When there is no randomness.
pub fn draw_expiry(
    now: UnixTime,
    validity: Validity,
    latest: UnixTime,
    random: &mut dyn Random,
) -> Result<UnixTime, RandomError> {
    let spread = validity.spread.min(validity.days);
    let early = u64::from(draw_below(spread.saturating_add(1), random)?);
    // The latest end comes first and the draw after it: were the drawn end cut off, all codes of
    // a person would end on the same last day and be linked by it.
    let last = now.plus(u64::from(validity.days) * DAY).min(latest);
    let end = last_midnight(last.minus(early * DAY));
    // Near the end of a key's time there are fewer days to draw from than the spread has.
    if end <= now {
        Ok(last_midnight(last))
    } else {
        Ok(end)
    }
}

/// The last 00:00 UTC+8 at or before a moment.
pub(crate) fn last_midnight(time: UnixTime) -> UnixTime {
    time.date().midnight().unwrap_or(time)
}

/// A number below `bound`, each as likely as the others.
fn draw_below(bound: u32, random: &mut dyn Random) -> Result<u32, RandomError> {
    let zone = u32::MAX - u32::MAX % bound.max(1);
    loop {
        let mut bytes = [0; 4];
        random.fill(&mut bytes)?;
        let drawn = u32::from_be_bytes(bytes);
        if drawn < zone {
            return Ok(drawn % bound.max(1));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ends_are_midnights_inside_the_spread() {
        let now = UnixTime::from_seconds(1_795_000_000);
        let far = now.plus(1000 * DAY);
        let mut seen = std::collections::BTreeSet::new();
        let mut state = 1_u64;
        let mut random = |bytes: &mut [u8]| {
            for byte in bytes {
                state = state
                    .wrapping_mul(6_364_136_223_846_793_005)
                    .wrapping_add(1);
                *byte = state.to_be_bytes()[0];
            }
            Ok(())
        };
        for _ in 0..2000 {
            let end = draw_expiry(now, Validity::YEAR, far, &mut random).unwrap();
            assert!(end.is_midnight());
            let days = end.since(now) / DAY;
            assert!((303..365).contains(&days), "{days}");
            seen.insert(end);
        }
        assert_eq!(seen.len(), 61);
        let soon = now.plus(10 * DAY);
        assert!(draw_expiry(now, Validity::YEAR, soon, &mut random).unwrap() <= soon);
        // What the key allows is less than the validity: the ends are drawn all the same.
        let year = now.plus(200 * DAY);
        let ends: std::collections::BTreeSet<_> = (0..500)
            .map(|_| draw_expiry(now, Validity::YEAR, year, &mut random).unwrap())
            .collect();
        assert!(ends.len() > 50 && ends.iter().all(|end| *end <= year));
    }

    #[test]
    fn a_source_that_fails_is_an_error() {
        let now = UnixTime::from_seconds(1_795_000_000);
        let mut random = |_: &mut [u8]| Err(RandomError);
        assert_eq!(
            draw_expiry(now, Validity::YEAR, now, &mut random),
            Err(RandomError)
        );
    }
}
