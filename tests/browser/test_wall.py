"""The wall on a television: it fills the screen, dark where the address says so, and follows the sheet by itself."""

import re
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from services.workbook import Workbook
from services.workbook.connection import connect
from tests.bench.server import serving
from tests.pages.test_overview import BANNER

DARK = "?embed_options=dark_theme"
PICTURE = "[role=graphics-document]"
FIRST_VISIT = 60_000
"""Milliseconds within which a server that has just started shows the whole page, with all tests around it."""


def opened(browser: Browser, address: str, width: int, height: int) -> Page:
    """A screen that prefers light pages, once all pictures stand."""
    page = browser.new_context(viewport={"width": width, "height": height}, color_scheme="light").new_page()
    page.goto(address)
    expect(page.locator(PICTURE)).to_have_count(4, timeout=FIRST_VISIT)
    expect(page.locator(f"{PICTURE} canvas, {PICTURE} svg")).to_have_count(4)
    return page


def places(page: Page) -> list[Any]:
    """Where the pictures stand."""
    return [picture.bounding_box() for picture in page.locator(PICTURE).all()]


def elements(page: Page) -> int:
    """How many the page holds."""
    return page.get_by_test_id("stElementContainer").count()


@pytest.fixture(scope="module")
def screens(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Any:
    """The address of an app of their own, and its workbook."""
    file = tmp_path_factory.mktemp("wall") / "workbook.sqlite3"
    with serving(file) as server:
        yield f"{server.url}/wall{DARK}", Workbook(connect({"LOCAL_WORKBOOK": str(file)}, file.with_name("none.toml")))


@pytest.mark.parametrize(("width", "height", "frame"), [(1366, 768, "&embed=true"), (1920, 1080, ""), (3840, 2160, "")])
def test_it_fills_the_screen_dark_and_without_menus(
    browser: Browser, screens: Any, width: int, height: int, frame: str
) -> None:
    page = opened(browser, screens[0] + frame, width, height)
    assert 0.88 * height < max(box["y"] + box["height"] for box in places(page)) < height
    assert max(box["x"] + box["width"] for box in places(page)) <= width
    clock = re.compile(r"^\d\d:\d\d ")
    expect(page.locator(PICTURE).first).to_have_attribute("aria-label", clock)
    assert page.get_by_test_id("stMain").evaluate("main => main.scrollHeight - main.clientHeight") == 0
    expect(page.get_by_test_id("stApp")).to_have_css("background-color", "rgb(15, 21, 28)")
    for menu in ("stSidebar", "stExpandSidebarButton", "stMainMenu"):
        expect(page.get_by_test_id(menu)).to_have_count(0)


def test_it_follows_the_sheet_in_place(browser: Browser, screens: Any) -> None:
    """The picture gets other figures; nothing moves, and none is added."""
    address, book = screens
    page = opened(browser, address, 1366, 768)
    expect(page.locator(f"{PICTURE}[aria-label*='41 chưa báo cáo']")).to_be_visible()
    before = places(page), elements(page)
    book.add("banners", BANNER, by="Ngân")
    expect(page.locator(f"{PICTURE}[aria-label*='40 chưa báo cáo']")).to_be_visible()
    expect(page.locator(f"{PICTURE} canvas, {PICTURE} svg")).to_have_count(4)
    assert (places(page), elements(page)) == before
