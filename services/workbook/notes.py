"""Notes: rows of the audit log that belong to no entry, such as a sign-in or an export."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import datetime
from hashlib import blake2b
from typing import Any

from ulid import ULID

from services.reading import Context, read_table
from services.reading.text import clean
from services.schema import AUDIT, MAX_NAME, Tab
from services.workbook.errors import NotSetUp
from services.workbook.gateway import Gateway
from services.workbook.journal import Submission
from services.workbook.snapshot import Snapshot
from services.workbook.writes import MAX_AUDIT_VALUE

PREFIX = "NK-"
"""Begins the row ID of a note, so that nobody takes it for an entry's."""


def note(action: str, *, by: str, at: datetime, tab: Tab | None, about: str | None, once: str | None) -> Submission:
    """The note as the journal keeps it. `once`: the same key always gives the same row ID."""
    row_id = PREFIX + (blake2b(once.encode(), digest_size=16).hexdigest().upper() if once else str(ULID()))
    told = {"tab": tab.title if tab else None, "after": clean(about)[:MAX_AUDIT_VALUE] if about else None}
    return Submission(AUDIT.key, row_id, action, clean(by)[:MAX_NAME], at, told)


def entries(submissions: Iterable[Submission]) -> list[Submission]:
    """Those that are no notes."""
    return [each for each in submissions if not each.is_note]


def log(gateway: Gateway, snapshot: Snapshot) -> list[list[Any]]:
    """The audit log's cells as they stand now: one call. Raises NotSetUp without that tab, Unavailable."""
    if AUDIT.key not in snapshot.sheets:
        raise NotSetUp([AUDIT.title])
    (values,) = gateway.values([snapshot.sheets[AUDIT.key].title])
    return values


def with_log(snapshot: Snapshot, values: list[list[Any]]) -> Snapshot:
    """The snapshot with the audit log among its tables."""
    tables: Mapping[str, Any] = {**snapshot.tables, AUDIT.key: read_table(AUDIT, values, Context()).frame}
    return replace(snapshot, tables=tables)
