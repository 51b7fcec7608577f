"""The very first visitor of a freshly started server gets the page that they asked for."""

import re
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from tests.bench.server import serving
from tests.browser.app import open_page


@pytest.mark.parametrize(
    ("path", "title"), [("/my-work?unit=CESTI", "Việc của tôi"), ("/posts?unit=CESTI", "Bài đăng")]
)
def test_a_link_to_a_page_opens_it(browser: Browser, tmp_path: Path, path: str, title: str) -> None:
    with serving(tmp_path / "workbook.sqlite3") as server:
        page = open_page(browser, server.url + path)
        expect(page.get_by_role("heading", name=title, exact=True)).to_be_visible()
        unit = page.get_by_role("combobox", name=re.compile("^Đơn vị")).first
        expect(unit).to_have_value("Trung tâm Thông tin và Thống kê KH&CN")
        assert page.url.startswith(server.url + path)
        expect(page.get_by_text("Page not found")).to_have_count(0)
