"""How a cell's value is shown, and how typed text becomes a value (`USER_ENTERED`).

Sources: https://developers.google.com/workspace/sheets/api/reference/rest/v4/ValueRenderOption,
https://developers.google.com/workspace/sheets/api/reference/rest/v4/ValueInputOption. Formulas are kept, not computed.
"""

import re
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from services.local_sheets.errors import invalid

EPOCH = datetime(1899, 12, 30)
NOT_COMPUTED = "#NAME?"
MAX_TEXT = 50_000
"""Characters of a cell."""
_DATE_TEXT = re.compile(r"(\d{1,4})[/.-](\d{1,2})[/.-](\d{2,4})(?:\s+(\d{1,2}):(\d{2})(?::(\d{2}))?)?")
_HYPERLINK = re.compile(r'=HYPERLINK\(\s*"[^"]*"\s*[;,]\s*"([^"]*)"\s*\)', re.IGNORECASE)


def is_formula(value: Any) -> bool:
    """True for a stored formula: `{"formula": "=…"}`."""
    return isinstance(value, dict)


def render(value: Any, extra: Mapping[str, Any], how: str, dates: str, locale: str) -> Any:
    """The value as `values:*` methods answer it; an empty cell is an empty text."""
    if value is None:
        return ""
    if is_formula(value):
        return value["formula"] if how == "FORMULA" else _computed(value["formula"])
    number_format = extra.get("userEnteredFormat", {}).get("numberFormat", {})
    is_date = number_format.get("type") in ("DATE", "DATE_TIME", "TIME")
    if how == "FORMATTED_VALUE" or (is_date and dates == "FORMATTED_STRING" and not isinstance(value, str)):
        return formatted(value, number_format, locale)
    return value


def formatted(value: Any, number_format: Mapping[str, Any], locale: str) -> str:
    """The value as a person sees it."""
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, str):
        return value
    if number_format.get("type") in ("DATE", "DATE_TIME", "TIME"):
        return _date_text(value, number_format.get("pattern") or "dd/mm/yyyy")
    return _number_text(value, number_format.get("pattern", ""), locale)


def typed(text: Any, locale: str, year: int) -> tuple[Any, dict[str, Any]]:
    """What a person's typing becomes: the value, and the format that Sheets gives it."""
    if not isinstance(text, str):
        return text, {}
    if text.startswith("'"):
        return text[1:], {}
    if text.startswith("=") and len(text) > 1:
        return {"formula": text}, {}
    if text.upper() in ("TRUE", "FALSE"):
        return text.upper() == "TRUE", {}
    if (moment := _typed_date(text.strip(), locale, year)) is not None:
        return moment, _format("DATE", _date_pattern(text.strip(), locale))
    number = _typed_number(text.strip(), locale)
    if number is None:
        return text, {}
    return number, _format("NUMBER", "#,##0.00" if number % 1 else "#,##0") if _is_grouped(text, locale) else {}


def checked_text(value: Any) -> Any:
    """The value; raises Google's 400 when it is a text longer than a cell holds."""
    if isinstance(value, str) and len(value) > MAX_TEXT:
        raise invalid(f"Your input contains more than the maximum of {MAX_TEXT} characters in a single cell.")
    return value


def number(value: Any) -> Any:
    """Whole numbers without a fraction part, as Google answers them; anything else unchanged."""
    return int(value) if isinstance(value, float) and value.is_integer() else value


def serial(moment: datetime) -> float:
    """Days since 1899-12-30."""
    since = moment - EPOCH
    return since.days + since.seconds / 86_400


def _format(kind: str, pattern: str) -> dict[str, Any]:
    return {"numberFormat": {"type": kind, "pattern": pattern}}


def _date_pattern(text: str, locale: str) -> str:
    if re.match(r"\d{4}-", text):
        return "yyyy-mm-dd"
    return "m/d/yyyy" if locale == "en_US" else "dd/mm/yyyy"


def _is_grouped(text: str, locale: str) -> bool:
    return ("." if locale.startswith("vi") else ",") in text


def _computed(formula: str) -> str:
    label = _HYPERLINK.fullmatch(formula)
    return label.group(1) if label else NOT_COMPUTED


def _date_text(value: float, pattern: str) -> str:
    try:
        moment = EPOCH + timedelta(seconds=round(value * 86_400))
    except OverflowError:
        return str(value)
    # In Sheets' patterns `mm` after hours means minutes.
    text = re.sub(r"(hh?:)mm", r"\1%M", pattern)
    for token, code in (("yyyy", "%Y"), ("dd", "%d"), ("mm", "%m"), ("hh", "%H"), ("ss", "%S")):
        text = text.replace(token, code)
    text = re.sub(r"(?<!%)\bm\b", str(moment.month), re.sub(r"(?<!%)\bd\b", str(moment.day), text))
    return moment.strftime(text)


def _number_text(value: float, pattern: str, locale: str) -> str:
    grouped = "," in pattern
    decimals = len(pattern.partition(".")[2].rstrip("%")) if "." in pattern else None
    if decimals is None:
        decimals = 0 if value == int(value) or pattern else 10
    text = f"{value:,.{decimals}f}" if grouped else f"{value:.{decimals}f}"
    if "." in text and (not pattern or "#" in pattern.partition(".")[2]):
        text = text.rstrip("0").rstrip(".")
    if locale.startswith("vi"):
        text = text.translate(str.maketrans(",.", ".,"))
    return text


def _typed_date(text: str, locale: str, year: int) -> float | None:
    if re.fullmatch(r"\d{1,2}/\d{1,2}", text):
        text = f"{text}/{year}"
    match = _DATE_TEXT.fullmatch(text)
    if not match or (len(match.group(1)) not in (1, 2, 4)):
        return None
    first, second, third = (int(part) for part in match.groups()[:3])
    if len(match.group(1)) == 4:
        year_, month, day = first, second, third
    elif locale == "en_US":
        month, day, year_ = first, second, third
    else:
        day, month, year_ = first, second, third
    hour, minute, second_ = (int(part or 0) for part in match.groups()[3:])
    try:
        return serial(datetime(year_ + 2000 if year_ < 100 else year_, month, day, hour, minute, second_))
    except ValueError:
        return None


def _typed_number(text: str, locale: str) -> float | None:
    group, point = (r"\.", ",") if locale.startswith("vi") else (",", r"\.")
    match = re.fullmatch(rf"([+-]?)((?:\d{{1,3}}(?:{group}\d{{3}})+)|\d+)(?:{point}(\d+))?(%?)", text)
    if not match:
        return None
    sign, whole, fraction, percent = match.groups()
    value = float(re.sub(r"\D", "", whole) + "." + (fraction or "0"))
    value = -value if sign == "-" else value
    value = value / 100 if percent else value
    return int(value) if value == int(value) else value
