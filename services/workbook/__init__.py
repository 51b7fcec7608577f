"""The shared sheet: connection, reads, writes, set-up. Only this package talks to it."""

from services.workbook.book import Workbook, new_row_id, open_workbook
from services.workbook.errors import (
    Conflict,
    FileUnusable,
    Invalid,
    NotSetUp,
    Pending,
    Unavailable,
    WorkbookError,
)
from services.workbook.receipts import Receipt
from services.workbook.snapshot import Reading, Snapshot

__all__ = [
    "Conflict",
    "FileUnusable",
    "Invalid",
    "NotSetUp",
    "Pending",
    "Reading",
    "Receipt",
    "Snapshot",
    "Unavailable",
    "Workbook",
    "WorkbookError",
    "new_row_id",
    "open_workbook",
]
