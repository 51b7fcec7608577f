"""Typed values as Google's cells, and as people read them."""

from datetime import date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.plan import TIME_ZONE
from services.schema import BANNERS, NOMINATIONS, UNITS, Field, Type
from services.workbook.cells import cell, number_format, serial, written

NAME = Field("name", "Tên", Type.NAME)
DAY = BANNERS.field("hung_on")
MOMENT = BANNERS.field("entered_at")


@pytest.mark.parametrize(
    ("moment", "number"),
    [
        (date(1899, 12, 30), 0),
        (date(2024, 10, 1), 45566),
        (datetime(2024, 10, 1, 12), 45566.5),
        (datetime(2024, 10, 1, 6, tzinfo=TIME_ZONE), 45566.25),
        (datetime.fromisoformat("2024-09-30T23:00:00+00:00"), 45566.25),
    ],
)
def test_dates_are_days_since_the_epoch_of_sheets_in_local_time(moment, number):
    assert serial(moment) == number


@pytest.mark.parametrize(
    "text", ["=1+1", "+84", "-x", "@a", "'x", "0901", "1.500", "7/10", "TRUE", "<b>", "a\nb", "👩‍🏫"]
)
def test_text_is_never_evaluated_nor_turned_into_a_number(text):
    assert cell(NAME, text) == {"userEnteredValue": {"stringValue": text}}


@given(st.text())
def test_any_text_is_a_text_cell(text):
    assert cell(NAME, text)["userEnteredValue"] == {"stringValue": text}


@pytest.mark.parametrize(
    ("field", "value", "number", "pattern"),
    [
        (DAY, date(2024, 10, 1), 45566, "dd/mm/yyyy"),
        (MOMENT, datetime(2024, 10, 1, 12, tzinfo=TIME_ZONE), 45566.5, "dd/mm/yyyy hh:mm:ss"),
        (BANNERS.field("quantity"), 3, 3, "#,##0"),
        (BANNERS.field("cost"), 2_500_000, 2_500_000, "#,##0"),
        (Field("hours", "Giờ", Type.DECIMAL), 1.5, 1.5, "#,##0.##"),
        (BANNERS.field("quantity"), 0, 0, "#,##0"),
    ],
)
def test_dates_and_numbers_are_numbers_with_their_format(field, value, number, pattern):
    found = cell(field, value)
    assert found["userEnteredValue"] == {"numberValue": number}
    assert found["userEnteredFormat"]["numberFormat"] == number_format(field.type)
    assert number_format(field.type)["pattern"] == pattern


def test_nothing_is_an_empty_cell():
    assert cell(DAY, None) == {}


def test_what_is_no_number_in_a_number_column_gets_no_number_format():
    assert cell(BANNERS.field("quantity"), "ba") == {"userEnteredValue": {"stringValue": "ba"}}


@pytest.mark.parametrize(
    ("field", "value", "words"),
    [
        (DAY, date(2024, 10, 1), "01/10/2024"),
        (MOMENT, datetime.fromisoformat("2024-10-01T05:00:00+00:00"), "01/10/2024 12:00:00"),
        (UNITS.field("aliases"), ("Phòng KHTC", "KH-TC"), "Phòng KHTC; KH-TC"),
        (UNITS.field("kind"), "DON_VI", "Đơn vị trực thuộc"),
        (NOMINATIONS.field("unit"), "CESTI", "CESTI"),
        (BANNERS.field("quantity"), 3, "3"),
    ],
)
def test_values_are_written_in_the_words_that_people_read(field, value, words):
    assert written(field, value) == words
