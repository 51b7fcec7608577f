"""How long the report's files take, from the sheet as it was read, and how much memory: Word, Excel, picture, CSV.

Each size is made in a process of its own. Times are of its processor, all threads together: what else runs on the
machine doesn't count. Its memory is all that it ever held, with reading the sheet.
"""

import argparse
import json
import re
import subprocess
import sys
import tempfile
from collections.abc import Mapping
from pathlib import Path
from time import process_time
from typing import Any

from services.plan import end_of_day
from services.report import figures, live, to_csv
from services.report.docx import to_docx
from services.report.formal import formal
from services.report.pictures import to_png
from services.report.xlsx import to_xlsx
from services.schema import AFFILIATE, LOGS, UNITS
from services.workbook import Snapshot
from services.workbook.writes import appending
from tests.bench.entries import entries, open_at
from tests.bench.machine import arguments, publish, summary

SIZES = {"16 units, 600 entries": (16, 600), "40 units, 5,000 entries": (40, 5_000)}
AIMS = {
    "16 units, 600 entries": {"together_p50_ms": 1_500},
    "40 units, 5,000 entries": {"together_p50_ms": 4_000, "peak_mb": 300},
}
RUNS = 5
_ROOT = Path(__file__).parents[2]


def main() -> None:
    """Measures and publishes; with `--workbook` only what a process of its own does."""
    options = _options()
    if options.workbook:
        print(json.dumps(_measured(open_at(options.workbook).snapshot(), options.runs)))
        return
    found = {name: measure(*size, options.runs) for name, size in SIZES.items()}
    publish({"bench": "report", "aims": AIMS, "above_aim": above(found), **found}, options.json)


def measure(units: int, count: int, runs: int) -> dict[str, Any]:
    """All files `runs` times for a workbook with so many units and entries."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "workbook.sqlite3"
        fill(file, units, count)
        command = [sys.executable, "-m", "tests.bench.report", "--workbook", str(file), "--runs", str(runs)]
        done = subprocess.run(command, cwd=_ROOT, check=True, capture_output=True, text=True)
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def above(found: Mapping[str, Any]) -> list[str]:
    """The sizes that missed an aim."""
    return [
        name
        for name, aims in AIMS.items()
        if found[name]["together"]["p50_ms"] > aims["together_p50_ms"]
        or found[name]["peak_mb"] > aims.get("peak_mb", float("inf"))
    ]


def fill(file: Path, units: int, count: int) -> None:
    """A new embedded workbook in this file with at least so many units, and entries of them."""
    book = open_at(file)
    snapshot = book.snapshot()
    more = range(len(snapshot.units), units)
    rows = [{"code": f"DV{n}", "name": f"Đơn vị trực thuộc số {n}", "kind": AFFILIATE} for n in more]
    if rows:
        book.connection.gateway.update([appending(snapshot, UNITS, rows)])
        snapshot = open_at(file).snapshot()
    logged = entries(snapshot, count)
    book.connection.gateway.update([appending(snapshot, LOGS[key], logged[key]) for key in logged if logged[key]])


def _measured(snapshot: Snapshot, runs: int) -> dict[str, Any]:
    if snapshot.campaign.ends_on is None:
        raise ValueError("the plan has no window")
    basis = live(snapshot, end_of_day(snapshot.campaign.ends_on))
    makers = {
        "figures": lambda: figures(basis),
        "docx": lambda: to_docx(formal(found, {}, names=True).document, made_at=basis.as_of),
        "xlsx": lambda: to_xlsx(found, names=True),
        "png": lambda: to_png(found),
        "csv": lambda: to_csv(found.summary),
    }
    found = figures(basis)
    times: dict[str, list[float]] = {name: [] for name in (*makers, "together")}
    for _ in range(runs):
        for name, make in makers.items():
            started = process_time()
            make()
            times[name].append((process_time() - started) * 1000)
        times["together"].append(sum(times[name][-1] for name in makers))
    return {
        "units": len(snapshot.units),
        "entries": sum(len(snapshot.tables[key]) for key in LOGS),
        "peak_mb": _peak_mb(),
        **{name: summary(of) | {"first_ms": round(of[0], 1)} for name, of in times.items()},
    }


def _peak_mb() -> int:
    """Not `getrusage`: that one remembers the process that started this one.

    https://man7.org/linux/man-pages/man5/proc_pid_status.5.html
    """
    status = Path("/proc/self/status").read_text(encoding="ascii")
    return int(re.findall(r"VmHWM:\s+(\d+) kB", status)[0]) // 1000


def _options() -> argparse.Namespace:
    parser = arguments(__doc__)
    parser.add_argument("--runs", type=int, default=RUNS)
    parser.add_argument("--workbook", type=Path, help=argparse.SUPPRESS)
    return parser.parse_args()


if __name__ == "__main__":
    main()
