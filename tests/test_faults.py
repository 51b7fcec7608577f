"""Where each fault that the app has to survive is tested."""

import ast
from pathlib import Path

import pytest

TESTS = Path(__file__).parent
_BOOK = "services/workbook/test_book.py::"
_CONNECTION = "services/workbook/test_connection.py::"
_CRASH = "services/workbook/test_crash.py::"
_JOURNAL = "services/workbook/test_journal.py::"
_MISPLACED = "services/workbook/test_misplaced.py::"
_RESIDENT = "services/workbook/test_resident.py::"
_SNAPSHOT = "services/workbook/test_snapshot.py::"
_TROUBLE = "services/workbook/test_trouble.py::"
_UNCLEAR = "services/workbook/test_unclear.py::"
_WRITER = "services/workbook/test_writer.py::"
_NOT_CARRIED_OUT = (
    _BOOK + "TestAddWhenTheNetworkFails::test_without_the_change_it_is_sent_again_once_it_can_no_more_be_carried_out"
)
_CARRIED_OUT = _UNCLEAR + "test_what_was_written_whatever_the_answer_says_is_found_and_not_written_again"
_WAITS_AND_LANDS = _TROUBLE + "test_the_last_copy_stays_the_entry_waits_and_afterwards_lands_once"
_KILLED = _CRASH + "test_a_killed_process_leaves_nothing_or_what_the_next_one_brings_to_the_sheet_once"
_HEADERS = _TROUBLE + "test_entries_are_read_and_land_under_their_headers"
_MOVED = _MISPLACED + "test_afterwards_it_is_as_if_people_had_done_it_before"

FAULTS: dict[str, tuple[str, ...]] = {
    "429 to a write": (
        _NOT_CARRIED_OUT,
        _CONNECTION + "test_a_write_is_made_again_after_429_and_never_after_5xx",
        "services/workbook/test_retries.py::test_the_waits_grow_are_never_the_same_and_end_within_ten_seconds",
        "services/workbook/test_pace.py::test_no_minute_holds_more_calls_than_its_share_and_the_burst",
    ),
    "429 to a read": (
        _CONNECTION + "test_a_read_is_made_again_after_a_busy_answer",
        _SNAPSHOT + "TestTrouble::test_waits_twice_as_long_after_each_failure_and_at_most_a_minute",
        _SNAPSHOT + "TestReads::test_viewers_at_the_same_moment_share_one_read",
    ),
    "500 before the change": (_NOT_CARRIED_OUT,),
    "503 after the change": (_CARRIED_OUT,),
    "no answer in time, changed": (_UNCLEAR + "TestNoAnswer::test_a_write_that_was_carried_out_has_its_receipt",),
    "no answer in time, not changed": (
        _UNCLEAR + "TestNoAnswer::test_one_that_was_not_is_sent_again_after_three_minutes",
    ),
    "no byte at all": (
        _CONNECTION + "test_every_call_has_a_time_limit",
        _UNCLEAR + "TestNoAnswer::test_meanwhile_everybody_sees_the_sheet_and_others_submit",
    ),
    "the connection or the answer cut": (
        _BOOK + "TestAddWhenTheNetworkFails::test_a_lost_answer_is_settled_by_looking",
        _CARRIED_OUT,
    ),
    "no network": (_UNCLEAR + "test_without_a_network_the_entry_waits_and_goes_out_once_there_is_one",),
    "a captive page": (_TROUBLE + "test_a_captive_page_in_googles_place_is_no_receipt", _CARRIED_OUT),
    "a page of HTML instead of a token": (
        _WAITS_AND_LANDS,
        _CONNECTION + "test_a_page_instead_of_a_token_is_no_token_and_leaves_a_write_clear",
    ),
    "an expired token": (
        _TROUBLE + "test_an_expired_token_is_renewed_once_and_unseen",
        _CONNECTION + "test_an_ended_token_is_renewed_unseen_also_under_a_write",
    ),
    "no token for a wrong clock or a key switched off": (
        _WAITS_AND_LANDS,
        _WRITER + "TestSpreadsheetChangedInBetween::test_an_account_that_is_switched_off_keeps_the_entry_waiting",
    ),
    "no longer shared": (
        _WAITS_AND_LANDS,
        _TROUBLE + "test_a_spreadsheet_shared_for_reading_only_is_read_and_the_entry_waits",
    ),
    "API off or scope missing": (
        _WAITS_AND_LANDS,
        _CONNECTION + "test_each_condition_of_a_spreadsheet_is_found_where_it_stops",
    ),
    "the spreadsheet gone": (_WAITS_AND_LANDS,),
    "a tab renamed": (
        _TROUBLE + "test_a_renamed_tab_is_found_by_its_id_and_another_in_its_place_is_not_touched",
        _WRITER + "TestSpreadsheetChangedInBetween::test_a_renamed_tab_takes_its_entry",
    ),
    "a protected range": (
        _TROUBLE + "test_a_protected_cell_refuses_its_edit_and_nothing_else",
        _WRITER + "TestRefused::test_its_id_may_be_sent_again_once_that_is_mended",
    ),
    "one bad entry in a group": (
        _WRITER + "TestRefused::test_by_a_protected_tab_the_rest_of_the_group_lands",
        _WRITER + "TestRefused::test_without_a_word_which_one_it_is_found_by_halves",
    ),
    "ten million cells": (
        _WRITER + "TestRefused::test_at_ten_million_cells_the_tab_that_must_grow_refuses_and_the_others_take",
    ),
    "a header renamed, moved, doubled or gone": (
        _HEADERS,
        _WRITER + "TestSpreadsheetChangedInBetween::test_a_column_that_is_gone_stops_what_needs_it_and_nothing_else",
    ),
    "a column inserted while writing": (_MOVED,),
    "rows sorted while editing": (
        _WRITER + "TestTogether::test_a_row_that_was_moved_meanwhile_is_found_by_its_id",
        _MOVED,
    ),
    "a row deleted, then edited": (
        _BOOK + "TestChange::test_a_row_that_is_gone_stays_gone",
        _WRITER + "TestTogether::test_a_change_of_a_row_that_somebody_deleted_meanwhile_is_told_and_does_not_revive_it",
    ),
    "two edit one row": (
        _BOOK + "TestChange::test_a_field_that_somebody_else_changed_is_a_conflict",
        _WRITER + "TestTogether::test_of_two_who_changed_the_same_field_the_second_one_sees_both_versions",
        "pages/test_forms.py::test_a_change_by_somebody_else_meanwhile_shows_both_versions",
    ),
    "a double click": (
        _BOOK + "TestAdd::test_twenty_clicks_at_once_add_one_row",
        _WRITER + "TestTheSameForm::test_sent_twice_while_it_waits_it_is_one_entry",
        "pages/test_forms.py::test_pressing_twice_adds_one_row",
    ),
    "the session lost": ("pages/test_queue.py::TestDraft::test_whoever_comes_back_has_the_same_form",),
    "killed before the journal has it": (_KILLED,),
    "killed when the journal has it": (
        _KILLED,
        _RESIDENT + "test_a_restarted_app_sends_first_what_the_one_before_accepted",
    ),
    "killed after the call": (_KILLED,),
    "the disk full or read-only": (
        _JOURNAL + "TestRefusesWhatItCannotKeep::test_on_a_full_disk",
        _JOURNAL + "TestRefusesWhatItCannotKeep::test_in_a_read_only_folder",
        _JOURNAL + "TestRefusesWhatItCannotKeep::test_the_whole_way_and_the_form_can_be_sent_again",
    ),
    "the journal damaged": (
        _JOURNAL + "test_damaged_it_is_put_aside_whole_and_a_new_one_takes_entries",
        "services/workbook/test_first_seen.py::TestBadFile::test_damaged_it_is_put_aside_and_the_app_starts",
    ),
    "two processes": (
        _JOURNAL + "test_one_process_sends_and_another_one_after_its_death",
        _RESIDENT + "test_two_processes_on_the_same_files_send_nothing_twice",
    ),
    "the clock set": (
        _UNCLEAR + "TestUnclear::test_a_clock_set_back_makes_nobody_wait_longer",
        _UNCLEAR + "TestUnclear::test_a_clock_set_forward_doubles_nothing",
        _UNCLEAR + "TestUnclear::test_entries_stand_in_the_order_of_acceptance_whatever_the_clock_says",
        "services/workbook/test_first_seen.py::test_the_moment_is_that_of_the_clock_here",
    ),
    "an old copy read after a write": (_SNAPSHOT + "TestRevision::test_own_entries_are_there_at_once",),
    "a row copied by hand": (
        "services/reading/test_records.py::test_rows_with_one_row_id_are_all_flagged_and_all_kept",
        "services/progress/test_counting.py::TestRepeatedRowId::test_with_the_same_content_counts_once",
    ),
    "an older version restored": (
        "services/workbook/test_history.py::"
        "TestDeleted::test_is_known_though_an_older_version_of_the_whole_spreadsheet_was_restored",
    ),
    "an answer that lacks a tab": (_TROUBLE + "test_a_batch_get_that_lacks_a_tab_leaves_the_old_tab_marked",),
}
"""What happens → its tests, the ones of the rule first."""


def names(file: Path) -> set[str]:
    """All tests of the file, those of classes with their class."""
    found = set()
    for node in ast.parse(file.read_text(encoding="utf-8")).body:
        owner, body = (f"{node.name}::", node.body) if isinstance(node, ast.ClassDef) else ("", [node])
        found |= {owner + each.name for each in body if isinstance(each, ast.FunctionDef)}
    return found


def test_there_are_thirty_eight() -> None:
    assert len(FAULTS) == 38


@pytest.mark.parametrize("fault", FAULTS)
def test_each_fault_has_its_tests(fault: str) -> None:
    wanted = [test.partition("::")[::2] for test in FAULTS[fault]]
    assert wanted
    assert [(file, name) for file, name in wanted if name not in names(TESTS / file)] == []
