"""Many writers in one process that is killed and started again, and the server that watches what they ask of it."""

import faulthandler
import multiprocessing
import os
import signal
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from multiprocessing.context import ForkServerProcess
from pathlib import Path
from time import monotonic

from services.local_sheets import LocalSheets
from services.local_sheets.auth import Accounts
from services.local_sheets.http import Server, Switches
from services.plan import TIME_ZONE
from services.workbook import Pending, Unavailable, Workbook, WorkbookError
from services.workbook.connection import Connection, connect
from services.workbook.retries import Retries
from tests.bench.submissions import Done, Notebook, Submission, moments, notes

PEOPLE = "Đo đạc"
_FIRST_MOMENT = datetime(2024, 10, 1, 8, tzinfo=TIME_ZONE)
_PAUSE = 0.5
"""Seconds until a writer who was told that nothing was written presses the button again."""

_processes = multiprocessing.get_context("forkserver")
# What every writing process needs is imported once, so that starting one takes no longer than a fork.
_processes.set_forkserver_preload([__name__])


@dataclass(frozen=True)
class Clock:
    """A clock that runs `speed` times as fast as real time, the same in all processes; 1: just real time."""

    speed: float = 1
    since: float = 0
    """`monotonic` when it began."""

    def __call__(self) -> datetime:
        if self.speed == 1:
            return datetime.now(TIME_ZONE)
        return _FIRST_MOMENT + timedelta(seconds=(monotonic() - self.since) * self.speed)


@dataclass(frozen=True)
class Task:
    """What a writing process does."""

    folder: Path
    """Where its journal and its notes are."""
    endpoint: str
    spreadsheet: str
    queues: Sequence[Sequence[tuple[float, Submission]]]
    """For each writer what they submit, and when (`monotonic`); later when the one before is not received yet."""
    clock: Clock = Clock()
    done: frozenset[Done] = frozenset()
    """What was acknowledged to an earlier process."""

    @property
    def notes(self) -> Path:
        """The file of its notes."""
        return self.folder / "notes.jsonl"

    def connection(self) -> Connection:
        """The way to the server, as the app connects."""
        environ = {
            "SHEETS_ENDPOINT": self.endpoint,
            "SHEETS_SPREADSHEET": self.spreadsheet,
            "LOCAL_WORKBOOK": str(self.folder / "app.sqlite3"),
        }
        waits = Retries(total=3, connect=1, read=1, other=1, backoff_factor=1 / self.clock.speed, backoff_max=4)
        return connect(environ, self.folder / "secrets.toml", waits)


def write(task: Task) -> None:
    """Submits everything and waits until all of it was received. A SIGABRT tells where the threads are."""
    faulthandler.enable()
    book, notebook = Workbook(task.connection(), task.clock), Notebook(task.notes)
    book.reside()
    writers = [threading.Thread(target=_work, args=(task, queue, book, notebook)) for queue in task.queues if queue]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join()


def _work(task: Task, queue: Iterable[tuple[float, Submission]], book: Workbook, notebook: Notebook) -> None:
    for due, one in queue:
        time.sleep(max(due - monotonic(), 0))
        calls: dict[str, Callable[[], object]] = {
            "add": lambda one=one: book.add(one.tab_key, one.values, by=PEOPLE, row_id=one.row_id),
            "change": lambda one=one: book.change(one.tab_key, one.row_id, one.changes, by=PEOPLE, seen=one.seen),
        }
        for step in one.steps:
            if step not in task.done and not _received(calls[step[0]], step, notebook):
                break


def _received(submit: Callable[[], object], step: Done, notebook: Notebook) -> bool:
    """Presses the button until there is a receipt; False when the entry was refused."""
    while True:
        notebook.put("began", step)
        try:
            submit()
        except Pending:
            notebook.put("pending", step)
        except Unavailable as error:
            notebook.put("trouble", step, str(error))
            time.sleep(_PAUSE)
        except WorkbookError as error:
            notebook.put("refused", step, f"{type(error).__name__}: {error}")
            return False
        else:
            notebook.put("done", step)
            return True


def hammer(task: Task, lives: Iterable[float], patience: float) -> tuple[int, float]:
    """Has the task done by one process after the other, each killed after so many seconds, and a last one that gets
    `patience` seconds; what a killed process left unacknowledged is submitted again by the next.

    Gives the number of kills and the last process's largest memory in MiB. When that one doesn't end in time, it tells
    where its threads are, and what it owes stays unacknowledged.
    """
    kills = 0
    for life in lives:
        process = _started(task)
        process.join(life)
        kills += process.exitcode is None
        process.kill()
        process.join()
    process = _started(task)
    memory, until = 0.0, monotonic() + patience
    while process.exitcode is None and monotonic() < until:
        memory = max(memory, _memory_mib(process.pid or 0))
        process.join(0.5)
    if process.exitcode is None:
        os.kill(process.pid or 0, signal.SIGABRT)
        process.join()
    return kills, memory


def _started(task: Task) -> ForkServerProcess:
    _, done = moments(notes(task.notes))
    left = [[(due, one) for due, one in queue if not done.keys() >= {*one.steps}] for queue in task.queues]
    process = _processes.Process(target=write, args=(replace(task, queues=left, done=frozenset(done)),))
    process.start()
    return process


def _memory_mib(pid: int) -> float:
    """The largest memory so far; 0 when the process has ended. https://man7.org/linux/man-pages/man5/proc.5.html"""
    try:
        status = Path(f"/proc/{pid}/status").read_text(encoding="utf-8")
    except OSError:
        return 0
    return next((int(line.split()[1]) for line in status.splitlines() if line.startswith("VmHWM:")), 0) / 1024


class Watched(Server):
    """Serves a workbook, notes what it is asked, and lets one of the writes stall."""

    def __init__(
        self, core: LocalSheets, switches: Switches, accounts: Accounts | None = None, stalled_write: int | None = None
    ) -> None:
        super().__init__(core, 0, switches, accounts)
        self.arrived: list[tuple[float, str]] = []
        """Moment (`monotonic`) and read, write or token of each request."""
        self.answers: Counter[str] = Counter()
        """Status → how often; a request that was cut or stalled has none."""
        self.faults: Counter[str] = Counter()
        """Kind → how often a request met it."""
        self._stalled_write = stalled_write
        watched = self

        class Handler(self.RequestHandlerClass):  # type: ignore[name-defined]
            def parse_request(self) -> bool:
                known = super().parse_request()
                kind = "token" if self.path == "/token" else {"GET": "read"}.get(self.command, "write")
                watched.arrived.append((monotonic(), kind))
                return known

            def log_request(self, code: object = "-", size: object = "-") -> None:
                watched.answers[str(int(code))] += 1  # type: ignore[call-overload]

        self.RequestHandlerClass = Handler

    def fault(self) -> str | None:
        """As the switches say, but for the write that stalls."""
        if self._stalled_write and sum(kind == "write" for _, kind in self.arrived) >= self._stalled_write:
            self._stalled_write = None
            kind: str | None = "stall"
        else:
            kind = super().fault()
        self.faults.update([kind] if kind else [])
        return kind

    def in_worst_minute(self, wanted: str) -> int:
        """The most requests of this kind that any 60 seconds held."""
        moments = [at for at, kind in list(self.arrived) if kind == wanted]
        return max((sum(start <= at < start + 60 for at in moments) for start in moments), default=0)


@contextmanager
def watched(
    core: LocalSheets, switches: Switches, accounts: Accounts | None = None, stalled_write: int | None = None
) -> Iterator[Watched]:
    """A running server of this workbook."""
    with Watched(core, switches, accounts, stalled_write) as server:
        threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()
        yield server
        server.shutdown()
