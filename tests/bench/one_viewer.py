"""What one viewer of the overview waits for: a rerun with the sheet as it was, and one that finds a row more in it.

From the request over the websocket to the message that the script has finished, for a viewer that confirms packets at
once, on the embedded workbook. The second kind reads the sheet, counts, and draws every chart anew; other viewers get
what it drew. Before each of them the snapshot grows too old to be shown again.
"""

import argparse
import asyncio
import tempfile
from itertools import cycle
from pathlib import Path
from typing import Any

from services.schema import BANNERS, DONE
from services.workbook.snapshot import REFRESH
from services.workbook.writes import appending
from tests.bench.entries import entries, fill, open_at
from tests.bench.machine import arguments, publish, summary
from tests.bench.server import serving
from tests.bench.session import PageFailed, connect

ENTRIES = 600
WARM_UP = 10


def main() -> None:
    """Measures and publishes."""
    options = _options()
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "workbook.sqlite3"
        fill(file, options.entries)
        with serving(file) as server:
            found = asyncio.run(measure(server.url, file, options.runs, options.changes))
    publish({"bench": "one_viewer", "entries": options.entries, **found}, options.json)


async def measure(url: str, file: Path, runs: int, changes: int, *, warm_up: int = WARM_UP) -> dict[str, Any]:
    """Both kinds of reruns of one open overview; raises PageFailed when a change was not drawn."""
    book = open_at(file)
    snapshot = book.snapshot()
    # Only an entry that counts changes a chart.
    rows = cycle([row for row in entries(snapshot, 100)[BANNERS.key] if row["state"] == DONE])
    async with connect(url, prompt=True) as viewer:
        for _ in range(warm_up + 1):
            await viewer.rerun()
        unchanged = [await viewer.rerun() for _ in range(runs)]
        changed = []
        for _ in range(changes):
            book.connection.gateway.update([appending(snapshot, BANNERS, [next(rows)])])
            await asyncio.sleep(REFRESH.total_seconds())
            changed.append(await viewer.rerun())
    kept = unchanged[-1].elements["(unchanged)"]
    if any(run.elements["(unchanged)"] >= kept for run in changed):
        raise PageFailed("a row more in the sheet, and no chart is another")
    return {
        "unchanged": summary([run.milliseconds for run in unchanged]),
        "changed": summary([run.milliseconds for run in changed]),
    }


def _options() -> argparse.Namespace:
    parser = arguments(__doc__)
    parser.add_argument("--runs", type=int, default=100)
    parser.add_argument("--changes", type=int, default=20, help="each takes as long as a snapshot is believed")
    parser.add_argument("--entries", type=int, default=ENTRIES)
    return parser.parse_args()


if __name__ == "__main__":
    main()
