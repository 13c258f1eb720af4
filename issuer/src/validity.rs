use juma_format::time::{DAY, UnixTime};
use juma_registry::ledger::{Random, RandomError};

/// How long static codes are good.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Validity {
    /// The most days from the day of issue.
    pub days: u32,
    /// The days at the end of it among which the end is drawn, so that a person's codes do not
    /// end on one day and are not linked by it; fewer where the code must end sooner.
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
/// and at the latest `latest`. A code that must end sooner, by a key's time or at a birthday, is
/// drawn from as many days fewer: it loses no greater part of its time than others, where one that
/// must end within two months could else end tomorrow.
///
/// # Errors
/// When there is no randomness.
pub fn draw_expiry(
    now: UnixTime,
    validity: Validity,
    latest: UnixTime,
    random: &mut dyn Random,
) -> Result<UnixTime, RandomError> {
    let days = u64::from(validity.days).min(latest.since(now) / DAY);
    let spread = u64::from(validity.spread.min(validity.days)).saturating_mul(days)
        / u64::from(validity.days.max(1));
    let spread = u32::try_from(spread).unwrap_or(validity.spread);
    let early = u64::from(draw_below(spread.saturating_add(1), random)?);
    // The latest end comes first and the draw after it: were the drawn end cut off, all codes of
    // a person would end on the same last day and be linked by it.
    let last = now.plus(u64::from(validity.days) * DAY).min(latest);
    let end = last_midnight(last.minus(early * DAY));
    // On the last days there is nothing to draw from.
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
        // What the key or a birthday allows is less than the validity: the ends are drawn all the
        // same, and nobody loses more than their share and the day that is not full.
        for left in [200, 60, 13, 7, 1] {
            let latest = now.plus(left * DAY);
            let share = left * 60 / 365;
            let least = now.plus((left - share) * DAY).minus(DAY);
            let ends: std::collections::BTreeSet<_> = (0..500)
                .map(|_| draw_expiry(now, Validity::YEAR, latest, &mut random).unwrap())
                .collect();
            let most = usize::try_from(share).unwrap() + 1;
            assert_eq!(ends.len(), most, "{left}");
            assert!(
                ends.iter().all(|end| *end <= latest && *end > least),
                "{left}"
            );
        }
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
