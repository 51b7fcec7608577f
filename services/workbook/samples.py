"""What loading the sample entries, and taking them away again, would send, decided from a snapshot (pure)."""

from collections.abc import Mapping

from services.samples import sample_rows
from services.schema import Tab
from services.workbook import writes
from services.workbook.outcomes import holds, rows_with
from services.workbook.setup import Request
from services.workbook.snapshot import Snapshot


def loading(snapshot: Snapshot, tabs: Mapping[str, Tab]) -> tuple[list[Request], int]:
    """Adds those that are not there yet; and their number."""
    requests, count = [], 0
    for key, rows in sample_rows().items():
        absent = [row for row in rows if not rows_with(snapshot, tabs[key], row["row_id"])]
        if absent:
            requests.append(writes.appending(snapshot, tabs[key], absent))
            count += len(absent)
    return requests, count


def clearing(snapshot: Snapshot, tabs: Mapping[str, Tab]) -> tuple[list[Request], int]:
    """Removes those that nobody has edited since; and their number."""
    requests, count = [], 0
    for key, rows in sample_rows().items():
        untouched = [
            found["sheet_row"]
            for row in writes.as_read(tabs[key], rows, snapshot.context)
            for found in rows_with(snapshot, tabs[key], row["row_id"])
            if holds(found, row)
        ]
        requests += writes.deleting(snapshot, tabs[key], untouched)
        count += len(untouched)
    return requests, count
