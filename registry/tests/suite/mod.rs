//! What every form of the ledger must do: the same tests over each.
#![expect(
    clippy::as_conversions,
    reason = "the numbers of these tests are small"
)]

pub(crate) mod model;
pub(crate) mod operations;
pub(crate) mod proofs;
pub(crate) mod publications;

use juma_format::{
    KeyId,
    claims::Tier,
    time::{Date, UnixTime},
};
use juma_registry::{
    SubjectId,
    ledger::{
        CodeHash, IssuePlan, KeyHash, Ledger, Period, PlannedBearer, PlannedProof, RandomError,
    },
};

/// Entries of a list in most tests.
pub(crate) const FEW: u32 = 64;

/// A form of the ledger, with a place for one.
pub(crate) trait Form: Sized {
    type Ledger: Ledger;

    /// A place; `None` where there is none on this machine, which skips the test.
    fn place() -> Option<Self>;

    fn create_with_entries(&self, entries: u32) -> Self::Ledger;

    fn open_with_entries(&self, entries: u32) -> Self::Ledger;

    fn create(&self) -> Self::Ledger {
        self.create_with_entries(FEW)
    }

    fn open(&self) -> Self::Ledger {
        self.open_with_entries(FEW)
    }
}

/// The suite as tests of one form.
#[macro_export]
macro_rules! ledger_suite {
    ($form:ty => $($module:ident::$test:ident),+ $(,)?) => {
        $(
            #[test]
            fn $test() {
                match <$form as $crate::suite::Form>::place() {
                    Some(place) => $crate::suite::$module::$test(&place),
                    None => eprintln!("skipped: no PostgreSQL, see tests/postgres"),
                }
            }
        )+
    };
    ($form:ty) => {
        $crate::ledger_suite!($form =>
            operations::an_issuance_from_plan_to_revocation,
            operations::what_does_not_exist,
            operations::no_index_is_given_twice,
            operations::a_further_list_is_opened_at_half_and_used_when_the_first_is_full,
            operations::tiers_and_quarters_have_lists_of_their_own,
            operations::bad_randomness_and_bad_times_plan_nothing,
            operations::a_list_has_as_many_entries_as_a_status_list,
            operations::an_abandoned_code_is_published_as_invalid,
            proofs::a_guardians_code_must_be_known,
            proofs::an_anchor_is_signed_once_whatever_became_of_it,
            proofs::live_codes_have_lists_of_their_own_periods,
            publications::a_sequence_number_is_given_once_whatever_happens_after,
            publications::floors_close_old_lists_and_skip_numbers,
        );

        #[test]
        fn a_ledger_does_what_the_model_does() {
            $crate::suite::model::a_ledger_does_what_the_model_does::<$form>();
        }
    };
}

/// Bytes that are the same in every run: xorshift64*.
pub(crate) fn dice(mut seed: u64) -> impl FnMut(&mut [u8]) -> Result<(), RandomError> {
    move |bytes| {
        for byte in bytes {
            seed ^= seed >> 12;
            seed ^= seed << 25;
            seed ^= seed >> 27;
            *byte = seed.wrapping_mul(0x2545_F491_4F6C_DD1D).to_be_bytes()[0];
        }
        Ok(())
    }
}

pub(crate) fn midnight(date: &str) -> UnixTime {
    Date::parse(date).unwrap().midnight().unwrap()
}

pub(crate) fn noon() -> UnixTime {
    midnight("2026-11-22").plus(43_200)
}

pub(crate) fn quarter() -> Period {
    Period::parse("2027-Q1").unwrap()
}

pub(crate) fn plan_for(subject: &str, tier: Tier) -> IssuePlan {
    IssuePlan {
        subject: SubjectId::new(subject).unwrap(),
        tier,
        key_id: KeyId::from_bytes([0xA1, 0xB2, 0xC3, 0xD4]),
        issued_at: noon(),
        expires: midnight("2027-03-15"),
        proof: PlannedProof::Static,
        bearer: PlannedBearer::Holder,
    }
}

pub(crate) fn code(byte: u8) -> CodeHash {
    CodeHash::from_bytes([byte; 32])
}

pub(crate) fn key(byte: u8) -> KeyHash {
    KeyHash::from_bytes([byte; 32])
}
