"""Finding the entries that somebody deleted from the sheet, and putting them back."""

from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from services.workbook import Workbook
from tests.pages.conftest import Visit, told
from tests.pages.test_forms import GOOD, rows


@pytest.fixture
def lost(book: Workbook) -> list[dict[str, Any]]:
    """Two entries as they were before somebody deleted their rows."""
    for unit in ("CESTI", "VP"):
        book.add("banners", GOOD["banners"] | {"unit": unit}, by="Hương")
    before = rows(book, "banners")
    _delete_all(book)
    return before


def _delete_all(book: Workbook) -> None:
    sheet_id = book.snapshot().sheets["banners"].sheet_id
    place = {"sheetId": sheet_id, "dimension": "ROWS", "startIndex": 1, "endIndex": 3}
    book.connection.gateway.update([{"deleteDimension": {"range": place}}])


def _found(app: AppTest) -> list[str]:
    (found,) = [frame.value for frame in app.dataframe if "Thấy lần cuối" in frame.value]
    return list(found["Mã dòng"])


def press(app: AppTest, label: str) -> AppTest:
    next(button for button in (*app.button, *app.form_submit_button) if button.label == label).click()
    app.run()
    assert not app.exception
    return app


def test_one_or_all_come_back_as_they_were(visit: Visit, book: Workbook, lost: list[dict[str, Any]]) -> None:
    app = visit("data_quality")
    press(app, "Tìm mục bị xóa")
    assert set(_found(app)) == {row["row_id"] for row in lost}
    press(app, "Khôi phục mục này")
    assert "Người khôi phục: chưa ghi." in told(app)
    app.get_by_key("lost-by").set_value("Lan")
    press(app, "Khôi phục cả 2 mục")
    assert "Đã khôi phục 2 mục" in told(app)
    assert "Không thấy mục nào bị xóa" in told(app)
    restored = sorted(rows(book, "banners"), key=lambda row: row["row_id"])
    assert [row | {"sheet_row": 0} for row in restored] == [row | {"sheet_row": 0} for row in lost]


def test_of_two_alike_the_chosen_one_comes_back(visit: Visit, book: Workbook) -> None:
    ids = [book.add("banners", GOOD["banners"] | {"unit": "VP"}, by="Hương").row_id for _ in range(2)]
    _delete_all(book)
    app = press(visit("data_quality"), "Tìm mục bị xóa")
    first = _found(app)[0]
    app.get_by_key("lost-entry").set_value(0)
    app.get_by_key("lost-by").set_value("Lan")
    press(app, "Khôi phục mục này")
    assert [row["row_id"] for row in rows(book, "banners")] == [first]
    assert first in ids


def test_what_was_restored_meanwhile_is_left_alone(visit: Visit, book: Workbook, lost: list[dict[str, Any]]) -> None:
    app = press(visit("data_quality"), "Tìm mục bị xóa")
    for entry in book.deleted():
        book.restore("banners", entry.row_id, entry.values, by="Hùng", entered_by="Hương", entered_at=entry.entered_at)
    app.get_by_key("lost-by").set_value("Lan")
    press(app, "Khôi phục cả 2 mục")
    assert len(rows(book, "banners")) == 2
