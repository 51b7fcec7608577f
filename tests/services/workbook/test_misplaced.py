"""People move rows and columns between the look and the write: afterwards it is as if they had done it before."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import gspread
import pytest

from services.schema import ACTIONS, BANNERS
from services.workbook import Conflict, Workbook
from tests.services.workbook.trial import BANNER, BY, Clock, Served, people, records, serving, tab

FIRST, SECOND, THIRD, NEW = "01J9FIRST", "01J9SECOND", "01J9THIRD", "01J9NEW"
AT = {key: at for at, key in enumerate(BANNERS.keys)}
OWN = len(AT)
"""0-based column that people keep for themselves."""
PLAIN = {"value_render_option": "UNFORMATTED_VALUE"}


def line(row_id: str, **cells: Any) -> list[Any]:
    """A row of the tab as the app would have written it."""
    held = {
        "unit": "CESTI",
        "kind": "Băng rôn",
        "slogan": f"Học tập {row_id}",
        "place": "Cổng",
        "state": "Đã thực hiện",
    }
    held |= {"hung_on": 45566, "entered_by": BY, "entered_at": 45568.5, "row_id": row_id} | cells
    return [held.get(key, "") for key in BANNERS.keys]


ROWS = [
    [*line("", slogan="Gõ tay 1", quantity=True, hung_on=45567, entered_at=""), 0.5],
    [*line(FIRST, quantity=2, place="Sảnh"), "x"],
    [*line("", slogan="Gõ tay 2", quantity="hai", size=3, entered_by=""), True],
    [*line(SECOND, quantity=3, size="2 m"), 45568],
    [*line(THIRD, quantity=4), ""],
]
QUANTITY = {"quantity": 9}
SEVERAL = {"quantity": 9, "place": "Sân sau", "note": "Đã dời"}


class Stage:
    """A workbook behind HTTP, with entries and rows typed by hand, and what people are about to do."""

    def __init__(self, book: Workbook, server: Served, sheet: gspread.Spreadsheet, clock: Clock) -> None:
        self.book, self.server, self.sheet = book, server, sheet
        self.banners = tab(sheet, "banners")
        self.banners.add_cols(1)
        self.banners.update([["Duyệt"]], gspread.utils.rowcol_to_a1(1, OWN + 1))
        self.banners.update(ROWS, "A2", raw=True)
        clock.tick(minutes=1)
        book.snapshot()

    def before_the_next_write(self, *acts: Callable[[], object]) -> None:
        """One act before each of the coming writes."""
        left = list(acts)
        self.server.before_write = lambda: left.pop(0)() if left else None

    def cells(self) -> list[list[Any]]:
        """The whole tab."""
        return self.banners.get_values(**PLAIN)

    def told(self) -> list[dict[str, Any]]:
        """What the audit log says of repairs."""
        rows = records(tab(self.sheet, "audit"))
        return [row for row in rows if row["Hành động"] == ACTIONS["put_right"]]

    def add(self) -> object:
        return self.book.add("banners", BANNER, by=BY, row_id=NEW).warnings

    def change(self, row_id: str = SECOND, **changes: Any) -> object:
        frame = self.book.snapshot().tables["banners"]
        seen = frame[frame["row_id"] == row_id].to_dict("records")[0]
        return self.book.change("banners", row_id, changes or QUANTITY, by=BY, seen=seen).warnings

    def move(self, dimension: str, source: int, to: int) -> None:
        """One row or column, both 0-based, to before another."""
        span = {"sheetId": BANNERS.sheet_id, "dimension": dimension, "startIndex": source, "endIndex": source + 1}
        self.sheet.batch_update({"requests": [{"moveDimension": {"source": span, "destinationIndex": to}}]})


@pytest.fixture
def staged(tmp_path) -> Iterator[Callable[[], Any]]:
    """Makes stages, all alike."""

    @contextmanager
    def made(name: str) -> Iterator[Stage]:
        folder = tmp_path / name
        folder.mkdir()
        clock = Clock()
        with serving(folder, clock) as (book, server):
            yield Stage(book, server, people(folder), clock)

    return made


def outcome(do: Callable[[], object]) -> object:
    try:
        return do()
    except Conflict as error:
        return str(error)


ACTS = {
    "nothing": lambda _: None,
    "a column inserted at the left": lambda stage: stage.banners.insert_cols([[]], 1),
    "a column inserted in the middle": lambda stage: stage.banners.insert_cols([[]], AT["place"] + 1),
    "a column moved": lambda stage: stage.move("COLUMNS", AT["slogan"], AT["note"]),
    "their own column moved": lambda stage: stage.move("COLUMNS", OWN, AT["quantity"]),
    "a column deleted": lambda stage: stage.banners.delete_columns(AT["evidence"] + 1),
    "two rows inserted above": lambda stage: stage.banners.insert_rows([[], []], 2),
    "a title put above the header": lambda stage: stage.banners.insert_rows([["BĂNG RÔN"], [], [], []], 1),
    "a row deleted above": lambda stage: stage.banners.delete_rows(2),
    "a row moved": lambda stage: stage.move("ROWS", 1, 5),
    "rows sorted": lambda stage: stage.banners.sort((AT["slogan"] + 1, "des"), range="A2:R6"),
    "rows and columns moved": lambda stage: (stage.move("ROWS", 4, 2), stage.move("COLUMNS", AT["quantity"], 1)),
    "the row deleted": lambda stage: stage.banners.delete_rows(5),
}
WISHES = {
    "add": lambda stage: stage.add(),
    "change": lambda stage: stage.change(),
    "change of several cells": lambda stage: stage.change(**SEVERAL),
    "emptying": lambda stage: stage.change(size=None, hung_on="2024-10-03"),
}


PAIRS = """
nothing | change of several cells
a column inserted at the left | add
a column inserted in the middle | add
a column moved | add
a column deleted | add
rows sorted | add
a column inserted in the middle | change of several cells
a column moved | change of several cells
their own column moved | emptying
a column deleted | change of several cells
two rows inserted above | change of several cells
a title put above the header | emptying
a row deleted above | change of several cells
a row moved | change
rows sorted | emptying
rows and columns moved | change of several cells
the row deleted | change of several cells
"""


@pytest.mark.parametrize("pair", PAIRS.strip().splitlines())
def test_afterwards_it_is_as_if_people_had_done_it_before(staged, pair):
    act, wish = pair.split(" | ")
    with staged("before") as stage:
        ACTS[act](stage)
        expected = outcome(lambda: WISHES[wish](stage)), stage.cells()
    with staged("while") as stage:
        stage.before_the_next_write(lambda: ACTS[act](stage))
        assert (outcome(lambda: WISHES[wish](stage)), stage.cells()) == expected
        assert stage.book.queue().waiting == ()
