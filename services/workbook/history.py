"""What the audit log tells about entries: who changed what, what that takes to undo, and which are gone (pure)."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any

from services.reading import Context, fold, parse_field, read_table
from services.reading.text import as_text
from services.schema import ACTIONS, AUDIT, LOGS, Field, Tab, Type
from services.workbook.snapshot import Snapshot

Said = Mapping[str, Any] | str | None
"""Field key → typed value, what can't be read as its text; the whole text where that was cut or damaged."""

ERASED = "(đã xóa)"
"""Stands in the log for a value that was erased; no entry gets it back."""

_LONG_AGO = datetime.min.replace(tzinfo=UTC)


@dataclass(frozen=True)
class Event:
    """One row of the audit log. People type there too: whatever can't be read is None."""

    at: datetime | None
    by: str | None
    action: str | None
    """Key of `ACTIONS`; any other word as it stands."""
    tab_key: str | None
    row_id: str | None
    before: Said
    after: Said


@dataclass(frozen=True)
class Lost:
    """An entry that was added through the app and stands in its tab no more."""

    tab_key: str
    row_id: str
    values: Mapping[str, Any]
    """Field key → typed value, as the log knew the entry last."""
    entered_by: str
    entered_at: datetime
    last_at: datetime
    """When the log spoke of it last."""


def events(
    values: Sequence[list[Any]], tabs: Mapping[str, Tab], context: Context, *, row_id: str | None = None
) -> tuple[Event, ...]:
    """The rows of the audit log, or those with `row_id`, newest first. Never raises, whatever stands there.

    `values`: the log's cells from A1 on, as `Gateway.values` gives them.
    """
    table = read_table(AUDIT, values, Context())
    by_title = {fold(tab.title): tab for tab in tabs.values()}
    fields = {key: by_label(tab) for key, tab in tabs.items()}
    found = []
    for row in table.frame.to_dict("records"):
        if row_id not in (None, row["row_id"]):
            continue
        cells = values[row["sheet_row"] - 1]
        action, before, after = (_cell(cells, table.columns.get(key)) for key in ("action", "before", "after"))
        tab = by_title.get(fold(row["tab"] or ""))
        known = fields[tab.key] if tab else {}
        found.append(
            Event(
                row["at"],
                row["by"],
                row["action"] if row["action"] in ACTIONS else action,
                tab.key if tab else None,
                row["row_id"],
                _said(before, known, context),
                _said(after, known, context),
            )
        )
    found.sort(key=lambda event: event.at or _LONG_AGO)
    return tuple(reversed(found))


def undoing(event: Event, tab: Tab) -> dict[str, Any]:
    """The changes that take the event back; none for an addition, or where the log's text can't be read."""
    if not isinstance(event.before, Mapping) or not isinstance(event.after, Mapping):
        return {}
    writable = {field.key for field in tab.fields if not field.automatic or field.key == "return_note"}
    return {
        key: value
        for key, value in event.before.items()
        if key in writable and key in event.after and ERASED not in (value, event.after[key])
    }


def stands(event: Event, row: Mapping[str, Any], tab: Tab) -> bool:
    """True while the row holds all that the event wrote and undoing it would take back."""
    return isinstance(event.after, Mapping) and all(row[key] == event.after[key] for key in undoing(event, tab))


def deleted(found: Sequence[Event], snapshot: Snapshot) -> list[Lost]:
    """The entries that were added through the app and are gone, the one that was last spoken of first.

    `found`: newest first. A row that only lost its ID, and a tab whose IDs can't be found, are no deletions.
    """
    known: dict[tuple[str, str], Lost] = {}
    for event in reversed(found):
        if event.tab_key and event.row_id and event.at and isinstance(event.after, Mapping):
            fresh = Lost(event.tab_key, event.row_id, {}, event.by or "", entered_at=event.at, last_at=event.at)
            before = known.get((fresh.tab_key, fresh.row_id), fresh if event.action == "add" else None)
            if before:
                known[fresh.tab_key, fresh.row_id] = _later(before, event.after, event.at)
    there = {key: _there(snapshot, LOGS[key]) for key in LOGS if "row_id" in snapshot.columns.get(key, {})}
    lost = [
        entry
        for entry in known.values()
        if entry.tab_key in there
        and not {entry.row_id, _mark(LOGS[entry.tab_key], entry.values)} & there[entry.tab_key]
    ]
    return sorted(lost, key=lambda entry: entry.last_at, reverse=True)


def _later(entry: Lost, after: Mapping[str, Any], at: datetime) -> Lost:
    subject = LOGS[entry.tab_key].subject if entry.tab_key in LOGS else None
    known = {key: value for key, value in after.items() if value != ERASED or key == subject}
    values = {**entry.values, **known}
    by, since = values.pop("entered_by", None), values.pop("entered_at", None)
    values.pop("row_id", None)
    return replace(
        entry,
        values=values,
        entered_by=by or entry.entered_by,
        entered_at=since if isinstance(since, datetime) else entry.entered_at,
        last_at=at,
    )


def _there(snapshot: Snapshot, tab: Tab) -> set[Any]:
    """The IDs in the tab, and the marks of rows without one."""
    rows = snapshot.tables[tab.key].to_dict("records")
    return {row["row_id"] or _mark(tab, row) for row in rows}


def _mark(tab: Tab, row: Mapping[Any, Any]) -> tuple[Any, Any]:
    return row.get("unit"), row.get(tab.subject)


def by_label(tab: Tab) -> Mapping[str, Field]:
    """The tab's fields by what a header may call them."""
    return {fold(name): field for field in tab.fields for name in (*field.aliases, field.label)}


def _cell(cells: Sequence[Any], column: int | None) -> str | None:
    raw = cells[column] if column is not None and column < len(cells) else None
    return None if raw in (None, "") else as_text(raw)


def _said(text: str | None, fields: Mapping[str, Field], context: Context) -> Said:
    try:
        words = json.loads(text or "null")
    except (ValueError, RecursionError):
        return text
    if not isinstance(words, dict):
        return text
    typed = {
        field.key: _value(field, word, context)
        for label, word in words.items()
        if (field := fields.get(fold(label))) is not None
    }
    return typed or text


def _value(field: Field, word: Any, context: Context) -> Any:
    """What was written as `cells.written` says it: there a decimal's point is no thousands separator."""
    raw = str(word)
    value = parse_field(field, _decimal(raw) if field.type is Type.DECIMAL else raw, context).value
    return (raw or None) if value is None else value


def _decimal(text: str) -> float | str:
    try:
        return float(text)
    except ValueError:
        return text
