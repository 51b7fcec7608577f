"""Ten thousand submissions while every known fault of the network, of sign-in and of the app's own process happens, in
an order that the seed decides: nothing acknowledged is lost, nothing stands twice, nothing stands that nobody sent.

The app's clock runs sixty times as fast as real time, so that its three minutes of looking take three seconds.
"""

import tempfile
import threading
from collections import Counter
from collections.abc import Callable
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from random import Random
from time import monotonic
from typing import Any

from hypothesis import seed, settings
from hypothesis.stateful import run_state_machine_as_test

from services.local_sheets import LocalSheets
from services.local_sheets.auth import Accounts
from services.local_sheets.core import Answer
from services.local_sheets.http import FAULTS, Switches
from services.workbook.setup import set_up
from tests.bench.burst import queued
from tests.bench.machine import arguments, publish
from tests.bench.submissions import judged, notes, submissions
from tests.bench.writing import Clock, Task, hammer, watched
from tests.services.workbook.cloud import key_file, secrets_toml
from tests.services.workbook.test_stateful import Sheet

LATE_SECONDS = 170
"""A request without an answer is carried out at the latest so long after it came (Google's limit: 180)."""
_RARE = ("stall", "stall-after")
"""Each costs half a minute."""
_TOKEN_SECONDS = 240
_FORGETTING = 7.0
"""Seconds after which all tokens end at once."""


@dataclass(frozen=True)
class Course:
    """How a run goes."""

    count: int = 10_000
    edits: int = 1_000
    pressed_twice: int = 500
    writers: int = 200
    kills: int = 210
    mean_life: float = 2.5
    """Seconds between two kills, on average."""
    fault_rate: float = 0.01
    """Of each kind."""
    speed: float = 60
    patience: float = 3_600
    """Seconds for the last process."""


class Late(LocalSheets):
    """A workbook that carries some writes out long after the connection was cut."""

    def __init__(self, file: Path, longest: float, seed: int) -> None:
        super().__init__(file)
        self.rate, self._longest = 0.0, longest
        self._dice = Random(seed)  # noqa: S311  # chance for tests, no secret
        self.late = 0

    def respond(self, method: str, url: str, content: str | bytes | None, caller: str | None = None) -> Answer:
        """As ever, or a cut connection and the change some time afterwards."""
        answer: Callable[[], Answer] = lambda: LocalSheets.respond(self, method, url, content, caller)  # noqa: E731
        if method == "GET" or self._dice.random() >= self.rate:
            return answer()
        self.late += 1
        threading.Timer(self._dice.uniform(0, self._longest), answer).start()
        raise ConnectionAbortedError


def main() -> None:
    """Runs and publishes; exit status 1 when anything is wrong."""
    parser = arguments(__doc__)
    parser.add_argument("--seed", type=int, default=4013)
    parser.add_argument("--count", type=int, default=Course.count)
    parser.add_argument("--kills", type=int, default=Course.kills)
    parser.add_argument("--courses", type=int, default=500, help="random courses of the stateful test")
    options = parser.parse_args()
    print("seed", options.seed, flush=True)
    longer = settings(max_examples=options.courses, stateful_step_count=50, deadline=None)
    run_state_machine_as_test(seed(options.seed)(Sheet), settings=longer)
    found = measure(Course(count=options.count, edits=options.count // 10, kills=options.kills), options.seed)
    publish({"benchmark": "soak", "seed": options.seed, "courses": options.courses, **found}, options.json)
    raise SystemExit(any(found["wrong"].values()))


def measure(course: Course, chance: int) -> dict[str, Any]:
    """One run against a new workbook."""
    dice = Random(chance)  # noqa: S311  # chance for tests, no secret
    sent = submissions(course.count, edits=course.edits, seed=chance)
    plain = [one for one in sent if one.corrected is None]
    pressed = sent + dice.sample(plain, min(course.pressed_twice, len(plain)))
    lives = [dice.expovariate(1 / course.mean_life) for _ in range(course.kills)]
    rates = {kind: course.fault_rate / (10 if kind in _RARE else 1) for kind in FAULTS}
    accounts = Accounts(_TOKEN_SECONDS)
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        core = Late(folder / "sheet.sqlite3", LATE_SECONDS / course.speed, chance)
        server = stack.enter_context(watched(core, Switches(), accounts))
        info = key_file(token_uri=server.url + "/token")
        accounts.register(info)
        settings = {"spreadsheet": core.spreadsheet_id, **info}
        (folder / "secrets.toml").write_text(secrets_toml(settings), encoding="utf-8")
        stack.enter_context(_every(_FORGETTING, accounts.forget_tokens))
        begin = monotonic()
        queues = queued(sorted(pressed, key=lambda one: one.row_id), course.writers, begin, sum(lives), chance)
        task = Task(folder, server.url, core.spreadsheet_id, queues, Clock(course.speed, begin))
        set_up(task.connection().gateway, replace_blank=True)
        server.switches, core.rate = Switches(faults=rates, seed=chance), course.fault_rate
        kills, memory = hammer(task, lives, course.patience)
        noted = notes(task.notes)
        return {
            "submissions": len(sent),
            "edits": course.edits,
            "kills": kills,
            "seconds": round(monotonic() - begin),
            "requests": dict(Counter(kind for _, kind in server.arrived)),
            "answers": dict(server.answers),
            "faults": dict(server.faults),
            "carried_out_late": core.late,
            "told": dict(Counter(note.event for note in noted)),
            "journal_kib": round(sum(file.stat().st_size for file in folder.glob("journal-*")) / 1024),
            "memory_mib": round(memory, 1),
            "wrong": judged(folder / "sheet.sqlite3", sent, noted),
        }


@contextmanager
def _every(seconds: float, act: Callable[[], object]):
    ended = threading.Event()

    def go_on() -> None:
        while not ended.wait(seconds):
            act()

    threading.Thread(target=go_on, daemon=True).start()
    yield
    ended.set()


if __name__ == "__main__":
    main()
