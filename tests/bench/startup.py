"""How long a user waits from starting the server to the first whole overview, and what was imported for it."""

import argparse
import shutil
import statistics
import tempfile
from pathlib import Path
from time import perf_counter
from typing import Any

from tests.bench import imports
from tests.bench.entries import fill
from tests.bench.machine import arguments, publish
from tests.bench.server import Server, serving
from tests.bench.session import Run, connect, finished

ENTRIES = 600
_FILE = "workbook.sqlite3"


def main() -> None:
    """Measures and publishes."""
    options = _options()
    with tempfile.TemporaryDirectory() as folder:
        publish(measure(Path(folder), options.runs, options.entries), options.json)


def measure(folder: Path, runs: int, entries: int) -> dict[str, Any]:
    """Starts with a new and with an existing workbook by turns, then once more with imports traced."""
    kept = folder / "kept"
    kept.mkdir()
    fill(kept / _FILE, entries)
    times: dict[str, list[dict[str, float]]] = {"new_workbook": [], "existing_workbook": []}
    for at in range(runs):
        for name, starts in times.items():
            own = folder / f"{name}-{at}"
            if name == "existing_workbook":
                shutil.copytree(kept, own)
            starts.append(_start(own / _FILE))
    return {
        "bench": "startup",
        "entries_in_existing_workbook": entries,
        **{name: _medians(starts) for name, starts in times.items()},
        "imported": _imported(folder),
    }


def _start(workbook: Path) -> dict[str, float]:
    with serving(workbook) as server:
        finished(_first_page(server))
        whole = perf_counter()
    return {"health_ms": (server.healthy - server.started) * 1000, "first_page_ms": (whole - server.started) * 1000}


async def _first_page(server: Server) -> Run:
    async with connect(server.url) as viewer:
        return await viewer.rerun()


def _medians(starts: list[dict[str, float]]) -> dict[str, Any]:
    return {"runs": len(starts)} | {
        name: {
            "median": round(statistics.median(start[name] for start in starts)),
            "each": [round(start[name]) for start in starts],
        }
        for name in starts[0]
    }


def _imported(folder: Path) -> dict[str, Any]:
    log = folder / "imports.log"
    with serving(folder / "traced.sqlite3", "-X", "importtime", log=log) as server:
        finished(_first_page(server))
    found = imports.heavy(log.read_text(encoding="utf-8", errors="replace"))
    return {"heavy": found, "unneeded": [package for package in found if not package["needed"]]}


def _options() -> argparse.Namespace:
    parser = arguments(__doc__)
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--entries", type=int, default=ENTRIES)
    return parser.parse_args()


if __name__ == "__main__":
    main()
