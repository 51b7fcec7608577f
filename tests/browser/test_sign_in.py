"""People sign in and out with a real Chromium, at a provider on this machine."""

import io
import re
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.app import settle
from tests.browser.place import LEAVER, OWN, PERSONAL, UNIT, UNREADABLE, Place
from tests.browser.provider import CLIENT, COOKIE

WITHIN_A_MINUTE = 60_000
"""Milliseconds; what is over must be gone by then from pages that nobody touches."""
Come = Callable[..., list[Page]]


@pytest.fixture
def come(browser: Browser, place: Place) -> Iterator[Come]:
    """Opens addresses in a browser of somebody's own; `signed`: the cookie that they bring."""
    with ExitStack() as left:

        def opened(*paths: str, signed: str = "") -> list[Page]:
            context = browser.new_context(locale="vi-VN", timezone_id="Asia/Ho_Chi_Minh", accept_downloads=True)
            left.callback(context.close)
            # The provider's pages would take their looks from the internet.
            context.route(re.compile("^https://"), lambda route: route.abort())
            if signed:
                context.add_cookies([{"name": COOKIE, "value": signed, "url": place.url}])
            pages = [context.new_page() for _ in paths]
            for page, path in zip(pages, paths, strict=True):
                page.goto(f"{place.url}/{path}")
                settle(page)
            return pages

        yield opened


def sign_in(page: Page, place: Place, sub: str) -> None:
    """From the app's button to the provider, where they press the button with their name, and back."""
    page.get_by_role("button", name="Đăng nhập").click()
    page.get_by_role("button", name=sub, exact=True).click()
    page.wait_for_url(f"{place.url}/**")
    settle(page)


def sees(page: Page, role: str, last_page: str) -> None:
    """Whoever looks has this role, figures, and a menu that ends with this page."""
    expect(page.get_by_test_id("stSidebar")).to_contain_text(role)
    expect(page.get_by_test_id("stSidebarNavLink").last).to_contain_text(last_page)
    expect(page.get_by_test_id("stMetric").first).to_be_visible()


def sees_nothing(page: Page) -> None:
    """They are told that they may see nothing, and don't."""
    expect(page.get_by_role("heading", name="Chưa có quyền xem")).to_be_visible(timeout=WITHIN_A_MINUTE)
    # Not beside the page, where a phone would hide it.
    expect(page.get_by_test_id("stMain").get_by_role("button", name="Đăng xuất")).to_be_visible()
    is_empty(page)


def is_asked_to_sign_in(page: Page) -> None:
    """There is a button to sign in, and nothing else."""
    expect(page.get_by_role("button", name="Đăng nhập")).to_be_visible(timeout=WITHIN_A_MINUTE)
    is_empty(page)


def is_empty(page: Page) -> None:
    """No figure, form, table or other page is in sight."""
    for part in ("stMetric", "stForm", "stDataFrame", "stSidebarNavLink"):
        expect(page.get_by_test_id(part)).to_have_count(0)


def personal_in_excel(page: Page) -> set[str]:
    """What of `PERSONAL` is in the file that the report gives."""
    page.get_by_test_id("stSidebarNavLink").filter(has_text="Báo cáo").click()
    with page.expect_download() as waiting:
        page.get_by_role("button", name="Tải Excel (xlsx)").click()
    book = openpyxl.load_workbook(io.BytesIO(Path(waiting.value.path()).read_bytes()))
    return set(PERSONAL) & {cell for sheet in book for row in sheet.iter_rows(values_only=True) for cell in row}


def test_the_office_gets_in_and_a_token_that_was_not_made_for_this_sign_in_does_not(come: Come, place: Place) -> None:
    (page,) = come("report")
    forgeries: tuple[dict[str, Any], ...] = ({"nonce": "of another"}, {"aud": ["another app"], "azp": CLIENT})
    for claims in forgeries:
        is_asked_to_sign_in(page)
        with place.provider.forging(**claims):
            sign_in(page, place, "office")
    is_asked_to_sign_in(page)
    sign_in(page, place, "office")
    sees(page, "Văn phòng", "Thiết lập")
    assert personal_in_excel(page) == set(PERSONAL) - {UNREADABLE["birth_year"]}


def test_a_director_sees_no_nominee_by_name(come: Come, place: Place) -> None:
    (page,) = come("")
    sign_in(page, place, "director")
    sees(page, "Lãnh đạo", "Màn hình lớn")
    assert personal_in_excel(page) == set()


@pytest.mark.parametrize("sub", ["stranger", "pretender"])
def test_somebody_in_no_list_and_an_unverified_address_of_the_office_see_nothing(
    come: Come, place: Place, sub: str
) -> None:
    (page,) = come("")
    sign_in(page, place, sub)
    sees_nothing(page)


def test_a_unit_gets_in_and_is_out_in_every_tab_when_it_signs_out(come: Come, place: Place) -> None:
    """The cookie of then brings nobody in again."""
    page, other = come("", "nominations")
    sign_in(page, place, "unit")
    sees(page, "Đơn vị (Thông tin và Thống kê)", "Màn hình lớn")
    kept = [each for each in page.context.cookies(place.url) if each["name"] == COOKIE]
    assert [(each["httpOnly"], each["sameSite"]) for each in kept] == [(True, "Lax")]
    other.reload()
    expect(other.get_by_test_id("stForm").first).to_be_visible()

    page.get_by_role("button", name="Đăng xuất").click()
    page.get_by_role("button", name="End session").click()
    is_asked_to_sign_in(page)
    is_asked_to_sign_in(other)
    assert COOKIE not in [each["name"] for each in page.context.cookies(place.url)]
    page.context.add_cookies([{"name": COOKIE, "value": kept[0]["value"], "url": place.url}])
    page.reload()
    is_asked_to_sign_in(page)
    noted = {event.action for event in place.book.audit() if event.by == UNIT}
    assert {"sign_in", "sign_out"} <= noted


def test_whoever_is_taken_off_the_list_sees_nothing_within_a_minute(come: Come, place: Place) -> None:
    """They touch nothing: neither the overview nor a form that they have begun to fill in."""
    overview, form = come("", "nominations", signed=place.signed(LEAVER))
    expect(overview.get_by_test_id("stMetric").first).to_be_visible()
    form.get_by_test_id("stForm").get_by_role("textbox").first.fill("Người tôi cử")
    place.dismiss(LEAVER)
    sees_nothing(overview)
    sees_nothing(form)


def test_whoever_signs_in_comes_to_the_page_that_they_opened(come: Come, place: Place) -> None:
    (page,) = come(f"my-work?unit={OWN}")
    sign_in(page, place, "unit")
    expect(page.get_by_role("heading", name="Việc của tôi")).to_be_visible()
    assert page.url == f"{place.url}/my-work?unit={OWN}"
