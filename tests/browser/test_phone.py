"""A unit on a phone, the office that sends its entry back, and a director who only looks."""

from pathlib import Path

from playwright.sync_api import Browser, Page, expect

from tests.bench.server import serving
from tests.browser.app import open_page, settle
from tests.browser.test_walk import ENTRIES, fill_in

WIDTH, HEIGHT = 360, 740
THUMB = 40
"""Height in pixels that a thumb hits."""


def test_a_banner_is_logged_on_a_phone_returned_mended_and_the_director_sees_each_without_a_click(
    browser: Browser, tmp_path: Path
) -> None:
    with serving(tmp_path / "workbook.sqlite3") as server:
        director = open_page(browser, server.url)
        share = director.get_by_test_id("stMetricValue").first
        expect(share).to_have_text("0%")
        expect(director.get_by_role("button", name="Mở Thiết lập")).to_be_visible()

        phone = open_page(browser, f"{server.url}/my-work?unit=NEPTECH", WIDTH, HEIGHT)
        press(phone, "Ghi băng rôn")
        for label, value in ENTRIES["banners"].items():
            fill_in(phone, label, value)
        fill_in(phone, "Người nhập", "Hùng")
        press(phone, "Gửi")
        expect(phone.get_by_text("Đã lưu").first).to_be_in_viewport()
        expect(share).to_have_text("2,4%")
        expect(director.get_by_role("button", name="Mở Thiết lập")).to_have_count(0)

        office = open_page(browser, f"{server.url}/banners?row=", height=1900)
        open_only_entry(office)
        office.get_by_role("button", name="Trả lại để sửa").click()
        office.get_by_role("textbox", name="Lý do trả lại").fill("Thiếu ảnh")
        office.get_by_role("textbox", name="Người trả lại").fill("Văn phòng")
        office.get_by_role("button", name="Trả lại", exact=True).click()
        expect(share).to_have_text("0%")

        phone.goto(f"{server.url}/my-work?unit=NEPTECH")
        settle(phone)
        press(phone, "Mở để sửa và gửi lại")
        expect(phone.get_by_text("Văn phòng trả lại: Thiếu ảnh")).to_be_visible()
        fill_in(phone, "Ảnh", "https://example.vn/anh.jpg")
        fill_in(phone, "Người nhập", "Hùng")
        press(phone, "Lưu và gửi lại")
        expect(phone.get_by_text("Đã lưu").first).to_be_in_viewport()
        expect(share).to_have_text("2,4%")


def press(page: Page, name: str) -> None:
    """Presses a button that a thumb hits, on a page that doesn't move sideways."""
    button = page.get_by_test_id("stMain").get_by_role("button", name=name, exact=True)
    button.scroll_into_view_if_needed()
    box = button.bounding_box()
    assert box
    assert box["height"] >= THUMB
    assert 0 <= box["x"] <= WIDTH - box["width"]
    assert page.evaluate("document.querySelector('[data-testid=stMain]').scrollWidth") <= WIDTH
    button.click()
    settle(page)


def open_only_entry(page: Page) -> None:
    """Opens the entry that there is."""
    page.get_by_role("combobox", name="Mở một mục để sửa hoặc hủy").click()
    page.get_by_role("option").first.click()
    settle(page)
