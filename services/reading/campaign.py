"""The campaign as the tab *Kế hoạch* tells it: one row a key, the value as text whatever it means."""

import re
from dataclasses import fields
from datetime import datetime
from typing import Any

import pandas as pd

from services.plan import Campaign
from services.reading.dates import parse_date, parse_moment
from services.reading.problems import Parsed, Problem, shown
from services.reading.text import clean
from services.schema import PLAN_KEYS, SETTING_KEYS

_DAYS = ("issued_on", "starts_on", "ends_on", "erase_on")
_ANY_YEAR = 2024
"""A leap year: any day without a year is readable in it."""


def read_plan(frame: pd.DataFrame) -> Campaign:
    """The campaign of the tab *Kế hoạch*: its rows by key, dates typed, recipients split at `;` or line breaks."""
    texts = {key: value for key, value in zip(frame["key"], frame["value"], strict=True) if key and value is not None}
    known: dict[str, Any] = {key: text for key, text in texts.items() if key in {f.name for f in fields(Campaign)}}
    known |= {key: _timed(key, texts.get(key), None).value for key in _DAYS}
    first = known["starts_on"] or known["ends_on"] or known["issued_on"]
    known["deadline"] = _timed("deadline", texts.get("deadline"), first.year if first else None).value
    known["recipients"] = tuple(
        filter(None, (clean(part).lstrip("-– ") for part in re.split(r"[;\n]", texts.get("recipients", ""))))
    )
    return Campaign(**known)


def plan_problem(key: str | None, value: str | None) -> Problem | None:
    """What keeps a row of the plan from being understood: a day or the deadline that can't be read."""
    if key not in (*_DAYS, "deadline"):
        return None
    parsed = _timed(key, value, _ANY_YEAR if key == "deadline" else None)
    if parsed.value is not None or parsed.problem is None:
        return None
    return Problem(
        parsed.problem.code,
        f"{PLAN_KEYS[key]}: {parsed.problem.message}",
        parsed.problem.suggestion,
        field_key="value",
        found=value,
    )


def setting_problem(key: str | None, value: str | None) -> Problem | None:
    """What keeps a row of the settings from being understood: an exception's end that can't be read."""
    if key != "exception" or value is None or exception_end(value) is not None:
        return None
    message = f"{SETTING_KEYS[key]}: không đọc được hạn “{shown(value)}”; xin ghi như 07/10/2024 17:00."
    return Problem("not_a_moment", message, field_key="value", found=shown(value))


def exception_end(text: str) -> datetime | None:
    """When an exception ends; None for what can't be read."""
    end: datetime | None = _timed("deadline", text, None).value
    return end


def _timed(key: str, text: str | None, year: int | None) -> Parsed:
    """A day, or for the deadline a moment. A date cell in a text column comes as its serial number, written out."""
    raw = float(text) if text and re.fullmatch(r"[0-9]+(\.[0-9]+)?", text) else text
    return parse_moment(raw, year=year) if key == "deadline" else parse_date(raw, year=year)
