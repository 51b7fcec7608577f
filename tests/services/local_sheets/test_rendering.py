"""What is shown for a value, and what typed text becomes."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.local_sheets.rendering import formatted, render, typed


def pattern(kind, text):
    return {"type": kind, "pattern": text}


@pytest.mark.parametrize(
    ("value", "number_format", "locale", "text"),
    [
        (45569, pattern("DATE", "dd/mm/yyyy"), "vi_VN", "04/10/2024"),
        (45569, pattern("DATE", "m/d/yyyy"), "en_US", "10/4/2024"),
        (45569.5, pattern("DATE_TIME", "dd/mm/yyyy hh:mm:ss"), "vi_VN", "04/10/2024 12:00:00"),
        (45569.999988426, pattern("DATE_TIME", "hh:mm"), "vi_VN", "23:59"),
        (45569, pattern("DATE", ""), "vi_VN", "04/10/2024"),
        (1234567, pattern("NUMBER", "#,##0"), "vi_VN", "1.234.567"),
        (1234567, pattern("NUMBER", "#,##0"), "en_US", "1,234,567"),
        (1234.5, pattern("NUMBER", "#,##0.##"), "vi_VN", "1.234,5"),
        (1234.5, pattern("NUMBER", "#,##0.00"), "en_US", "1,234.50"),
        (0.1 + 0.2, {}, "en_US", "0.3"),
        (2.5, {}, "vi_VN", "2,5"),
        (12, {}, "vi_VN", "12"),
        (True, {}, "vi_VN", "TRUE"),
        ("0901", pattern("NUMBER", "#,##0"), "vi_VN", "0901"),
        (10**12, pattern("DATE", "dd/mm/yyyy"), "vi_VN", "1000000000000"),
    ],
)
def test_a_value_is_shown_by_its_format_and_the_locale(value, number_format, locale, text):
    assert formatted(value, number_format, locale) == text


@pytest.mark.parametrize(
    ("text", "locale", "value"),
    [
        ("4/10/2024", "vi_VN", 45569),
        ("4/10/2024", "en_US", 45392),
        ("4.10.24", "vi_VN", 45569),
        ("2024-10-04", "vi_VN", 45569),
        ("4/10/2024 12:00", "vi_VN", 45569.5),
        ("4/10", "vi_VN", 45569),
        ("31/2/2024", "vi_VN", "31/2/2024"),
        ("123/10/2024", "vi_VN", "123/10/2024"),
        ("1.234", "vi_VN", 1234),
        ("1.234", "en_US", 1.234),
        ("1,5", "vi_VN", 1.5),
        ("-7", "vi_VN", -7),
        ("50%", "vi_VN", 0.5),
        ("0901234567", "vi_VN", 901234567),
        ("'0901234567", "vi_VN", "0901234567"),
        ("true", "vi_VN", True),
        ("=", "vi_VN", "="),
        ("=A1", "vi_VN", {"formula": "=A1"}),
        ("hai", "vi_VN", "hai"),
        (5, "vi_VN", 5),
    ],
)
def test_typed_text_becomes_a_value(text, locale, value):
    assert typed(text, locale, 2024)[0] == value


@pytest.mark.parametrize(
    ("formula", "text"),
    [('=HYPERLINK("https://a.vn"; "ảnh")', "ảnh"), ('=hyperlink("https://a.vn","ảnh")', "ảnh"), ("=1+1", "#NAME?")],
)
def test_formulas_are_not_computed_but_a_link_shows_its_label(formula, text):
    assert render({"formula": formula}, {}, "FORMATTED_VALUE", "SERIAL_NUMBER", "vi_VN") == text


@given(st.integers(-(10**9), 10**9))
def test_a_whole_number_is_read_back_from_how_it_is_shown(number):
    shown = formatted(number, pattern("NUMBER", "#,##0"), "vi_VN")
    assert typed(shown, "vi_VN", 2024)[0] == number


@given(st.dates(min_value=date(2000, 1, 1), max_value=date(2100, 1, 1)))
def test_a_date_is_read_back_from_how_it_is_shown(day):
    serial = typed(f"{day:%d/%m/%Y}", "vi_VN", 2024)[0]
    assert formatted(serial, pattern("DATE", "dd/mm/yyyy"), "vi_VN") == f"{day:%d/%m/%Y}"
