"""How long the summary takes as xlsx and as csv, from the sheet as it was read."""

import argparse
import tempfile
from collections.abc import Callable
from pathlib import Path
from time import perf_counter
from typing import Any

from services.plan import end_of_day
from services.report import figures, live, to_csv, to_xlsx
from services.workbook import Snapshot
from tests.bench.entries import fill, open_at
from tests.bench.machine import arguments, publish, summary

ENTRIES = 600
AIM_MS = 1_000


def main() -> None:
    """Measures and publishes."""
    options = _options()
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "workbook.sqlite3"
        fill(file, options.entries)
        result = measure(open_at(file).snapshot(), options.runs) | {"entries": options.entries}
    publish(result, options.json)


def measure(snapshot: Snapshot, runs: int) -> dict[str, Any]:
    """Both files `runs` times; the workbook with the lists of entries, nominees' names included."""
    found = {name: _timed(make, runs) for name, make in _makers(snapshot).items()}
    return {
        "bench": "export",
        "aim_ms": AIM_MS,
        "above_aim": [name for name, figures in found.items() if figures["p95_ms"] > AIM_MS],
        **found,
    }


def _makers(snapshot: Snapshot) -> dict[str, Callable[[], bytes]]:
    plan = snapshot.campaign
    if plan.ends_on is None:
        raise ValueError("the plan has no window")
    as_of = end_of_day(plan.ends_on)
    return {
        "xlsx": lambda: to_xlsx(figures(live(snapshot, as_of)), names=True),
        "csv": lambda: to_csv(figures(live(snapshot, as_of)).summary),
    }


def _timed(make: Callable[[], bytes], runs: int) -> dict[str, Any]:
    times = []
    for _ in range(runs):
        started = perf_counter()
        file = make()
        times.append((perf_counter() - started) * 1000)
    return summary(times) | {"first_ms": round(times[0], 1), "kilobytes": round(len(file) / 1000, 1)}


def _options() -> argparse.Namespace:
    parser = arguments(__doc__)
    parser.add_argument("--runs", type=int, default=20)
    parser.add_argument("--entries", type=int, default=ENTRIES)
    return parser.parse_args()


if __name__ == "__main__":
    main()
