"""Many viewers on the overview while somebody changes the sheet: what they see, and what it costs server and Google.

Each size of crowd gets its own server, its own workbook behind Google's quotas and latency, and a process of viewers.
The viewers speak the browser's protocol, without a browser; their own share of the machine is given, too. The same is
done with a plain app (`yardstick/app.py`) on Streamlit's defaults.
"""

import argparse
import asyncio
import multiprocessing
import os
import statistics
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from time import perf_counter
from typing import Any

from services.plan import TIME_ZONE
from services.progress import Status
from services.progress import measure as measure_progress
from services.schema import DONE, LOGS
from services.workbook import Workbook
from services.workbook.writes import appending
from tests.bench.crowd import Crowd, gather
from tests.bench.entries import fill, open_at
from tests.bench.machine import arguments, publish, summary
from tests.bench.server import ROOT, Server, serving
from tests.bench.session import connect
from tests.bench.sheets import Counted, counted_sheets

ENTRIES = 60
SIZES = (1, 20, 100, 200, 1_000)
YARDSTICK_SIZES = (20, 100)
AIMS = {
    "reads_in_worst_minute": 14,
    "refused": 0,
    "seen_p95_s": 6.0,
    "cores": 1.0,
    "mib_per_viewer": 0.5,
    "first_page_p95_ms": 150,
    "dropped": 0,
    "never_seen": 0,
}
"""Meant for 1,000 viewers; none may be exceeded."""
_TICKS = os.sysconf("SC_CLK_TCK")
_DEFAULTS = {"STREAMLIT_SERVER_HEADLESS": "true", "STREAMLIT_BROWSER_GATHER_USAGE_STATS": "false"}
_APPS: dict[str, dict[str, Any]] = {
    "app": {},
    "yardstick": {"folder": ROOT / "tests" / "bench" / "yardstick", "environment": _DEFAULTS},
}


@dataclass(frozen=True)
class Course:
    """How a run goes, in seconds."""

    arriving: float = 25
    settling: float = 10
    """After the last arrival, before the first change."""
    every: float = 10
    """Between two changes."""
    changes: int = 6
    last_look: float = 15
    """After the last change."""
    starting: float = 4
    """What the process of viewers needs to start."""


def main() -> None:
    """Measures and publishes."""
    options = _options()
    course = Course()
    sizes = {"app": options.viewers, "yardstick": options.yardstick}
    runs = [measure(app, size, course) for app, wanted in sizes.items() for size in wanted]
    publish({"bench": "viewers", "aims": AIMS, "runs": runs}, options.json)


def measure(app: str, viewers: int, course: Course) -> dict[str, Any]:
    """One crowd before one app."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "sheet.sqlite3"
        fill(file, ENTRIES)
        with counted_sheets(file) as sheets, _serving(app, Path(folder), sheets) as server:
            asyncio.run(_first_visit(server.url))
            found = _watched(server, sheets, open_at(file), viewers, course)
    missed = [name for name, aim in AIMS.items() if found[name] is None or found[name] > aim]
    return {"app": app, "viewers": viewers, "missed": missed, **found}


@contextmanager
def _serving(app: str, folder: Path, sheets: Counted) -> Iterator[Server]:
    known = _APPS[app]
    environment = {"SHEETS_ENDPOINT": sheets.url, "SHEETS_SPREADSHEET": sheets.spreadsheet}
    environment |= known.get("environment", {})
    with serving(folder / "app.sqlite3", folder=known.get("folder", ROOT), environment=environment) as server:
        yield server


async def _first_visit(url: str) -> None:
    """Imports and first reading are the start's cost, measured elsewhere."""
    async with connect(url) as viewer:
        await viewer.rerun()


def _watched(server: Server, sheets: Counted, book: Workbook, viewers: int, course: Course) -> dict[str, Any]:
    begin = perf_counter() + course.starting
    arrived = begin + course.arriving
    first = arrived + course.settling
    until = first + course.every * (course.changes - 1) + course.last_look
    arrivals = [begin + course.arriving * at / viewers for at in range(viewers)]
    with ProcessPoolExecutor(1, multiprocessing.get_context("spawn")) as process:
        crowd = process.submit(gather, server.url, arrivals, until)
        empty = server.memory_mib()
        start = _await(begin, server.pid)
        steady = _await(first, server.pid)
        changed = _change(book, first, course)
        end = _await(until - 0.5, server.pid)
        full = server.memory_mib()
        found = crowd.result()
    return {
        "reads_in_worst_minute": sheets.reads_in_worst_minute(begin),
        "refused": sheets.statuses()[429],
        **sights(found, changed),
        "cores": round(end.cores_since(steady), 2),
        "cores_arriving": round(steady.cores_since(start), 2),
        "memory_mib": round(full, 1),
        "mib_per_viewer": round((full - empty) / viewers, 3),
        **_comfort(found),
        "viewers_cores": round(found.cpu_seconds / found.wall_seconds, 2),
    }


@dataclass(frozen=True)
class _Meter:
    at: float
    cpu_seconds: float

    def cores_since(self, earlier: "_Meter") -> float:
        return (self.cpu_seconds - earlier.cpu_seconds) / (self.at - earlier.at)


def _await(moment: float, pid: int) -> _Meter:
    time.sleep(max(moment - perf_counter(), 0))
    # https://man7.org/linux/man-pages/man5/proc_pid_stat.5.html: utime and stime, counted behind the name.
    fields = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()
    return _Meter(perf_counter(), (int(fields[11]) + int(fields[12])) / _TICKS)


def _change(book: Workbook, first: float, course: Course) -> list[float]:
    """Adds a row for a missing duty at each beat, on a connection of its own; when (`perf_counter`) each was there."""
    snapshot = book.snapshot()
    plan, units, duties = snapshot.campaign, snapshot.units, snapshot.duties
    cells = measure_progress(snapshot.tables, plan, units, duties, as_of=datetime.now(TIME_ZONE)).cells
    missing = cells[cells["status"] == Status.MISSING].to_dict("records")
    moments = []
    for number, cell in enumerate(missing[: course.changes]):
        row = {"unit": cell["unit"], "state": DONE, "entered_by": "Đo đạc", "row_id": f"DO-{number}"}
        time.sleep(max(first + course.every * number - perf_counter(), 0))
        row["entered_at"] = datetime.now(TIME_ZONE).replace(microsecond=0)
        book.connection.gateway.update([appending(snapshot, LOGS[cell["log"]], [row])])
        moments.append(perf_counter())
    return moments


def sights(crowd: Crowd, changed: list[float]) -> dict[str, Any]:
    """Each viewer × each change: seconds until a figure at least as new was on the screen."""
    base = min((figure for seat in crowd.seats for figure in seat.seen), default=0)
    waits = [
        min((at for figure, at in seat.seen.items() if figure > base + number), default=None)
        for seat in crowd.seats
        for number in range(len(changed))
    ]
    moments = changed * len(crowd.seats)
    seconds = [at - moment for at, moment in zip(waits, moments, strict=True) if at is not None]
    figures = summary([wait * 1000 for wait in seconds]) if seconds else {}
    return {
        "changes": len(changed),
        "seen_p50_s": _seconds(figures.get("p50_ms")),
        "seen_p95_s": _seconds(figures.get("p95_ms")),
        "seen_max_s": _seconds(figures.get("max_ms")),
        "never_seen": waits.count(None),
    }


def _seconds(milliseconds: float | None) -> float | None:
    return None if milliseconds is None else round(milliseconds / 1000, 2)


def _comfort(crowd: Crowd) -> dict[str, Any]:
    firsts = [seat.first_ms for seat in crowd.seats if seat.first_ms is not None]
    pages = summary(firsts) if firsts else {}
    errors = sum((seat.errors for seat in crowd.seats), Counter[str]())
    return {
        "first_page_p50_ms": pages.get("p50_ms"),
        "first_page_p95_ms": pages.get("p95_ms"),
        "first_pages_missing": len(crowd.seats) - len(firsts),
        "dropped": sum(bool(seat.dropped) for seat in crowd.seats),
        "errors_shown": errors.total(),
        "errors": dict(errors.most_common(3)),
        "kilobytes_after_first_page": round(statistics.mean(seat.received_bytes for seat in crowd.seats) / 1000, 1),
    }


def _options() -> argparse.Namespace:
    def numbers(text: str) -> list[int]:
        return [int(number) for number in text.split(",") if number]

    parser = arguments(__doc__)
    parser.add_argument("--viewers", type=numbers, default=SIZES, help="sizes of crowds before the app: 1,20,100")
    parser.add_argument("--yardstick", type=numbers, default=YARDSTICK_SIZES, help="the same before the plain app")
    return parser.parse_args()


if __name__ == "__main__":
    main()
