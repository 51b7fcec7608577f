"""The sheet as a grid: who may type into it, what is saved, what clashes, and that nothing typed is lost."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from pages.components.grid import typed_cells
from services.schema import TABS
from services.workbook import Workbook
from services.workbook.connection import Kind
from services.workbook.grid import Edit
from tests.pages.conftest import Visit, told

KEYS = TABS["banners"].keys
BANNER = {
    "unit": "CESTI",
    "kind": "Băng rôn",
    "slogan": "Đọc sách",
    "quantity": 1,
    "place": "Cổng",
    "hung_on": "1/10/2024",
}
ID = "01J9A00000000000000000GRID"


@pytest.fixture
def filled(book: Workbook) -> Workbook:
    """One entry, in row 2."""
    book.add("banners", BANNER, by="Lan", row_id=ID)
    return book


def named(app: AppTest, name: str = "Hương") -> AppTest:
    app.session_state["sent"] = {}
    app.text_input[0].set_value(name).run()
    assert not app.exception
    return app


def type_into(app: AppTest, row: int, key: str, text: str | None) -> AppTest:
    """What the browser sends once a cell was typed into; earlier edits are sent along."""
    editor = app.data_editor[0]
    sent: dict[int, dict[str, Any]] = app.session_state["sent"]
    sent.setdefault(editor.value.index.get_loc(row), {})[f"c{KEYS.index(key)}"] = text
    app.session_state["sent"] = sent
    app.session_state[editor.key] = {"edited_rows": sent, "added_rows": [], "deleted_rows": []}
    app.run()
    assert not app.exception
    return app


def press(app: AppTest, label: str) -> AppTest:
    if label != "Lưu lại":
        app.session_state["sent"] = {}
    next(button for button in app.button if button.label == label).click()
    app.run()
    assert not app.exception
    return app


def cell(book: Workbook, row: int, key: str) -> str:
    return book.grid("banners").row(row)[KEYS.index(key)]


def by_hand(book: Workbook, row: int, key: str, text: str) -> None:
    """Somebody else types into the sheet."""
    book.type_in(book.grid("banners"), [Edit(row, KEYS.index(key), text)], by="Minh")


def said(app: AppTest) -> str:
    return "\n".join([told(app), *(text.value for text in app.text)])


class TestTyped:
    """The pure part: what the widget's state asks for."""

    @pytest.mark.parametrize(
        ("edited", "edits"),
        [
            ({}, []),
            ({0: {"c3": "5"}}, [Edit(2, 3, "5")]),
            ({1: {"c0": "ICST", "c10": None}}, [Edit(3, 0, "ICST"), Edit(3, 10, "")]),
            ({0: {"c1": "cũ"}}, []),
            ({0: {"c1": "mới"}}, [Edit(2, 1, "mới")]),
        ],
    )
    def test_is_what_was_not_dealt_with(self, edited: dict, edits: list[Edit]) -> None:
        assert typed_cells(edited, range(2, 5), {(2, 1): "cũ"}) == edits


class TestLook:
    def test_titles_row_numbers_and_cells_are_those_of_the_sheet(self, filled: Workbook, visit: Visit) -> None:
        table = visit("sheet", tab="banners").dataframe[0].value
        assert table.index.tolist() == [2]
        assert table.iloc[0].tolist()[:4] == ["CESTI", "Băng rôn", "Đọc sách", "1"]

    def test_every_tab_can_be_typed_into_but_the_audit_log(self, visit: Visit) -> None:
        app = named(visit("sheet"))
        for tab in TABS:
            app.selectbox(key="sheet-tab").set_value(tab).run()
            assert not app.exception
            assert bool(app.data_editor) == (tab != "audit"), tab

    def test_a_tab_opens_by_its_address(self, visit: Visit) -> None:
        assert visit("sheet", tab="duties").selectbox(key="sheet-tab").value == "duties"

    def test_an_unknown_tab_in_the_address_opens_the_first_log(self, visit: Visit) -> None:
        app = visit("sheet", tab="../x")
        assert app.selectbox(key="sheet-tab").value == "banners"
        assert app.query_params["tab"] == "banners"

    def test_the_choice_goes_into_the_address(self, visit: Visit) -> None:
        app = visit("sheet", tab="posts")
        app.selectbox(key="sheet-tab").set_value("units").run()
        assert app.query_params["tab"] == "units"
        assert "HOSTDF" in app.dataframe[0].value["c0"].tolist()

    def test_without_a_name_nothing_can_be_typed(self, visit: Visit) -> None:
        app = visit("sheet")
        assert not app.data_editor
        assert "Xin ghi họ tên" in told(app)


class TestSaving:
    def test_a_typed_cell_stands_in_the_sheet_with_its_audit_row(self, filled: Workbook, visit: Visit) -> None:
        app = type_into(named(visit("sheet")), 2, "hung_on", "2/10/2024")
        assert cell(filled, 2, "hung_on") == "02/10/2024"
        assert "Đã lưu 1 ô" in said(app)
        assert "G2: 02/10/2024" in said(app)
        *_, row = filled.connection.gateway.values(["Nhật ký"])[0]
        assert row[1:5] == ["Hương", "Sửa", "Băng rôn", ID]

    def test_cells_are_saved_once(self, filled: Workbook, visit: Visit) -> None:
        app = type_into(named(visit("sheet")), 2, "quantity", "5")
        by_hand(filled, 2, "quantity", "7")
        app.run()
        assert cell(filled, 2, "quantity") == "7"

    def test_a_blank_row_below_takes_a_new_entry(self, filled: Workbook, visit: Visit) -> None:
        app = named(visit("sheet"))
        type_into(type_into(app, 3, "unit", "ICST"), 3, "slogan", "Học")
        assert filled.grid("banners").row(3)[:3] == ("ICST", "", "Học")

    def test_a_cell_is_emptied(self, filled: Workbook, visit: Visit) -> None:
        type_into(named(visit("sheet")), 2, "place", None)
        assert cell(filled, 2, "place") == ""


class TestOthers:
    def test_the_grid_stays_until_a_newer_one_is_asked_for(self, filled: Workbook, visit: Visit) -> None:
        """A refresh must not move or fill a cell under somebody's hands."""
        app = named(visit("sheet"))
        key = app.data_editor[0].key
        by_hand(filled, 2, "quantity", "7")
        app.session_state["grid-banners"].revision = "đã cũ"
        app.run()
        assert (app.data_editor[0].key, app.data_editor[0].value["c3"].iloc[0]) == (key, "1")
        assert "vừa có thay đổi từ nơi khác" in said(app)
        press(app, "Tải lại bảng")
        assert app.data_editor[0].value["c3"].iloc[0] == "7"
        assert "vừa có thay đổi" not in said(app)

    def test_ones_own_change_is_no_news(self, filled: Workbook, visit: Visit) -> None:
        app = type_into(named(visit("sheet")), 2, "hung_on", "2/10/2024")
        app.session_state["grid-banners"].revision = "đã cũ"
        app.run()
        assert "vừa có thay đổi" not in said(app)

    @pytest.fixture
    def clashed(self, filled: Workbook, visit: Visit) -> AppTest:
        """Both typed into the same cell, the other was faster."""
        app = named(visit("sheet"))
        by_hand(filled, 2, "quantity", "7")
        return type_into(app, 2, "quantity", "5")

    def test_both_versions_are_shown_and_theirs_stays(self, filled: Workbook, clashed: AppTest) -> None:
        assert cell(filled, 2, "quantity") == "7"
        for words in ("1 ô chưa lưu", "Ô D2 (Số lượng) chưa lưu", "Bạn gõ: 5", "Bảng tính đang có: 7"):
            assert words in said(clashed)

    @pytest.mark.parametrize(("button", "left"), [("Ghi bản của tôi", "5"), ("Giữ bản trong bảng tính", "7")])
    def test_the_person_decides(self, filled: Workbook, clashed: AppTest, button: str, left: str) -> None:
        press(clashed, button)
        assert cell(filled, 2, "quantity") == left
        assert clashed.data_editor[0].value["c3"].iloc[0] == left
        assert "Bạn gõ" not in said(clashed)

    def test_a_third_version_is_shown_before_it_is_written_over(self, filled: Workbook, clashed: AppTest) -> None:
        by_hand(filled, 2, "quantity", "9")
        press(clashed, "Ghi bản của tôi")
        assert cell(filled, 2, "quantity") == "9"
        assert "Bảng tính đang có: 9" in said(clashed)

    def test_a_clash_outlives_a_newer_grid(self, clashed: AppTest) -> None:
        press(clashed, "Tải lại bảng")
        assert "Bạn gõ: 5" in said(clashed)


class TestFaults:
    @pytest.fixture
    def unsaved(self, filled: Workbook, visit: Visit) -> AppTest:
        """Typed while the audit log was gone: without it nothing is written."""
        app = named(visit("sheet"))
        filled.connection.gateway.update([{"deleteSheet": {"sheetId": TABS["audit"].sheet_id}}])
        type_into(app, 2, "quantity", "5")
        assert cell(filled, 2, "quantity") == "1"
        filled.set_up()
        return app

    def test_is_told_and_saved_at_the_next_attempt(self, filled: Workbook, unsaved: AppTest) -> None:
        assert "Chưa lưu:" in told(unsaved)
        press(unsaved, "Lưu lại")
        assert cell(filled, 2, "quantity") == "5"
        assert "Chưa lưu:" not in told(unsaved)

    def test_what_was_typed_outlives_a_look_at_another_tab(self, filled: Workbook, unsaved: AppTest) -> None:
        for tab in ("posts", "banners"):
            unsaved.selectbox(key="sheet-tab").set_value(tab).run()
        assert "Bạn gõ: 5" in said(unsaved)
        press(unsaved, "Ghi bản của tôi")
        assert cell(filled, 2, "quantity") == "5"


class TestElsewhere:
    """Where the app may not show the grid."""

    @pytest.fixture
    def opened(self, book: Workbook) -> Callable[..., AppTest]:
        def page(connection) -> None:  # type: ignore[no-untyped-def]  # runs alone, without this module's names
            from pages.components.grid import elsewhere

            elsewhere(connection)

        return lambda **changes: AppTest.from_function(page, args=(replace(book.connection, **changes),)).run()

    def test_with_google_there_is_a_link_to_the_sheet(self, opened: Callable[..., AppTest]) -> None:
        address = "https://docs.google.com/spreadsheets/d/X/edit"
        (link,) = opened(kind=Kind.GOOGLE, address=address).get("link_button")
        assert link.proto.url == address

    def test_another_server_is_named_without_a_link(self, opened: Callable[..., AppTest]) -> None:
        app = opened(kind=Kind.ENDPOINT, address="http://sheets.example")
        assert not app.get("link_button")
        assert "máy chủ khác" in told(app)
