"""What a person waits for and sees in a real Chromium, before a warm server on the embedded workbook.

`first_paint`: the overview, for a browser that was never here and for one that was: until its first figure is
painted, and until the largest thing in sight is. `submit`: from pressing *Gửi* to the receipt on the page. `refresh`:
of a page that nobody touches: what moves (the sum of all layout shifts) and what comes over the websocket, at a pulse
with the sheet as it was, and with an entry more in it.
"""

import argparse
import tempfile
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import cycle
from pathlib import Path
from statistics import median
from time import perf_counter
from types import MappingProxyType
from typing import Any

from playwright.sync_api import Browser, BrowserContext, Page, WebSocket
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg

from services.schema import BANNERS, DONE
from services.workbook import Workbook
from services.workbook.writes import appending
from tests.bench.entries import entries, fill, open_at
from tests.bench.machine import arguments, publish, summary
from tests.bench.server import serving
from tests.browser.app import chromium, settle

ENTRIES = 600
PAINT_AIM_MS = 1_500
PULSE_AIM_BYTES = 2_000
UNIT = "CESTI"
FORM = f"banners?unit={UNIT}"
PAGES: Mapping[str, str] = MappingProxyType({"overview": "", "form": FORM})
"""Name → address of the pages that are watched while nobody touches them."""
_PATIENCE = 60
_TICK_MS = 20
_WATCHING = """
const seen = window.seen = {figure: null, largest: null, shifts: [], pressed: null, receipts: []}
const each = (type, take) => new PerformanceObserver(list => list.getEntries().forEach(take)).observe(
  {type, buffered: true})
each("largest-contentful-paint", entry => { seen.largest = entry.startTime })
each("layout-shift", entry => entry.hadRecentInput || seen.shifts.push({
  value: entry.value, moved: entry.sources.map(one => (one.node?.parentElement ?? document.body).closest(
    "[data-testid]")?.dataset.testid ?? "?")}))
addEventListener("click", event => {
  if (event.target.closest("[data-testid=stFormSubmitButton]")) seen.pressed = performance.now()
}, true)
const painted = then => requestAnimationFrame(() => setTimeout(then))
new MutationObserver(() => {
  if (seen.figure === null && document.querySelector("[data-testid=stMetricValue]")?.getClientRects().length) {
    seen.figure = 0
    painted(() => { seen.figure = performance.now() })
  }
  const receipt = document.querySelector("[data-testid=stAlertContentSuccess]")?.textContent
  if (seen.pressed && receipt?.includes("Đã lưu") && receipt !== seen.last) {
    const pressed = seen.pressed
    Object.assign(seen, {last: receipt, pressed: null})
    painted(() => seen.receipts.push(performance.now() - pressed))
  }
}).observe(document, {subtree: true, childList: true, characterData: true})
"""
"""Runs in the page before anything of its own."""


def main() -> None:
    """Measures and publishes."""
    options = _options()
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "workbook.sqlite3"
        fill(file, options.entries)
        with serving(file) as server, chromium() as browser:
            found = measure(browser, server.url, file, options.loads, options.sends, options.pulses, options.changes)
    publish({"bench": "browser", "entries": options.entries, **found}, options.json)


def measure(
    browser: Browser,
    url: str,
    file: Path,
    loads: int,
    sends: int,
    pulses: int,
    changes: int,
    pages: Mapping[str, str] = PAGES,
    *,
    warm_up: int = 1,
) -> dict[str, Any]:
    """All figures: of so many visits, forms sent, pulses of an unchanged sheet and entries added to it.

    `warm_up`: visits and forms before the counted ones.
    """
    changing = _adding(open_at(file))
    paint, submit = _first_paint(browser, url, loads, warm_up), _submit(browser, url, sends, warm_up)
    return {
        "first_paint": paint | {"aim_ms": PAINT_AIM_MS},
        "submit": submit,
        "refresh": {
            "aim_bytes": PULSE_AIM_BYTES,
            **{name: _refresh(browser, url + "/" + page, pulses, changes, changing) for name, page in pages.items()},
        },
    }


@dataclass
class Run:
    """One run of the page's script or of a fragment of it, as the browser received it."""

    bytes_of: Counter[str] = field(default_factory=Counter)
    """Kind of message or element → bytes."""
    is_finished: bool = False

    @property
    def total(self) -> int:
        """Bytes."""
        return self.bytes_of.total()


class Wire:
    """What comes over the page's websocket."""

    def __init__(self, page: Page) -> None:
        self.runs: list[Run] = []
        page.on("websocket", self._open)

    def _open(self, socket: WebSocket) -> None:
        socket.on("framereceived", self._take)

    def _take(self, frame: str | bytes) -> None:
        raw = frame if isinstance(frame, bytes) else frame.encode()
        message = ForwardMsg.FromString(raw)
        kind = str(message.WhichOneof("type"))
        if kind == "new_session" or not self.runs:
            self.runs.append(Run())
        if kind == "delta":
            kind = message.delta.new_element.WhichOneof("type") or message.delta.WhichOneof("type") or kind
        self.runs[-1].bytes_of[kind] += len(raw)
        self.runs[-1].is_finished |= kind == "script_finished"


@contextmanager
def _visitor(browser: Browser) -> Iterator[BrowserContext]:
    context = browser.new_context(
        viewport={"width": 1366, "height": 768}, locale="vi-VN", timezone_id="Asia/Ho_Chi_Minh"
    )
    context.add_init_script(_WATCHING)
    yield context
    context.close()


def _first_paint(browser: Browser, url: str, loads: int, warm_up: int) -> dict[str, Any]:
    visits: dict[str, list[Mapping[str, Any]]] = {"first_visit": [], "next_visit": []}
    for number in range(warm_up + loads):
        with _visitor(browser) as context:
            for found in visits.values():
                seen = _visit(context, url)
                if number >= warm_up:
                    found.append(seen)
    return {
        visit: {what: summary([seen[what] for seen in found]) for what in ("figure", "largest")}
        | {"layout_shift": round(median(_moved(seen["shifts"]) for seen in found), 4)}
        for visit, found in visits.items()
    }


def _visit(context: BrowserContext, url: str) -> Mapping[str, Any]:
    page = context.new_page()
    page.goto(url)
    settle(page)
    page.wait_for_function("seen.figure && document.querySelector('[data-testid=stVegaLiteChart] :is(canvas, svg)')")
    found: Mapping[str, Any] = page.evaluate("seen")
    page.close()
    return found


def _submit(browser: Browser, url: str, sends: int, warm_up: int) -> dict[str, Any]:
    with _visitor(browser) as context:
        page = context.new_page()
        page.goto(f"{url}/{FORM}")
        settle(page)
        for number in range(warm_up + sends):
            _fill(page, f"Cổng số {number}")
            page.get_by_role("button", name="Gửi", exact=True).click()
            page.wait_for_function("wanted => seen.receipts.length === wanted", arg=number + 1)
            settle(page)
        return summary(page.evaluate("seen.receipts")[warm_up:])


def _fill(page: Page, place: str) -> None:
    form = page.get_by_test_id("stForm").filter(has_text="Vị trí treo")
    form.get_by_role("spinbutton", name="Số lượng *").fill("2")
    form.get_by_role("textbox", name="Vị trí treo *").fill(place)
    form.get_by_test_id("stDateInput").first.get_by_role("spinbutton").first.click()
    # Day, month and year are fields of their own; a full one hands over to the next.
    page.keyboard.type("02102024")
    form.get_by_role("textbox", name="Người nhập *").fill("Lan")


def _refresh(browser: Browser, url: str, pulses: int, changes: int, change: Callable[[], None]) -> dict[str, Any]:
    with _visitor(browser) as context:
        page = context.new_page()
        wire = Wire(page)
        page.goto(url)
        settle(page)
        _next_runs(page, wire, 2)
        unchanged, still = _watched(page, lambda: _next_runs(page, wire, pulses))
        changed, moved = _watched(page, lambda: [_changed(page, wire, unchanged, change) for _ in range(changes)])
    return {"unchanged": _told(unchanged, still), "changed": _told(changed, moved)}


def _watched(page: Page, work: Callable[[], list[Run]]) -> tuple[list[Run], list[Mapping[str, Any]]]:
    """What it gives, and the layout shifts meanwhile."""
    page.evaluate("seen.shifts.length = 0")
    runs = work()
    return runs, page.evaluate("seen.shifts")


def _next_runs(page: Page, wire: Wire, count: int) -> list[Run]:
    """The runs that begin from now on."""
    start = len(wire.runs)
    _until(page, lambda: len(wire.runs) >= start + count and wire.runs[start + count - 1].is_finished)
    return wire.runs[start : start + count]


def _changed(page: Page, wire: Wire, unchanged: list[Run], change: Callable[[], None]) -> Run:
    """The run that draws the entry; a pulse after it shows that all has come."""
    start, usual = len(wire.runs), 2 * max(run.total for run in unchanged)
    change()
    _until(page, lambda: any(run.is_finished and run.total > usual for run in wire.runs[start:]))
    drawn = max(wire.runs[start:], key=lambda run: run.total)
    _next_runs(page, wire, 1)
    return drawn


def _until(page: Page, is_so: Callable[[], bool]) -> None:
    deadline = perf_counter() + _PATIENCE
    while not is_so():
        if perf_counter() > deadline:
            raise TimeoutError(f"{page.url}: nothing within {_PATIENCE} s")
        page.wait_for_timeout(_TICK_MS)


def _told(runs: list[Run], shifts: list[Mapping[str, Any]]) -> dict[str, Any]:
    largest = max(runs, key=lambda run: run.total)
    return {
        "runs": len(runs),
        "median_bytes": median(run.total for run in runs),
        "max_bytes": largest.total,
        "largest": dict(largest.bytes_of.most_common(5)),
        "layout_shift": round(_moved(shifts), 4),
        "moved": sorted({name for shift in shifts for name in shift["moved"]}),
    }


def _moved(shifts: Iterable[Mapping[str, Any]]) -> float:
    return sum((shift["value"] for shift in shifts), 0.0)


def _adding(book: Workbook) -> Callable[[], None]:
    """Adds another entry that counts, of the unit whose form is watched, as somebody else would."""
    snapshot = book.snapshot()
    rows = cycle([row | {"unit": UNIT} for row in entries(snapshot, 100)[BANNERS.key] if row["state"] == DONE])
    return lambda: book.connection.gateway.update([appending(snapshot, BANNERS, [next(rows)])])


def _options() -> argparse.Namespace:
    parser = arguments(__doc__)
    parser.add_argument("--loads", type=int, default=12)
    parser.add_argument("--sends", type=int, default=24)
    parser.add_argument("--pulses", type=int, default=8)
    parser.add_argument("--changes", type=int, default=5, help="each takes as long as a snapshot is believed")
    parser.add_argument("--entries", type=int, default=ENTRIES)
    return parser.parse_args()


if __name__ == "__main__":
    main()
