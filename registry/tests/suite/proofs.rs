//! Anchors, holders' keys and guardians' codes (SPEC §7).

use juma_format::claims::{LiveProfile, Tier};

use juma_registry::ledger::{LedgerError, ProofMark, Serial};

use super::*;

fn live(subject: &str, profile: LiveProfile, mark: u8) -> IssuePlan {
    IssuePlan {
        proof: PlannedProof::Live {
            profile,
            mark: ProofMark::from_bytes([mark; 16]),
        },
        ..plan_for(subject, Tier::Gate)
    }
}

fn open_all(ledger: &mut impl Ledger) -> [u32; 3] {
    ["2027-Q1", "2027-03", "W2027-03-08"].map(|period| {
        let period = Period::parse(period).unwrap();
        ledger.open_list(Tier::Gate, period).unwrap()
    })
}

/// Codes that end soon have lists that leave the bundles soon.
pub(crate) fn live_codes_have_lists_of_their_own_periods<F: Form>(place: &F) {
    let mut ledger = place.create();
    let [quarter, month, week] = open_all(&mut ledger);
    let random = &mut dice(3);
    for (plan, list) in [
        (plan_for("R-1", Tier::Gate), quarter),
        (live("R-1", LiveProfile::P2, 1), month),
        (live("R-1", LiveProfile::P1, 2), week),
    ] {
        let planned = ledger.plan(&plan, random).unwrap();
        assert_eq!(planned.status.list(), list);
        drop(ledger);
        ledger = place.open();
        assert_eq!(ledger.issuance(planned.serial).unwrap().plan, plan);
    }
}

/// Whoever has one of two codes of one anchor would show both.
pub(crate) fn an_anchor_is_signed_once_whatever_became_of_it<F: Form>(place: &F) {
    let mut ledger = place.create();
    open_all(&mut ledger);
    let random = &mut dice(3);
    let mark = ProofMark::from_bytes([1; 16]);
    assert_eq!(ledger.is_proof_known(&mark), Ok(false));
    let planned = ledger
        .plan(&live("R-1", LiveProfile::P2, 1), random)
        .unwrap();
    ledger.abandon(planned.serial).unwrap();
    drop(ledger);
    let mut ledger = place.open();
    assert_eq!(ledger.is_proof_known(&mark), Ok(true));
    for profile in LiveProfile::ALL {
        let again = ledger.plan(&live("R-2", profile, 1), random);
        assert_eq!(again, Err(LedgerError::ProofSignedBefore));
    }
    assert!(
        ledger
            .plan(&live("R-2", LiveProfile::P2, 2), random)
            .is_ok()
    );
}

pub(crate) fn a_guardians_code_must_be_known<F: Form>(place: &F) {
    let mut ledger = place.create();
    open_all(&mut ledger);
    let random = &mut dice(3);
    let guardian = ledger.plan(&plan_for("R-1", Tier::Gate), random).unwrap();
    let naming = |code| IssuePlan {
        bearer: PlannedBearer::Guardian { code },
        ..plan_for("R-2", Tier::Gate)
    };
    let member = ledger.plan(&naming(guardian.serial), random).unwrap();
    let bearer = |ledger: &F::Ledger| ledger.issuance(member.serial).unwrap().plan.bearer;
    let expected = PlannedBearer::Guardian {
        code: guardian.serial,
    };
    assert_eq!(bearer(&ledger), expected);
    let nobody = Serial::new(99).unwrap();
    let refused = ledger.plan(&naming(nobody), random);
    assert_eq!(refused, Err(LedgerError::UnknownSerial(nobody)));
    drop(ledger);
    assert_eq!(bearer(&place.open()), expected);
}
