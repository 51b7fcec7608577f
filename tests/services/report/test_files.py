"""The four files that the office hands on, from whatever the sheet holds."""

import csv
import io
from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import Any

import docx
import openpyxl
import pytest
from PIL import Image

from services.plan import Campaign, Duty, Unit
from services.report import Basis, figures
from services.report.files import files
from services.schema import AFFILIATE, LOGS, Type
from tests.services.campaigns import CENTRE, DUTIES, UNITS, WEEK, at, tables
from tests.services.report.bases import basis

BANNER = {"unit": "A", "slogan": "Học tập suốt đời", "quantity": 3, "entered_at": at(2)}
BAD_TEXT = "a\x00\x1f\ud800\ufffe" + "x" * 50_000
ENDLESS: Mapping[str, dict[str, Any]] = {
    key: {field.key: BAD_TEXT for field in tab.fields if field.type in (Type.NAME, Type.TEXT, Type.CHOICE, Type.URL)}
    | {"unit": "A", "state": "Đã thực hiện", "return_note": None}
    for key, tab in LOGS.items()
}

BAD: dict[str, tuple[Basis, str]] = {
    "no plan": (basis(tables(banners=[BANNER]), campaign=Campaign()), "Kế hoạch chưa ghi đủ ngày bắt đầu và kết thúc"),
    "dates reversed": (
        basis(tables(banners=[BANNER]), campaign=replace(WEEK, starts_on=WEEK.ends_on, ends_on=WEEK.starts_on)),
        "Ngày kết thúc của kế hoạch đứng trước ngày bắt đầu.",
    ),
    "a unit deleted in mid-week": (
        basis(tables(banners=[BANNER, BANNER | {"unit": None}]), units=UNITS),
        "không rõ đơn vị",
    ),
    "a unit closed before": (
        basis(tables(), units=(*UNITS, Unit("X", "Trung tâm cũ", AFFILIATE, active_to=date(2024, 9, 1)))),
        "Không tính đơn vị không hoạt động trong đợt này: Trung tâm cũ.",
    ),
    "two units of one name, and one code twice": (
        basis(tables(banners=[BANNER]), units=(*UNITS, replace(CENTRE, code="B"), CENTRE)),
        "Mã đơn vị ghi nhiều lần, chỉ tính dòng đầu: A.",
    ),
    "entries of a unit that no longer exists": (
        basis(tables(**{key: [{"unit": "GONE", "entered_at": at(2)}] for key in LOGS})),
        "đơn vị không có trong danh sách hoặc không hoạt động trong đợt này",
    ),
    "control characters and 50,000 characters in each text": (
        basis(
            tables(**{key: [row] for key, row in ENDLESS.items()}),
            campaign=replace(WEEK, theme=BAD_TEXT, number=BAD_TEXT, issuer=BAD_TEXT),
            units=(*UNITS, Unit("B", BAD_TEXT, AFFILIATE, BAD_TEXT)),
            duties=(*DUTIES, Duty("II.9", BAD_TEXT, "posts", (AFFILIATE,))),
        ),
        "Ô đã bỏ ký tự điều khiển hoặc cắt còn 32.767 ký tự",
    ),
}


@pytest.mark.parametrize(("found", "told"), BAD.values(), ids=BAD)
def test_every_file_is_made_and_the_annexes_say_what_was_left_out(found: Basis, told: str) -> None:
    """Each opens, and holds a row for each unit that counts."""
    known = figures(found)
    made = files(known, {}, names=True)
    assert docx.Document(io.BytesIO(made["bao-cao.docx"])).tables
    book = openpyxl.load_workbook(io.BytesIO(made["phu-luc.xlsx"]))
    assert any(told in str(cell.value) for row in book["Nguồn số liệu"].iter_rows() for cell in row)
    rows = list(csv.reader(io.StringIO(made["tong-hop.csv"].decode("utf-8-sig"), newline="")))
    assert len(rows) == 2 + len(known.progress.by_unit)
    with Image.open(io.BytesIO(made["tien-do.png"])) as picture:
        assert picture.height < 2_500


def test_units_of_one_name_are_told_apart_by_their_codes() -> None:
    """Wherever units are listed."""
    made = files(figures(BAD["two units of one name, and one code twice"][0]), {}, names=True)
    assert [line.split(",")[0] for line in made["tong-hop.csv"].decode("utf-8-sig").splitlines()[3:5]] == [
        "Trung tâm A (A)",
        "Trung tâm A (B)",
    ]


def test_every_row_counts_or_is_left_out_for_a_reason() -> None:
    """A later one, one of a closed unit, one of none, and one that counts."""
    closed = Unit("X", "Trung tâm cũ", AFFILIATE, active_to=date(2024, 9, 1))
    rows = [BANNER, BANNER | {"entered_at": at(9)}, BANNER | {"unit": "X"}, BANNER | {"unit": None}]
    found = figures(basis(tables(banners=rows), as_of=at(8), units=(*UNITS, closed)))
    assert len(found.counted["banners"]) == 1
    assert found.left_out == {
        "không rõ đơn vị": 1,
        "ghi sau thời điểm số liệu": 1,
        "đơn vị không có trong danh sách hoặc không hoạt động trong đợt này": 1,
    }
    assert found.totals["Băng rôn (cái)"] == 3
