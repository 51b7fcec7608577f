"""What of the entries is not as it was frozen, and who they are (pure)."""

from collections import defaultdict
from collections.abc import Hashable, Iterator, Sequence
from dataclasses import replace

import pandas as pd

from services.freezes.content import SHEET_ROW, Values, kept, withheld
from services.progress import Tables
from services.report.basis import Basis, Change
from services.schema import CANCELLED, LOGS, NOMINATIONS, Field, Tab

GONE = "(không còn tên)"
"""Stands for the name of somebody whose entry is gone."""
_NOT_CONTENT = (SHEET_ROW, "row_id", "entered_at")
"""Adopting a row that was typed by hand writes its ID and time; it stays the same row."""


def changes(frozen: Tables, living: Tables) -> tuple[Change, ...]:
    """The entries of all logs that were added, changed, cancelled, returned or deleted since; names are not compared.

    Rows are known by their IDs; without one, by all that they say.
    """
    return tuple(change for tab in LOGS.values() for change in _of_log(tab, frozen[tab.key], living[tab.key]))


def names_back(basis: Basis, nominations: pd.DataFrame) -> Basis:
    """The basis with the living nominees' names and birth years; `GONE` where their entry is gone.

    For lists of people alone: figures are those of the basis as it was.
    """
    frame = basis.tables[NOMINATIONS.key].copy()
    pairs, _ = _paired(kept(NOMINATIONS, frame), kept(NOMINATIONS, nominations))
    for field in (field for field in NOMINATIONS.fields if field.key in _shown(NOMINATIONS)):
        there = nominations[field.key].tolist()
        gone = GONE if field.key == NOMINATIONS.subject else None
        names = [gone if at is None else there[at] for _, at in pairs]
        frame[field.key] = pd.Series(names, frame.index, dtype=object)
    return replace(basis, tables={**basis.tables, NOMINATIONS.key: frame})


def _shown(tab: Tab) -> frozenset[str]:
    return withheld(tab) - {"return_note"}


def _of_log(tab: Tab, frozen: pd.DataFrame, living: pd.DataFrame) -> Iterator[Change]:
    before, after = kept(tab, frozen), kept(tab, living)
    pairs, new = _paired(before, after)
    for old, at in pairs:
        if at is None:
            yield _change(tab, "xóa", old)
        elif labels := tuple(field.label for field in _differing(tab, old, after[at])):
            yield _change(tab, _what(old, after[at]), after[at], labels)
    yield from (_change(tab, "thêm", after[at]) for at in new if after[at].get("state") != CANCELLED)


def _what(old: Values, new: Values) -> str:
    if new.get("state") == CANCELLED != old.get("state"):
        return "hủy"
    return "trả lại" if new.get("return_note") and not old.get("return_note") else "sửa"


def _differing(tab: Tab, old: Values, new: Values) -> Iterator[Field]:
    for field in tab.fields:
        was_blank = field.key in _NOT_CONTENT and old.get(field.key) is None
        if not was_blank and field.key in old.keys() | new.keys() and old.get(field.key) != new.get(field.key):
            yield field


def _change(tab: Tab, what: str, values: Values, labels: tuple[str, ...] = ()) -> Change:
    subject = "course" if tab.field(tab.subject).personal else tab.subject
    said = str(values.get(subject) or "")
    return Change(what, tab.key, values.get("unit"), values.get("row_id"), said, labels)


def _paired(frozen: Sequence[Values], living: Sequence[Values]) -> tuple[list[tuple[Values, int | None]], list[int]]:
    """Each frozen row with the position of the same one among the living, and the positions of those that are new."""
    found: dict[int, int] = {}
    left = list(range(len(living)))
    for key in (_exactly, _by_id, _by_content):
        places: defaultdict[Hashable, list[int]] = defaultdict(list)
        for at in reversed(left):
            places[key(living[at], is_frozen=False)].append(at)
        for number, values in enumerate(frozen):
            wanted = key(values, is_frozen=True)
            if number not in found and wanted is not None and places[wanted]:
                found[number] = places[wanted].pop()
        taken = set(found.values())
        left = [at for at in left if at not in taken]
    return [(values, found.get(number)) for number, values in enumerate(frozen)], left


def _content(values: Values) -> Hashable:
    return tuple(sorted((key, value) for key, value in values.items() if key not in _NOT_CONTENT))


def _exactly(values: Values, *, is_frozen: bool) -> Hashable:
    row_id = values.get("row_id")
    return (row_id, _content(values)) if row_id else None


def _by_id(values: Values, *, is_frozen: bool) -> Hashable:
    return values.get("row_id")


def _by_content(values: Values, *, is_frozen: bool) -> Hashable:
    return None if is_frozen and values.get("row_id") else _content(values)
