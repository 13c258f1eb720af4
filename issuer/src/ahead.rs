use juma_format::{
    time::UnixTime,
    trust::{KeyState, Purpose},
};
use juma_keys::TrustedList;

/// The first moment between two at which no active key for codes of a namespace signs. A bundle
/// that is good until then and beyond should carry the keys that follow (SPEC §6.4).
#[must_use]
pub fn signing_gap(
    list: &TrustedList,
    namespace: &str,
    from: UnixTime,
    until: UnixTime,
) -> Option<UnixTime> {
    let keys = list.entries().iter().map(|entry| entry.entry());
    let mut periods: Vec<(UnixTime, UnixTime)> = keys
        .filter(|entry| entry.purpose == Purpose::Code && entry.state == KeyState::Active)
        .filter(|entry| entry.namespace == namespace)
        .map(|entry| (entry.times.sign_from, entry.times.sign_until))
        .collect();
    periods.sort_unstable();
    let mut covered = from;
    for (begins, ends) in periods {
        if begins > covered {
            break;
        }
        covered = covered.max(ends);
    }
    (covered < until).then_some(covered)
}
