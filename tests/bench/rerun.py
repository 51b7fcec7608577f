"""The server's time for a rerun of each page with the sheet unchanged, as an open page sees it.

From the request over the websocket to the message that the script has finished. `server`: for a viewer that confirms
packets at once, so nearly all of it is work; `seen`: for an ordinary viewer. `app_test`: the same runs in this process
through streamlit.testing, without a network and with costs of its own.
"""

import argparse
import os
import tempfile
from collections.abc import Sequence
from pathlib import Path
from time import perf_counter
from typing import Any

from streamlit.testing.v1 import AppTest

from tests.bench.entries import fill
from tests.bench.machine import arguments, publish, summary
from tests.bench.server import ROOT, serving
from tests.bench.session import PageFailed, connect, finished

ENTRIES = 600
AIM_MS = 60
"""A person doesn't notice a wait of a tenth of a second; the network and the browser need their share of it."""
WARM_UP = 10
PAGES = {
    "": "pages/overview.py",
    "my-work?unit=CESTI": "pages/my-work.py",
    "banners": "pages/banners.py",
    "posts": "pages/posts.py",
    "activities": "pages/activities.py",
    "nominations": "pages/nominations.py",
    "chase": "pages/chase.py",
    "report": "pages/report.py",
    "setup": "pages/setup.py",
}
"""Address → script."""


def main() -> None:
    """Measures and publishes."""
    options = _options()
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "workbook.sqlite3"
        fill(file, options.entries)
        with serving(file) as server:
            result = measure(server.url, file, options.runs, list(PAGES)) | {"entries": options.entries}
    publish(result, options.json)


def measure(url: str, file: Path, runs: int, pages: Sequence[str], *, warm_up: int = WARM_UP) -> dict[str, Any]:
    """Each page through the server at `url`, then in this process through AppTest with the same workbook file."""
    found = {page: finished(_served(url, page, runs, warm_up)) for page in pages}
    for page in pages:
        found[page]["app_test"] = _tested(file, page, runs, warm_up)
    return {
        "bench": "rerun",
        "aim_p50_ms": AIM_MS,
        "above_aim": {
            way: ["/" + page for page in pages if found[page][way]["p50_ms"] > AIM_MS] for way in ("server", "seen")
        },
        "pages": {"/" + page: found[page] for page in pages},
    }


async def _served(url: str, page: str, runs: int, warm_up: int) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for way, prompt in (("seen", False), ("server", True)):
        async with connect(url, page, prompt=prompt) as viewer:
            for _ in range(warm_up):
                await viewer.rerun()
            again = [await viewer.rerun() for _ in range(runs)]
            (fragment,) = viewer.fragments
            pulses = [await viewer.rerun(fragment) for _ in range(max(runs // 5, 2))]
        found[way] = summary([run.milliseconds for run in again])
        found[way]["pulse_p50_ms"] = summary([run.milliseconds for run in pulses])["p50_ms"]
    return found | {"kilobytes": round(again[-1].received_bytes / 1000, 1)}


def _tested(file: Path, page: str, runs: int, warm_up: int) -> dict[str, float]:
    os.environ["LOCAL_WORKBOOK"] = str(file)
    test = AppTest.from_file(ROOT / "app.py", default_timeout=60).run()
    _, _, query = page.partition("?")
    test.switch_page(PAGES[page])
    test.query_params.update(dict(pair.split("=") for pair in query.split("&") if pair))
    for _ in range(warm_up):
        test.run()
    times = []
    for _ in range(runs):
        started = perf_counter()
        test.run()
        times.append((perf_counter() - started) * 1000)
    if test.exception:
        raise PageFailed(test.exception[0].message)
    return summary(times)


def _options() -> argparse.Namespace:
    parser = arguments(__doc__)
    parser.add_argument("--runs", type=int, default=100)
    parser.add_argument("--entries", type=int, default=ENTRIES)
    return parser.parse_args()


if __name__ == "__main__":
    main()
