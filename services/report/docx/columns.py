"""How wide the columns of an annex are, and on which page they fit."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from itertools import accumulate
from math import inf
from typing import NamedTuple

from services.report.docx.measures import width
from services.report.docx.sections import LANDSCAPE, PORTRAIT, Page
from services.report.docx.styles import CELL_MARGIN, CELL_SIZES

_LONGEST_WORD = 40.0
"""Millimetres that a word may ask for; a longer one is broken."""
_LONGEST_TEXT = 300.0
"""Millimetres that count of a text: a longer one shouldn't narrow the other columns further."""
_WEIGHED = 8
"""So many of a column's longest texts decide how wide it is."""
_MOST_LINES = 40
_STEP = 0.5
"""Millimetres: how exactly widths are tried."""
_BESIDE = 2 * CELL_MARGIN + 0.5
"""Millimetres in a cell that aren't text: its margins, and half of the line on either side."""
_ALLOWANCE = 1.03
"""No two programs set a text exactly equally wide."""


@dataclass(frozen=True)
class Layout:
    """Where and how a table is printed."""

    page: Page
    size: int
    """Points."""
    widths: tuple[float, ...]
    """Millimetres, of the whole line."""


class _Column(NamedTuple):
    """Millimetres."""

    least: float
    """Of its longest word: below this it is broken."""
    texts: tuple[tuple[float, ...], ...]
    """The words of its longest texts."""
    space: float
    """Between two words."""

    def wide(self, lines: int) -> float:
        """So that its texts take so many lines at most."""
        narrow, broad = self.least, max([self.least, *map(self._whole, self.texts)])
        if all(self._lines(text, narrow) <= lines for text in self.texts):
            return narrow
        while broad - narrow > _STEP:
            middle = (narrow + broad) / 2
            fits = all(self._lines(text, middle) <= lines for text in self.texts)
            narrow, broad = (narrow, middle) if fits else (middle, broad)
        return broad

    def _whole(self, text: Sequence[float]) -> float:
        return sum(text) + self.space * (len(text) - 1) + _BESIDE

    def _lines(self, text: Sequence[float], room: float) -> int:
        lines, left = 1, room - _BESIDE
        for word in text:
            if word > left and left < room - _BESIDE:
                lines, left = lines + 1, room - _BESIDE
            left -= word + self.space
        return lines


def lay_out(columns: Sequence[Sequence[str]]) -> Layout:
    """Upright when the texts stand in one line there; in the smaller size only where words would be broken else.

    `columns`: the texts of each, the header first.
    """
    for size in CELL_SIZES:
        measured = [_measured(texts, size) for texts in columns]
        page = PORTRAIT if sum(column.wide(1) for column in measured) <= PORTRAIT.room else LANDSCAPE
        if sum(column.least for column in measured) <= page.room:
            break
    return Layout(page, size, tuple(_widths(measured, page.room)))


def _measured(texts: Sequence[str], size: int) -> _Column:
    """As if all were bold, as the header is, and perhaps the last row."""

    def wide(text: str) -> float:
        return _ALLOWANCE * width(text, size, bold=True)

    words = {word: min(wide(word), _LONGEST_WORD) for text in set(texts) for word in text.split()}
    longest = sorted(set(texts[1:]), key=lambda text: (len(text), text))[-_WEIGHED:]
    space = wide(" ")
    return _Column(
        max(words.values(), default=0) + _BESIDE,
        tuple(_counted([words[word] for word in text.split()], space) for text in longest),
        space,
    )


def _counted(text: Sequence[float], space: float) -> tuple[float, ...]:
    ends = accumulate(word + space for word in text)
    return tuple(word for word, end in zip(text, ends, strict=True) if end <= _LONGEST_TEXT)


def _widths(columns: Sequence[_Column], room: float) -> list[float]:
    """So that no text takes more lines than it must, and no word is broken if that can be; they fill the line."""

    @cache
    def wide(at: int, lines: int) -> float:
        return columns[at].wide(lines) if lines else inf

    every = range(len(columns))
    most = next((lines for lines in range(1, _MOST_LINES) if sum(wide(at, lines) for at in every) <= room), _MOST_LINES)
    lines, widths = [most] * len(columns), [wide(at, most) for at in every]
    while True:
        # What is left over goes where the least of it saves a line.
        cost, cheapest = min(((wide(at, lines[at] - 1) - widths[at], at) for at in every), default=(inf, 0))
        if sum(widths) + cost > room:
            return [each * room / sum(widths) for each in widths]
        lines[cheapest] -= 1
        widths[cheapest] += cost
