"""One cell, read by the type of its column."""

import re
from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import lru_cache
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit

from services.reading.dates import parse_date, parse_moment
from services.reading.numbers import parse_number
from services.reading.problems import BLANK, Context, Parsed, Problem, bad, shown
from services.reading.text import as_text, clean, fold, is_blank, legacy_encoding, match_key
from services.reading.units import match_unit
from services.schema import MAX_NAME, MAX_TEXT, Field, Type

_ERRORS = re.compile(r"#(REF!|N/A|NAME\?|VALUE!|DIV/0!|NUM!|NULL!|ERROR!)")
_HOST = re.compile(r"[0-9A-Za-z\u00c0-\u024f\u1e00-\u1eff_-]+(\.[0-9A-Za-z\u00c0-\u024f\u1e00-\u1eff_-]+)+|localhost")
"""Latin letters only: a Cyrillic а looks like another host."""
_BYTE = r"(25[0-5]|2[0-4]\d|1\d\d|[1-9]?\d)"
_ADDRESS = re.compile(rf"{_BYTE}(\.{_BYTE}){{3}}", re.ASCII)
_NUMBER = re.compile(r"\d+|0x[0-9a-f]*", re.IGNORECASE)
"""A host that ends so is an address, however it is written: https://url.spec.whatwg.org/#ends-in-a-number-checker"""


def parse_field(field: Field, raw: Any, context: Context) -> Parsed:
    """The cell's typed value (see `Type`), and what is wrong with it; messages name the field by its label."""
    if is_blank(raw):
        return BLANK
    parsed = _read(field, raw, context)
    if parsed.value is not None and parsed.problem is None:
        parsed = _limited(field, parsed)
    if parsed.problem is None:
        return parsed
    problem = replace(
        parsed.problem,
        message=f"{field.label}: {_lowered(parsed.problem.message)}",
        field_key=field.key,
        found=shown(raw),
    )
    return replace(parsed, problem=problem)


def url_key(url: str) -> str:
    """A key that is equal for links to the same page: host in lower case, no `utm_*`, no fragment, no final slash."""
    page, _, query = url.strip().partition("#")[0].partition("?")
    scheme, _, rest = page.partition("//")
    host, _, path = rest.partition("/")
    key = f"{scheme.lower()}//{host.lower()}/{path}".rstrip("/")
    wanted = [(name, value) for name, value in parse_qsl(query, True) if not name.startswith("utm_")] if query else []
    return f"{key}?{urlencode(wanted)}" if wanted else key


def _read(field: Field, raw: Any, context: Context) -> Parsed:
    if isinstance(raw, str) and field.type is not Type.CONTENT:
        if _ERRORS.fullmatch(raw.strip()):
            return bad("formula_error", f"ô có công thức lỗi “{raw.strip()}”; xin ghi lại giá trị.")
        if encoding := legacy_encoding(raw):
            return bad("legacy_encoding", f"“{shown(raw)}” gõ bằng bảng mã {encoding}; xin gõ lại bằng Unicode.")
    return _READERS[field.type](field, raw, context)


def _line(field: Field, raw: Any, context: Context) -> Parsed:
    return _within(clean(as_text(raw)), MAX_NAME)


def _text(field: Field, raw: Any, context: Context) -> Parsed:
    return _within(clean(as_text(raw), lines=True), MAX_TEXT)


def _within(text: str, limit: int) -> Parsed:
    if len(text) <= limit:
        return Parsed(text)
    return bad("too_long", f"dài {len(text)} ký tự, tối đa {limit}; xin rút gọn.")


def _choice(field: Field, raw: Any, context: Context) -> Parsed:
    found = _choices(tuple(field.choices.items())).get(fold(as_text(raw)))
    if found is not None:
        return Parsed(found)
    words = "; ".join(field.choices.values())
    return bad("not_a_choice", f"“{shown(raw)}” không có trong danh sách; xin chọn một trong: {words}.")


@lru_cache(maxsize=64)
def _choices(items: tuple[tuple[str, str], ...]) -> Mapping[str, str]:
    return {fold(word): value for value, label in items for word in (value, label)}


def _date(field: Field, raw: Any, context: Context) -> Parsed:
    return parse_date(raw, year=context.year, window=context.window if field.windowed else None)


def _moment(field: Field, raw: Any, context: Context) -> Parsed:
    return parse_moment(raw, year=context.year)


def _whole(field: Field, raw: Any, context: Context) -> Parsed:
    return parse_number(raw, whole=True)


def _decimal(field: Field, raw: Any, context: Context) -> Parsed:
    return parse_number(raw)


def _url(field: Field, raw: Any, context: Context) -> Parsed:
    text = clean(as_text(raw))
    if " " not in text and _is_reachable("/".join(text.split("/", 3)[:3])):
        return _within(text, MAX_TEXT)
    return bad(
        "not_a_link",
        f"“{shown(raw)}” không phải đường dẫn dùng được; xin dán một đường dẫn bắt đầu bằng http:// hoặc https://.",
    )


@lru_cache(maxsize=1_000)
def _is_reachable(host: str) -> bool:
    """True for the beginning of a link that can be opened, and that leads where it seems to.

    Links are many, the hosts that they lead to few.
    """
    try:
        parts = urlsplit(host)
        name, has_good_port = parts.hostname or "", parts.port != 0
    except ValueError:
        return False
    # In https://a.vn@b.vn the host is b.vn; browsers read a backslash as a slash.
    if parts.scheme.lower() not in ("http", "https") or "@" in parts.netloc or "\\" in host or not has_good_port:
        return False
    ends_in_a_number = _NUMBER.fullmatch(name.rpartition(".")[2])
    return bool((_ADDRESS if ends_in_a_number else _HOST).fullmatch(name))


def _unit(field: Field, raw: Any, context: Context) -> Parsed:
    return match_unit(raw, context.units)


def _duty(field: Field, raw: Any, context: Context) -> Parsed:
    wanted = match_key(as_text(raw))
    for duty in context.duties:
        if wanted in (match_key(duty.code), match_key(duty.title), match_key(f"{duty.code} {duty.title}")):
            return Parsed(duty.code)
    codes = "; ".join(f"{duty.code} {duty.title}" for duty in context.duties)
    return bad("unknown_duty", f"không có nhiệm vụ “{shown(raw)}”; xin ghi một trong: {codes}.")


def _content(field: Field, raw: Any, context: Context) -> Parsed:
    return Parsed(as_text(raw))


def _list(field: Field, raw: Any, context: Context) -> Parsed:
    entries = raw if isinstance(raw, (tuple, list)) else re.split(r"[;,\n]", as_text(raw))
    return Parsed(tuple(text for entry in entries if (text := clean(str(entry)))) or None)


_READERS: dict[Type, Callable[[Field, Any, Context], Parsed]] = {
    Type.NAME: _line,
    Type.TEXT: _text,
    Type.CHOICE: _choice,
    Type.DATE: _date,
    Type.MOMENT: _moment,
    Type.COUNT: _whole,
    Type.MONEY: _whole,
    Type.DECIMAL: _decimal,
    Type.URL: _url,
    Type.UNIT: _unit,
    Type.DUTY: _duty,
    Type.LIST: _list,
    Type.CONTENT: _content,
}


def _limited(field: Field, parsed: Parsed) -> Parsed:
    value = parsed.value
    if field.minimum is not None and value < field.minimum:
        return bad("too_small", f"phải từ {field.minimum:g} trở lên, đang là {value}.")
    if field.maximum is not None and value > field.maximum:
        return bad("too_large", f"phải từ {field.maximum:g} trở xuống, đang là {value}.")
    if field.pattern and not re.fullmatch(field.pattern, value, re.IGNORECASE):
        # The text itself is worth keeping: nobody loses what was typed for its form.
        return Parsed(value, Problem("odd_form", f"“{shown(value)}” không đúng dạng. {field.help}", severe=False))
    return parsed


def _lowered(message: str) -> str:
    return message[:1].lower() + message[1:]
