"""What reading a cell gives, and what may be wrong with it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any, NamedTuple

import pandas as pd

from services.plan import Duty, Unit
from services.reading.text import as_text

SHOWN = 200
"""Characters of a cell's content that a problem repeats."""


@dataclass(frozen=True)
class Problem:
    """Something that a person should mend or know."""

    code: str
    message: str
    """One Vietnamese sentence: what, where, what to do."""
    suggestion: Any = None
    """The typed value that is probably meant."""
    severe: bool = True
    """False for a warning: the value is kept, the entry is accepted."""
    tab_key: str | None = None
    field_key: str | None = None
    sheet_row: int | None = None
    """1-based row in the sheet."""
    column: int | None = None
    """0-based column in the sheet."""
    unit: str | None = None
    found: str | None = None
    """What stands in the cell, cut to `SHOWN` characters."""


@dataclass(frozen=True, slots=True)
class Parsed:
    """A value as it was understood, None when blank or unreadable, and the problem with it, if any."""

    value: Any
    problem: Problem | None = None


@dataclass(frozen=True)
class Context:
    """What the reading of a cell depends on besides the cell."""

    year: int | None = None
    window: tuple[date, date] | None = None
    units: tuple[Unit, ...] = ()
    duties: tuple[Duty, ...] = ()
    theme: str | None = None


class Meanings(NamedTuple):
    """How a column's contents were read; where it holds several types besides text, a content is type and cell."""

    values: Mapping[Any, Any]
    problems: Mapping[Any, Problem]
    """Only of the contents that have one."""


Known = Mapping[tuple[str, frozenset[type]], Meanings]
"""Field key and the types in its column besides text → how its contents were read."""


@dataclass(frozen=True)
class Table:
    """One tab, read."""

    frame: pd.DataFrame
    """A row per entry: the tab's field keys and `sheet_row`, dtype object, None where blank or unreadable."""
    problems: tuple[Problem, ...]
    columns: dict[str, int]
    """Field key → 0-based column; absent when the header was not found."""
    header_row: int | None
    """1-based row of the header."""
    known: Known = field(default_factory=dict, repr=False)


BLANK = Parsed(None)


def bad(code: str, message: str, suggestion: Any = None) -> Parsed:
    """An unreadable value."""
    return Parsed(None, Problem(code, message, suggestion))


def shown(raw: Any) -> str:
    """The raw value as a message repeats it."""
    text = as_text(raw)
    return text if len(text) <= SHOWN else text[: SHOWN - 1] + "…"
