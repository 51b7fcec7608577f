"""Taking out what somebody may not see: names, birth years and addresses of people, and problems of other units (pure).

`Reach`: the units whose data somebody sees.
"""

from collections.abc import Mapping
from dataclasses import replace
from functools import lru_cache
from typing import Any

import pandas as pd

from services.reading import Problem, match_key
from services.schema import TABS, Tab
from services.workbook import Reading, Snapshot
from services.workbook.history import Event, Said
from services.workbook.journal import Submission

Reach = frozenset[str] | None
"""Codes of units; None: all of them, and rows without one."""

PERSONAL = frozenset((tab.key, field.key) for tab in TABS.values() for field in tab.fields if field.personal)
"""(tab key, field key) of the columns with personal data."""

WITHHELD = "(không hiển thị)"
"""Stands in an entry's history for personal data that somebody may not see; no entry ever holds it."""


def covers(reach: Reach, unit: Any) -> bool:
    """True when somebody sees this unit's data."""
    return reach is None or unit in reach


# As many as there are units, and those without any: each sees another snapshot.
@lru_cache(maxsize=32)
def restricted(snapshot: Snapshot, names: Reach, problems: Reach) -> Snapshot:
    """The snapshot with the names of these units' nominees only, and only the problems of these units."""
    tables, told = _restricted(Reading(snapshot), names, problems)
    return replace(snapshot, tables=tables, problems=told)


# The sheet is looked at every few seconds, and has rarely moved.
@lru_cache(maxsize=32)
def _restricted(
    reading: Reading, names: Reach, problems: Reach
) -> tuple[Mapping[str, pd.DataFrame], tuple[Problem, ...]]:
    snapshot = reading.snapshot
    tables = dict(snapshot.tables)
    for tab_key in {tab_key for tab_key, _ in PERSONAL} if names is not None else ():
        tables[tab_key] = _anonymous(tables[tab_key], TABS[tab_key], names or frozenset())
    told = tuple(p for p in snapshot.problems if covers(problems, p.unit) and (covers(names, p.unit) or _is_public(p)))
    return tables, told


def _is_public(problem: Problem) -> bool:
    return (problem.tab_key, problem.field_key) not in PERSONAL


def _anonymous(frame: pd.DataFrame, tab: Tab, seen: frozenset[str]) -> pd.DataFrame:
    """The rows without other units' personal data; the same person keeps the same stand-in, so that people are counted
    alike."""
    personal = [field.key for field in tab.fields if field.personal]
    hidden = ~frame["unit"].isin(seen) if "unit" in frame else pd.Series(data=True, index=frame.index)
    people: dict[tuple[Any, ...], str] = {}
    stand_ins = []
    for subject, *rest in frame.loc[hidden, [tab.subject, *personal]].itertuples(index=False, name=None):
        person = (match_key(subject), *rest[1:]) if subject else None
        stand_ins.append(None if person is None else people.setdefault(person, f"Người {len(people) + 1}"))
    shown = frame.copy()
    shown.loc[hidden, personal] = None
    shown.loc[hidden, tab.subject] = pd.Series(stand_ins, frame.index[hidden], object)
    return shown


def impersonal(submission: Submission) -> Submission:
    """The submission without personal data; blank, so that nothing made up can be sent again in its place."""

    def blanked(values: Mapping[str, Any]) -> dict[str, Any]:
        return {key: None if (submission.tab_key, key) in PERSONAL else value for key, value in values.items()}

    return replace(
        submission,
        values=blanked(submission.values),
        seen=None if submission.seen is None else blanked(submission.seen),
        result={name: blanked(kept) if isinstance(kept, Mapping) else kept for name, kept in submission.result.items()},
    )


def withheld(event: Event) -> Event:
    """The event without personal data; a text that could not be read may name anybody."""
    return replace(event, before=_told(event.tab_key, event.before), after=_told(event.tab_key, event.after))


def _told(tab_key: str | None, said: Said) -> Said:
    return nameless(tab_key, said) if isinstance(said, Mapping) else None


def nameless(tab_key: str | None, values: Mapping[str, Any]) -> dict[str, Any]:
    """The entry's values without personal data."""
    return {key: WITHHELD if (tab_key, key) in PERSONAL else value for key, value in values.items()}
