"""The process is killed at each step between submitting and the receipt that leaves something else on disk, in turn;
what is there afterwards, and what the next process makes of it.
"""

import json
import multiprocessing
import os
import signal
import sys
from collections.abc import Callable
from dataclasses import dataclass
from hashlib import blake2b
from itertools import count, groupby
from pathlib import Path
from shutil import copytree
from types import FrameType
from typing import Any

import pytest

from services.local_sheets import store
from services.schema import AUDIT, BANNERS
from services.workbook import Workbook, journal
from tests.services.workbook.trial import BANNER, BY, Clock, opened, people, records, tab

ID = "01J9CRASH"
_ON_DISK = (journal.__file__, store.__file__)
"""Every line run in these modules, which alone write files here, is a step."""
_processes = multiprocessing.get_context("forkserver")
_processes.set_forkserver_preload([__name__])


@pytest.fixture(autouse=True)
def own_main(monkeypatch: pytest.MonkeyPatch) -> None:
    """A new process looks at the main module first, in whose place Streamlit's tests leave a script of theirs."""
    monkeypatch.setitem(sys.modules, "__main__", sys.modules[__name__])


def add(book: Workbook) -> None:
    book.add("banners", BANNER, by=BY, row_id=ID)


def change(book: Workbook) -> None:
    book.change("banners", ID, {"quantity": 5}, by=BY, seen={"quantity": 2})


@dataclass(frozen=True)
class Deed:
    """What is submitted, and how the sheet tells whether it was carried out."""

    do: Callable[[Workbook], object]
    before: Callable[[Workbook], object]
    quantities: tuple[list[int], list[int]]
    """Of all rows: before it, and after."""
    action: str


DEEDS = {"add": Deed(add, Workbook.snapshot, ([], [2]), "Thêm"), "change": Deed(change, add, ([2], [5]), "Sửa")}


def _stepping(step: Callable[[], None]) -> Callable[..., Any]:
    def trace(frame: FrameType, event: str, arg: object) -> Any:
        if frame.f_code.co_filename not in _ON_DISK:
            return None
        step()
        return trace

    return trace


def run(folder: Path, name: str, dies_at: int | None) -> None:
    """Does the deed and dies at that step; without one, notes each step that left something else on disk."""
    book = opened(folder, Clock())
    book.snapshot()
    numbers, found, last = count(), list[int](), _on_disk(folder)

    def step() -> None:
        nonlocal last
        number = next(numbers)
        if number == dies_at:
            os.kill(os.getpid(), signal.SIGKILL)
        if dies_at is None and (now := _on_disk(folder)) != last:
            found.append(number)
            last = now

    sys.settrace(_stepping(step))
    DEEDS[name].do(book)
    sys.settrace(None)
    (folder / "receipt.json").write_text(json.dumps([0, *found, next(numbers) - 1]), encoding="utf-8")


def _on_disk(folder: Path) -> dict[str, bytes]:
    return {file.name: blake2b(file.read_bytes()).digest() for file in folder.iterdir()}


def process(folder: Path, name: str, dies_at: int | None = None) -> int | None:
    """The exit code of a process of its own that does the deed."""
    started = _processes.Process(target=run, args=(folder, name, dies_at))
    started.start()
    started.join(60)
    return started.exitcode


@dataclass(frozen=True)
class Crash:
    """What a kill left, and what stood after another process had gone on."""

    state: str | None
    """In the journal."""
    in_sheet: bool
    at_last: tuple[bool, int]
    """Whether the deed is in the sheet, and how often in the audit log."""


def crashed(folder: Path, name: str, step: int) -> Crash:
    """Kills at the step, looks, and lets a new workbook go on four minutes later."""
    assert process(folder, name, step) == -signal.SIGKILL
    assert not (folder / "receipt.json").exists()
    clock = Clock()
    clock.tick(minutes=4)
    book = opened(folder, clock)
    with journal.Journal(book.connection.journal_file).opened() as database:
        states = database.execute("SELECT state FROM submissions WHERE action = ?", (name,)).fetchall()
    in_sheet = is_done(folder, name)
    book.send_waiting()
    told = sum(row["Hành động"] == DEEDS[name].action for row in records(tab(people(folder), AUDIT.key)))
    return Crash(states[0][0] if states else None, in_sheet, (is_done(folder, name), told))


def is_done(folder: Path, name: str) -> bool:
    """Fails when the sheet holds anything but the state before the deed, or the one after it."""
    quantities = [row["Số lượng"] for row in records(tab(people(folder), BANNERS.key))]
    return bool(DEEDS[name].quantities.index(quantities))


@pytest.mark.parametrize("name", DEEDS)
def test_a_killed_process_leaves_nothing_or_what_the_next_one_brings_to_the_sheet_once(tmp_path, name):
    """Before the journal has it nothing was acknowledged and nothing arrives; from then on it arrives once."""
    before, surveyed = tmp_path / "before", tmp_path / "surveyed"
    before.mkdir()
    DEEDS[name].before(opened(before, Clock()))
    assert process(copytree(before, surveyed), name) == 0
    steps = json.loads((surveyed / "receipt.json").read_text(encoding="utf-8"))
    crashes = [crashed(copytree(before, tmp_path / str(step)), name, step) for step in steps]
    course = [(each.state, each.in_sheet, each.at_last) for each in crashes]
    assert [place for place, _ in groupby(course)] == [
        (None, False, (False, 0)),
        ("waiting", False, (True, 1)),
        ("sent", False, (True, 1)),
        ("sent", True, (True, 1)),
        ("written", True, (True, 1)),
        ("done", True, (True, 1)),
    ]
