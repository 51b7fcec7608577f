"""Numbers as people type them: points and spaces group, a comma begins the decimals."""

import re
from decimal import Decimal
from typing import Any

from services.reading.problems import BLANK, Parsed, bad, shown
from services.reading.text import clean, is_blank, match_key, western_digits

_MULTIPLES = {
    match_key(word): multiple
    for multiple, words in (
        (10, "chục"),
        (100, "trăm"),
        (1_000, "nghìn nghin ngàn k"),
        (10_000, "vạn"),
        (1_000_000, "triệu trieu tr"),
        (10**9, "tỷ tỉ ty"),
    )
    for word in words.split()
}
"""Words that multiply. Unaccented "ngan", "ti" and "tram" are left out: they may be ngân, ti vi and trạm."""
_MISLEADING = frozenset((*map(match_key, ("rưỡi", "phút", "buổi", "ngày", "usd", "eur")), *_MULTIPLES))
"""Words after which the number alone would say something else."""
_LARGEST = 10**15
"""Beyond it floating-point numbers no longer tell neighbours apart."""
_TYPED = re.compile(r"([+\-−]?)\s*([0-9][0-9., ]*?)\s*((?:[^\W\d_]|[₫(])[^\d%]*)?")
_GROUPED = re.compile(r"[0-9]{1,3}(?:([. ])[0-9]{3})(?:\1[0-9]{3})*(?:,[0-9]+)?|[0-9]+(?:,[0-9]+)?")
_FOREIGN = re.compile(r"[0-9]+\.[0-9]+|[0-9]{1,3}(?:,[0-9]{3})+(?:\.[0-9]+)?")


def parse_number(raw: Any, *, whole: bool = False) -> Parsed:
    """A number; `whole` gives an int and refuses fractions. Words after it are understood: "3 băng rôn", "2 triệu"."""
    if is_blank(raw):
        return BLANK
    if isinstance(raw, bool):
        return _not_a_number(raw)
    if isinstance(raw, (int, float)):
        return _sized(raw, raw, whole, _thousandfold(raw))
    return _typed(clean(str(raw)), whole)


def _typed(text: str, whole: bool) -> Parsed:
    match = _TYPED.fullmatch(text)
    if not match:
        return _not_a_number(text, _guess(text, whole))
    sign, digits, after = match.groups()
    words = match_key(after or "").split()
    multiple = 1
    while words and words[0] in _MULTIPLES:
        multiple *= _MULTIPLES[words.pop(0)]
    if not _MISLEADING.isdisjoint(words):
        return _not_a_number(text)
    foreign = _foreign(digits, multiple, whole)
    if not _GROUPED.fullmatch(digits):
        return _not_a_number(text, foreign)
    value = Decimal(re.sub(r"[. ]", "", digits).replace(",", ".")) * multiple
    return _sized(float(-value if sign in ("-", "−") else value), text, whole, foreign)


def _sized(value: float, raw: Any, whole: bool, otherwise: float | int | None) -> Parsed:
    """The value when it has a possible size; `otherwise`: what a fraction in a whole field may stand for."""
    if not abs(value) <= _LARGEST:
        return _not_a_number(raw)
    if value == int(value):
        return Parsed(int(value) if whole or isinstance(value, int) else float(value))
    if whole:
        hint = _hint(otherwise, "xin ghi số nguyên, ví dụ 1500 hoặc 1.500.")
        return bad("not_whole", f"“{shown(raw)}” không phải số nguyên; {hint}", otherwise)
    return Parsed(float(value))


def _thousandfold(value: float) -> int | None:
    """1500 for 1.5: a sheet with English settings makes 1.5 of a typed 1.500; only ever a suggestion."""
    if not 1 < abs(value) < 1000:
        return None
    grouped = round(value * 1000, 6)
    return int(grouped) if grouped == int(grouped) else None


def _foreign(digits: str, multiple: int, whole: bool) -> float | int | None:
    """What 12.5 or 1,000,000 would mean in English; only ever a suggestion."""
    return _suggested(float(digits.replace(",", "")) * multiple, whole) if _FOREIGN.fullmatch(digits) else None


def _guess(text: str, whole: bool) -> float | int | None:
    """The one number inside the text, in any script's digits; only ever a suggestion."""
    found = re.findall(r"(?<![.,])[0-9][0-9.,]*", western_digits(text))
    if len(found) != 1 or not _GROUPED.fullmatch(found[0].rstrip(".,")):
        return None
    return _suggested(float(found[0].rstrip(".,").replace(".", "").replace(",", ".")), whole)


def _suggested(value: float, whole: bool) -> float | int | None:
    if abs(value) > _LARGEST or (whole and value != int(value)):
        return None
    return int(value) if whole else value


def _not_a_number(raw: Any, suggestion: float | int | None = None) -> Parsed:
    hint = _hint(suggestion, "xin chỉ ghi số.")
    return bad("not_a_number", f"“{shown(raw)}” không phải là một số; {hint}", suggestion)


def _hint(suggestion: float | int | None, otherwise: str) -> str:
    if suggestion is None:
        return otherwise
    written = f"{suggestion:,}".removesuffix(".0").translate(str.maketrans(",.", ".,"))
    return f"có phải {written} không?"
