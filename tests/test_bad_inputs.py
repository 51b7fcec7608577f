"""Where each bad input that the app has to take is tested, and what stands in an address."""

import pytest

from services.workbook import Workbook
from tests.pages.conftest import PATHS, Visit, blank, book, told, visit
from tests.test_faults import TESTS, names

__all__ = ["blank", "book", "visit"]

_HERE = "test_bad_inputs.py::"
_ACCEPTANCE = "services/workbook/test_acceptance.py::"
_BOOK = "services/workbook/test_book.py::"
_BULK = "services/bulk/test_files.py::"
_CREDENTIALS = "services/workbook/test_credentials.py::"
_CSV = "services/report/test_delimited.py::"
_DATES = "services/reading/test_dates.py::"
_FIELDS = "services/reading/test_fields.py::"
_HOSTILE = "pages/test_hostile.py::"
_NUMBERS = "services/reading/test_numbers.py::"
_RECORDS = "services/reading/test_records.py::"
_TEXT = "services/reading/test_text.py::"
_LATE = "services/progress/test_status.py::TestFirstEntry::test_late_is_late_however_many_follow"
_ADDRESS = (_HERE + "test_an_address_gains_nothing_and_breaks_nothing",)
_SHEET = (_HOSTILE + "test_in_the_sheet_everything_is_text",)
_PAGE = (_HOSTILE + "test_no_page_draws_anything_of_it", _HOSTILE + "test_what_is_escaped_reads_as_it_was_typed")

BAD: dict[str, tuple[str, ...]] = {
    "1 nothing but blanks": (_FIELDS + "test_a_blank_cell_is_no_problem_in_any_column",),
    "2 50,001 characters": (_FIELDS + "test_free_text_ends_at_its_limit",),
    "3 a formula": _SHEET,
    "4 what makes a formula, first": (_CSV + "test_defuses_text_that_a_program_might_evaluate", *_SHEET),
    "5 an apostrophe first": _SHEET,
    "6 a tag": _PAGE,
    "7 a link to a script": _PAGE,
    "8 a picture, a colour, a formula of markdown": _PAGE,
    "9 NUL and other controls": (_TEXT + "test_nul_controls_and_half_surrogates_are_noticed",),
    "10 half a surrogate, a joined emoji": (_TEXT + "test_line_breaks_tabs_and_emoji_are_no_control_characters",),
    "11 composed or not, the place of the tone": (_TEXT + "test_the_match_key_is_the_same_wherever_the_tone_stands",),
    "12 what can't be seen": (_TEXT + "test_cleaning_leaves_one_line_of_visible_composed_text",),
    "13 CR LF": (_TEXT + "test_cleaning_keeps_line_breaks_where_they_are_wanted", *_SHEET),
    "14 a telephone number": ("services/workbook/test_cells.py::test_any_text_is_a_text_cell", *_SHEET),
    "15 points and commas": (
        _NUMBERS + "test_a_whole_number_is_read_as_people_write_it",
        _NUMBERS + "test_a_comma_begins_the_decimals",
    ),
    "16 numbers beyond measure, digits of other scripts": (
        _NUMBERS + "test_booleans_and_numbers_beyond_measure_have_no_value",
    ),
    "17 days that never were": (_DATES + "test_a_day_that_never_was_has_no_value_and_perhaps_a_suggestion",),
    "18 after the deadline": (_LATE,),
    "19 the same person with other accents": (_TEXT + "test_the_match_key_tells_different_words_apart",),
    "20 a forged choice": (
        _ACCEPTANCE + "test_bad_values_are_named_field_by_field",
        "services/test_access.py::TestOwnUnit::test_an_entry_whose_unit_is_not_theirs_by_whatever_name_is_refused",
    ),
    "21 an address that is no http link": (_FIELDS + "test_anything_but_an_http_link_is_refused",),
    "22 a file that is a bomb, or not what it says": (
        _BULK + "test_what_can_not_be_read_is_told",
        _BULK + "test_entities_that_multiply_are_refused",
    ),
    "23 #REF!": (_FIELDS + "test_what_a_column_may_not_hold_has_no_value_and_a_severe_problem",),
    "24 TRUE and the word": (_RECORDS + "test_numbers_booleans_and_equal_looking_cells_are_told_apart",),
    "25 a day as its number": (_DATES + "test_a_day_survives_its_serial_number",),
    "26 merged cells": (_RECORDS + "test_short_rows_end_in_blanks_and_long_rows_are_cut",),
    "27 ragged and blank rows": (_RECORDS + "test_blank_rows_and_unticked_boxes_are_no_entries",),
    "28 a formula as row ID": (_RECORDS + "test_no_cells_make_a_table_raise", *_PAGE[:1]),
    "29 a row ID blank, twice, or like a number": (
        _RECORDS + "test_blank_row_ids_and_ids_that_look_like_numbers_are_no_problem",
        _RECORDS + "test_rows_with_one_row_id_are_all_flagged_and_all_kept",
    ),
    "30 a unit misspelt": ("services/reading/test_units.py::test_an_unknown_unit_is_never_guessed_only_suggested",),
    "31 rows sorted, hidden or filtered": (_BOOK + "TestAddWherePeopleRearrangedTheTab::test_rows_sorted",),
    "32 a header twice": (_RECORDS + "test_of_two_columns_with_one_name_the_first_counts",),
    "33 a blank header": (_RECORDS + "test_blank_headers_and_headers_that_are_no_text_are_left_alone",),
    "34 a header with what can't be seen": (
        _RECORDS + "test_a_header_is_found_whatever_case_accents_and_spacing_it_has",
    ),
    "35 a header in another case": (_RECORDS + "test_a_header_is_found_whatever_case_accents_and_spacing_it_has",),
    "36 headers in another order": (_RECORDS + "test_columns_may_stand_in_any_order_among_others",),
    "37 the header in row 3": (_RECORDS + "test_a_header_in_row_3_is_found_and_rows_keep_their_numbers",),
    "38 an empty tab": (_RECORDS + "test_an_empty_tab_is_one_problem_and_no_rows",),
    "39 no secrets, or no TOML": (
        _CREDENTIALS + "test_no_file_means_no_secrets",
        _CREDENTIALS + "test_a_file_that_can_not_be_read_is_told_by_line_or_kind",
    ),
    "40 backslash n in a key": (_CREDENTIALS + "test_a_bad_key_is_told_by_name_never_by_its_text",),
    "41 a whole JSON file in a key": (_CREDENTIALS + "test_a_bad_key_is_told_by_name_never_by_its_text",),
    "42 a link instead of the ID": (
        _CREDENTIALS + "test_a_spreadsheet_is_named_by_its_link_or_its_id",
        _CREDENTIALS + "test_what_names_no_spreadsheet_is_told",
    ),
    "43 the sample's cookie_secret": (
        "services/workbook/test_sign_in.py::test_a_slip_stops_the_app_with_the_sentence_that_mends_it",
    ),
    "44 a key of another project": (_CREDENTIALS + "test_a_bad_key_is_told_by_name_never_by_its_text",),
    "45 another unit or a role in the address": (
        *_ADDRESS,
        "pages/test_roles.py::test_each_page_is_open_to_the_role_or_shut_whoever_sent_the_link",
    ),
    "46 a key twice in the address": _ADDRESS,
    "47 10 kB in the address": _ADDRESS,
    "48 NUL and no UTF-8 in the address": _ADDRESS,
    "49 a tag in the address": _ADDRESS,
    "50 a path or a host in the address": _ADDRESS,
}
"""What comes in → its tests."""
KEYS = ("unit", "row", "draft", "as_of", "kind", "tab", "role")
IN_ADDRESSES = (
    "A" * 10_000,
    "\x00",
    "\ufffd",  # what %FF becomes
    "<script>alert(1)</script>",
    "../../etc/passwd",
    "//evil.example",
    "admin",
    ["CESTI", "VP"],
)


def test_there_are_fifty() -> None:
    assert [int(bad.split()[0]) for bad in BAD] == list(range(1, 51))


@pytest.mark.parametrize("bad", BAD)
def test_each_bad_input_has_its_tests(bad: str) -> None:
    wanted = [test.partition("::")[::2] for test in BAD[bad]]
    assert wanted
    assert [(file, name) for file, name in wanted if name not in names(TESTS / file)] == []


@pytest.mark.parametrize("first", [0, 5])
def test_an_address_gains_nothing_and_breaks_nothing(visit: Visit, book: Workbook, first: int) -> None:
    """Each key has something else in it on each page."""
    for nth, name in enumerate(PATHS):
        query = {key: IN_ADDRESSES[(first + nth + n) % len(IN_ADDRESSES)] for n, key in enumerate(KEYS)}
        app = visit(name, **query)
        assert app.title
        assert "<script>" not in told(app)
    assert all(table.empty for key, table in book.snapshot().tables.items() if key in ("banners", "posts", "users"))


@pytest.mark.parametrize("moment", ["0001-01-01", "0001-01-01T00:00", "9999-12-31T23:59-23:59", "2101-01-01"])
def test_a_moment_at_the_end_of_the_calendar_is_told(visit: Visit, moment: str) -> None:
    assert "Không đọc được thời điểm" in told(visit("report", as_of=moment))
