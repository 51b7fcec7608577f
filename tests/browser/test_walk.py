"""A unit logs one entry of each kind, the overview of somebody else moves, and the summary is downloaded."""

import csv
import io
import re
from pathlib import Path

import openpyxl
import pytest
from playwright.sync_api import Browser, Page, expect

from services.workbook import Workbook
from services.workbook.connection import connect
from tests.browser.app import open_page, settle

# Label → what is typed, in the order of the form; a star stands for a choice in a list.
ENTRIES: dict[str, dict[str, str]] = {
    "banners": {"Số lượng": "2", "Vị trí treo": "Cổng Trung tâm", "Ngày treo": "02/10/2024"},
    "posts": {
        "*Kênh": "Website Sở",
        "Tiêu đề": "Mở Tuần lễ",
        "Đường dẫn": "https://example.vn/tin/mo-tuan-le",
        "Ngày đăng": "02/10/2024",
        "*Loại": "Tin",
    },
    "activities": {
        "Tên hoạt động": "Tự học số",
        "*Hình thức": "Tự học",
        "Từ ngày": "03/10/2024",
        "Số lượt tham gia": "12",
    },
    "nominations": {
        "Họ và tên": "Nguyễn Thị Thúy",
        "Chức vụ, chức danh": "Chuyên viên",
        "*Đối tượng": "Viên chức",
        "Tên khóa, chuyên ngành": "Phân tích dữ liệu",
        "*Loại": "Bồi dưỡng",
        "*Nội dung bồi dưỡng": "Tin học",
        "*Hình thức": "Tập trung",
        "Cơ sở đào tạo": "Học viện Cán bộ",
        "Từ ngày": "14/10/2024",
    },
}

_FIELDS = ", ".join(
    f"[data-testid=st{kind}]" for kind in ("TextInput", "TextArea", "NumberInput", "DateInput", "Selectbox")
)


@pytest.fixture(scope="module")
def director(browser: Browser, address: str) -> Page:
    """Somebody who opened the overview before anything was logged and touches nothing."""
    page = open_page(browser, address)
    expect(page.get_by_test_id("stMetricValue").first).to_have_text("0%")
    return page


@pytest.fixture(scope="module")
def logged(browser: Browser, address: str, director: Page) -> str:
    """The address of the app after a unit has logged one entry of each kind."""
    # Tall enough for the whole form: a list closes when the page scrolls under it.
    page = open_page(browser, f"{address}/my-work?unit=CESTI", height=1900)
    for tab_key, fields in ENTRIES.items():
        page.goto(f"{address}/{tab_key}?unit=CESTI")
        settle(page)
        for label, value in fields.items():
            fill_in(page, label, value)
        fill_in(page, "Người nhập", "Lan")
        page.get_by_role("button", name="Gửi").click()
        expect(page.get_by_text("Đã lưu").first).to_be_visible(timeout=15_000)
    return address


def fill_in(page: Page, label: str, value: str) -> None:
    words = page.get_by_text(re.compile(rf"^{re.escape(label.lstrip('*'))}( \*)?$"))
    field = page.get_by_test_id("stForm").locator(_FIELDS).filter(has=words, visible=True)
    if label.startswith("*"):
        field.get_by_role("combobox").fill(value)
        page.get_by_role("option", name=value, exact=True).click()
    elif re.fullmatch(r"\d\d/\d\d/\d{4}", value):
        # Day, month and year are fields of their own; a full one hands over to the next.
        field.get_by_role("spinbutton").first.click()
        page.keyboard.type(value.replace("/", ""))
    else:
        field.locator("input, textarea").fill(value)


def test_every_entry_stands_in_the_sheet(logged: str, workbook_file: Path) -> None:
    book = Workbook(connect({"LOCAL_WORKBOOK": str(workbook_file)}, Path("none.toml")))
    tables = book.snapshot().tables
    assert {key: tables[key]["unit"].tolist() for key in ENTRIES} == {key: ["CESTI"] for key in ENTRIES}


def test_the_overview_of_somebody_else_moves_without_a_click(logged: str, director: Page) -> None:
    """Four of 41 duties are done."""
    expect(director.get_by_test_id("stMetricValue").first).to_have_text("9,8%", timeout=15_000)
    expect(director.get_by_text("Thông tin và Thống kê").first).to_be_visible()


def test_my_work_says_that_all_is_done(logged: str, browser: Browser) -> None:
    page = open_page(browser, f"{logged}/my-work?unit=CESTI", 360, 740)
    expect(page.get_by_text("Đã xong 4/4 nhiệm vụ.")).to_be_visible()


def test_the_summary_downloads_as_excel_and_csv(logged: str, browser: Browser) -> None:
    page = open_page(browser, f"{logged}/report")
    summary = {row["Đơn vị"]: row for row in csv.DictReader(_downloaded(page, "Tải CSV"))}
    mine = summary["Trung tâm Thông tin và Thống kê KH&CN"]
    assert (mine["Băng rôn (cái)"], mine["Tin, bài website"], mine["Lượt tham gia"]) == ("2", "1", "12")
    book = openpyxl.load_workbook(_excel(page))
    assert [row[3].value for row in book["Băng rôn"].iter_rows(min_row=2)] == [2]
    assert [row[1].value for row in book["Cử đi học"].iter_rows(min_row=2)] == ["Nguyễn Thị Thúy"]


def _downloaded(page: Page, label: str) -> io.StringIO:
    return io.StringIO(_file(page, label).decode("utf-8-sig"))


def _excel(page: Page) -> io.BytesIO:
    return io.BytesIO(_file(page, "Tải Excel (xlsx)"))


def _file(page: Page, label: str) -> bytes:
    with page.expect_download() as waiting:
        page.get_by_role("button", name=label, exact=True).click()
    return Path(waiting.value.path()).read_bytes()
