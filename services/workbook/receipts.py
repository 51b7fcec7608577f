"""What whoever sent something is told once the sheet has it."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from services.reading import Problem
from services.schema import Tab
from services.workbook import links
from services.workbook.connection import Connection
from services.workbook.journal import Submission
from services.workbook.snapshot import Snapshot


@dataclass(frozen=True)
class Receipt:
    """Proof that the sheet holds the entry."""

    row_id: str
    tab_key: str
    at: datetime
    """When it was entered (add) or written (change), Asia/Ho_Chi_Minh, whole seconds."""
    cell_url: str
    """A link that opens the entry: the cell in Google, the entry's page with an embedded workbook."""
    warnings: tuple[Problem, ...] = field(default=(), compare=False)
    """What is unusual about the entry, which was accepted all the same."""


_MOVED = Problem(
    "not_as_written",
    "Trong lúc ghi có người sửa dòng hoặc cột của bảng tính; xin mở mục này xem lại.",
    severe=False,
)


def receipt(
    submission: Submission, tab: Tab, connection: Connection, snapshot: Snapshot, warnings: Sequence[Problem]
) -> Receipt:
    """The receipt of what the sheet has. `warnings`: what was unusual when it was accepted."""
    place = {**submission.values, "row_id": submission.row_id, **submission.result}
    moved = (_MOVED,) if "moved" in submission.result else ()
    link = links.to_entry(connection, snapshot, tab, place)
    return Receipt(submission.row_id, tab.key, submission.at, link, (*warnings, *moved))
