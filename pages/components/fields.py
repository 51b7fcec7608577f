"""A form field for each type of column, made from the schema."""

from collections.abc import Callable
from datetime import date
from typing import Any

import streamlit as st

from services.reading import Context
from services.schema import MAX_NAME, MAX_TEXT, Field, Type

CHOOSE = "Chọn…"
_FIRST_DAY, _LAST_DAY = date(2000, 1, 1), date(2100, 12, 31)
"""Days that reading accepts; without them the calendar would end ten years from today."""
Widget = Callable[[Field, Any, str, Context], Any]


def show(field: Field, value: Any, key: str, context: Context) -> Any:
    """Draws the field with its start value and gives what stands in it now; None or "" when empty."""
    return _WIDGETS[field.type](field, value, key, context)


def label(field: Field) -> str:
    """The field's label; required ones carry a star."""
    return f"{field.label} *" if field.required else field.label


def _line(field: Field, value: Any, key: str, context: Context) -> Any:
    return st.text_input(label(field), value or "", max_chars=MAX_NAME, key=key, help=field.help or None)


def _text(field: Field, value: Any, key: str, context: Context) -> Any:
    return st.text_area(
        label(field), value or "", max_chars=MAX_TEXT, key=key, help=field.help or None, height="content"
    )


def _link(field: Field, value: Any, key: str, context: Context) -> Any:
    # The browser's own check speaks English; the service checks the link and answers in Vietnamese.
    return st.text_input(
        label(field), value or "", key=key, type="url", validate="", placeholder="https://", help=field.help or None
    )


def _whole(field: Field, value: Any, key: str, context: Context) -> Any:
    low, high = _bounds(field, value)
    return st.number_input(label(field), low, high, value, step=1, format="%d", key=key, help=field.help or None)


def _decimal(field: Field, value: Any, key: str, context: Context) -> Any:
    low, high = (None if bound is None else float(bound) for bound in _bounds(field, value))
    start = None if value is None else float(value)
    return st.number_input(label(field), low, high, start, step=0.5, key=key, help=field.help or None)


def _bounds(field: Field, value: float | None) -> tuple[int | None, int | None]:
    """The field's limits; a value typed by hand beyond them can still be shown, and is refused when it is sent."""
    limits = [None if limit is None else int(limit) for limit in (field.minimum, field.maximum)]
    fits = value is None or ((limits[0] is None or value >= limits[0]) and (limits[1] is None or value <= limits[1]))
    return (limits[0], limits[1]) if fits else (None, None)


def _date(field: Field, value: Any, key: str, context: Context) -> Any:
    return st.date_input(
        label(field), value, _FIRST_DAY, _LAST_DAY, key=key, format="DD/MM/YYYY", help=field.help or None
    )


def _choice(field: Field, value: Any, key: str, context: Context) -> Any:
    return _select(field, list(field.choices), value, key, field.choices.__getitem__)


def _unit(field: Field, value: Any, key: str, context: Context) -> Any:
    names = {unit.code: unit.name for unit in context.units}
    return _select(field, list(names), value, key, names.__getitem__)


def _duty(field: Field, value: Any, key: str, context: Context) -> Any:
    titles = {duty.code: f"{duty.code} {duty.title}" for duty in context.duties}
    return _select(field, list(titles), value, key, titles.__getitem__)


def _select(field: Field, options: list[str], value: Any, key: str, words: Callable[[str], str]) -> Any:
    at = options.index(value) if value in options else None
    return st.selectbox(
        label(field), options, index=at, format_func=words, key=key, placeholder=CHOOSE, help=field.help or None
    )


_WIDGETS: dict[Type, Widget] = {
    Type.NAME: _line,
    Type.TEXT: _text,
    Type.URL: _link,
    Type.COUNT: _whole,
    Type.MONEY: _whole,
    Type.DECIMAL: _decimal,
    Type.DATE: _date,
    Type.CHOICE: _choice,
    Type.UNIT: _unit,
    Type.DUTY: _duty,
}
