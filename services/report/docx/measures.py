"""How wide a text is in Times New Roman, for what has to fit without a layout engine."""

import re
import unicodedata

_POINT = 25.4 / 72
"""Millimetres."""
_OTHER = 1_000
"""Of a letter that isn't listed: most signs are narrower, and those of East Asia as wide."""
_HORN = "\u031b"
_REGULAR = {
    180: "'",
    200: "|",
    250: " ,.",
    278: "/:;\\ijlt",
    333: "!()-I[]`fr",
    389: "Js",
    408: '"',
    444: "?acez“”",
    469: "^",
    480: "{}",
    500: "#$*0123456789_bdghknopquvxyđ–",
    529: "ơ",
    541: "~",
    542: "ư",
    556: "FPS",
    564: "+<=>",
    611: "ELTZ",
    667: "BCR",
    722: "ADGHKNOQUVXYwĐƠ",
    776: "Ư",
    778: "&m",
    833: "%",
    889: "M",
    921: "@",
    944: "W",
}
"""Advance, in thousandths of the size, and the letters that have it (the Times metrics)."""
_BOLD = {
    220: "|",
    250: " ,.",
    278: "'/\\il",
    333: "!()-:;[]`fjt",
    389: "Is",
    394: "{}",
    444: "cerz",
    500: "#$*0123456789?J_agovxy–“”",
    520: "~",
    554: "ơ",
    555: '"',
    556: "Sbdhknpquđ",
    570: "+<=>",
    581: "^",
    600: "ư",
    611: "FP",
    667: "BELTZ",
    722: "ACDNRUVXYwĐ",
    778: "GHKOQƠ",
    796: "Ư",
    833: "&m",
    930: "@",
    944: "M",
}


class _Advances(dict[str, int]):
    """Letter → advance; one with marks is as wide as without, but for the horn of ơ and ư."""

    def __missing__(self, letter: str) -> int:
        parts = unicodedata.normalize("NFD", letter)
        base = unicodedata.normalize("NFC", parts[0] + _HORN) if _HORN in parts else parts[0]
        advance = self[base] if base != letter else 0 if unicodedata.combining(letter) else _OTHER
        self[letter] = advance
        return advance


_ADVANCES = {
    bold: _Advances({letter: advance for advance, letters in table.items() for letter in letters})
    for bold, table in ((False, _REGULAR), (True, _BOLD))
}


def width(text: str, size: float, *, bold: bool = False) -> float:
    """Millimetres that one line of the text takes at a size in points."""
    return sum(map(_ADVANCES[bold].__getitem__, text)) / 1_000 * size * _POINT


def longest_line(text: str, room: float, size: float, *, bold: bool = False) -> float:
    """Millimetres of the longer line when the text stands in one line, or is broken in two as equal as can be; `room`
    when it needs more lines.
    """
    whole = width(text, size, bold=bold)
    gaps = [gap.start() for gap in re.finditer(" ", text)]
    firsts = [width(text[:gap], size, bold=bold) for gap in gaps]
    space = width(" ", size, bold=bold)
    halves = min((max(first, whole - first - space) for first in firsts), default=whole)
    return min(room, whole if whole <= room else halves)
