"""Numbers as people type them: points and spaces group, a comma begins the decimals."""

import re
import unicodedata
from decimal import Decimal
from typing import Any

from services.reading.problems import BLANK, Parsed, bad, shown
from services.reading.text import clean, fold

_MULTIPLES = {"nghin": 1_000, "ngan": 1_000, "trieu": 1_000_000, "tr": 1_000_000, "ty": 10**9, "ti": 10**9}
_LARGEST = 10**15
"""Beyond it floating-point numbers no longer tell neighbours apart."""
_TYPED = re.compile(r"([+-]?)\s*([0-9][0-9., ]*?)\s*([^\d\s.,%/:-][^\d%]*)?")
_GROUPED = re.compile(r"[0-9]{1,3}(?:([. ])[0-9]{3})(?:\1[0-9]{3})*(?:,[0-9]+)?|[0-9]+(?:,[0-9]+)?")
_FOREIGN = re.compile(r"[0-9]+\.[0-9]+|[0-9]{1,3}(?:,[0-9]{3})+(?:\.[0-9]+)?")


def parse_number(raw: Any, *, whole: bool = False) -> Parsed:
    """A number; `whole` gives an int and refuses fractions. Words after it ("3 băng rôn", "2 triệu đồng") are understood."""
    if raw is None or (isinstance(raw, str) and not clean(raw)):
        return BLANK
    if isinstance(raw, bool):
        return _not_a_number(raw)
    if isinstance(raw, (int, float)):
        return _sized(raw, raw, whole)
    return _typed(clean(str(raw)), whole)


def _typed(text: str, whole: bool) -> Parsed:
    match = _TYPED.fullmatch(text)
    if not match:
        return _not_a_number(text, _guess(text, whole))
    sign, digits, words = match.groups()
    multiple = _MULTIPLES.get((fold(words or "").split() or [""])[0], 1)
    if not _GROUPED.fullmatch(digits):
        return _not_a_number(text, _foreign(digits, multiple, whole))
    value = Decimal(re.sub(r"[. ]", "", digits).replace(",", ".")) * multiple
    return _sized(float(-value if sign == "-" else value), text, whole)


def _sized(value: float, raw: Any, whole: bool) -> Parsed:
    if not abs(value) <= _LARGEST:
        return _not_a_number(raw)
    if value == int(value):
        return Parsed(int(value) if whole or isinstance(value, int) else float(value))
    if whole:
        return bad("not_whole", f"“{shown(raw)}” không phải số nguyên; xin ghi số nguyên, ví dụ 1500 hoặc 1.500.")
    return Parsed(float(value))


def _foreign(digits: str, multiple: int, whole: bool) -> float | int | None:
    """What 12.5 or 1,000,000 would mean in English; only ever a suggestion."""
    if not _FOREIGN.fullmatch(digits):
        return None
    value = float(digits.replace(",", "")) * multiple
    if whole:
        return int(value) if value == int(value) else None
    return value


def _guess(text: str, whole: bool) -> float | int | None:
    """The one number inside the text, in any script's digits; only ever a suggestion."""
    plain = "".join(str(unicodedata.digit(letter, "")) or letter for letter in text)
    found = re.findall(r"[0-9][0-9.,]*", plain)
    if len(found) != 1 or not _GROUPED.fullmatch(found[0].rstrip(".,")):
        return None
    value = float(found[0].rstrip(".,").replace(".", "").replace(",", "."))
    if not whole:
        return value
    return int(value) if value == int(value) else None


def _not_a_number(raw: Any, suggestion: float | int | None = None) -> Parsed:
    hint = (
        f"; có phải {suggestion:,}".replace(",", ".") + " không?"
        if isinstance(suggestion, int)
        else "; xin chỉ ghi số."
    )
    return bad("not_a_number", f"“{shown(raw)}” không phải là một số{hint}", suggestion)
