//! The numbers that a gate asks holders to confirm (SPEC §7.2): each is drawn here, shown, and used
//! once.

use std::time::Duration;

use juma_cli::{failure::Failure, random};
use juma_verifier::Challenge;

/// For how long a number stands that nobody answers: whoever has seen it can have answers made for
/// the slots to come, by a phone that is somewhere else.
const STANDS: Duration = Duration::from_secs(300);

/// Six digits, so that an answer that was made ahead fits once in a million, and people type them in
/// one go; the first is no zero, which some would leave out.
const LEAST: u32 = 100_000;
const COUNT: u32 = 900_000;

/// What is said with a number, in both languages.
pub(crate) const WORDS: (&str, &str) = ("请在手机上输入", "enter on the phone");

/// When the number that stands was put.
#[derive(Default)]
pub(crate) struct Asking(Option<Duration>);

impl Asking {
    /// The number to put now; none while `open` still stands.
    pub(crate) fn next(
        &mut self,
        open: Option<Challenge>,
        elapsed: Duration,
    ) -> Result<Option<Challenge>, Failure> {
        let stands = |put| elapsed.saturating_sub(put) < STANDS;
        if open.is_some() && self.0.is_some_and(stands) {
            return Ok(None);
        }
        self.0 = Some(elapsed);
        draw().map(Some)
    }
}

fn draw() -> Result<Challenge, Failure> {
    // Above it some numbers would be likelier than others.
    let fair = u32::MAX - u32::MAX % COUNT;
    loop {
        let mut bytes = [0; 4];
        random::fill(&mut bytes)?;
        let drawn = u32::from_ne_bytes(bytes);
        if let Some(challenge) = Challenge::new(LEAST + drawn % COUNT)
            && drawn < fair
        {
            return Ok(challenge);
        }
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn a_number_stands_until_it_is_answered_or_too_old() {
        let mut asking = Asking::default();
        let at = Duration::from_secs;
        let mut next = |open, elapsed| asking.next(open, at(elapsed)).unwrap();
        let first = next(None, 0).unwrap();
        assert_eq!(next(Some(first), 299), None);
        let second = next(None, 100).unwrap();
        assert_eq!(next(Some(second), 399), None);
        assert!(next(Some(second), 400).is_some());
    }

    #[test]
    fn six_digits_seldom_the_same() {
        let drawn: BTreeSet<String> = (0..100).map(|_| draw().unwrap().to_string()).collect();
        assert!(drawn.len() > 90, "{drawn:?}");
        assert!(drawn.iter().all(|number| number.len() == 6), "{drawn:?}");
    }
}
