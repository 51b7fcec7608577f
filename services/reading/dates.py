"""Dates and periods as people type them and as Sheets keeps them.

Serial numbers count days since 1899-12-30:
https://developers.google.com/workspace/sheets/api/guides/formats#about_date_time_values
"""

import re
from datetime import date, datetime, time, timedelta
from typing import Any

from services.plan import END_OF_DAY, TIME_ZONE
from services.reading.problems import BLANK, Parsed, Problem, bad, shown
from services.reading.text import clean

Window = tuple[date, date] | None
_EPOCH = datetime(1899, 12, 30)
_YEARS = range(2000, 2101)
_SEPARATOR = r"\s*[/.\-]\s*"
_NUMERIC = re.compile(rf"(\d{{1,2}}){_SEPARATOR}(\d{{1,2}})(?:{_SEPARATOR}(\d{{4}}|\d{{2}}))?")
_ISO = re.compile(r"(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})")
_WORDS = re.compile(r"(\d{1,2})\s*tháng\s*(\d{1,2})(?:\s*,?\s*năm\s*(\d{4}))?", re.IGNORECASE)
_LEAD = re.compile(r"^(?:(?:thứ\s+\w+|chủ\s+nhật|t[2-7]|cn)\s*,?\s+)?(?:ngày\s+)?", re.IGNORECASE)
_CLOCK = re.compile(r"(\d{1,2})(?::|\s*giờ\s*|h)(\d{2})?(?::(\d{2}))?(?:\s*phút)?", re.IGNORECASE)
_DAY_PARTS = r"(\d{1,2})(?:(?:\s+tháng\s+|\s*[/.\-]\s*)(\d{1,2}))?(?:(?:\s+năm\s+|\s*[/.\-]\s*)(\d{4}))?"
_PERIOD = re.compile(
    rf"(?:từ\s+)?(?:ngày\s+)?{_DAY_PARTS}\s*(?:đến(?:\s+hết)?(?:\s+ngày)?|-|–|—)\s*{_DAY_PARTS}", re.IGNORECASE
)


def parse_date(raw: Any, *, year: int | None, window: Window = None) -> Parsed:
    """A day. `year` completes days typed without one; a day outside `window` keeps its value with a warning."""
    if _is_blank(raw):
        return BLANK
    parsed = _day(raw, year)
    if parsed.value is None or parsed.problem or window is None:
        return parsed
    return _held_against(parsed.value, window, raw)


def parse_moment(raw: Any, *, year: int | None) -> Parsed:
    """A moment in Asia/Ho_Chi_Minh, whole seconds; a day without a time means 23:59:59."""
    if _is_blank(raw):
        return BLANK
    if isinstance(raw, datetime):
        return Parsed(raw.astimezone(TIME_ZONE) if raw.tzinfo else raw.replace(tzinfo=TIME_ZONE))
    if isinstance(raw, (int, float)) and not isinstance(raw, bool):
        return _serial_moment(raw)
    day_text, clock = _without_clock(clean(str(raw))) if isinstance(raw, str) else (raw, None)
    day = parse_date(day_text, year=year)
    if day.value is None:
        return day
    return Parsed(datetime.combine(day.value, clock or END_OF_DAY, TIME_ZONE), day.problem)


def parse_period(raw: Any, *, year: int | None) -> Parsed:
    """A pair of days: first and last."""
    if _is_blank(raw):
        return BLANK
    match = _PERIOD.search(clean(str(raw)))
    if not match:
        return bad(
            "not_a_period",
            f"Không hiểu khoảng thời gian “{shown(raw)}”; xin ghi như “từ ngày 01/10/2024 đến ngày 07/10/2024”.",
        )
    day1, month1, year1, day2, month2, year2 = (int(part) if part else None for part in match.groups())
    month2, year2 = month2 or month1, year2 or year1 or year
    first = _made(day1, month1 or month2, year1 or year2)
    last = _made(day2, month2, year2)
    if first is None or last is None or first > last:
        return bad(
            "not_a_period", f"Khoảng thời gian “{shown(raw)}” không có thật; xin kiểm tra ngày đầu và ngày cuối."
        )
    if match.group(3) is None and match.group(6) is None:
        return Parsed(
            (first, last), Problem("year_assumed", f"“{shown(raw)}” không ghi năm; hiểu là năm {year}.", severe=False)
        )
    return Parsed((first, last))


def _is_blank(raw: Any) -> bool:
    return raw is None or (isinstance(raw, str) and not clean(raw)) or (isinstance(raw, float) and raw != raw)


def _day(raw: Any, year: int | None) -> Parsed:
    if isinstance(raw, datetime):
        return _in_years((raw.astimezone(TIME_ZONE) if raw.tzinfo else raw).date(), raw)
    if isinstance(raw, date):
        return _in_years(raw, raw)
    if isinstance(raw, bool):
        return _not_a_date(raw)
    if isinstance(raw, (int, float)):
        moment = _serial_moment(raw)
        return Parsed(moment.value.date()) if moment.value else moment
    return _text_day(clean(str(raw)), year)


def _serial_moment(raw: float) -> Parsed:
    try:
        moment = _EPOCH + timedelta(seconds=round(raw * 86_400))
    except (OverflowError, ValueError):
        return _not_a_date(raw)
    if raw < 0 or moment.year not in _YEARS:
        return _not_a_date(raw)
    clock = END_OF_DAY if raw == int(raw) else moment.time()
    return Parsed(datetime.combine(moment.date(), clock, TIME_ZONE))


def _text_day(text: str, year: int | None) -> Parsed:
    body = _LEAD.sub("", _without_clock(text)[0])
    if match := _ISO.fullmatch(body):
        return _checked(text, *(int(part) for part in reversed(match.groups())))
    if re.fullmatch(r"\d{5}", body):
        return _day(int(body), year)
    match = _NUMERIC.fullmatch(body) or _WORDS.fullmatch(body)
    if not match:
        return _not_a_date(text)
    day, month, typed_year = match.groups()
    if typed_year:
        full = int(typed_year) + (2000 if len(typed_year) == 2 else 0)
        return _checked(text, int(day), int(month), full)
    if year is None:
        return bad("no_year", f"Ngày “{shown(text)}” thiếu năm; xin ghi đủ ngày/tháng/năm.")
    parsed = _checked(text, int(day), int(month), year)
    if parsed.value is None:
        return parsed
    return Parsed(
        parsed.value, Problem("year_assumed", f"Ngày “{shown(text)}” thiếu năm; hiểu là năm {year}.", severe=False)
    )


def _checked(text: str, day: int, month: int, year: int) -> Parsed:
    made = _made(day, month, year)
    if made is None:
        swapped = _made(month, day, year)
        hint = f"; có phải {swapped:%d/%m/%Y} không?" if swapped else "; xin kiểm tra lại."
        return bad("impossible_date", f"Ngày “{shown(text)}” không có thật{hint}", swapped)
    return _in_years(made, text)


def _made(day: int | None, month: int | None, year: int | None) -> date | None:
    try:
        return date(year or 0, month or 0, day or 0)
    except ValueError:
        return None


def _in_years(day: date, raw: Any) -> Parsed:
    if day.year in _YEARS:
        return Parsed(day)
    return bad("year_out_of_range", f"Năm của “{shown(raw)}” không hợp lý (chỉ nhận 2000–2100).")


def _held_against(day: date, window: tuple[date, date], raw: Any) -> Parsed:
    first, last = window
    if first <= day <= last:
        return Parsed(day)
    swapped = _made(day.month, day.day, day.year)
    if swapped and first <= swapped <= last:
        message = f"Ngày {day:%d/%m/%Y} nằm ngoài Tuần lễ, nghi đảo ngày và tháng; có phải {swapped:%d/%m/%Y} không?"
        return Parsed(day, Problem("swap", message, swapped, severe=False))
    message = f"Ngày {day:%d/%m/%Y} nằm ngoài Tuần lễ ({first:%d/%m} – {last:%d/%m/%Y}); nếu đúng thì cứ để nguyên."
    return Parsed(day, Problem("outside_window", message, severe=False))


def _without_clock(text: str) -> tuple[str, time | None]:
    """The text without a time of day at its end or beginning, and that time."""
    for pattern, day_group, clock_group in ((r"(.*\d)[ T,]+({clock})", 1, 2), (r"({clock})[ ,]+(.*\d)", 5, 1)):
        match = re.fullmatch(pattern.format(clock=_CLOCK.pattern), text, re.IGNORECASE)
        if match and (clock := _clock(match.group(clock_group))):
            return match.group(day_group), clock
    return text, None


def _clock(text: str) -> time | None:
    match = _CLOCK.fullmatch(text)
    try:
        if match is None:
            return None
        hour, minute, second = (int(part or 0) for part in match.groups())
        return time(hour, minute, second)
    except ValueError:
        return None


def _not_a_date(raw: Any) -> Parsed:
    return bad("not_a_date", f"“{shown(raw)}” không phải là một ngày; xin ghi như 01/10/2024.")
