"""The list of problems, and what can be mended with one click."""

import ast
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from pages.components.problems import KINDS
from services.schema import TABS
from services.workbook import Workbook
from services.workbook.grid import Edit
from tests.pages.conftest import Visit, told

THEME = "Phát triển văn hóa đọc thúc đẩy học tập suốt đời"
READING = Path(__file__).parents[2] / "services" / "reading"


@pytest.fixture
def app(visit: Visit, book: Workbook) -> AppTest:
    book.load_samples(by="Văn phòng")
    return visit("data_quality")


def codes() -> set[str]:
    """Codes of all problems that reading can find, from its source."""
    found = set()
    for file in READING.glob("*.py"):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") in ("Problem", "bad") and node.args:
                found |= {part.value for part in ast.walk(node.args[0]) if isinstance(part, ast.Constant)}
    # Only a form can have these.
    return found - {"unknown_field", "control_characters"}


def test_every_problem_has_a_kind_in_words() -> None:
    assert codes() - set(KINDS) == set()


def test_an_empty_workbook_has_no_problem(visit: Visit) -> None:
    assert "Không có vấn đề nào." in told(visit("data_quality"))


def test_each_problem_says_where_and_what(app: AppTest) -> None:
    """The sample week has seven: two cells that can't be read, five that look unusual."""
    table = app.dataframe[0].value
    assert table.columns[:3].tolist() == ["Mức", "Vấn đề", "Đề xuất"]
    assert table["Mức"].tolist() == ["Lỗi"] * 2 + ["Cảnh báo"] * 5
    assert table["Đề xuất"].tolist()[:2] == ["50", "Thông tin và Thống kê"]
    swap = table[table["Ô"] == "E10"].iloc[0]
    assert (swap["Trang"], swap["Đang ghi"], swap["Đề xuất"]) == ("Hoạt động học tập", "10/01/2024", "01/10/2024")
    assert swap["Mở"].startswith("/activities?row=MAU-")


def test_the_list_follows_unit_and_kind(app: AppTest) -> None:
    app.selectbox(key="unit").set_value("ICST").run()
    assert len(app.dataframe[0].value) == 1
    app.selectbox(key="problem-kind").set_value("Nghi đảo ngày và tháng").run()
    assert len(app.dataframe[0].value) == 1


def press(app: AppTest, words: str, by: str = "Hương") -> AppTest:
    if "mended-by" in app.session_state:
        app.text_input(key="mended-by").set_value(by)
    next(button for button in app.button if button.label.startswith(words)).click()
    app.run()
    assert not app.exception
    return app


def labels(app: AppTest) -> list[str]:
    return [button.label for button in app.button]


def rows(book: Workbook, key: str) -> list[dict[str, Any]]:
    frame = Workbook(book.connection).snapshot().tables[key]
    return [{str(name): value for name, value in row.items()} for row in frame.to_dict("records")]


def starts(book: Workbook) -> list[date]:
    return [row["starts_on"] for row in rows(book, "activities") if row["unit"] == "ICST"]


def put(book: Workbook, key: str, *cells: tuple[int, str, str]) -> None:
    """Somebody types into the sheet: row, field, text."""
    edits = [Edit(row, TABS[key].keys.index(field), text) for row, field, text in cells]
    book.type_in(book.grid(key), edits, by="Người khác")


def test_one_repair_is_an_edit_with_its_audit_row_and_can_be_taken_back(app: AppTest, book: Workbook) -> None:
    app.selectbox(key="unit").set_value("ICST").run()
    press(app, "Sửa mục này")
    assert starts(book) == [date(2024, 10, 1)]
    assert "Không có vấn đề nào." in told(app)
    assert "Đã sửa 1 dòng." in told(app)
    *_, row = book.connection.gateway.values(["Nhật ký"])[0]
    assert row[1:3] == ["Hương", "Sửa theo đề xuất"]
    assert "10/01/2024" in row[5]
    assert "01/10/2024" in row[6]
    press(app, "Lấy lại")
    assert starts(book) == [date(2024, 1, 10)]
    assert "Đã lấy lại 1 dòng như trước." in told(app)
    assert "Lấy lại" not in labels(app)
    assert "Đã lấy lại" not in told(app.run())


def test_all_of_one_kind_are_repaired_together(app: AppTest, book: Workbook) -> None:
    assert not any(label.startswith("Sửa cả") for label in labels(app))
    app.selectbox(key="problem-kind").set_value("Nghi đảo ngày và tháng").run()
    press(app, "Sửa cả 1 mục")
    assert starts(book) == [date(2024, 10, 1)]


def test_a_repair_without_a_name_is_refused(app: AppTest, book: Workbook) -> None:
    app.selectbox(key="unit").set_value("ICST").run()
    press(app, "Sửa mục này", by=" ")
    assert "Người thực hiện: chưa ghi" in told(app)
    assert starts(book) == [date(2024, 1, 10)]


def test_a_repair_that_came_too_late_is_told(visit: Visit, book: Workbook) -> None:
    put(book, "banners", (2, "unit", "CESTI"), (2, "slogan", THEME), (2, "quantity", "khoảng 3 cái"))
    app = visit("data_quality")
    put(book, "banners", (2, "quantity", "khoảng 5 cái"))
    press(app, "Sửa mục này")
    assert "đã khác lúc bạn xem" in told(app)
    assert "Lấy lại" not in labels(app)


def test_rows_typed_by_hand_are_adopted_of_all_or_of_one_unit(visit: Visit, book: Workbook) -> None:
    put(book, "banners", (2, "unit", "CESTI"), (2, "slogan", THEME), (3, "unit", "ICST"), (3, "slogan", THEME))
    app = visit("data_quality")
    assert "**2 dòng gõ tay**" in told(app)
    app.selectbox(key="unit").set_value("ICST").run()
    press(app, "Nhận cả 1 dòng")
    assert [row["row_id"] is None for row in rows(book, "banners")] == [True, False]
    assert not any(label.startswith("Nhận cả") for label in labels(app))


def test_copies_that_say_something_else_get_an_id_of_their_own(visit: Visit, book: Workbook) -> None:
    for row, quantity in ((2, "1"), (3, "1"), (4, "5")):
        put(book, "banners", (row, "unit", "CESTI"), (row, "slogan", THEME), (row, "quantity", quantity))
    sheet = book.snapshot().sheets["banners"]
    start = {"sheetId": sheet.sheet_id, "rowIndex": 1, "columnIndex": TABS["banners"].keys.index("row_id")}
    ids = [{"values": [{"userEnteredValue": {"stringValue": "GOC"}}]}] * 3
    book.connection.gateway.update([{"updateCells": {"start": start, "rows": ids, "fields": "userEnteredValue"}}])
    app = visit("data_quality")
    assert "mã dòng GOC: dòng 2, 3 giống hệt nhau, chỉ tính một lần; dòng 4 ghi khác dòng 2, tính riêng." in told(app)
    app.selectbox(key="unit").set_value("ICST").run()
    assert "GOC" not in told(app)
    app.selectbox(key="unit").set_value(None).run()
    press(app, "Cấp mã mới cho 1 dòng bên dưới")
    found = [row["row_id"] for row in rows(book, "banners")]
    assert (found[:2], found[2] == "GOC") == (["GOC", "GOC"], False)


def test_the_page_tells_how_many_problems_there_were(app: AppTest) -> None:
    assert "7 vấn đề, lúc nhiều nhất 7." in told(app)


def test_a_unit_sees_its_own_problems_on_my_work(visit: Visit, book: Workbook) -> None:
    book.load_samples(by="Văn phòng")
    app = visit("my_work", unit="ICST")
    assert app.dataframe[0].value["Ô"].tolist() == ["E10"]
