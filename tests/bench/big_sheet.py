"""How reading grows with the sheet: cells fetched, read and checked, progress, and one changed row on top.

`fetch` is one call to the embedded workbook, which stands in for Google; the rest is ours. `changed` is a whole look
after one row was added: fetch, hash, and reading again the one tab that moved.
"""

import argparse
import tempfile
from pathlib import Path
from time import process_time
from typing import Any

from services.plan import end_of_day
from services.progress import measure as measure_progress
from services.reading import read_table
from services.schema import BANNERS, LOGS, READ_ALWAYS
from services.workbook import Snapshot, Workbook
from services.workbook.gateway import Gateway
from services.workbook.writes import appending
from tests.bench.entries import entries, fill, open_at
from tests.bench.machine import arguments, publish

SIZES = (1_000, 10_000, 100_000)
AIM_READ_AND_SUM_MS = 2_000
"""For 100,000 entries, without the fetch."""
AIM_CHANGED_MS = 300
RUNS = 5
"""Each step is taken this often, and the quickest counts: a busy machine makes a step slower, never quicker."""


def main() -> None:
    """Measures and publishes."""
    options = _options()
    sizes = {str(size): measure(size, options.runs) for size in options.entries}
    aims = {"read_and_progress_ms": AIM_READ_AND_SUM_MS, "changed_without_fetch_ms": AIM_CHANGED_MS}
    publish({"bench": "big_sheet", "aims_at_100000": aims, "best_of": options.runs, "entries": sizes}, options.json)


def measure(size: int, runs: int) -> dict[str, Any]:
    """The figures for a workbook with this many entries, in milliseconds of processor time, each the best of `runs`."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "workbook.sqlite3"
        fill(file, size)
        book = open_at(file)
        first, snapshot = _timed(book.snapshot)
        figures = [{"first_look": first} | _steps(book, snapshot) | _change(book, snapshot) for _ in range(runs)]
    best = {name: min(found[name] for found in figures) for name in figures[0]}
    best["read_and_progress"] = best["read"] + best["progress"]
    return {f"{name}_ms": round(ms) for name, ms in best.items()}


def _steps(book: Workbook, snapshot: Snapshot) -> dict[str, float]:
    fetch, values = _timed(lambda: _fetched(book, snapshot))
    read, _ = _timed(lambda: _read(snapshot, values))
    summed, _ = _timed(lambda: _progress(snapshot))
    return {"fetch": fetch, "read": read, "progress": summed}


def _change(book: Workbook, snapshot: Snapshot) -> dict[str, float]:
    rows = entries(snapshot, 100)[BANNERS.key][:1]
    book.connection.gateway.update([appending(snapshot, BANNERS, rows)])
    book._reader._gateway = clocked = _Clocked(book.connection.gateway)
    # `fresh` is what a write looks at; a page would wait for the refresh interval before the same call.
    changed, _ = _timed(book._reader.fresh)
    return {"changed": changed, "changed_without_fetch": changed - clocked.fetch_ms}


class _Clocked:
    """A gateway that knows how long its last fetch took: a second one would not take as long."""

    fetch_ms = 0.0

    def __init__(self, gateway: Gateway) -> None:
        self._gateway = gateway

    def values(self, *wanted: Any) -> Any:
        self.fetch_ms, answers = _timed(lambda: self._gateway.values(*wanted))
        return answers

    def __getattr__(self, name: str) -> Any:
        return getattr(self._gateway, name)


def _fetched(book: Workbook, snapshot: Snapshot) -> dict[str, list[list[Any]]]:
    titles = [snapshot.sheets[key].title for key in READ_ALWAYS]
    return dict(zip(READ_ALWAYS, book.connection.gateway.values(titles), strict=True))


def _read(snapshot: Snapshot, values: dict[str, list[list[Any]]]) -> None:
    for key, tab in LOGS.items():
        read_table(tab, values[key], snapshot.context)


def _progress(snapshot: Snapshot) -> None:
    plan = snapshot.campaign
    if plan.ends_on is None:
        raise ValueError("the plan has no window")
    seen = snapshot.first_seen
    as_of = end_of_day(plan.ends_on)
    measure_progress(snapshot.tables, plan, snapshot.units, snapshot.duties, as_of=as_of, first_seen=seen)


def _timed(work: Any) -> tuple[float, Any]:
    """Processor time: all the work is done in this process, and what else runs on the machine doesn't count."""
    started = process_time()
    result = work()
    return (process_time() - started) * 1000, result


def _options() -> argparse.Namespace:
    parser = arguments(__doc__)
    parser.add_argument("--entries", type=int, nargs="+", default=list(SIZES))
    parser.add_argument("--runs", type=int, default=RUNS)
    return parser.parse_args()


if __name__ == "__main__":
    main()
