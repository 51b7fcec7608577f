"""What it costs to know who somebody is: in each run of a page, from the snapshot that is there anyway.

A unit's person among many users. The first check of a new state of the sheet looks through the list of users, and takes
the names of other units' nominees out.
"""

import argparse
import tempfile
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from time import perf_counter
from typing import Any

from services.access import Desk, Role, identify
from services.accounts import Settings, Visitor
from services.schema import USERS
from services.workbook import Workbook
from services.workbook.writes import appending
from tests.bench.entries import fill, open_at
from tests.bench.machine import arguments, publish, summary

USERS_LISTED = 500
ENTRIES = 600
AIM_MS = 1
_BATCH = 1_000
"""Checks a run: one alone is too short for the clock."""


def main() -> None:
    """Measures and publishes."""
    options = _options()
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "workbook.sqlite3"
        fill(file, options.entries)
        list_users(file, options.users)
        result = measure(file, options.runs)
    publish({"users": options.users, "entries": options.entries, **result}, options.json)


def measure(file: Path, runs: int) -> dict[str, Any]:
    """Checks with the sheet unchanged, in µs each; and the first one, which reads the sheet, in ms."""
    found = open_at(file)
    book = Workbook(replace(found.connection, settings=Settings({"default": "app"})))
    who = Visitor("person-7@example.vn", book.now())

    def check() -> None:
        desk = Desk(book, identify(book, who))
        if desk.identity.role is not Role.UNIT:
            raise ValueError("the list of users was not believed")
        desk.snapshot()

    first = _timed(check)
    known = [_timed(lambda: [check() for _ in range(_BATCH)]) for _ in range(runs)]
    figures = summary(known)
    return {
        "bench": "access",
        "aim_ms": AIM_MS,
        "check_us": {
            "p50": round(figures["p50_ms"] / _BATCH * 1000, 1),
            "p95": round(figures["p95_ms"] / _BATCH * 1000, 1),
        },
        "first_ms": round(first, 1),
    }


def _timed(work: Callable[[], Any]) -> float:
    started = perf_counter()
    work()
    return (perf_counter() - started) * 1000


def list_users(file: Path, count: int) -> None:
    """Lists so many people, all of one unit."""
    book = open_at(file)
    rows = [
        {"email": f"person-{n}@example.vn", "name": f"Người {n}", "role": "unit", "units": ("CESTI",), "active": "yes"}
        for n in range(count)
    ]
    book.connection.gateway.update([appending(book.snapshot(), USERS, rows)])


def _options() -> argparse.Namespace:
    parser = arguments(__doc__)
    parser.add_argument("--runs", type=int, default=20)
    parser.add_argument("--entries", type=int, default=ENTRIES)
    parser.add_argument("--users", type=int, default=USERS_LISTED)
    return parser.parse_args()


if __name__ == "__main__":
    main()
