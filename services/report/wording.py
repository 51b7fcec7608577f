"""How the formal report says things: numbers, days, lists of units, and where units stand with a duty."""

import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime
from typing import Any

from services.charts.looks import percent
from services.plan import TIME_ZONE
from services.progress import Detail, Status
from services.reading.text import clean, has_control_characters
from services.schema import MAX_NAME, MAX_TEXT

MOST_NAMED = 10
"""So many units are named in a sentence; of more the annex tells."""
FIRST_ANNEX, SECOND_ANNEX = "Phụ lục I", "Phụ lục II"
Cell = Mapping[Any, Any]
"""A row of `Progress.cells`."""
State = tuple[Status, Detail | None]
_BEGUN: Mapping[State, str] = {
    (Status.MISSING, Detail.PLANNED): "đang thực hiện, chưa báo cáo kết quả",
    (Status.MISSING, Detail.RETURNED): "đã báo cáo nhưng được trả lại để hoàn thiện",
}
LAGGING: Mapping[State, str] = {
    (Status.LATE, None): "báo cáo trễ hạn",
    (Status.MISSING, None): "chưa báo cáo",
    **_BEGUN,
}
_APART: Mapping[State, str] = {(Status.NIL, None): "báo cáo không phát sinh", **LAGGING}
_ALONE: Mapping[State, str] = {(Status.DONE, None): "đã báo cáo kết quả", **_APART}


def line(text: str | None, limit: int = MAX_NAME) -> str:
    """One line as it is printed: composed letters, nothing that a Word file can't hold, cut at `limit` characters."""
    return _cut(clean(text or ""), limit)


def paragraphs(text: str | None) -> tuple[str, ...]:
    """What stands on each line, up to the longest text that the sheet takes."""
    return tuple(filter(None, _cut(clean(text or "", lines=True), MAX_TEXT).split("\n")))


def is_altered(text: str, limit: int) -> bool:
    """True when it can't be printed as it is."""
    return has_control_characters(text) or len(clean(text)) > limit


def _cut(text: str, limit: int) -> str:
    return text if len(text) <= limit else text[: limit - 1].rstrip() + "…"


def number(value: int) -> str:
    """A whole number as `2.500.000`."""
    return f"{value:,}".replace(",", ".")


def money(value: int) -> str:
    """`2.500.000 đồng`"""
    return f"{number(value)} đồng"


def day(on: date) -> str:
    """`ngày 08 tháng 10 năm 2024`: days below 10 and the months 1 and 2 with a zero before them."""
    return f"ngày {on.day:02} tháng {_month(on)} năm {on.year}"


def period(first: date, last: date) -> str:
    """`từ ngày 01 tháng 10 đến ngày 07 tháng 10 năm 2024`"""
    start = day(first) if first.year != last.year else f"ngày {first.day:02} tháng {_month(first)}"
    return f"từ {start} đến {day(last)}"


def moment(at: datetime) -> str:
    """`17 giờ 00 ngày 08 tháng 10 năm 2024`, Asia/Ho_Chi_Minh."""
    local = at.astimezone(TIME_ZONE)
    return f"{local:%H giờ %M} {day(local)}"


def _month(on: date) -> str:
    return f"{on.month:02}" if on.month <= 2 else str(on.month)


def listed(names: Sequence[str]) -> str:
    """`A, B và C`; with semicolons where a name has a comma or an `và` of its own."""
    if len(names) < 2:
        return "".join(names)
    apart = any(", " in name or " và " in name for name in names)
    return "; ".join(names) if apart else f"{', '.join(names[:-1])} và {names[-1]}"


def capitals(text: str) -> str:
    """The text in capitals."""
    return _composed(text.upper())


def capital(text: str) -> str:
    """The text with a capital at its start."""
    return _composed(text[:1].upper() + text[1:])


def inside(title: str) -> str:
    """A title as it goes on in a sentence: `Tổ chức …` → `tổ chức …`; abbreviations stay."""
    return _composed(title[:1].lower() + title[1:]) if title[1:2].islower() else title


def _composed(text: str) -> str:
    return unicodedata.normalize("NFC", text)


def whose(names: Sequence[str], what: str) -> str:
    """A sentence of these units (at least one): the one by its name, some by their names, many by the annex."""
    if len(names) == 1:
        return f"{capital(names[0])} {what}."
    where = f": {listed(names)}" if len(names) <= MOST_NAMED else f" (nêu tại {FIRST_ANNEX})"
    return f"Có {number(len(names))} đơn vị {what}{where}."


def standing(duty: Mapping[Any, Any], cells: Sequence[Cell], names: Mapping[str, str]) -> tuple[str, ...]:
    """Where the units stand with a duty that somebody owes, sentence by sentence: `duty` is a row of
    `Progress.by_duty`, `cells` are its rows of `Progress.cells`."""
    told, owed = duty["fulfilled"], duty["required"]
    if owed == 1:
        return tuple(said(cells, names, _ALONE))
    if not told:
        none = f"Chưa có đơn vị nào trong số {number(owed)} đơn vị được giao nhiệm vụ báo cáo kết quả."
        return (none, *said(cells, names, _BEGUN))
    share = f"Có {number(told)}/{number(owed)} đơn vị được giao nhiệm vụ đã báo cáo, đạt {percent(duty['share'])}."
    return (share, *said(cells, names, _APART))


def said(cells: Sequence[Cell], names: Mapping[str, str], words: Mapping[State, str]) -> Iterator[str]:
    """A sentence for each of these states in which there is a unit."""
    for state, what in words.items():
        found = [names[cell["unit"]] for cell in cells if (cell["status"], cell["detail"]) == state]
        if found:
            yield whose(found, what)
