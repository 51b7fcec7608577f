"""The audit log as the office sees it: in words, filtered, and taken along; every file that is made stands in it."""

import csv
import io
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import openpyxl
import pytest
from streamlit.testing.v1 import AppTest

from pages.components import audit, downloads
from pages.components.session import Look
from services import report
from services.access import Desk, Identity, Refused, Role
from services.plan import TIME_ZONE
from services.workbook import Workbook
from services.workbook.history import Event
from tests.pages.conftest import Visit
from tests.pages.test_forms import GOOD

OFFICE = Identity(Role.OFFICE, "vp@example.vn")
LONG = "=1+1 " + "rất dài " * 100


@pytest.fixture
def logged(book: Workbook) -> Workbook:
    """An entry, a change of it, and a sign-in."""
    row_id = book.add("banners", GOOD["banners"] | {"unit": "CESTI", "note": LONG}, by="Hương").row_id
    (row,) = book.snapshot().tables["banners"].to_dict("records")
    book.change("banners", row_id, {"place": "Sân sau"}, by="Lan", seen={"place": row["place"]})
    book.note("sign_in", by="an@example.vn", about="Văn phòng")
    book.send_waiting()
    return book


def listed(app: AppTest) -> list[tuple[Any, ...]]:
    """Person, action and tab of each row of the table; where there is no row there is no table."""
    if not app.dataframe:
        return []
    (frame,) = (each.value for each in app.dataframe)
    columns = frame[["Người thực hiện", "Hành động", "Trang"]]
    return [tuple(row) for row in columns.fillna("").itertuples(index=False)]


def here(book: Workbook, who: Identity = OFFICE) -> Look:
    return Look(Desk(book, who), book, book.snapshot(), book.now())


ADDED, CHANGED, CAME = (
    ("Hương", "Thêm", "Băng rôn"),
    ("Lan", "Sửa", "Băng rôn"),
    ("an@example.vn", "Đăng nhập", ""),
)


def test_it_stands_there_in_words_newest_first_and_long_texts_are_cut(visit: Visit, logged: Workbook) -> None:
    app = visit("audit")
    assert listed(app) == [CAME, CHANGED, ADDED]
    (frame,) = (each.value for each in app.dataframe)
    assert [frame["Trước"][1], frame["Sau"][1]] == ["Vị trí treo: Cổng chính", "Vị trí treo: Sân sau"]
    assert max(map(len, frame["Sau"])) == 201


@pytest.mark.parametrize(
    ("label", "value", "left"),
    [
        ("Người thực hiện", "Lan", [CHANGED]),
        ("Hành động", "Đăng nhập", [CAME]),
        ("Trang", "Băng rôn", [CHANGED, ADDED]),
        ("Tìm chữ", "san SAU", [CHANGED]),
        ("Tìm chữ", "không có", []),
        ("Từ ngày", timedelta(), [CAME, CHANGED, ADDED]),
        ("Từ ngày", timedelta(days=1), []),
        ("Đến ngày", timedelta(), [CAME, CHANGED, ADDED]),
        ("Đến ngày", timedelta(days=-1), []),
    ],
)
def test_it_is_filtered_by(visit: Visit, logged: Workbook, label: str, value: Any, left: list[Any]) -> None:
    if isinstance(value, timedelta):
        value += logged.now().date()
    app = visit("audit")
    fields = (*app.selectbox, *app.text_input, *app.date_input)
    next(field for field in fields if field.label == label).set_value(value).run()
    assert not app.exception
    assert listed(app) == left
    assert f"**{len(left)}** trên 3 việc" in app.markdown[0].value


def test_it_is_read_again_only_when_asked(visit: Visit, logged: Workbook) -> None:
    app = visit("audit")
    logged.note("sign_out", by="an@example.vn")
    logged.send_waiting()
    assert len(listed(app.run())) == 3
    next(button for button in app.button if button.label == "Đọc lại").click().run()
    assert listed(app)[0] == ("an@example.vn", "Đăng xuất", "")


def test_rows_that_people_typed_into_it_stand_there_as_they_are() -> None:
    assert audit.table([Event(None, None, "lạ", None, None, None, "{không đọc được")]).to_dict("records") == [
        {
            "Thời điểm": None,
            "Người thực hiện": None,
            "Hành động": "lạ",
            "Trang": None,
            "Mã dòng": None,
            "Trước": None,
            "Sau": "{không đọc được",
        }
    ]


class TestFiles:
    def test_hold_the_whole_texts_and_nothing_to_evaluate(self, logged: Workbook) -> None:
        look = here(logged)
        frame = audit.table(look.desk.audit())
        rows = list(csv.DictReader(io.StringIO(audit.file(look, frame, "csv").decode("utf-8-sig"))))
        assert LONG.strip() in rows[-1]["Sau"]
        sheet = openpyxl.load_workbook(io.BytesIO(audit.file(look, frame, "xlsx")))["Nhật ký"]
        assert {cell.data_type for row in sheet.iter_rows() for cell in row} == {"d", "n", "s"}
        assert sheet["B2"].value == "an@example.vn"
        evil = audit.table([Event(datetime(2024, 10, 4, tzinfo=TIME_ZONE), "=1+1", "export", None, None, None, "@x")])
        (row,) = csv.DictReader(io.StringIO(audit.file(look, evil, "csv").decode("utf-8-sig")))
        assert (row["Người thực hiện"], row["Sau"]) == ("'=1+1", "'@x")

    def test_each_that_is_made_is_noted_once_a_minute(self, logged: Workbook) -> None:
        at = logged.now()
        look = here(Workbook(logged.connection, lambda: at))
        now = report.figures(report.live(look.snapshot, at))
        frame = audit.table([])
        for _ in range(2):
            audit.file(look, frame, "csv")
        audit.file(look, frame, "xlsx")
        downloads.listed(look, "Băng rôn", frame)
        downloads.workbook(look, now)
        downloads.summary(look, now)
        logged.send_waiting()
        exports = [(event.by, event.after) for event in logged.audit() if event.action == "export"]
        assert sorted(exports) == [
            ("vp@example.vn", "Danh sách Băng rôn (CSV)"),
            ("vp@example.vn", "Nhật ký, 0 việc (csv)"),
            ("vp@example.vn", "Nhật ký, 0 việc (xlsx)"),
            ("vp@example.vn", "Tổng hợp (CSV)"),
            ("vp@example.vn", "Tổng hợp và danh sách (xlsx)"),
        ]

    def test_whoever_may_see_nothing_gets_none(self, logged: Workbook) -> None:
        stranger = replace(here(logged), desk=Desk(logged, Identity(Role.STRANGER, "la@example.vn")))
        with pytest.raises(Refused):
            downloads.listed(stranger, "Băng rôn", audit.table([]))

    def test_without_a_sign_in_it_says_so(self, logged: Workbook) -> None:
        audit.file(here(logged, Identity(Role.ANYONE_TRIAL)), audit.table([]), "csv")
        logged.send_waiting()
        assert logged.audit()[0].by == "không đăng nhập"
