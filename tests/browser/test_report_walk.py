"""The office takes its report away: the figures of the page as Excel, and frozen and written to the end as Word."""

import io
from collections.abc import Iterable
from pathlib import Path

import docx
import openpyxl
from playwright.sync_api import Browser, Page, expect

from tests.browser import place as places
from tests.browser.app import settle
from tests.browser.place import OFFICE, UNIT, Place
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


def test_the_office_freezes_writes_and_downloads_the_letter_and_units_enter_no_more(
    browser: Browser, tmp_path: Path
) -> None:
    with places.opened(tmp_path) as place:
        unit = opened(browser, place, UNIT)
        unit.goto(f"{place.url}/banners")
        expect(unit.get_by_role("button", name="Gửi", exact=True)).to_be_visible()
        page = opened(browser, place)
        page.goto(f"{place.url}/report")
        page.get_by_role("button", name="Chốt số liệu", exact=True).click()
        expect(page.get_by_text("(chốt lần 1, ")).to_be_visible()
        page.get_by_role("textbox", name="Ưu điểm").fill("Các đơn vị hưởng ứng sớm.")
        page.get_by_role("textbox", name="Nguyên nhân").click()
        # The preview has it once the sheet has it.
        expect(page.get_by_test_id("stMarkdown").filter(has_text="Các đơn vị hưởng ứng sớm.")).to_be_visible()
        with page.expect_download() as waiting:
            page.get_by_role("button", name="Tải Word (docx)", exact=True).click()
        said = [each.text for each in docx.Document(str(waiting.value.path())).paragraphs]
        assert "Các đơn vị hưởng ứng sớm." in said
        assert any(each.startswith("Số liệu đến") and "đã chốt lần 1" in each for each in said)
        # Without a click of theirs.
        expect(unit.get_by_text("Số liệu đã chốt lúc")).to_be_visible()
        expect(unit.get_by_role("button", name="Gửi", exact=True)).to_have_count(0)


def opened(browser: Browser, place: Place, email: str = OFFICE) -> Page:
    """The overview, as this person sees it."""
    context = browser.new_context(
        # Wide enough for the table's first figures: columns out of sight aren't there.
        viewport={"width": 1920, "height": 1080},
        locale="vi-VN",
        timezone_id="Asia/Ho_Chi_Minh",
        accept_downloads=True,
    )
    context.add_cookies([{"name": COOKIE, "value": place.signed(email), "url": place.url}])
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
