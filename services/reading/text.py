"""Vietnamese text as it really comes: cleaning, comparing, sorting."""

import re
import unicodedata
from collections.abc import Sequence
from functools import lru_cache

_TONES = {"\u0300": 1, "\u0309": 2, "\u0303": 3, "\u0301": 4, "\u0323": 5}
"""Combining tone → its rank: huyền, hỏi, ngã, sắc, nặng (CLDR vi); a syllable without one has rank 0."""
_LETTERS = {letter: rank for rank, letter in enumerate("aăâbcdđeêfghijklmnoôơpqrstuưvwxyz", 1)}
_SPACES = re.compile(r"[\u00a0\u202f\u2007\u3000\u2000-\u200a\t]")
_INVISIBLE = re.compile(r"[\u200b\u2060\ufeff\u00ad\u202a-\u202e\u2066-\u2069\u200e\u200f]")
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]")
_WORD = re.compile(r"\w+")
_PUNCTUATION = re.compile(r"[^\w]+")
_NATIVE = re.compile("[ăđơưĂĐƠƯ\u1ea0-\u1ef9]")
_TCVN3 = re.compile(
    r"(?<=[A-Za-z])[µ¸¶·¹¨»¾¼½©®ª«¬\xad]|[µ¸¶·¹¨»¾¼½©®ª«¬\xad](?=[A-Za-z])|(?<=[a-z])[ÆÇÊËÌÎÏÐÑÒÓÔÕÖ×ØÜÝÞß](?=[a-z]|\b)"
)
_VNI = re.compile(r"[aeouyAEOUY][øûïäåëüõ]|ñ(?=[aeiouö])")
_VNI_ONLY = re.compile("[øûäåüñ]")
"""Letters that French names, which also hold ë and ï, do not have."""


def clean(text: str, *, lines: bool = False) -> str:
    """NFC, one kind of space, nothing invisible, trimmed; line breaks are kept only when `lines`."""
    text = unicodedata.normalize("NFC", text)
    text = _INVISIBLE.sub("", _SPACES.sub(" ", text))
    text = _CONTROL.sub(" ", text.replace("\r\n", "\n").replace("\r", "\n"))
    rows = [" ".join(row.split()) for row in text.split("\n")]
    return "\n".join(rows).strip() if lines else " ".join(row for row in rows if row)


def has_control_characters(text: str) -> bool:
    """True when the text holds NUL, another C0 control than tab and line break, or half a surrogate pair."""
    return bool(_CONTROL.search(text.replace("\r", "")))


def legacy_encoding(text: str) -> str | None:
    """The name of the old encoding in which the text seems to be written, None for Unicode.

    Looks at the text as it came, before anything is stripped: in TCVN3 a soft hyphen is the letter ư.
    """
    if _NATIVE.search(unicodedata.normalize("NFC", text)):
        return None
    if len(_TCVN3.findall(text)) >= 2:
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
    """Sorts as CLDR `vi`: letters a ă â b c d đ e ê …, then tones ngang < huyền < hỏi < ngã < sắc < nặng."""
    letters, tones = [], []
    for letter in unicodedata.normalize("NFC", text.casefold()):
        base, tone = _split(letter)
        letters.append(_LETTERS.get(base, -1 if base.isspace() else ord(base) + 100 if base > "z" else 0))
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
