"""Many entries of one log, which are accepted together or not at all (pure)."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from services.reading import Problem, url_key
from services.schema import CANCELLED, Tab
from services.workbook import acceptance
from services.workbook.errors import Invalid
from services.workbook.snapshot import Snapshot

Entries = Sequence[tuple[str, Mapping[str, Any]]]
"""Row ID and values of each."""
Accepted = Mapping[str, acceptance.Accepted]
"""Row ID → the entry, typed."""


def new_entries(tab: Tab, entries: Entries, snapshot: Snapshot, *, by: str) -> dict[str, acceptance.Accepted]:
    """Row ID → the entry, typed. Raises Invalid; each problem tells the entry by its place, from 1 on."""
    accepted: dict[str, acceptance.Accepted] = {}
    problems: list[Problem] = []
    for place, (row_id, values) in enumerate(entries, 1):
        try:
            accepted[row_id] = acceptance.new_entry(tab, values, snapshot, row_id=row_id, by=by)
        except Invalid as error:
            problems += (_at(place, problem) for problem in error.problems)
    ids = [row_id for row_id, _ in entries]
    problems += (_at(place, problem) for place, problem in (*_same_ids(ids), *_doubles(tab, ids, accepted)))
    if problems:
        # What is wrong with the person's name is wrong in every entry.
        raise Invalid(list(dict.fromkeys(problems)))
    return accepted


def _at(place: int, problem: Problem) -> Problem:
    if problem.field_key == "entered_by":
        return problem
    return replace(problem, message=f"Dòng {place}: {problem.message}")


def _same_ids(ids: Sequence[str]) -> Iterable[tuple[int, Problem]]:
    counts = Counter(ids)
    for place, row_id in enumerate(ids, 1):
        if counts[row_id] > 1:
            yield place, Problem("double", f"Mã dòng: {row_id} dùng cho nhiều mục.", field_key="row_id")


def _doubles(
    tab: Tab, ids: Sequence[str], accepted: Mapping[str, acceptance.Accepted]
) -> Iterable[tuple[int, Problem]]:
    """Later entries that repeat what only one living row of the tab may have."""
    for field in (field for field in tab.fields if field.unique):
        first: dict[str, int] = {}
        for place, row_id in enumerate(ids, 1):
            values = accepted[row_id].values if row_id in accepted else {}
            if values.get(field.key) is None or values.get("state") == CANCELLED:
                continue
            known = first.setdefault(url_key(values[field.key]), place)
            if known != place:
                yield place, Problem("double", f"{field.label}: giống dòng {known}.", field_key=field.key)
