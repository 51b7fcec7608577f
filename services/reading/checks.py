"""Rules that look at more than one cell of a row, and the check of a whole form."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any

from services.reading.fields import parse_field
from services.reading.problems import Context, Problem, shown
from services.reading.text import has_control_characters, same_slogan
from services.schema import DONE, Field, Tab

Row = Mapping[str, Any]


def check_values(tab: Tab, values: Mapping[str, Any], context: Context) -> tuple[dict[str, Any], list[Problem]]:
    """A form's values, typed, for every column that people fill, and all that is wrong with them.

    `values` are Python values or what a person would type. Severe problems must keep the entry from being written.
    """
    known = {field.key: field for field in tab.form_fields}
    problems = [
        Problem("unknown_field", f"Không có mục “{shown(key)}” trong trang {tab.title}.", field_key=key)
        for key in values
        if key not in known
    ]
    typed: dict[str, Any] = {}
    unreadable = set()
    for field in known.values():
        raw = values.get(field.key)
        parsed = parse_field(field, raw, context)
        typed[field.key] = parsed.value
        if isinstance(raw, str) and has_control_characters(raw):
            problems.append(
                Problem(
                    "control_characters",
                    f"{field.label}: có ký tự điều khiển không đọc được; xin gõ lại.",
                    field_key=field.key,
                )
            )
        if parsed.problem:
            problems.append(parsed.problem)
            if parsed.value is None:
                unreadable.add(field.key)
    if tab.is_log and typed.get("state") is None and "state" not in unreadable:
        typed["state"] = DONE
    for field in known.values():
        if field.required and typed[field.key] is None and field.key not in unreadable:
            problems.append(_missing(field))
    problems += [problem for problem in row_problems(tab, typed, context) if problem.field_key not in unreadable]
    return typed, problems


def row_problems(tab: Tab, row: Row, context: Context) -> Iterable[Problem]:
    """What is wrong with a row's typed values together."""
    for field in tab.form_fields:
        if (
            problem := _needed(field, row)
            or _too_early(tab, field, row)
            or _too_many(tab, field, row)
            or _choice_of_other(tab, field, row)
        ):
            yield problem
    if (
        tab.key == "banners"
        and (slogan := row.get("slogan"))
        and context.theme
        and not same_slogan(slogan, context.theme)
    ):
        message = f"{tab.field('slogan').label}: khác chủ đề “{context.theme}”; nếu đúng thì cứ để nguyên."
        yield Problem("other_slogan", message, context.theme, severe=False, field_key="slogan")


def _missing(field: Field) -> Problem:
    return Problem("missing", f"{field.label}: chưa ghi; xin bổ sung.", field_key=field.key)


def _needed(field: Field, row: Row) -> Problem | None:
    need = field.needed
    if need is None or row.get(field.key) is not None or row.get(need.field) not in need.values:
        return None
    return replace(
        _missing(field),
        severe=not need.soft,
        message=f"{field.label}: chưa ghi; {'nên' if need.soft else 'xin'} bổ sung.",
    )


def _too_early(tab: Tab, field: Field, row: Row) -> Problem | None:
    value, start = row.get(field.key), row.get(field.not_before or "")
    if value is None or start is None or value >= start:
        return None
    label = tab.field(field.not_before or "").label
    message = f"{field.label}: {value:%d/%m/%Y} trước {label.lower()} {start:%d/%m/%Y}; xin kiểm tra lại."
    return Problem("too_early", message, field_key=field.key)


def _too_many(tab: Tab, field: Field, row: Row) -> Problem | None:
    total = row.get(field.key) if field.parts else None
    parts = sum(row.get(key) or 0 for key in field.parts)
    if total is None or parts <= total:
        return None
    message = f"{field.label}: {total} ít hơn tổng các phần bên dưới ({parts}); xin kiểm tra lại."
    return Problem("parts_exceed_total", message, field_key=field.key)


def _choice_of_other(tab: Tab, field: Field, row: Row) -> Problem | None:
    if field.choices_by is None or row.get(field.key) is None:
        return None
    other, allowed = field.choices_by
    leaves = allowed.get(row.get(other) or "")
    if leaves is None or row[field.key] in leaves:
        return None
    message = f"{field.label}: “{row[field.key]}” không dùng cho {row[other]}; xin chọn một trong: {'; '.join(leaves)}."
    return Problem("choice_does_not_fit", message, field_key=field.key)
