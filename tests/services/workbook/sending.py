"""What tests of sending share: short ways to submit and to look, and what may stand before a served workbook."""

from collections.abc import Callable
from typing import Any

import gspread
import pytest

from services.local_sheets import LocalSheets
from services.local_sheets.core import Answer
from services.local_sheets.errors import ApiError
from services.schema import TABS
from services.workbook import Pending, Receipt, Workbook
from services.workbook.first_seen import Sightings
from services.workbook.journal import Journal
from services.workbook.snapshot import Reader
from services.workbook.writer import Writer
from tests.services.workbook.trial import BANNER, BY, Clock, Served, records, tab

PATIENCE = 20.0
"""Seconds for what comes at once on an idle machine."""
FIRST, SECOND, THIRD, FOURTH = (f"01J9W-{number}" for number in range(1, 5))
OTHER = BANNER | {"unit": "HCMGIS"}


class Between:
    """Stands between the server and the workbook."""

    caller: str | None = None

    def __init__(self, core: LocalSheets) -> None:
        self._core, self.spreadsheet_id = core, core.spreadsheet_id

    def respond(self, method: str, url: str, content: bytes, caller: str | None = None) -> Answer:
        refused = self.write(content) if method == "POST" else None
        return refused or self._core.respond(method, url, content, self.caller)

    def write(self, content: bytes) -> Answer | None:
        """Refuses the write, or not."""
        return None


class Account(Between):
    """Asks as an account that protected ranges stop."""

    caller = "tuan-le@du-an.iam.gserviceaccount.com"


class Weighing(Between):
    """Notes how many bytes the writes have."""

    def __init__(self, core: LocalSheets) -> None:
        super().__init__(core)
        self.sizes: list[int] = []

    def write(self, content: bytes) -> None:
        self.sizes.append(len(content))


class Misleading(Between):
    """Carries every write out and answers something else."""

    def __init__(self, core: LocalSheets, status: int, answer: Any) -> None:
        super().__init__(core)
        self._answer = (status, answer)

    def respond(self, method: str, url: str, content: bytes, caller: str | None = None) -> Answer:
        carried_out = super().respond(method, url, content, caller)
        return self._answer if method == "POST" else carried_out


class Choosy(Between):
    """Refuses every write that holds a certain text, and says so in this way."""

    def __init__(self, core: LocalSheets, text: str, status: int, message: str) -> None:
        super().__init__(core)
        self._text, self._refusal = text, (status, ApiError(status, message, status_name="INVALID_ARGUMENT").envelope())

    def write(self, content: bytes) -> Answer | None:
        return self._refusal if self._text in content.decode() else None


def ids(sheet: gspread.Spreadsheet, key: str = "banners") -> list[str]:
    """The row IDs in the sheet, from top to bottom."""
    return [row.get("Mã dòng", "") for row in records(tab(sheet, key))]


def told(sheet: gspread.Spreadsheet) -> list[tuple[str, str]]:
    """What the audit log tells, in its order."""
    return [(row["Hành động"], row["Mã dòng"]) for row in records(tab(sheet, "audit"))]


def add(book: Workbook, row_id: str, values: dict[str, Any] = BANNER, key: str = "banners", **how: Any) -> Receipt:
    return book.add(key, values, by=BY, row_id=row_id, **how)


def change(book: Workbook, row_id: str, seen: dict[str, Any], **changes: Any) -> Receipt:
    return book.change("banners", row_id, changes, by=BY, seen=seen)


def waiting(server: Served, *acts: Callable[[], object]) -> None:
    """All these are accepted while the sheet can't be read."""
    server.failing = True
    for act in acts:
        with pytest.raises(Pending):
            act()
    server.failing = False
    server.asked.clear()


def entries(book: Workbook, *row_ids: str) -> list[Callable[[], object]]:
    """An entry each."""
    return [lambda row_id=row_id: add(book, row_id) for row_id in row_ids]


def writer(book: Workbook, clock: Clock) -> Writer:
    """Another process's sender for the same sheet and journal, which doesn't wait for other processes."""
    journal, gateway = Journal(book.connection.journal_file, busy_seconds=0.01), book.connection.gateway
    return Writer(gateway, Reader(gateway, Sightings(journal), clock, TABS), journal, clock, TABS, has_quota=False)
