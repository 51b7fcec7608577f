"""The list of problems, and the repairs that can be taken over."""

import ast
from datetime import date
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from pages.components.problems import KINDS
from services.workbook import Workbook
from tests.pages.conftest import Visit, told

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
    assert table["Mức"].tolist() == ["Lỗi"] * 2 + ["Cảnh báo"] * 5
    swap = table[table["Ô"] == "E10"].iloc[0]
    assert (swap["Trang"], swap["Đang ghi"], swap["Đề xuất"]) == ("Hoạt động học tập", "10/01/2024", "01/10/2024")
    assert swap["Mở"].startswith("/activities?row=MAU-")


def test_the_list_follows_unit_and_kind(app: AppTest) -> None:
    app.selectbox(key="unit").set_value("ICST").run()
    assert len(app.dataframe[0].value) == 1
    app.selectbox(key="problem-kind").set_value("Nghi đảo ngày và tháng").run()
    assert len(app.dataframe[0].value) == 1


def press(app: AppTest, words: str) -> AppTest:
    next(field for field in app.text_input if field.label == "Người sửa *").set_value("Hương")
    next(button for button in app.form_submit_button if button.label.startswith(words)).click()
    app.run()
    assert not app.exception
    return app


def starts(book: Workbook) -> list[date]:
    frame = Workbook(book.connection).snapshot().tables["activities"]
    return frame.loc[frame["unit"] == "ICST", "starts_on"].tolist()


def test_one_repair_is_an_edit_with_its_audit_row(app: AppTest, book: Workbook) -> None:
    app.selectbox(key="unit").set_value("ICST").run()
    press(app, "Sửa mục này")
    assert starts(book) == [date(2024, 10, 1)]
    assert "Không có vấn đề nào." in told(app)
    *_, row = book.connection.gateway.values(["Nhật ký"])[0]
    assert row[1:3] == ["Hương", "Sửa"]
    assert "10/01/2024" in row[5]
    assert "01/10/2024" in row[6]


def test_all_of_one_kind_are_repaired_together(app: AppTest, book: Workbook) -> None:
    assert not any(button.label.startswith("Sửa cả") for button in app.form_submit_button)
    app.selectbox(key="problem-kind").set_value("Nghi đảo ngày và tháng").run()
    press(app, "Sửa cả 1 mục")
    assert starts(book) == [date(2024, 10, 1)]


def test_a_repair_without_a_name_is_refused(app: AppTest, book: Workbook) -> None:
    app.selectbox(key="unit").set_value("ICST").run()
    next(button for button in app.form_submit_button if button.label == "Sửa mục này").click()
    app.run()
    assert "Người nhập" in told(app)
    assert starts(book) == [date(2024, 1, 10)]


def test_a_unit_sees_its_own_problems_on_my_work(visit: Visit, book: Workbook) -> None:
    book.load_samples(by="Văn phòng")
    app = visit("my_work", unit="ICST")
    assert app.dataframe[-1].value["Ô"].tolist() == ["E10"]
