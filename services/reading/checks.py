"""Rules that look at more than one cell of a row, and the check of a whole form."""

from collections.abc import Callable, Iterable, Mapping
from functools import partial
from typing import Any

from services.plan import Unit
from services.reading.campaign import plan_problem, setting_problem
from services.reading.fields import parse_field
from services.reading.problems import Context, Problem, shown
from services.reading.text import has_control_characters, same_slogan
from services.reading.units import match_unit
from services.schema import DONE, UNIT_KINDS, Field, Need, Tab

Row = Mapping[str, Any]
Rule = tuple[tuple[str, ...], Callable[[Row], Problem | None]]
"""Keys of the cells that a rule looks at, and the rule; equal cells always get the same answer."""


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
            message = f"{field.label}: có ký tự điều khiển không đọc được; xin gõ lại."
            problems.append(Problem("control_characters", message, field_key=field.key))
        if parsed.problem:
            problems.append(parsed.problem)
            if parsed.value is None:
                unreadable.add(field.key)
    if tab.is_log and typed.get("state") is None and "state" not in unreadable:
        typed["state"] = DONE
    problems += [
        missing(field)
        for field in known.values()
        if field.required and typed[field.key] is None and field.key not in unreadable
    ]
    found = (rule(typed) for _, rule in row_rules(tab, context))
    problems += [problem for problem in found if problem and problem.field_key not in unreadable]
    return typed, problems


def missing(field: Field, *, soft: bool = False) -> Problem:
    """The column should be filled and is not; `soft`: it is only better so."""
    message = f"{field.label}: chưa ghi; {'nên' if soft else 'xin'} bổ sung."
    return Problem("missing", message, severe=not soft, field_key=field.key)


def row_rules(tab: Tab, context: Context) -> Iterable[Rule]:
    """The rules that a row's typed values have to keep together."""
    yield from needs(tab)
    yield from agreements(tab, context)


def needs(tab: Tab) -> Iterable[Rule]:
    """What must be filled because of another cell; only a row whose first cell is blank can break such a rule."""
    for field in tab.form_fields:
        if field.needed:
            yield (field.key, field.needed.field), partial(_needed, field, field.needed)


def agreements(tab: Tab, context: Context) -> Iterable[Rule]:
    """What must agree with another cell or the plan; only a row whose first cell is filled can break such a rule."""
    for field in tab.form_fields:
        if field.not_before:
            yield (field.key, field.not_before), partial(_too_early, field, tab.field(field.not_before))
        if field.parts:
            yield (field.key, *field.parts), partial(_too_many, field)
        if field.choices_by:
            yield (field.key, field.choices_by[0]), partial(_does_not_fit, field, *field.choices_by)
    if tab.key == "banners" and context.theme:
        yield ("slogan",), partial(_other_slogan, tab.field("slogan"), context.theme)
    if tab.key == "plan":
        yield ("key", "value"), lambda row: plan_problem(row["key"], row["value"])
    if tab.key == "settings":
        yield ("key", "value"), lambda row: setting_problem(row["key"], row["value"])
    if tab.key == "duties" and context.units:
        yield ("owed_by",), partial(_nobody, tab.field("owed_by"), context.units)


def _needed(field: Field, need: Need, row: Row) -> Problem | None:
    if row[field.key] is not None or row[need.field] not in need.values:
        return None
    return missing(field, soft=need.soft)


def _too_early(field: Field, before: Field, row: Row) -> Problem | None:
    value, start = row[field.key], row[before.key]
    if value is None or start is None or value >= start:
        return None
    message = f"{field.label}: {value:%d/%m/%Y} trước {before.label.lower()} {start:%d/%m/%Y}; xin kiểm tra lại."
    return Problem("too_early", message, field_key=field.key)


def _too_many(field: Field, row: Row) -> Problem | None:
    total, parts = row[field.key], sum(row[key] or 0 for key in field.parts)
    if total is None or parts <= total:
        return None
    message = f"{field.label}: {total} ít hơn tổng các phần bên dưới ({parts}); xin kiểm tra lại."
    return Problem("parts_exceed_total", message, field_key=field.key)


def _does_not_fit(field: Field, other: str, allowed: Mapping[str, tuple[str, ...]], row: Row) -> Problem | None:
    leaves = allowed.get(row[other] or "")
    if row[field.key] is None or leaves is None or row[field.key] in leaves:
        return None
    message = f"{field.label}: “{row[field.key]}” không dùng cho {row[other]}; xin chọn một trong: {'; '.join(leaves)}."
    return Problem("choice_does_not_fit", message, field_key=field.key)


def _nobody(field: Field, units: tuple[Unit, ...], row: Row) -> Problem | None:
    """A word that names neither a kind of unit nor a unit's code: nobody would owe the duty by it."""
    known = {word.casefold() for word in (*UNIT_KINDS, *UNIT_KINDS.values(), *(unit.code for unit in units))}
    for word in row["owed_by"] or ():
        if word.casefold() not in known:
            code = match_unit(word, units).value
            hint = f"có phải {code} không?" if code else "xin ghi loại đơn vị hoặc mã đơn vị."
            message = f"{field.label}: không có loại hoặc mã đơn vị “{shown(word)}”; {hint}"
            return Problem("unknown_owner", message, code, field_key=field.key)
    return None


def _other_slogan(field: Field, theme: str, row: Row) -> Problem | None:
    if row["slogan"] is None or same_slogan(row["slogan"], theme):
        return None
    message = f"{field.label}: khác chủ đề “{theme}”; nếu đúng thì cứ để nguyên."
    return Problem("other_slogan", message, theme, severe=False, field_key="slogan")
