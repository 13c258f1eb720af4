//! Good claims of a good key: time, status, what this device can tell, venue (SPEC §9.2, §9.4).

use juma_format::time::DAY;

use super::{accepted, refused, undecided};
use crate::{
    bundle::{LIST, MEANINGLESS, REVOKED, SUSPENDED},
    cbor::uint,
    code::{Draft, FULL_FLAGS, GATE_FLAGS, full, gate, guardian, live, status},
    moment::{BUNDLE_EXPIRES, FOUNDED, ISSUED, NOW, PUBLISHED},
    vector::Vector,
};

pub(super) fn vectors() -> Vec<Vector> {
    [time(), statuses(), openable(), priority(), policies()].concat()
}

fn time() -> Vec<Vector> {
    let day = FOUNDED.plus(42 * DAY);
    let ends_soon = || gate().claim(4, uint(day.seconds())).text();
    let issued_at = |seconds: u64| full().claim(6, uint(seconds)).text();
    let now = NOW.seconds();
    vec![
        accepted(
            "time/last-second",
            ends_soon(),
            "one second before exp (§9.2)",
        )
        .at(day.minus(1)),
        refused(
            "time/expired-at-exp",
            "expired",
            ends_soon(),
            "exp is the first second at which it is over (RFC 8392 §3.1.4)",
        )
        .at(day),
        refused("time/expired", "expired", ends_soon(), "a day later (§9.2)").at(day.plus(DAY)),
        accepted(
            "time/issued-within-the-skew",
            issued_at(now + 300),
            "300 s ahead is forgiven (§9.2)",
        ),
        refused(
            "time/issued-in-the-future",
            "not-yet-valid",
            issued_at(now + 301),
            "301 s ahead is not (§9.2)",
        ),
        accepted("time/issued-now", issued_at(now), "iat is now (§9.2)"),
    ]
}

fn at_index(draft: Draft, list: u32, index: u32) -> String {
    draft.residence(2, uint(status(list, index))).text()
}

fn statuses() -> Vec<Vector> {
    let last = (1 << 20) - 1;
    vec![
        refused(
            "status/revoked",
            "revoked",
            at_index(gate(), LIST, REVOKED),
            "status 1 (§6.3)",
        ),
        refused(
            "status/suspended",
            "suspended",
            at_index(gate(), LIST, SUSPENDED),
            "status 2 (§6.3)",
        ),
        accepted(
            "status/last-of-its-list",
            at_index(gate(), LIST, last),
            "index 2^20 - 1 (§6.3)",
        ),
        accepted(
            "status/beside-a-revoked-one",
            at_index(gate(), LIST, REVOKED + 1),
            "its neighbour (§6.3)",
        ),
        undecided(
            "status/meaningless",
            "status-unknown",
            at_index(gate(), LIST, MEANINGLESS),
            "status 3, which the draft leaves to applications (§6.3)",
        )
        .trust("status-other"),
        undecided(
            "status/meaningless-in-four-bits",
            "status-unknown",
            at_index(gate(), 8, MEANINGLESS),
            "status 12 (§6.3)",
        )
        .trust("status-other"),
        refused(
            "status/revoked-in-four-bits",
            "revoked",
            at_index(gate(), 8, REVOKED),
            "a list of four bits, as another issuer may write (§6.3)",
        )
        .trust("status-other"),
        refused(
            "status/revoked-in-one-bit",
            "revoked",
            at_index(gate(), LIST, REVOKED),
            "a list of one bit (§6.3)",
        )
        .trust("status-one-bit"),
        refused(
            "status/last-in-one-bit",
            "revoked",
            at_index(gate(), LIST, last),
            "the highest bit of the last byte (§6.3)",
        )
        .trust("status-one-bit"),
        accepted(
            "status/good-in-one-bit",
            gate().text(),
            "a list of one bit (§6.3)",
        )
        .trust("status-one-bit"),
    ]
}

fn openable() -> Vec<Vector> {
    let doubt = |name, slug, comment| undecided(name, slug, gate().text(), comment);
    vec![
        undecided(
            "doubt/status-list-missing",
            "status-missing",
            at_index(gate(), LIST + 1, 1000),
            "no list of its number (§9.2)",
        ),
        doubt(
            "doubt/no-status-lists",
            "status-missing",
            "a bundle without lists (§9.2)",
        )
        .trust("no-status"),
        doubt(
            "doubt/status-list-by-a-compromised-key",
            "status-missing",
            "such a list is as if it were not there (§6.3)",
        )
        .trust("compromised-status"),
        doubt(
            "doubt/status-stale",
            "status-stale",
            "40 days old, a library takes 35 (§9.4)",
        )
        .trust("old-status"),
        accepted(
            "doubt/status-old-enough-for-an-officer",
            gate().text(),
            "an officer takes 60 days (§9.4)",
        )
        .trust("old-status")
        .policy("officer"),
        accepted(
            "doubt/status-of-35-days",
            gate().text(),
            "exactly 35 days (§9.4)",
        )
        .at(PUBLISHED.plus(35 * DAY)),
        doubt(
            "doubt/status-of-35-days-and-a-second",
            "status-stale",
            "one second more (§9.4)",
        )
        .at(PUBLISHED.plus(35 * DAY + 1)),
        doubt(
            "doubt/status-of-14-days-in-a-hospital",
            "status-stale",
            "a hospital takes 14 days (§9.4)",
        )
        .at(PUBLISHED.plus(15 * DAY))
        .policy("hospital"),
        doubt(
            "doubt/trust-stale",
            "trust-stale",
            "the bundle ends now; its end is exclusive (§9.2)",
        )
        .trust("stale"),
        accepted(
            "doubt/trust-fresh",
            gate().text(),
            "one second before (§9.2)",
        )
        .trust("stale")
        .at(NOW.minus(1)),
        doubt(
            "doubt/clock-untrusted",
            "clock-untrusted",
            "the bundle was made 19 days after what this clock says (§9.2)",
        )
        .trust("clock-ahead"),
        accepted(
            "doubt/clock-at-the-floor",
            gate().text(),
            "as late as the bundle (§9.2)",
        )
        .trust("clock-ahead")
        .at(FOUNDED.plus(60 * DAY)),
        doubt(
            "doubt/opened-by-policy",
            "status-stale",
            "the gate may open; the verdict stays undecided (§9.4)",
        )
        .trust("old-status")
        .policy("library-opens"),
    ]
}

/// A doubt that may be opened never hides anything else.
fn priority() -> Vec<Vector> {
    let soon = FOUNDED.plus(50 * DAY);
    vec![
        refused(
            "priority/clock-untrusted-and-expired",
            "expired",
            gate().claim(4, uint(soon.seconds())).text(),
            "the clock is behind, and the code ends before the floor (§9.2)",
        )
        .trust("clock-ahead"),
        refused(
            "priority/trust-stale-and-revoked",
            "revoked",
            at_index(gate(), LIST, REVOKED),
            "what an old list calls revoked is revoked (§9.2)",
        )
        .trust("stale"),
        refused(
            "priority/status-stale-and-revoked",
            "revoked",
            at_index(gate(), LIST, REVOKED),
            "what an old list calls revoked is revoked (§9.2)",
        )
        .trust("old-status"),
        refused(
            "priority/status-missing-and-not-live",
            "not-live",
            live().text(),
            "any refusal wins (§9.2)",
        )
        .trust("no-status"),
        undecided(
            "priority/status-missing-and-guardian",
            "guardian-missing",
            guardian().text(),
            "any other doubt wins (§9.2)",
        )
        .trust("no-status"),
        undecided(
            "priority/trust-stale-before-status-stale",
            "trust-stale",
            gate().text(),
            "the first of the openable doubts (§9.2)",
        )
        .at(BUNDLE_EXPIRES),
        refused(
            "priority/status-missing-and-policy",
            "policy-static",
            gate().text(),
            "any refusal wins (§9.2)",
        )
        .trust("no-status")
        .policy("library-live"),
        refused(
            "priority/scope-before-expired",
            "outside-key-scope",
            gate()
                .residence(3, uint(4401))
                .claim(4, uint(ISSUED.date().midnight().unwrap().seconds()))
                .text(),
            "the key is step 7, the time step 8 (§9.2)",
        ),
        refused(
            "priority/expired-before-revoked",
            "expired",
            at_index(
                gate().claim(4, uint(ISSUED.date().midnight().unwrap().seconds())),
                LIST,
                REVOKED,
            ),
            "the time is step 8, the status step 9 (§9.2)",
        ),
        refused(
            "priority/revoked-before-not-live",
            "revoked",
            at_index(live(), LIST, REVOKED),
            "the status is step 9, the proof step 10 (§9.2)",
        ),
    ]
}

fn policies() -> Vec<Vector> {
    let paper = || gate().flags(GATE_FLAGS | 1 << 7).text();
    let no_address = || gate().flags(GATE_FLAGS | 1 << 4).text();
    let withheld = || full().flags(FULL_FLAGS | 4 << 4).without(7).text();
    vec![
        accepted("policy/paper", paper(), "a library admits paper (§9.4)"),
        refused(
            "policy/paper-not-admitted",
            "policy-paper",
            paper(),
            "screens only (§9.4)",
        )
        .policy("library-screens"),
        accepted("policy/screen", gate().text(), "screens only (§9.4)").policy("library-screens"),
        refused(
            "policy/static-not-admitted",
            "policy-static",
            gate().text(),
            "live codes only (§9.4)",
        )
        .policy("library-live"),
        refused(
            "policy/region-not-admitted",
            "policy-region",
            gate().text(),
            "Guangzhou only (§9.4)",
        )
        .policy("library-guangzhou"),
        accepted(
            "policy/region-of-the-province",
            gate().text(),
            "44 covers 4403 (§9.4)",
        )
        .policy("library-guangdong"),
        refused(
            "policy/population-not-admitted",
            "policy-population",
            gate().text(),
            "household-registered only (§9.4)",
        )
        .policy("library-household"),
        accepted(
            "policy/population",
            gate().flags(0).text(),
            "household-registered only (§9.4)",
        )
        .policy("library-household"),
        refused(
            "policy/address-needed",
            "policy-address",
            no_address(),
            "no address (§9.4)",
        )
        .policy("library-address"),
        accepted(
            "policy/address-registered",
            gate().text(),
            "an address (§9.4)",
        )
        .policy("library-address"),
        accepted(
            "policy/address-withheld",
            withheld(),
            "registered, though the city does not show where (§9.4)",
        )
        .policy("library-address"),
        refused(
            "policy/tier-too-low",
            "policy-tier",
            gate().text(),
            "a gate code says too little (§9.4)",
        )
        .policy("library-full-tier"),
        accepted(
            "policy/tier-full",
            full().text(),
            "a full code says enough (§9.4)",
        )
        .policy("library-full-tier"),
        accepted(
            "policy/no-address-at-a-library",
            no_address(),
            "no venue of ours asks for one (§9.4)",
        ),
    ]
}
