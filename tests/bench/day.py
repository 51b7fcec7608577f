"""Viewers of a page who come, stay and leave all day long: how much of its memory the server doesn't give back.

The day is shortened: a viewer asks again as soon as it is answered. So Streamlit keeps the sessions of those who left
for a shorter time, too, and the sheet, which is read every five real seconds, is read more rarely than on such a day.
"""

import argparse
import asyncio
import statistics
import tempfile
from dataclasses import dataclass, field
from pathlib import Path
from time import perf_counter
from typing import Any

from pages.components.session import pulse_seconds
from services.workbook import Workbook
from tests.bench.entries import fill, open_at
from tests.bench.machine import arguments, publish
from tests.bench.server import Server, serving
from tests.bench.session import connect

VIEWERS = 20
VISIT = 600
"""Seconds that a viewer stays."""
CHANGE_EVERY = 60
"""Seconds between two changes."""
SAMPLE_EVERY = 60
AIM_MIB_AN_HOUR = 1.0
_PULSE = pulse_seconds(VIEWERS)
_ENTRIES = 60
_KEPT_SECONDS = {"STREAMLIT_SERVER_DISCONNECTED_SESSION_TTL": "2"}


@dataclass
class Day:
    """What has happened so far."""

    pulses: int = 0
    visits: int = 0
    changes: int = 0
    memory: list[tuple[float, float]] = field(default_factory=list)
    """Hours of the day, MiB that the server held then."""

    @property
    def seconds(self) -> float:
        """How late it is: what as many pulses of `VIEWERS` would have taken."""
        return self.pulses * _PULSE / VIEWERS


def main() -> None:
    """Measures and publishes."""
    options = _options()
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "workbook.sqlite3"
        fill(file, _ENTRIES)
        with serving(file, environment=_KEPT_SECONDS) as server:
            begun = perf_counter()
            day = asyncio.run(_live(server, options.page, open_at(file), (options.warm_up + options.hours) * 3600))
    found = growth(day, options.warm_up) | {"wall_seconds": round(perf_counter() - begun)}
    publish(
        {"bench": "day", "page": f"/{options.page}", "viewers": VIEWERS, "aim_mib_an_hour": AIM_MIB_AN_HOUR, **found},
        options.json,
    )


def growth(day: Day, warm_up: float) -> dict[str, Any]:
    """What the memory did after the first `warm_up` hours; the growth is the slope of a line through its samples."""
    kept = [(hour, mib) for hour, mib in day.memory if hour >= warm_up]
    slope = statistics.linear_regression(*zip(*kept, strict=True)).slope
    return {
        "hours": round(kept[-1][0] - kept[0][0], 2),
        "visits": day.visits,
        "pulses": day.pulses,
        "changes": day.changes,
        "memory_warm_mib": round(kept[0][1], 1),
        "memory_end_mib": round(kept[-1][1], 1),
        "growth_mib_an_hour": round(slope, 2),
        "samples_mib": [round(mib, 1) for _, mib in day.memory],
    }


async def _live(server: Server, page: str, book: Workbook, until: float) -> Day:
    day = Day()
    async with asyncio.TaskGroup() as tasks:
        for seat in range(VIEWERS):
            tasks.create_task(_sit(server.url, page, day, until, first_visit=VISIT * (seat + 1) / VIEWERS))
        tasks.create_task(_change(book, day, until))
        tasks.create_task(_sample(server, day, until))
    return day


async def _sit(url: str, page: str, day: Day, until: float, first_visit: float) -> None:
    """One viewer after another."""
    visit = first_visit
    while day.seconds < until:
        day.visits += 1
        async with connect(url, page, prompt=True) as viewer:
            await viewer.rerun()
            for _ in range(int(visit / _PULSE)):
                await viewer.rerun(next(iter(viewer.fragments)))
                day.pulses += 1
        visit = VISIT


async def _change(book: Workbook, day: Day, until: float) -> None:
    """Another quantity in the first banner, which moves a total; the sheet doesn't grow."""
    async for number in _beats(day, CHANGE_EVERY, until):
        row = book.snapshot().tables["banners"].iloc[0]
        seen = {"quantity": row["quantity"]}
        changed = {"quantity": 100 + number}
        await asyncio.to_thread(book.change, "banners", row["row_id"], changed, by="Đo đạc", seen=seen)
        day.changes += 1


async def _sample(server: Server, day: Day, until: float) -> None:
    async for _ in _beats(day, SAMPLE_EVERY, until):
        day.memory.append((day.seconds / 3600, server.memory_mib()))


async def _beats(day: Day, every: float, until: float) -> Any:
    number = 0
    while day.seconds < until:
        if day.seconds >= number * every:
            yield number
            number += 1
        await asyncio.sleep(0.05)


def _options() -> argparse.Namespace:
    parser = arguments(__doc__)
    parser.add_argument("--page", default="", help="address of the page, as wall (the overview)")
    parser.add_argument("--hours", type=float, default=8, help="length of the day (8)")
    parser.add_argument("--warm-up", type=float, default=1, help="hours before it, whose memory doesn't count (1)")
    return parser.parse_args()


if __name__ == "__main__":
    main()
