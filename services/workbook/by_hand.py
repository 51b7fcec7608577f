"""What typing by hand makes of a text, as `USER_ENTERED` does in a sheet with Vietnamese settings (pure).

Source: https://developers.google.com/workspace/sheets/api/reference/rest/v4/ValueInputOption. Two things are
different on purpose: a text that looks like a formula stays text, nothing that comes through the app is ever evaluated;
and letters whose marks were typed after them are composed (NFC).
"""

import re
import unicodedata
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from services.schema import Type
from services.workbook.cells import number_format, serial

_DATE = re.compile(r"(\d{1,2})([/.-])(\d{1,2})(?:\2(\d{4}|\d{2}))?(?:\s+(\d{1,2}):(\d{2})(?::(\d{2}))?)?", re.ASCII)
_ISO = re.compile(r"(\d{4})[/.-](\d{1,2})[/.-](\d{1,2})(?:\s+(\d{1,2}):(\d{2})(?::(\d{2}))?)?", re.ASCII)
_NUMBER = re.compile(r"([+-]?)(\d{1,3}(?:\.\d{3})+|\d+)(?:,(\d+))?(%?)", re.ASCII)
_BOOLEANS = {"TRUE": True, "FALSE": False}


@dataclass(frozen=True)
class Typed:
    """A cell's content."""

    value: Any
    """Text, number, boolean; None: an empty cell."""
    shown: str
    """As the sheet shows it."""
    number_format: dict[str, str] | None = field(default=None, compare=False)
    """The format that typing gives the cell; None: the cell keeps its own."""

    def cell(self) -> tuple[dict[str, Any], str]:
        """The `CellData`, and the mask of what it sets."""
        content = {} if self.value is None else {"userEnteredValue": {_kind(self.value): self.value}}
        if self.number_format is None:
            return content, "userEnteredValue"
        return (
            content | {"userEnteredFormat": {"numberFormat": self.number_format}},
            "userEnteredValue,userEnteredFormat.numberFormat",
        )


def typed(text: str, *, year: int) -> Typed:
    """The content of a cell into which this was typed; `year` completes days typed without one."""
    text = unicodedata.normalize("NFC", text)
    if text == "":
        return Typed(None, "")
    if text.startswith("'"):
        return Typed(text[1:] or None, text[1:])
    if text.upper() in _BOOLEANS:
        return Typed(_BOOLEANS[text.upper()], text.upper())
    bare = text.strip()
    return _date(bare, year) or _number(bare) or Typed(text, text)


def shown(value: Any) -> str:
    """A cell as it was read, as somebody here would type it: decimals after a comma, nothing grouped."""
    if isinstance(value, bool):
        return str(value).upper()
    if isinstance(value, float):
        return f"{value:.15g}".replace(".", ",")
    return str(value)


def _date(text: str, year: int) -> Typed | None:
    if match := _ISO.fullmatch(text):
        typed_year, month, day, *clock = match.groups()
    elif match := _DATE.fullmatch(text):
        day, sign, month, typed_year, *clock = match.groups()
        if typed_year is None and (sign != "/" or clock[0]):
            return None
    else:
        return None
    full = year if typed_year is None else int(typed_year) + (2000 if len(typed_year) == 2 else 0)
    try:
        hour, minute, second = (int(part or 0) for part in clock)
        moment = datetime(full, int(month), int(day), hour, minute, second)
    except ValueError:
        return None
    if clock[0] is None:
        return Typed(_whole(serial(moment)), f"{moment:%d/%m/%Y}", number_format(Type.DATE))
    return Typed(_whole(serial(moment)), f"{moment:%d/%m/%Y %H:%M:%S}", number_format(Type.MOMENT))


def _number(text: str) -> Typed | None:
    match = _NUMBER.fullmatch(text)
    if match is None:
        return None
    sign, digits, fraction, percent = match.groups()
    value = float(f"{sign}{digits.replace('.', '')}.{fraction or 0}")
    number = _whole(value / 100 if percent else value)
    grouped = {"type": "NUMBER", "pattern": "#,##0.00" if isinstance(number, float) else "#,##0"}
    return Typed(number, shown(number), grouped if "." in digits else None)


def _whole(value: float) -> int | float:
    return int(value) if value == int(value) else value


def _kind(value: Any) -> str:
    if isinstance(value, bool):
        return "boolValue"
    return "numberValue" if isinstance(value, (int, float)) else "stringValue"
