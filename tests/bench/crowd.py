"""Many viewers in one process: what each of them saw and when."""

import asyncio
import re
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from time import perf_counter, process_time

from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.exceptions import WebSocketException

from tests.bench.session import PageFailed, connect, finished

_FIGURE = re.compile(r"Đạt (\d+)/")


@dataclass
class Seat:
    """One viewer's account."""

    first_ms: float | None = None
    """From the request to the end of the first page; None: it never came whole."""
    seen: dict[int, float] = field(default_factory=dict)
    """Headline figure → when (`perf_counter`) the first message with it arrived."""
    errors: Counter[str] = field(default_factory=Counter)
    """What the page showed instead of figures, how often."""
    dropped: str = ""
    """Why the connection ended early."""
    received_bytes: int = 0
    """After the first page."""

    def take(self, message: ForwardMsg) -> None:
        """Notes the headline's figure."""
        if message.delta.new_element.HasField("metric"):
            figure = _FIGURE.match(message.delta.new_element.metric.label)
            if figure:
                self.seen.setdefault(int(figure[1]), perf_counter())

    @contextmanager
    def noting_errors(self) -> Iterator[None]:
        """Goes on after an error that the page shows, as its viewer would."""
        try:
            yield
        except PageFailed as error:
            self.errors[str(error)[:80]] += 1


@dataclass
class Crowd:
    """All accounts, and what keeping them cost."""

    seats: list[Seat]
    cpu_seconds: float
    """Of the viewers' process, from the first arrival to the end."""
    wall_seconds: float


def gather(url: str, arrivals: list[float], until: float) -> Crowd:
    """Viewers of the overview who arrive at these moments and stay until that one (all of `perf_counter`)."""
    return finished(_gather(url, arrivals, until))


async def _gather(url: str, arrivals: list[float], until: float) -> Crowd:
    started, cpu = perf_counter(), process_time()
    seats = await asyncio.gather(*(_sit(url, at, until) for at in arrivals))
    return Crowd(list(seats), process_time() - cpu, perf_counter() - started)


async def _sit(url: str, arrival: float, until: float) -> Seat:
    seat = Seat()
    await asyncio.sleep(arrival - perf_counter())
    try:
        async with connect(url, prompt=True) as viewer:
            viewer.watch = seat.take
            with seat.noting_errors():
                seat.first_ms = (await viewer.rerun()).milliseconds
            while perf_counter() < until:
                with seat.noting_errors():
                    seat.received_bytes += (await viewer.stay(until)).received_bytes
    except (OSError, WebSocketException, TimeoutError) as error:
        seat.dropped = f"{type(error).__name__}: {error}"
    return seat
