"""Which unit a cell means: by code, name, short name or another name; never by guessing."""

import difflib
import re
from collections.abc import Iterable
from functools import lru_cache
from typing import Any

import pandas as pd

from services.plan import Unit, units_from
from services.reading.problems import BLANK, Parsed, bad, shown
from services.reading.text import as_text, clean, fold, is_blank, match_key

_SHORTENED = tuple(
    (re.compile(pattern), words)
    for pattern, words in (
        (r"\b(?:hcmc|t\.?\s?p\.?\s*(?:hcm|hồ chí minh))\b", "thành phố hồ chí minh"),
        (r"\btt\b\.?\s*", "trung tâm "),
        (r"\bcc\b\.?\s*", "chi cục "),
        (r"\bp\b\.?\s*", "phòng "),
        (r"\bkh\s*(?:&|và)?\s*cn\b", "khoa học và công nghệ"),
        (r"\btđc\b", "tiêu chuẩn đo lường chất lượng"),
    )
)
_CLOSE = 0.75
"""How alike two names must be to be suggested."""


def match_unit(raw: Any, units: Iterable[Unit] | pd.DataFrame) -> Parsed:
    """The code of the unit that the text names; a problem with the nearest unit as suggestion when it names none."""
    if is_blank(raw):
        return BLANK
    known = tuple(units_from(units)) if isinstance(units, pd.DataFrame) else tuple(units)
    exact, folded = _index(known)
    text = as_text(raw)
    key = _spelled_out(text)
    codes = exact.get(match_key(text)) or exact.get(match_key(key)) or folded.get(_folded(key), frozenset())
    if len(codes) == 1:
        return Parsed(next(iter(codes)))
    if codes:
        return bad("ambiguous_unit", f"“{shown(raw)}” có thể là {' hoặc '.join(sorted(codes))}; xin ghi rõ.")
    nearest = _nearest(_folded(key), folded)
    name = next((unit.name for unit in known if unit.code == nearest), None)
    hint = f"; có phải {name} ({nearest}) không?" if name else "; xin chọn theo danh sách ở trang Đơn vị."
    return bad("unknown_unit", f"Không có đơn vị “{shown(raw)}”{hint}", nearest)


def _spelled_out(text: str) -> str:
    text = clean(text).lower()
    for pattern, words in _SHORTENED:
        text = pattern.sub(words, text)
    return text


def _folded(text: str) -> str:
    """Without tones and marks, and the same for i and y: `quản lí`, `quản lý`."""
    return fold(text).replace("y", "i")


@lru_cache(maxsize=8)
def _index(units: tuple[Unit, ...]) -> tuple[dict[str, frozenset[str]], dict[str, frozenset[str]]]:
    exact: dict[str, set[str]] = {}
    folded: dict[str, set[str]] = {}
    for unit in units:
        for name in filter(None, (unit.code, unit.name, unit.short_name, *unit.aliases)):
            for spelling in (name, _spelled_out(name)):
                exact.setdefault(match_key(spelling), set()).add(unit.code)
                folded.setdefault(_folded(spelling), set()).add(unit.code)
    return {k: frozenset(v) for k, v in exact.items()}, {k: frozenset(v) for k, v in folded.items()}


def _nearest(key: str, folded: dict[str, frozenset[str]]) -> str | None:
    for close in difflib.get_close_matches(key, folded, n=1, cutoff=_CLOSE):
        if len(folded[close]) == 1:
            return next(iter(folded[close]))
    return None
