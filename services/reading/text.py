"""Vietnamese text as it really comes: cleaning, comparing, sorting."""

import re
import unicodedata
from collections.abc import Sequence
from functools import lru_cache
from typing import Any

_TONES = {"\u0300": 1, "\u0309": 2, "\u0303": 3, "\u0301": 4, "\u0323": 5}
"""Combining tone → its rank: huyền, hỏi, ngã, sắc, nặng (CLDR vi); a syllable without one has rank 0."""
_RANKS = {" ": 0} | {letter: rank for rank, letter in enumerate("0123456789aăâbcdđeêfghijklmnoôơpqrstuưvwxyz", 2)}
_PUNCTUATION_RANK, _FOREIGN_RANK = 1, 1_000
_SPACES = re.compile(r"[\u00a0\u202f\u2007\u3000\u2000-\u200a\t]")
_INVISIBLE = re.compile(r"[\u200b\u2060\ufeff\u00ad\u202a-\u202e\u2066-\u2069\u200e\u200f]")
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")
"""What no XML document, and so no Word or Excel file, may hold."""
_WORD = re.compile(r"\w+")
_PUNCTUATION = re.compile(r"[^\w]+")
_NATIVE = re.compile("[ăđơưĂĐƠƯ\u1ea0-\u1ef9]")
_LETTER = r"[^\W\d_]"
_TCVN3 = re.compile(
    # à ả ã á ạ ô ơ end or go on with a syllable; ă ằ ắ ẳ ẵ â ê stand inside one; đ Đ ơ ư begin one; then the capitals
    # that TCVN3 uses for small letters; ư is the soft hyphen.
    rf"(?<={_LETTER})[µ¶·¸¹«¬](?![A-Z])|(?<={_LETTER})[¨»¾¼½©ª](?={_LETTER})|(?<!\w)[®§¬](?={_LETTER}|¬)"
    r"|(?<=[A-Za-z®§])\xad"
    r"|(?<=[a-z])[ÆÇÊËÌÎÏÐÑÒÓÔÕÖ×ØÜÝÞß](?=[a-z]|\b)"
)
_VNI = re.compile(r"[aeouyAEOUY][øûïäåëüõ]|[aeAE][áàâãÁÀÂÃ]|[aA][éèêÉÈÊ]|[oO][âÂ]|ñ(?=[aeiouö])")
_VNI_ONLY = re.compile("[aeouyAEOUY][øûäåü]|[aeAE][áàâãÁÀÂÃ]|[aA][éèêÉÈÊ]|[oO][âÂ]")
"""Pairs that no other language has: French names also hold ë and ï, Spanish ones ñ."""


def clean(text: str, *, lines: bool = False) -> str:
    """NFC, one kind of space, nothing invisible, trimmed; line breaks are kept only when `lines`."""
    if text.isprintable():
        text = unicodedata.normalize("NFC", text).strip()
        return " ".join(text.split()) if "  " in text else text
    text = _INVISIBLE.sub("", _SPACES.sub(" ", text))
    text = _CONTROL.sub(" ", text.replace("\r\n", "\n").replace("\r", "\n"))
    text = unicodedata.normalize("NFC", text)
    rows = [" ".join(row.split()) for row in text.split("\n")]
    return "\n".join(rows).strip() if lines else " ".join(row for row in rows if row)


def is_blank(raw: Any) -> bool:
    """True for an empty cell, and for text in which nothing can be seen."""
    return raw is None or (isinstance(raw, str) and not clean(raw))


def has_control_characters(text: str) -> bool:
    """True when the text holds NUL, another C0 control than tab and line break, or half a surrogate pair."""
    return bool(_CONTROL.search(text))


def as_text(raw: Any) -> str:
    """What a cell says, as the sheet shows it: 3.0 stands for 3, a ticked box for TRUE."""
    if isinstance(raw, bool):
        return str(raw).upper()
    return f"{raw:.0f}" if isinstance(raw, float) and raw.is_integer() and abs(raw) < 10**15 else str(raw)


def western_digits(text: str) -> str:
    """The text with the digits of any script (`٣`, `８`) as 0 to 9."""
    return "".join(str(unicodedata.digit(letter, "")) or letter for letter in text)


def legacy_encoding(text: str) -> str | None:
    """The name of the old encoding in which the text seems to be written, None for Unicode.

    Looks at the text as it came, before anything is stripped: in TCVN3 a soft hyphen is the letter ư.
    """
    if text.isascii() or _NATIVE.search(unicodedata.normalize("NFC", text)):
        return None
    found = _TCVN3.findall(text)
    # Soft hyphens alone may come from a web page that breaks its words with them.
    if len(found) >= 2 and set(found) != {"\xad"}:
        return "TCVN3 (ABC)"
    return "VNI" if len(_VNI.findall(text)) >= 2 and _VNI_ONLY.search(text) else None


def match_key(text: str) -> str:
    """A key that is equal for the same words whatever the case, spacing, and place of the tone: hoà = hòa ≠ hoa."""
    return " ".join(_syllable_key(word) for word in _WORD.findall(unicodedata.normalize("NFC", clean(text))))


@lru_cache(maxsize=10_000)
def fold(text: str) -> str:
    """Lower-case words without tones and marks: `Đặng Thị Thuý Ưng` → `dang thi thuy ung`."""
    plain = unicodedata.normalize("NFD", clean(text).casefold().replace("đ", "d"))
    kept = "".join(letter for letter in plain if not unicodedata.combining(letter))
    return _PUNCTUATION.sub(" ", kept.replace("_", " ")).strip()


def collation_key(text: str) -> tuple[tuple[int, ...], tuple[int, ...], str]:
    """Sorts as CLDR `vi`: digits, letters a ă â b c d đ e ê …, then tones ngang < huyền < hỏi < ngã < sắc < nặng."""
    letters, tones = [], []
    for letter in unicodedata.normalize("NFC", text.casefold()):
        base, tone = _split(letter)
        other = _PUNCTUATION_RANK if base.isascii() else _FOREIGN_RANK + ord(base)
        letters.append(_RANKS.get(" " if base.isspace() else base, other))
        tones.append(tone)
    return tuple(letters), tuple(tones), text


def name_key(name: str) -> tuple[object, ...]:
    """Sorts people by tên (the last word), then họ (the first), then đệm."""
    words = name.split() or [""]
    return collation_key(words[-1]), collation_key(words[0]), collation_key(" ".join(words[1:-1]))


def same_slogan(text: str, theme: str) -> bool:
    """True when both say the same, whatever commas, case, dashes, quotes and i/y they are printed with."""
    return _slogan_key(text) == _slogan_key(theme)


def sorted_names(names: Sequence[str]) -> list[str]:
    """Names of units or things in Vietnamese order."""
    return sorted(names, key=collation_key)


@lru_cache(maxsize=1_000)
def _slogan_key(text: str) -> str:
    return match_key(text).replace("y", "i")


def _syllable_key(word: str) -> str:
    letters, tone = "", ""
    for letter in unicodedata.normalize("NFD", word.casefold()):
        if letter in _TONES:
            tone += letter
        else:
            letters += letter
    return unicodedata.normalize("NFC", letters) + tone


@lru_cache(maxsize=1_000)
def _split(letter: str) -> tuple[str, int]:
    parts = unicodedata.normalize("NFD", letter)
    tone = next((_TONES[part] for part in parts if part in _TONES), 0)
    base = unicodedata.normalize("NFC", "".join(part for part in parts if part not in _TONES))
    return (base if len(base) == 1 else base[:1] or letter), tone
