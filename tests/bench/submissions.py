"""What many people submit during a run, what they were told, and whether the sheet holds just that."""

import json
import os
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from random import Random
from time import monotonic
from typing import Any

from services.local_sheets import LocalSheets
from services.schema import AUDIT, LOGS
from services.seed import UNIT_ROWS
from services.workbook.connection import open_core

UNITS = tuple(row["code"] for row in UNIT_ROWS)
_KINDS: Mapping[str, tuple[str, Mapping[str, Any]]] = {
    "banners": ("quantity", {"kind": "Standee", "place": "Cổng chính", "hung_on": "01/10/2024"}),
    "posts": ("views", {"channel": "Website Sở", "posted_on": "02/10/2024", "kind": "Tin", "views_on": "03/10/2024"}),
    "activities": ("participations", {"format": "Tự học", "starts_on": "02/10/2024", "ends_on": "04/10/2024"}),
}
"""Log → the count that an edit changes, and what else its entries hold."""
_FIRST_COUNT = 2

Done = tuple[str, str]
"""`add` or `change`, row ID: something that the sheet is said to hold."""


@dataclass(frozen=True)
class Submission:
    """One entry, and the count that its writer corrects afterwards, if any."""

    row_id: str
    tab_key: str
    unit: str
    corrected: int | None = None

    @property
    def values(self) -> dict[str, Any]:
        """What the form holds."""
        counted, rest = _KINDS[self.tab_key]
        own = {"url": f"https://www.example.vn/{self.row_id}"} if self.tab_key == "posts" else {}
        subject = {LOGS[self.tab_key].subject: f"Học tập suốt đời {self.row_id}"}
        return {"unit": self.unit, counted: _FIRST_COUNT, **rest, **own, **subject}

    @property
    def seen(self) -> dict[str, Any]:
        """What the writer saw before the correction."""
        return {_KINDS[self.tab_key][0]: _FIRST_COUNT}

    @property
    def changes(self) -> dict[str, Any]:
        """The correction."""
        return {_KINDS[self.tab_key][0]: self.corrected}

    @property
    def steps(self) -> tuple[Done, ...]:
        """What has to be done for it, in its order."""
        return (("add", self.row_id), *([("change", self.row_id)] if self.corrected is not None else []))


def submissions(count: int, *, edits: int, seed: int) -> list[Submission]:
    """The same ones for the same seed; `edits` of them are corrected by their writer."""
    dice = Random(seed)  # noqa: S311  # chance for a measurement, no secret
    edited = set(dice.sample(range(count), edits))
    return [
        Submission(f"DO-{at:05}", dice.choice(tuple(_KINDS)), dice.choice(UNITS), 3 + at if at in edited else None)
        for at in range(count)
    ]


@dataclass(frozen=True)
class Note:
    """One line of what the writers noted."""

    at: float
    """`monotonic`, which is the same for all processes of the machine."""
    event: str
    """began, done, pending, trouble (not written, tried again), refused."""
    what: str
    row_id: str
    told: str = ""


class Notebook:
    """A file in which a killed process's notes stay; what was acknowledged is on disk before anything else happens."""

    def __init__(self, file: Path) -> None:
        self._file = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)

    def put(self, event: str, step: Done, told: str = "") -> None:
        """Adds a line in one write, so that lines of several threads stay whole."""
        line = json.dumps([monotonic(), event, *step, told], ensure_ascii=False)
        os.write(self._file, f"{line}\n".encode())
        if event == "done":
            os.fsync(self._file)


def notes(file: Path) -> list[Note]:
    """All lines so far."""
    return [Note(*json.loads(line)) for line in file.read_text(encoding="utf-8").splitlines()] if file.exists() else []


def moments(noted: Iterable[Note]) -> tuple[dict[Done, float], dict[Done, float]]:
    """When each step was begun first, and when it was acknowledged first."""
    began: dict[Done, float] = {}
    done: dict[Done, float] = {}
    for note in noted:
        if note.event in ("began", "done"):
            (began if note.event == "began" else done).setdefault((note.what, note.row_id), note.at)
    return began, done


def judged(file: Path, sent: Sequence[Submission], noted: Sequence[Note]) -> dict[str, Any]:
    """What is wrong with the workbook in this file, each kind of it with its number; all 0 when nothing is.

    Read through the API's own values, without the app's reading.
    """
    tabs = _standing(LocalSheets(file))
    rows = [row for key in LOGS for row in tabs[key]]
    times = Counter(row["row_id"] for row in rows)
    expected = {submission.row_id: submission for submission in sent}
    began, done = moments(noted)
    actions = {word: key for key, word in AUDIT.field("action").choices.items()}
    audit = Counter((actions.get(row["action"], row["action"]), row["row_id"]) for row in tabs[AUDIT.key])
    steps = {step for submission in sent for step in submission.steps}
    return {
        "lost": sum(what == "add" and not times[row_id] for what, row_id in done),
        "absent": sum(not times[row_id] for row_id in expected),
        "twice": sum(times[row_id] > 1 for row_id in times),
        "unsent": len(times.keys() - expected.keys()),
        "altered": sum(row["row_id"] in expected and _is_altered(row, expected[row["row_id"]]) for row in rows),
        "disordered": sum(_disorder(tabs[key], began, done) for key in _KINDS),
        "unaudited": sum(not audit[step] for step in steps),
        "audited_twice": sum(audit[step] > 1 for step in steps),
        "audited_unsent": len(audit.keys() - steps),
        "unacknowledged": len(steps - done.keys()),
        "refused": sum(note.event == "refused" for note in noted),
    }


def _standing(core: LocalSheets) -> dict[str, list[dict[str, Any]]]:
    """Tab key → its rows, field key → raw value; blank cells are left out."""
    tabs = [*LOGS.values(), AUDIT]
    found = {}
    for tab, (header, *rows) in zip(tabs, open_core(core).values([tab.title for tab in tabs]), strict=True):
        keys = {field.label: field.key for field in tab.fields}
        named = [dict(zip((keys[label] for label in header), row, strict=False)) for row in rows]
        found[tab.key] = [{"row_id": ""} | {key: cell for key, cell in row.items() if cell != ""} for row in named]
    return found


def _is_altered(row: Mapping[str, Any], submission: Submission) -> bool:
    subject = LOGS[submission.tab_key].subject
    wanted = {key: submission.values[key] for key in ("unit", subject)} | submission.seen
    wanted |= submission.changes if submission.corrected is not None else {}
    return any(row.get(key) != value for key, value in wanted.items())


def _disorder(rows: Sequence[Mapping[str, Any]], began: Mapping[Done, float], done: Mapping[Done, float]) -> int:
    """Rows that stand above one of their unit that was acknowledged before they were submitted, or that was accepted
    in an earlier second.
    """
    wrong = 0
    below: dict[str, tuple[float, float]] = defaultdict(lambda: (float("inf"), float("inf")))
    for row in reversed([row for row in rows if "entered_at" in row]):
        step = ("add", row["row_id"])
        first_done, first_entered = below[row["unit"]]
        entered = row["entered_at"]
        wrong += began.get(step, 0) > first_done or entered > first_entered
        below[row["unit"]] = (min(first_done, done.get(step, first_done)), min(first_entered, entered))
    return wrong
