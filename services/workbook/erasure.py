"""Whose personal data go, and what that writes into the log, decided from one read of the sheet (pure).

A stand-in takes the place of the name: one for each person, so that people are counted as before. It is drawn by lot
and says nothing of the name.
"""

from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache, cached_property
from typing import Any

import pandas as pd

from services.reading import match_key
from services.schema import NOMINATIONS
from services.workbook.by_hand import Typed
from services.workbook.history import ERASED
from services.workbook.repair_cells import Now, Rewrite, where

NAME = NOMINATIONS.subject
PERSONAL = tuple(each.key for each in NOMINATIONS.fields if each.personal)
"""Keys of the columns with personal data, the name among them."""
Person = Hashable
"""Equal for rows that are counted as one person."""


@dataclass(frozen=True)
class Entry:
    """An entry of somebody, as it was seen."""

    row: int
    row_id: str | None
    unit: str | None
    values: Mapping[str, Any] = field(hash=False)
    """Of the columns `PERSONAL`, typed."""

    @property
    def name(self) -> str | None:
        """None where there is none, or none that can be read."""
        return self.values[NAME]

    @cached_property
    def full_key(self) -> Hashable:
        """Equal for entries of the same name and birth year, in whatever unit; None without a name."""
        others = tuple(value for key, value in self.values.items() if key != NAME)
        return (match_key(self.name), others) if self.name else None

    @property
    def person(self) -> Person:
        """As the figures count them: unit, name and birth year; a row without a name is a person of its own."""
        return (self.unit, self.full_key) if self.full_key else self.row

    def is_same_person(self, other: "Entry") -> bool:
        """The same name and birth year; where nobody told that, of the same unit, too."""
        tells_more = any(value is not None for key, value in self.values.items() if key != NAME)
        return self.person == other.person or (tells_more and self.full_key == other.full_key is not None)

    @cached_property
    def content(self) -> Hashable:
        """Equal for the same row, however it is moved; rows without an ID may have it in common."""
        return self.row_id, self.unit, tuple(self.values.values())


@dataclass(frozen=True)
class Whom:
    """Whose data go, as it stood when the erasing began."""

    entries: tuple[Entry, ...]
    stand_ins: Mapping[Person, str]
    others: tuple[Entry, ...]
    """All other entries of the log."""
    is_everybody: bool = False
    keeps: Entry | None = None
    """An entry whose log stays; what it holds stays in the audit log, too, and only what it held before goes."""

    @cached_property
    def row_ids(self) -> Mapping[str, str]:
        """Row ID → stand-in."""
        return {each.row_id: self.stand_ins[each.person] for each in self.entries if each.row_id}

    @cached_property
    def names(self) -> Mapping[str, Sequence[Entry]]:
        """Key of a name → the entries with it, where it is to be looked for beyond these entries."""
        found: dict[str, list[Entry]] = {}
        for each in () if self.keeps else self.entries:
            if each.name and not is_erased(each.name):
                found.setdefault(match_key(each.name), []).append(each)
        return found

    @cached_property
    def spared(self) -> frozenset[str]:
        """Row IDs of their namesakes."""
        namesakes = (each for each in self.others if match_key(each.name or "") in self.names)
        return frozenset(each.row_id for each in namesakes if each.row_id)

    @cached_property
    def standing(self) -> frozenset[str]:
        """Row IDs of all other entries."""
        return frozenset(each.row_id for each in self.others if each.row_id)

    @cached_property
    def lengths(self) -> frozenset[int]:
        """How many words these names have; one word alone would be found everywhere."""
        return frozenset(len(name.split()) for name in self.names) - {1}

    @cached_property
    def are_named_in(self) -> Callable[[str], bool]:
        """True when one of the names stands in the text, or is all of it. Remembers: a log says the same many times."""
        return cache(self._are_named_in)

    def _are_named_in(self, text: str) -> bool:
        words = match_key(text).split() if self.names else []
        parts = (words[at : at + length] for length in self.lengths for at in range(len(words)))
        return " ".join(words) in self.names or any(" ".join(part) in self.names for part in parts)


def is_erased(name: Any) -> bool:
    """True for what stands in the place of a name that was erased."""
    return isinstance(name, str) and name.startswith(ERASED)


def entries(frame: pd.DataFrame) -> list[Entry]:
    """All entries of the table of nominations."""
    columns = zip(*(frame[key] for key in ("sheet_row", "row_id", "unit", *PERSONAL)), strict=True)
    return [
        Entry(row, row_id, unit, dict(zip(PERSONAL, values, strict=True))) for row, row_id, unit, *values in columns
    ]


def named(frame: pd.DataFrame) -> list[Entry]:
    """The entries that tell who somebody is."""
    return [each for each in entries(frame) if any(value is not None for value in _telling(each))]


def of_same_person(frame: pd.DataFrame, row_id: str) -> list[Entry]:
    """The entries of whoever stands in the row with this ID."""
    found = entries(frame)
    own = [each for each in found if each.row_id == row_id]
    return [each for each in found if any(one.is_same_person(each) for one in own)]


def whom(seen: Sequence[Entry] | None, here: Now, new_mark: Callable[[], str]) -> tuple[Whom, tuple[str, ...]]:
    """Those of `seen` (None: everybody) who stand in the log as they were seen, with what came in of them since; and
    a sentence for each who doesn't.
    """
    there = entries(here.table.frame)
    same = [_same(one, _by_content(there)) for one in seen or ()]
    own = {one.content: one for each in same for one in each}.values()
    found = there if seen is None else [each for each in there if any(one.is_same_person(each) for one in own)]
    gone = (one for one, still in zip(seen or (), same, strict=True) if not still and not is_erased(one.name))
    missed = tuple(f"{where(NOMINATIONS.key, one.row)}: đã khác lúc bạn xem; để nguyên." for one in gone)
    stand_ins: dict[Person, str] = {}
    taken = {each.name for each in there}
    for each in found:
        if each.person not in stand_ins:
            stand_ins[each.person] = str(each.name) if is_erased(each.name) else _drawn(taken, new_mark)
    return Whom(tuple(found), stand_ins, _others(there, found), is_everybody=seen is None), missed


def corrected(row_id: str, here: Now) -> Whom:
    """The entry with this ID, when all that it held before is to go."""
    there = entries(here.table.frame)
    found = tuple(each for each in there if each.row_id == row_id)
    stand_ins = {each.person: ERASED for each in found}
    return Whom(found, stand_ins, _others(there, found), keeps=found[0] if found else None)


def in_log(whom: Whom, here: Now) -> Iterator[Rewrite]:
    """Their cells that still tell who they are, wherever their rows stand now."""
    there = _by_content(entries(here.table.frame))
    rows = {each.row: whom.stand_ins[one.person] for one in whom.entries for each in _same(one, there)}
    for row, stand_in in () if whom.keeps else rows.items():
        for key in PERSONAL:
            column = here.table.columns.get(key)
            raw = "" if column is None else here.raw(row, column)
            if column is not None and raw != "" and not is_erased(raw):
                after = Typed(stand_in, stand_in) if key == NAME else Typed(None, "")
                yield Rewrite(NOMINATIONS.key, row, column, raw, after)


def still_named(whom: Whom, here: Now) -> list[str]:
    """A sentence for each cell of the log beside their names' in which one of them is named."""
    own = {here.table.columns.get(key) for key in (NAME, "entered_by")}
    return [
        f"{where(NOMINATIONS.key, row, column)}: còn nhắc tên trong lời ghi; xin xem và sửa ô đó."
        for row, cells in here.grid.rows.items()
        for column, text in enumerate(cells)
        if column not in own and whom.are_named_in(text)
    ]


def _telling(entry: Entry) -> list[Any]:
    return [value for value in entry.values.values() if not is_erased(value)]


def _others(there: Iterable[Entry], found: Iterable[Entry]) -> tuple[Entry, ...]:
    rows = {each.row for each in found}
    return tuple(each for each in there if each.row not in rows)


def _by_content(there: Iterable[Entry]) -> Mapping[Hashable, Sequence[Entry]]:
    found: dict[Hashable, list[Entry]] = {}
    for each in there:
        found.setdefault(each.content, []).append(each)
    return found


def _same(seen: Entry, there: Mapping[Hashable, Sequence[Entry]]) -> Sequence[Entry]:
    """The entry as it was seen: every row with its ID, else in its place, else as the only one like it."""
    found = there.get(seen.content, ())
    return [each for each in found if each.row == seen.row] if seen.row_id is None and len(found) > 1 else found


def _drawn(taken: set[str | None], new_mark: Callable[[], str]) -> str:
    """A stand-in that nobody has."""
    while (stand_in := f"{ERASED} {new_mark()}") in taken:
        pass
    taken.add(stand_in)
    return stand_in
