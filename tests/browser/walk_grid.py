"""Typing into the sheet by hand, in a real browser: `sh tests/run.sh tests/browser/walk_grid.py`.

A command of its own: the grid is drawn on a canvas that shows no sign of being ready, so that on a busy machine a
keystroke can come too early for it.
"""

from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from services.workbook import Workbook
from services.workbook.connection import connect
from services.workbook.grid import Edit
from tests.browser.app import open_page, settle

ROW_HEIGHT = 35
NAME = 0
"""First column of the tab *Người dùng*, on which no figure of another walk depends."""


@pytest.fixture
def book(workbook_file: Path, address: str) -> Workbook:
    """The workbook behind the running app, with two people in it."""
    book = Workbook(connect({"LOCAL_WORKBOOK": str(workbook_file)}, Path("none.toml")))
    book.type_in(book.grid("users"), [Edit(2, NAME, "An"), Edit(3, NAME, "Bình")], by="Minh")
    return book


@pytest.fixture
def page(browser: Browser, address: str, book: Workbook) -> Page:
    """The tab before somebody who gave a name."""
    page = open_page(browser, f"{address}/sheet?tab=users")
    page.get_by_role("textbox", name="Người sửa").fill("Hương")
    page.keyboard.press("Enter")
    # Only a grid that can be typed into has this button.
    expect(page.get_by_role("button", name="Tải lại bảng")).to_be_enabled()
    settle(page)
    return page


def type_name(page: Page, row: int, text: str) -> None:
    """Opens the cell with the name in this row of the sheet and types over it; Enter is not pressed yet."""
    # Cells are drawn on a canvas, beside the row numbers.
    page.get_by_test_id("stDataFrame").dblclick(position={"x": 90, "y": (row - 0.5) * ROW_HEIGHT})
    expect(page.locator(".gdg-input")).to_be_focused()
    page.keyboard.press("Control+A")
    page.keyboard.insert_text(text)
    expect(page.locator(".gdg-input")).to_have_value(text)


def names(book: Workbook) -> tuple[str, str]:
    grid = book.grid("users")
    return grid.row(2)[NAME], grid.row(3)[NAME]


def test_a_cell_is_saved_and_one_that_is_being_typed_survives_the_changes_of_others(page: Page, book: Workbook) -> None:
    type_name(page, 2, "Ẩn")
    page.keyboard.press("Enter")
    expect(page.get_by_text("Đã lưu 1 ô")).to_be_visible(timeout=15_000)
    assert names(book) == ("Ẩn", "Bình")

    type_name(page, 3, "Đang gõ")
    book.type_in(book.grid("users"), [Edit(3, NAME, "Người khác")], by="Minh")
    expect(page.get_by_text("Trang vừa có thay đổi từ nơi khác")).to_be_visible(timeout=15_000)
    expect(page.locator(".gdg-input")).to_have_value("Đang gõ")

    page.keyboard.press("Enter")
    expect(page.get_by_text("Bảng tính đang có: Người khác")).to_be_visible(timeout=15_000)
    assert names(book) == ("Ẩn", "Người khác")
    page.get_by_role("button", name="Ghi bản của tôi").click()
    expect(page.get_by_text("Bạn gõ")).to_be_hidden(timeout=15_000)
    assert names(book) == ("Ẩn", "Đang gõ")
