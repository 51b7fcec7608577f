"""Dates and periods as people type them and as Sheets keeps them.

Serial numbers count days since 1899-12-30:
https://developers.google.com/workspace/sheets/api/guides/formats#about_date_time_values
"""

import re
from datetime import date, datetime, time, timedelta
from typing import Any

from services.plan import END_OF_DAY, TIME_ZONE
from services.reading.problems import BLANK, Parsed, Problem, bad, shown
from services.reading.text import clean, is_blank, western_digits

Window = tuple[date, date] | None
_EPOCH = datetime(1899, 12, 30)
_YEARS = range(2000, 2101)
_ISO = re.compile(r"([0-9]{4})[-/.]([0-9]{1,2})[-/.]([0-9]{1,2})")
_SERIAL = re.compile(r"[0-9]{5}")
_LEAD = re.compile(r"^(?:(?:thứ\s+\w+|chủ\s+nhật|t[2-7]|cn)\s*,?\s+)?(?:ngày\s+)?", re.IGNORECASE)
_CLOCK = re.compile(r"(\d{1,2})(?::|\s*giờ\s*|h)(\d{2})?(?::(\d{2}))?(?:\s*phút)?", re.IGNORECASE)


def _day_pattern(signs: str, *, month: str = "") -> str:
    """Day, month, and perhaps a year, in words or with one of `signs` between them; `month` "?": perhaps no month."""
    year = rf"(?:\s*,?\s*năm\s*|\s*[{signs}]\s*)([0-9]{{4}}|[0-9]{{2}})"
    return rf"([0-9]{{1,2}})(?:(?:\s*tháng\s*|\s*[{signs}]\s*)([0-9]{{1,2}})(?:{year})?){month}"


def _period_pattern(signs: str, until: str) -> re.Pattern[str]:
    day = _day_pattern(signs, month="?")
    return re.compile(rf"(?<![0-9/.\-]){day}\s*{until}\s*{day}(?![/.\-]?[0-9])", re.IGNORECASE)


_DAY = re.compile(_day_pattern(r"/.\-–—"), re.IGNORECASE)
_PERIODS = (
    _period_pattern(r"/.\-", r"(?:đến|tới)(?:\s+hết)?(?:\s+ngày)?"),
    # A dash between the days can't also stand inside them: 1-5-10 may be two things.
    _period_pattern("/.", "[-–—]"),
)


def parse_date(raw: Any, *, year: int | None, window: Window = None) -> Parsed:
    """A day. `year` completes days typed without one; a day outside `window` keeps its value with a warning."""
    if is_blank(raw):
        return BLANK
    parsed = _day(raw, year)
    if parsed.value is None or window is None:
        return parsed
    return _held_against(parsed, window)


def parse_moment(raw: Any, *, year: int | None) -> Parsed:
    """A moment in Asia/Ho_Chi_Minh, whole seconds; a day without a time means 23:59:59."""
    if is_blank(raw):
        return BLANK
    if isinstance(raw, datetime):
        return _local(raw)
    if isinstance(raw, (int, float)):
        return _serial_moment(raw)
    day_text, clock = _without_clock(clean(str(raw))) if isinstance(raw, str) else (raw, None)
    day = parse_date(day_text, year=year)
    if day.value is None:
        return day
    return Parsed(datetime.combine(day.value, clock or END_OF_DAY, TIME_ZONE), day.problem)


def parse_period(raw: Any, *, year: int | None) -> Parsed:
    """A pair of days: first and last."""
    if is_blank(raw):
        return BLANK
    text = clean(str(raw))
    match = next(filter(None, (pattern.search(text) for pattern in _PERIODS)), None)
    if not match:
        return bad(
            "not_a_period",
            f"Không hiểu khoảng thời gian “{shown(raw)}”; xin ghi như “từ ngày 01/10/2024 đến ngày 07/10/2024”.",
        )
    day1, month1, year1, day2, month2, year2 = match.groups()
    typed_year = year2 or year1
    first = _made(day1, month1 or month2, _full_year(year1 or typed_year, year))
    last = _made(day2, month2 or month1, _full_year(typed_year, year))
    if first is None or last is None or first > last or not {first.year, last.year} <= set(_YEARS):
        return bad(
            "not_a_period", f"Khoảng thời gian “{shown(raw)}” không có thật; xin kiểm tra ngày đầu và ngày cuối."
        )
    if typed_year is None:
        return Parsed(
            (first, last), Problem("year_assumed", f"“{shown(raw)}” không ghi năm; hiểu là năm {year}.", severe=False)
        )
    return Parsed((first, last))


def _day(raw: Any, year: int | None) -> Parsed:
    if isinstance(raw, datetime):
        moment = _local(raw)
        return Parsed(moment.value.date()) if moment.value else moment
    if isinstance(raw, date):
        return _in_years(raw, raw)
    if isinstance(raw, (int, float)):
        moment = _serial_moment(raw)
        return Parsed(moment.value.date()) if moment.value else moment
    return _text_day(clean(str(raw)), year)


def _local(raw: datetime) -> Parsed:
    if raw.year not in _YEARS:
        return _in_years(raw, raw)
    return Parsed((raw.astimezone(TIME_ZONE) if raw.tzinfo else raw.replace(tzinfo=TIME_ZONE)).replace(microsecond=0))


def _serial_moment(raw: float) -> Parsed:
    """Negative numbers and booleans, which are 0 and 1 in Python, lie before the accepted years."""
    try:
        moment = _EPOCH + timedelta(seconds=round(raw * 86_400))
    except (OverflowError, ValueError):
        return _not_a_date(raw)
    if moment.year not in _YEARS:
        return _not_a_date(raw)
    clock = END_OF_DAY if raw == int(raw) else moment.time()
    return Parsed(datetime.combine(moment.date(), clock, TIME_ZONE))


def _text_day(text: str, year: int | None) -> Parsed:
    body = _LEAD.sub("", _without_clock(text)[0])
    if match := _ISO.fullmatch(body):
        typed_year, month, day = match.groups()
    elif _SERIAL.fullmatch(body):
        return _day(int(body), year)
    elif match := _DAY.fullmatch(body):
        day, month, typed_year = match.groups()
    else:
        plain = western_digits(text)
        return _not_a_date(text, None if plain == text else _text_day(plain, year).value)
    full = _full_year(typed_year, year)
    if full is None:
        return bad("no_year", f"Ngày “{shown(text)}” thiếu năm; xin ghi đủ ngày/tháng/năm.")
    parsed = _checked(text, day, month, full)
    if typed_year or parsed.value is None:
        return parsed
    return Parsed(
        parsed.value, Problem("year_assumed", f"Ngày “{shown(text)}” thiếu năm; hiểu là năm {year}.", severe=False)
    )


def _full_year(typed: str | None, year: int | None) -> int | None:
    """A typed year in four digits, of this century when it has two; else the year that was given."""
    return int(f"20{typed}" if len(typed) == 2 else typed) if typed else year


def _checked(text: str, day: str, month: str, year: int) -> Parsed:
    made = _made(day, month, year)
    if made is None:
        swapped = _made(month, day, year)
        hint = f"; có phải {swapped:%d/%m/%Y} không?" if swapped else "; xin kiểm tra lại."
        return bad("impossible_date", f"Ngày “{shown(text)}” không có thật{hint}", swapped)
    return _in_years(made, text)


def _made(day: str, month: str | None, year: int | None) -> date | None:
    try:
        return date(year or 0, int(month or 0), int(day))
    except ValueError:
        return None


def _in_years(day: date, raw: Any) -> Parsed:
    if day.year in _YEARS:
        return Parsed(day)
    return bad("year_out_of_range", f"Năm của “{shown(raw)}” không hợp lý (chỉ nhận 2000–2100).")


def _held_against(parsed: Parsed, window: tuple[date, date]) -> Parsed:
    day, (first, last) = parsed.value, window
    if first <= day <= last:
        return parsed
    swapped = _made(str(day.month), str(day.day), day.year)
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


def _not_a_date(raw: Any, meant: date | None = None) -> Parsed:
    hint = f"có phải {meant:%d/%m/%Y} không?" if meant else "xin ghi như 01/10/2024."
    return bad("not_a_date", f"“{shown(raw)}” không phải là một ngày; {hint}", meant)
