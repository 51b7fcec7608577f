"""The pages are for everybody: whoever listens to them, has only a keyboard, or needs large letters."""

from collections.abc import Iterator

import pytest
from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import Browser, Locator, Page, expect

from tests.browser.app import open_page, settle
from tests.browser.place import OFFICE, OTHER, OWN, Place
from tests.browser.provider import COOKIE

UNMENDABLE = {
    # Streamlit puts each section of its menu into the list as a `div`.
    "list": "[data-testid=stSidebarNavItems]",
    "listitem": "[data-testid=stSidebarNavItems] li",
}
"""axe's rule → elements of Streamlit's own that break it, and that nothing in the app can change."""
_AXE = """async ([rules, unmendable]) => {
    const only = rules.length ? {runOnly: rules} : {};
    const found = await axe.run({resultTypes: ["violations"], elementRef: true, ...only});
    return found.violations.flatMap(({id, nodes}) => nodes.map(({element, html, failureSummary}) =>
        [id, unmendable[id] && element.matches(unmendable[id]), `${id}: ${html.slice(0, 150)} ${failureSummary}`]));
}"""
_STILL = """() => document.querySelector("[data-testid=stApp]").dataset.testScriptState === "notRunning"
    && !document.querySelector("[data-testid=stSkeleton]")"""
_SCHEME = """scheme => getComputedStyle(document.querySelector("[data-testid=stApp]")).colorScheme === scheme"""
_CUT = """part => [...part.querySelectorAll("*")].filter(each => each.scrollWidth > each.clientWidth + 1
    && getComputedStyle(each).textOverflow === "ellipsis").map(each => each.innerText)"""
MOST_TABS = 20
"""Presses of the Tab key from one field to the next that is filled in."""


@pytest.fixture
def page(browser: Browser, place: Place) -> Iterator[Page]:
    """A page that asks to sign in, in the browser of somebody who belongs to the office."""
    page = open_page(browser, place.url)
    yield page
    page.context.close()


def come_in(page: Page, place: Place, address: str) -> None:
    page.context.add_cookies([{"name": COOKIE, "value": place.signed(OFFICE), "url": place.url}])
    page.goto(f"{place.url}/{address}")
    settle(page)


def violations(page: Page) -> list[tuple[str, bool, str]]:
    """What axe finds there in light, and of the colours in dark, too: its rule, whether it is unmendable, and what."""
    page.wait_for_function(_STILL)
    if page.evaluate("typeof axe === 'undefined'"):
        page.evaluate(AXE_SCRIPT)
    found = []
    for scheme, rules in (("light", []), ("dark", ["color-contrast"])):
        page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
        page.wait_for_function(_SCHEME, arg=scheme)
        found += page.evaluate(_AXE, [rules, UNMENDABLE])
    return found


def stops(page: Page, place: Place) -> Iterator[str]:
    """All pages of the menu and what opens on them, one after the other."""
    yield "asked to sign in"
    come_in(page, place, "")
    links = [link.get_attribute("href") or "" for link in page.get_by_test_id("stSidebarNavLink").all()]
    for link in links:
        # By its address: on a page without a menu there is no link to the next one.
        come_in(page, place, link.rpartition("/")[2])
        yield link
    come_in(page, place, f"my-work?unit={OTHER}")
    yield "duties of a unit"
    entry = place.book.snapshot().tables["banners"]["row_id"].iloc[0]
    come_in(page, place, f"banners?row={entry}")
    expect(page.get_by_role("button", name="Lưu thay đổi")).to_be_visible()
    yield "an entry"


def test_axe_finds_nothing_that_could_be_mended(page: Page, place: Place) -> None:
    """On no page, in light and dark; and still all that can't be mended."""
    found = {stop: violations(page) for stop in stops(page, place)}
    mendable = {stop: [what for _, unmendable, what in each if not unmendable] for stop, each in found.items()}
    assert {stop: each for stop, each in mendable.items() if each} == {}
    assert {rule for each in found.values() for rule, _, _ in each} == set(UNMENDABLE)


def tab_to(page: Page, field: Locator) -> None:
    for _ in range(MOST_TABS):
        page.keyboard.press("Tab")
        if field.evaluate("field => field === document.activeElement"):
            return
    raise AssertionError(f"the Tab key doesn't come to {field}")


def test_a_banner_is_logged_with_the_keyboard_alone(page: Page, place: Place) -> None:
    come_in(page, place, "banners")
    tab_to(page, page.get_by_role("link", name="Skip to main content"))
    page.keyboard.press("Enter")
    form = page.get_by_test_id("stForm").first
    for label, keys in {"Đơn vị *": ["ArrowDown"], "Loại *": ["ArrowDown", "ArrowDown"]}.items():
        tab_to(page, form.get_by_role("combobox", name=label))
        for key in [*keys, "Enter"]:
            page.keyboard.press(key)
    tab_to(page, form.get_by_role("spinbutton", name="Số lượng *"))
    page.keyboard.type("1")
    page.keyboard.press("ArrowUp")
    tab_to(page, form.get_by_role("textbox", name="Vị trí treo *"))
    page.keyboard.type("Cổng sau")
    tab_to(page, form.get_by_role("spinbutton", name="Ngày treo *").first)
    page.keyboard.type("02102024")
    tab_to(page, form.get_by_role("button", name="Gửi"))
    page.keyboard.press("Enter")
    expect(page.get_by_role("status").filter(has_text="Đã lưu")).to_be_visible()
    banners = place.book.snapshot().tables["banners"]
    (sent,) = banners[banners["place"] == "Cổng sau"].to_dict("records")
    assert (sent["unit"], sent["quantity"], f"{sent['hung_on']:%d/%m/%Y}") == ("VP", 2, "02/10/2024")


def test_a_refused_form_tells_what_is_wrong_on_top(page: Page, place: Place) -> None:
    """In messages that screen readers speak by themselves; one is in sight of the button."""
    page.set_viewport_size({"width": 390, "height": 844})
    come_in(page, place, f"banners?unit={OWN}")
    form = page.get_by_test_id("stForm").first
    form.get_by_role("button", name="Gửi").click()
    expect(page.get_by_role("alertdialog")).to_be_in_viewport()
    expect(page.get_by_role("alertdialog")).to_contain_text("3 mục cần sửa")
    told = form.get_by_role("alert").get_by_role("listitem").all_inner_texts()
    assert [line.split(":")[0] for line in told] == ["Số lượng", "Vị trí treo", "Ngày treo"]
    assert top_of(form.get_by_role("alert")) < top_of(form.get_by_role("combobox").first)


def top_of(part: Locator) -> float:
    """Pixels from the window's upper edge."""
    return part.evaluate("part => part.getBoundingClientRect().top")


@pytest.mark.parametrize(
    ("address", "last"),
    [
        ("?as_of=2024-10-05T12:00", "Tổng số đưa vào báo cáo"),
        (f"my-work?unit={OTHER}", "Đã ghi trong bảng tính"),
        ("banners?row={entry}", "Hủy mục này"),
    ],
)
def test_nothing_is_cut_off_in_letters_twice_as_large(page: Page, place: Place, address: str, last: str) -> None:
    page.set_viewport_size({"width": 390, "height": 844})
    come_in(page, place, address.format(entry=place.book.snapshot().tables["banners"]["row_id"].iloc[0]))
    page.add_style_tag(content="html {font-size: 200% !important}")
    main = page.get_by_test_id("stMain")
    expect(main.get_by_text(last).first).to_be_visible()
    assert main.evaluate(_CUT) == []
    assert main.evaluate("main => main.scrollWidth - main.clientWidth") == 0
