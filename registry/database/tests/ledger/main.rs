//! The suite of every ledger, over both databases, and what only a database must do.
#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::print_stderr,
    clippy::print_stdout,
    reason = "a panic here is a failed test"
)]

#[path = "../../../tests/suite/mod.rs"]
mod suite;

mod adopting;
mod copies;
mod journal;
mod keeping;
mod measured;
mod places;
mod renewing;
mod residents;
mod resuming;
mod runs;
mod sharing;
mod successions;
mod taking_in;

mod postgres {
    crate::ledger_suite!(crate::places::Server);
    crate::register_suite!(crate::places::Server);
}

mod sqlite {
    crate::ledger_suite!(crate::places::File);
    crate::register_suite!(crate::places::File);
}

/// What each database must do, as tests of one.
#[macro_export]
macro_rules! register_suite {
    ($place:ty) => {
        $crate::register_suite!($place =>
            adopting::a_file_is_taken_over_whole,
            copies::an_old_copy_is_not_worked_with,
            copies::another_register_is_not_worked_with,
            copies::what_is_no_register_or_a_newer_one,
            journal::an_edit_of_the_journal_is_found,
            journal::nobody_is_named_in_the_journal,
            journal::what_contradicts_itself_is_kept_out_by_the_database,
            keeping::a_purged_person_leaves_numbers_and_a_whole_journal,
            resuming::an_older_copy_goes_on_above_all_that_is_known,
            resuming::what_was_suspended_last_stands,
            keeping::people_are_due_when_nothing_is_to_be_done_any_more,
            keeping::the_counts_say_how_it_stands,
            resuming::what_is_another_register_s_or_past_is_no_evidence,
            keeping::what_is_held_on_a_person_is_handed_out,
            renewing::a_batch_takes_the_place_of_older_codes_in_one_act,
            residents::a_new_name_or_document_revokes_the_old_codes,
            residents::a_residence_from_application_to_moving_out,
            residents::a_resident_reads_back_as_enrolled,
            residents::family_is_under_18_or_from_60_on,
            residents::moving_out_ends_a_permit_where_the_city_says_so,
            residents::records_are_taken_in_once,
            runs::a_run_is_planned_approved_and_settled_in_order,
            runs::a_run_that_is_given_up_leaves_no_good_code,
            sharing::many_codes_are_planned_in_one_act_or_none,
            successions::a_relation_ends_with_its_codes,
            successions::what_a_new_name_makes_due,
            successions::what_is_due_when_facts_change_or_ends_come,
            taking_in::a_rehearsal_does_everything_and_leaves_nothing,
            taking_in::documents_go_from_one_to_another_in_a_batch,
            taking_in::families_come_in_whole_or_not,
            taking_in::tallies_count_districts_and_years,
        );
    };
    ($place:ty => $($module:ident::$test:ident),+ $(,)?) => {
        $(
            #[test]
            fn $test() {
                match <$place as $crate::suite::Form>::place() {
                    Some(place) => $crate::$module::$test(&place),
                    None => eprintln!("skipped: no PostgreSQL, see tests/postgres"),
                }
            }
        )+
    };
}
