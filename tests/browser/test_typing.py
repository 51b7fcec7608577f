"""Vietnamese as it is really typed, while the sheet moves in the middle of a word: no letter lost, none doubled.

Six people at once, each in the middle of a word: four in fields of a form, one in a list that was pasted, one in the
sheet. Then somebody else's row comes, all pages show it, and everybody types on.
"""

import itertools
import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import suppress
from datetime import date
from pathlib import Path

from playwright.sync_api import Browser, CDPSession, Error, Locator, Page, Position, expect

from services.schema import BANNERS, DONE
from services.workbook import Workbook
from services.workbook.writes import appending
from tests.bench.entries import open_at
from tests.bench.server import serving
from tests.browser.app import settle

UNIT = "CESTI"
FIELDS = {
    "Loại *": ("combobox", "Áp phích"),
    "Nội dung khẩu hiệu *": ("textbox", "Thuở được đọc"),
    "Số lượng *": ("spinbutton", "12"),
    "Vị trí treo *": ("textbox", "Cổng Nguyễn Thượng"),
}
"""Label → role and what is typed."""
KEYS = ("kind", "slogan", "quantity", "place")
FROM_A_FORM = tuple(text for _, text in FIELDS.values())
SLOGAN = FROM_A_FORM[1]
IN_A_GRID = ("Pano", SLOGAN, "3", "Sân")
OTHER = ("Pano", "Của người khác", "3", "Sân")
OF_OTHERS = dict(zip(KEYS, OTHER, strict=True)) | {"quantity": 3, "hung_on": date(2024, 10, 2), "state": DONE}
LIST = "Loại\tKhẩu hiệu\tSố lượng\tVị trí treo\tNgày treo\nPano\tKhác\t3\tSân\t02/10/2024"
"""With a warning from the beginning: what is typed then moves nothing on the page."""
_CELL: Position = {"x": 350, "y": 52}
"""A place in the first row's slogan, in a grid's own pixels."""
_NO_KEY, _BACKSPACE = 231, 8
"""Codes of keys; the first is that of text that no key stands for."""
_TONES = "\u0300\u0301\u0303\u0309\u0323"

Stroke = Callable[[], object]
Keyboard = Callable[[CDPSession, str], Iterator[Stroke]]


def states(word: str) -> Iterator[str]:
    """What stands there while the word is typed: plain letters get their hats one by one, the tone comes at the end."""
    hatted = "".join(letter for letter in unicodedata.normalize("NFD", word) if letter not in _TONES)
    for end, letter in enumerate(hatted := unicodedata.normalize("NFC", hatted)):
        plain = unicodedata.normalize("NFD", letter)[0].translate(str.maketrans("đĐ", "dD"))
        yield hatted[:end] + plain
        if plain != letter:
            yield hatted[: end + 1]
    if word != hatted:
        yield word


def telex(devices: CDPSession, word: str) -> Iterator[Stroke]:
    """The word is composed, underlined, and comes into the field as a whole."""
    for state in states(word):
        caret = {"selectionStart": len(state), "selectionEnd": len(state)}
        yield lambda state=state, caret=caret: devices.send("Input.imeSetComposition", {"text": state} | caret)
    yield lambda: devices.send("Input.insertText", {"text": word})


def unikey(devices: CDPSession, word: str) -> Iterator[Stroke]:
    """Letters that change are taken back with Backspace and sent anew, as key presses of no key."""
    shown = ""
    for state in states(word):
        kept = sum(1 for _ in itertools.takewhile(lambda pair: pair[0] == pair[1], zip(shown, state, strict=False)))
        yield from itertools.repeat(lambda: _press(devices, "Backspace", _BACKSPACE), len(shown) - kept)
        for letter in state[kept:]:
            yield lambda letter=letter: _press(devices, letter, _NO_KEY)
        shown = state


def decomposed(devices: CDPSession, word: str) -> Iterator[Stroke]:
    """Marks come after their letter, each a character of its own."""
    for character in unicodedata.normalize("NFD", word):
        yield lambda character=character: devices.send("Input.insertText", {"text": character})


def _press(devices: CDPSession, key: str, code: int) -> None:
    pressed = {"key": key, "windowsVirtualKeyCode": code}
    devices.send("Input.dispatchKeyEvent", {"type": "keyDown"} | pressed | ({"text": key} if code == _NO_KEY else {}))
    devices.send("Input.dispatchKeyEvent", {"type": "keyUp"} | pressed)


KEYBOARDS: tuple[Keyboard, ...] = (telex, unikey, decomposed)
SEARCHING = KEYBOARDS[:2]
"""Streamlit's lists compare what is searched letter by letter: they find nothing decomposed."""


class Typist:
    """Somebody before a page, who takes another keyboard for each word."""

    address = f"/banners?unit={UNIT}"
    moved = "2 mục."
    """What the page says when somebody else's row has come."""

    def __init__(self, page: Page, first: int) -> None:
        self.page, self._devices = page, page.context.new_cdp_session(page)
        self._first = first
        self._rest: list[Stroke] = []

    def begin(self, text: str, keyboards: Sequence[Keyboard] = KEYBOARDS) -> None:
        """Types over what stands in the field that has the focus, to the middle of the first word."""
        self.page.keyboard.press("Control+A")
        turns = itertools.islice(itertools.cycle(keyboards), self._first, None)
        strokes = [list(turn(self._devices, word)) for turn, word in zip(turns, text.split(), strict=False)]
        strokes[1:] = [[lambda: self.page.keyboard.press("Space"), *each] for each in strokes[1:]]
        half = len(strokes[0]) // 2
        self._rest = [*strokes[0][half:], *itertools.chain(*strokes[1:])]
        _strike(strokes[0][:half])

    def go_on(self) -> None:
        """Types the rest."""
        _strike(self._rest)


def _strike(strokes: Iterable[Stroke]) -> None:
    for stroke in strokes:
        stroke()


class Field(Typist):
    """Somebody at the form, in the middle of a word in one field."""

    def __init__(self, page: Page, first: int, label: str) -> None:
        super().__init__(page, first)
        self._label = label

    def start(self) -> None:
        """Stops in the middle of the field's first word."""
        self.field.click()
        role, text = FIELDS[self._label]
        self.begin(text, SEARCHING if role == "combobox" else KEYBOARDS)

    def end(self) -> None:
        """Types the rest."""
        self.go_on()
        role, text = FIELDS[self._label]
        if role == "combobox":
            self.page.get_by_role("option", name=text, exact=True).click()
        either = (f"({word}|{unicodedata.normalize('NFD', word)})" for word in text.split())
        expect(self.field).to_have_value(re.compile(f"^{' '.join(either)}$"))

    @property
    def field(self) -> Locator:
        """In which the typing stops."""
        return self._form.get_by_role(FIELDS[self._label][0], name=self._label, exact=True)

    @property
    def _form(self) -> Locator:
        return self.page.get_by_test_id("stForm").filter(has_text="Vị trí treo")


class Form(Field):
    """Somebody who has filled the fields before this one, and sends."""

    def start(self) -> None:
        """Types into all fields; the last word isn't whole."""
        self._form.get_by_role("spinbutton", name="day, Ngày treo").click()
        self.page.keyboard.type("02102024")
        self._form.get_by_role("textbox", name="Người nhập *").fill("Lan")
        for label in set(FIELDS) - {self._label}:
            before = Field(self.page, self._first, label)
            before.start()
            before.end()
        super().start()

    def end(self) -> None:
        """Types the rest, and sends."""
        super().end()
        self.page.get_by_role("button", name="Gửi", exact=True).click()
        expect(self.page.get_by_text("Đã lưu").first).to_be_visible()


class Cell(Typist):
    """Somebody who types a slogan into a grid."""

    def start(self) -> None:
        """Opens the cell, and stops in the middle of the first word."""
        grid = self.page.get_by_test_id("stDataFrame").filter(visible=True).first
        for _ in range(20):
            # A grid is a canvas that shows no sign of being ready.
            grid.dblclick(position=_CELL)
            with suppress(Error):
                self.field.wait_for(timeout=500)
                break
        self.begin(SLOGAN)

    def end(self) -> None:
        """Types the rest, and leaves the cell."""
        # A canvas in a page behind others isn't drawn. This would end what others compose: grids come last.
        self.page.bring_to_front()
        self.go_on()
        self.page.keyboard.press("Enter")

    @property
    def field(self) -> Locator:
        """In which the typing stops."""
        return self.page.locator(".gdg-input")


class Pasted(Cell):
    """A list on a log's page."""

    def start(self) -> None:
        """Pastes the list before."""
        self.page.get_by_role("tab", name="Nhập nhiều dòng").click()
        self.page.get_by_role("textbox", name="Hoặc dán").fill(LIST)
        self.page.get_by_role("button", name="Xem trước").click()
        expect(self.page.get_by_role("button", name="Gửi 1 dòng")).to_be_visible()
        self.page.get_by_role("textbox", name="Người nhập *").filter(visible=True).fill("Lan")
        super().start()

    def end(self) -> None:
        """Types the rest, and sends the list with the cell still open."""
        self.page.bring_to_front()
        self.go_on()
        self.page.get_by_role("button", name="Gửi 1 dòng").click(delay=120)
        expect(self.page.get_by_text("Đã lưu").first).to_be_visible()


class Sheet(Cell):
    """The sheet, typed into by hand."""

    address = "/sheet?tab=banners"
    moved = "Trang vừa có thay đổi từ nơi khác"

    def start(self) -> None:
        """Gives a name before."""
        self.page.get_by_role("textbox", name="Người sửa").fill("Lan")
        self.page.keyboard.press("Enter")
        # Only a grid that can be typed into has this button.
        expect(self.page.get_by_role("button", name="Tải lại bảng")).to_be_enabled()
        super().start()

    def end(self) -> None:
        """Sees the cell saved."""
        super().end()
        expect(self.page.get_by_text("Đã lưu 1 ô")).to_be_visible()


PEOPLE: tuple[Callable[[Page], Field | Cell], ...] = (
    lambda page: Form(page, 0, "Vị trí treo *"),
    lambda page: Field(page, 1, "Nội dung khẩu hiệu *"),
    lambda page: Field(page, 0, "Loại *"),
    lambda page: Field(page, 1, "Số lượng *"),
    lambda page: Pasted(page, 2),
    lambda page: Sheet(page, 1),
)


def add(book: Workbook) -> None:
    """A row of somebody else."""
    book.connection.gateway.update([appending(book.snapshot(), BANNERS, [OF_OTHERS | {"unit": UNIT}])])


def test_what_was_meant_stands_in_the_sheet(browser: Browser, tmp_path: Path) -> None:
    book = open_at(tmp_path / "workbook.sqlite3")
    add(book)
    context = browser.new_context(locale="vi-VN", viewport={"width": 1366, "height": 1600})
    people = [somebody(context.new_page()) for somebody in PEOPLE]
    with serving(tmp_path / "workbook.sqlite3") as server:
        for one in people:
            # They load side by side.
            one.page.goto(server.url + one.address, wait_until="commit")
        for one in people:
            settle(one.page)
            one.start()
        before = [one.field.input_value() for one in people]
        add(book)
        for one, text in zip(people, before, strict=True):
            expect(one.page.get_by_text(one.moved)).to_be_attached()
            expect(one.field).to_have_value(text)
        for one in people:
            one.end()
        context.close()
    grid = book.grid(BANNERS.key)
    rows = [tuple(grid.row(row)[grid.columns[key]] for key in KEYS) for row in range(grid.header + 1, grid.end)]
    assert sorted(rows) == sorted([FROM_A_FORM, IN_A_GRID, IN_A_GRID, OTHER])
