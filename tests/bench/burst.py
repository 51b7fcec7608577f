"""A thousand submissions within a minute by 200 people at once, with Google's quotas: how long until the receipt, and
that nothing is lost or doubled when answers fail and the app is killed on the way.
"""

import tempfile
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from random import Random
from time import monotonic
from typing import Any

from services.local_sheets import LocalSheets
from services.local_sheets.http import Switches
from services.workbook.connection import open_core
from services.workbook.setup import set_up
from tests.bench.machine import arguments, publish, summary
from tests.bench.submissions import Submission, judged, moments, notes, submissions
from tests.bench.writing import Clock, Task, hammer, watched

AIMS = {"received_p50_s": 2, "received_p95_s": 8}
"""Without faults."""
SWITCHES = Switches(reads_per_minute=60, writes_per_minute=60, latency=0.25)
FAULTS = dict.fromkeys(("429", "500", "reset", "reset-after"), 0.02)


@dataclass(frozen=True)
class Course:
    """How a run goes."""

    count: int = 1_000
    edits: int = 100
    writers: int = 200
    seconds: float = 60
    """During which people submit."""
    lives: Sequence[float] = ()
    """Seconds after which the writing process is killed, one process after the other."""
    faults: dict[str, float] = field(default_factory=dict)
    stalled_write: int | None = None
    seed: int = 4013
    patience: float = 900


CALM = Course()
ROUGH = Course(lives=(15, 15, 15), faults=FAULTS, stalled_write=12)


def main() -> None:
    """Measures and publishes."""
    parser = arguments(__doc__)
    parser.add_argument("--seed", type=int, default=CALM.seed)
    options = parser.parse_args()
    print("seed", options.seed, flush=True)
    publish({"benchmark": "burst", "aims": AIMS, "calm": measure(CALM), "rough": measure(ROUGH)}, options.json)


def measure(course: Course, switches: Switches = SWITCHES) -> dict[str, Any]:
    """One run against a new workbook."""
    sent = submissions(course.count, edits=course.edits, seed=course.seed)
    own = Switches(switches.reads_per_minute, switches.writes_per_minute, switches.latency, course.faults, course.seed)
    with (
        tempfile.TemporaryDirectory() as name,
        watched(LocalSheets(Path(name) / "sheet.sqlite3"), own, stalled_write=course.stalled_write) as server,
    ):
        set_up(open_core(server.core), replace_blank=True)
        begin = monotonic() + 1
        queues = queued(sent, course.writers, begin, course.seconds, course.seed)
        task = Task(Path(name), server.url, server.core.spreadsheet_id, queues, Clock())
        kills, memory = hammer(task, course.lives, course.patience)
        noted = notes(task.notes)
        return {
            "kills": kills,
            **_waits(queues, moments(noted)[1], begin),
            "requests": dict(Counter(kind for _, kind in server.arrived)),
            "writes_in_worst_minute": server.in_worst_minute("write"),
            "reads_in_worst_minute": server.in_worst_minute("read"),
            "answers": dict(server.answers),
            "faults": dict(server.faults),
            "told": dict(Counter(note.event for note in noted)),
            "journal_kib": round(sum(file.stat().st_size for file in Path(name).glob("journal-*")) / 1024),
            "memory_mib": round(memory, 1),
            "wrong": judged(Path(name) / "sheet.sqlite3", sent, noted),
        }


def queued(
    sent: Sequence[Submission], writers: int, begin: float, seconds: float, seed: int
) -> list[list[tuple[float, Submission]]]:
    """The submissions dealt out to the writers, at moments spread by chance."""
    dice = Random(seed)  # noqa: S311  # chance for a measurement, no secret
    due = sorted(begin + dice.uniform(0, seconds) for _ in sent)
    timed = list(zip(due, sent, strict=True))
    return [timed[at::writers] for at in range(writers)]


def _waits(queues: Sequence[Sequence[tuple[float, Submission]]], done: dict, begin: float) -> dict[str, Any]:
    """Seconds from the moment when somebody wanted to submit until the receipt."""
    seconds = [done["add", one.row_id] - due for queue in queues for due, one in queue if ("add", one.row_id) in done]
    figures = summary([wait * 1_000 for wait in seconds]) if seconds else {}
    named = {f"received_{name[:-3]}_s": round(figure / 1_000, 2) for name, figure in figures.items() if name != "runs"}
    return {**named, "all_received_s": round(max(done.values(), default=begin) - begin, 1)}


if __name__ == "__main__":
    main()
