"""Entries of one log that are sent together: each looked through, and what they may not have in common (pure)."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from services.reading import Problem, url_key
from services.schema import CANCELLED, Tab
from services.workbook import acceptance
from services.workbook.acceptance import Accepted
from services.workbook.errors import Invalid
from services.workbook.journal import Submission
from services.workbook.snapshot import Snapshot


def checked(
    tab: Tab,
    entries: Sequence[tuple[str, Mapping[str, Any]]],
    snapshot: Snapshot,
    *,
    by: str,
    waiting: Sequence[Submission],
) -> list[Accepted]:
    """The entries' typed values. Raises Invalid with all that is wrong; with several entries, in which."""
    accepted: list[Accepted] = []
    problems: list[tuple[int, Problem]] = []
    for place, (row_id, values) in enumerate(entries, 1):
        try:
            accepted.append(acceptance.new_entry(tab, values, snapshot, row_id=row_id, by=by, waiting=waiting))
        except Invalid as error:
            problems += [(place, problem) for problem in error.problems]
    if found := problems or list(_repeated(tab, [row_id for row_id, _ in entries], accepted)):
        told = [_at(place, problem) if len(entries) > 1 else problem for place, problem in found]
        raise Invalid(list(dict.fromkeys(told)))
    return accepted


def _at(place: int, problem: Problem) -> Problem:
    """The problem, told with the entry's place; what is wrong with the person's name is wrong in every entry."""
    own = problem.field_key != "entered_by"
    return replace(problem, message=f"Dòng {place}: {problem.message}") if own else problem


def _repeated(tab: Tab, row_ids: Sequence[str], entries: Sequence[Accepted]) -> Iterable[tuple[int, Problem]]:
    """Place of an entry, from 1 on, and what it may not share with another: its ID, and what only one may have."""
    counts = Counter(row_ids)
    for place, row_id in enumerate(row_ids, 1):
        if counts[row_id] > 1:
            yield place, Problem("double", f"Mã dòng: {row_id} dùng cho nhiều mục.", field_key="row_id")
    for field in (field for field in tab.fields if field.unique):
        first: dict[str, int] = {}
        for place, entry in enumerate(entries, 1):
            value = entry.values.get(field.key)
            if value is None or entry.values.get("state") == CANCELLED:
                continue
            known = first.setdefault(url_key(value), place)
            if known != place:
                yield place, Problem("double", f"{field.label}: giống dòng {known}.", field_key=field.key)
