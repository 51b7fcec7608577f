"""The office opens the report from the menu, downloads the Excel file with the mouse and finds in it what it read."""

import io
from collections.abc import Iterable
from pathlib import Path

import openpyxl
from playwright.sync_api import Browser, Page, expect

from tests.browser.app import settle
from tests.browser.place import OFFICE, Place
from tests.browser.provider import COOKIE

Figures = dict[str, int]
"""Indicator → its total."""
TOTAL = "Tổng cộng"


def test_the_office_finds_the_figures_of_the_page_in_the_excel_file(browser: Browser, place: Place) -> None:
    page = opened(browser, place)
    page.get_by_test_id("stSidebarNavLink").filter(has_text="Báo cáo").click()
    expect(page.get_by_role("heading", name="Báo cáo", exact=True)).to_be_visible()
    with page.expect_download() as waiting:
        page.get_by_role("button", name="Tải Excel (xlsx)", exact=True).click()
    assert waiting.value.suggested_filename.endswith(".xlsx")
    on_page, in_file = read(page), totals(Path(waiting.value.path()).read_bytes())
    assert on_page["Băng rôn (cái)"] > 0
    assert on_page.items() <= in_file.items()


def opened(browser: Browser, place: Place) -> Page:
    """The overview, as the office sees it."""
    context = browser.new_context(
        # Wide enough for the table's first figures: columns out of sight aren't there.
        viewport={"width": 1920, "height": 1080},
        locale="vi-VN",
        timezone_id="Asia/Ho_Chi_Minh",
        accept_downloads=True,
    )
    context.add_cookies([{"name": COOKIE, "value": place.signed(OFFICE), "url": place.url}])
    page = context.new_page()
    page.goto(place.url)
    settle(page)
    return page


def read(page: Page) -> Figures:
    """What the page's table shows: its columns in sight, as it tells them to people who don't see it."""
    table = page.locator("canvas table").filter(has_text=TOTAL)
    row = table.locator("tr").filter(has_text=TOTAL).locator("td")
    expect(row.first).to_be_attached()
    return figures(table.locator("th").all_text_contents(), row.all_text_contents())


def totals(file: bytes) -> Figures:
    """What the first sheet of the file says."""
    rows = list(openpyxl.load_workbook(io.BytesIO(file)).worksheets[0].iter_rows(values_only=True))
    by_name = {str(row[0]): [str(cell) for cell in row] for row in rows}
    return figures(by_name["Đơn vị"], by_name[TOTAL])


def figures(labels: Iterable[str], cells: Iterable[str]) -> Figures:
    """The numbers among the cells, by their labels."""
    plain = {label: cell.replace(".", "") for label, cell in zip(labels, cells, strict=True)}
    return {label: int(cell) for label, cell in plain.items() if cell.isdecimal()}
