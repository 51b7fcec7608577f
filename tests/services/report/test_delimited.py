"""Tables as CSV that Excel opens right."""

import csv
import io
from datetime import UTC, date, datetime
from typing import Any

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from services.report import figures, to_csv
from tests.services.campaigns import at
from tests.services.report.bases import sample_basis

FORMULA_STARTS = "=+-@\t\r\n＝＋－＠"


def read(data: bytes) -> list[list[str]]:
    """The cells of a CSV file."""
    return list(csv.reader(io.StringIO(data.decode("utf-8-sig"), newline="")))


def cell(value: Any) -> str:
    """What a value becomes in a file."""
    rows = read(to_csv(pd.DataFrame({"cột": pd.Series([value], dtype=object), "sau": ["x"]})))
    assert [len(row) for row in rows] == [2, 2]
    return rows[1][0]


def test_begins_with_a_byte_order_mark_and_parts_with_commas() -> None:
    """Without the mark Excel takes the letters for another encoding."""
    data = to_csv(pd.DataFrame({"Đơn vị": ["Sở Khoa học, Công nghệ"], "Số": [2]}))
    assert data == '\ufeffĐơn vị,Số\r\n"Sở Khoa học, Công nghệ",2\r\n'.encode()


@pytest.mark.parametrize(
    ("value", "written"),
    [
        (None, ""),
        (0, "0"),
        (-5, "-5"),
        (2_500_000, "2500000"),
        (2.5, "2.5"),
        (date(2024, 10, 1), "01/10/2024"),
        (at(1, 8, 5), "01/10/2024 08:05:00"),
        (datetime(2024, 10, 1, 20, tzinfo=UTC), "02/10/2024 03:00:00"),
        ("Nguyễn Thị Thúy", "Nguyễn Thị Thúy"),
        ('Khẩu hiệu "Học"; học, học\nnữa', 'Khẩu hiệu "Học"; học, học\nnữa'),
        ("-", "-"),
        ("0901234567", "0901234567"),
    ],
)
def test_writes_values_as_people_read_them(value: Any, written: str) -> None:
    """Numbers stay numbers, days are days of Ho Chi Minh City, the sign for "not reported" stays what it is."""
    assert cell(value) == written


@pytest.mark.parametrize("start", FORMULA_STARTS)
@pytest.mark.parametrize("before", ["", "\x00", "\x07", " =", "\u00a0+", "\x07 @", " \t="])
def test_defuses_text_that_a_program_might_evaluate(start: str, before: str) -> None:
    """An apostrophe stands first, in names of columns too."""
    text = f"{before}{start}IMPORTXML(1)"
    assert cell(text).startswith("'")
    assert read(to_csv(pd.DataFrame({text: [1]})))[0][0].startswith("'")


@pytest.mark.parametrize("text", ["--", "-5", "- gạch đầu dòng", "+84 901 234 567"])
def test_defuses_what_only_looks_harmless(text: str) -> None:
    """Typed text is text, even where it might be a number."""
    assert cell(text) == f"'{text}"


def test_survives_control_characters_and_endless_text() -> None:
    """NUL and half a surrogate are left out; an Excel cell holds 32,767 characters."""
    assert cell("a\x00b\x1bc\ud800d\ufffee") == "abcde"
    assert cell("x" * 50_000) == "x" * 32_767


@given(st.lists(st.text(max_size=30), min_size=1, max_size=5))
@settings(max_examples=40, deadline=None)
def test_never_breaks_a_row_nor_begins_a_formula(texts: list[str]) -> None:
    """Whatever is typed: as many rows and cells as in the table."""
    rows = read(to_csv(pd.DataFrame({"a": pd.Series(texts, dtype=object), "b": [1] * len(texts)})))
    assert [len(row) for row in rows] == [2] * (len(texts) + 1)
    assert not any(row[0].lstrip().startswith(tuple(FORMULA_STARTS)) for row in rows if row[0] != "-")


def test_of_the_sample_week_has_a_row_for_each_unit() -> None:
    """Header, 16 units, the sum: 19 banners."""
    rows = read(to_csv(figures(sample_basis(at(10))).summary))
    assert len(rows) == 18
    assert rows[-1][0] == "Tổng cộng"
    assert rows[-1][rows[0].index("Băng rôn (cái)")] == "19"
