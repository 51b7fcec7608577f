"""A thread of its own sends what was accepted, whoever accepted it, without anybody who waits for it."""

import os
import subprocess
import sys
import threading
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from time import monotonic

import pytest

from services.workbook import Conflict, Pending, Workbook
from services.workbook.writer import LOOK_AGAIN
from tests.services.workbook.sending import (
    FIRST,
    OTHER,
    PATIENCE,
    SECOND,
    THIRD,
    add,
    entries,
    ids,
    told,
    waiting,
    writer,
)
from tests.services.workbook.trial import BY, POST, tab


@pytest.fixture
def book(served) -> Workbook:
    return served[0]


def test_a_restarted_app_sends_first_what_the_one_before_accepted(book, server, sheet, clock):
    waiting(server, lambda: add(book, SECOND), lambda: add(book, THIRD, OTHER))
    again = Workbook(book.connection, clock)
    add(again, FIRST)
    assert ids(sheet) == [SECOND, THIRD, FIRST]


class TestResident:
    """A thread of its own sends, without anybody who waits for it."""

    @staticmethod
    def thread(before: set[threading.Thread]) -> threading.Thread:
        (found,) = {each for each in threading.enumerate() if each.name == "writer"} - before
        return found

    @pytest.fixture
    def before(self) -> set[threading.Thread]:
        return set(threading.enumerate())

    @pytest.fixture
    def written(self, server) -> threading.Event:
        """Set by a write."""
        event = threading.Event()
        server.after_write = event.set
        return event

    def test_what_an_earlier_process_left_is_sent_and_then_the_thread_ends(self, book, server, sheet, written, before):
        waiting(server, *entries(book, FIRST))
        book.reside()
        thread = self.thread(before)
        assert written.wait(PATIENCE)
        thread.join(PATIENCE)
        assert not thread.is_alive()
        assert (book.queue().waiting, ids(sheet)) == ((), [FIRST])
        # And another one comes for the next entry.
        assert add(book, SECOND, patience=PATIENCE).row_id == SECOND

    def test_what_was_sent_while_the_server_was_away_arrives_by_itself(self, book, server, sheet, written):
        book.reside()
        server.failing = True
        with pytest.raises(Pending):
            add(book, FIRST, patience=0)
        server.failing = False
        assert written.wait(PATIENCE)
        assert add(book, FIRST, patience=PATIENCE).row_id == FIRST
        assert (ids(sheet), told(sheet)) == ([FIRST], [("Thêm", FIRST)])

    def test_told_to_end_it_gives_up_in_time_and_the_next_one_sends(self, book, server, sheet, clock):
        waiting(server, *entries(book, FIRST))
        server.failing = True
        book.reside()
        start = monotonic()
        book.drain(0.2)
        assert 0.2 <= monotonic() - start < PATIENCE
        assert [each.row_id for each in book.queue().waiting] == [FIRST]
        server.failing = False
        again = Workbook(book.connection, clock)
        again.reside()
        again.drain(PATIENCE)
        assert (again.queue().waiting, ids(sheet)) == ((), [FIRST])

    def test_an_entry_for_a_broken_tab_keeps_no_other_waiting(self, book, server, sheet):
        waiting(server, *entries(book, FIRST))
        label = tab(sheet, "banners").acell("F1").value
        tab(sheet, "banners").update_acell("F1", "")
        book.send_waiting()
        book.reside()
        start = monotonic()
        for number in range(4):
            entry = POST | {"url": f"https://www.example.vn/tin/{number}"}
            add(book, f"01J9W-9{number}", entry, "posts", patience=PATIENCE)
        # Each comes at once instead of with the next look for the broken tab.
        assert monotonic() - start < 2 * LOOK_AGAIN
        tab(sheet, "banners").update_acell("F1", label)
        book.send_waiting()
        assert add(book, FIRST, patience=PATIENCE).row_id == FIRST

    def test_what_twenty_people_send_during_one_call_goes_with_the_next(self, book, server, sheet):
        row_ids = [f"01J9W-{number:02}" for number in range(20)]
        accepted = threading.Event()
        server.before_write = lambda: accepted.wait(PATIENCE)
        book.reside()
        for row_id in row_ids:
            with pytest.raises(Pending):
                add(book, row_id, patience=0)
        accepted.set()
        for row_id in row_ids:
            assert add(book, row_id, patience=PATIENCE).row_id == row_id
        assert ids(sheet) == [row_id for _, row_id in told(sheet)] == row_ids
        assert server.asked[":batchUpdate"] == 2


def test_while_one_process_sends_another_one_does_not(book, server, sheet, clock):
    """What the first one is about to write the other one would write, too."""
    other = writer(book, clock)
    server.before_write = other.round
    waiting(server, *entries(book, FIRST))
    book.send_waiting()
    assert "bị khóa" in (other.trouble or "")
    assert (server.asked, told(sheet)) == ({"/values:batchGet": 2, ":batchUpdate": 1}, [("Thêm", FIRST)])


OTHER_PROCESS = f"""
import sys
from services.workbook import open_workbook
book = open_workbook()
book.snapshot()
print("ready", flush=True)
sys.stdin.readline()
for number in range(4):
    print(book.add("banners", {OTHER!r}, by={BY!r}, row_id=f"01J9W-{{number}}").row_id, flush=True)
"""


def test_two_processes_on_the_same_files_send_nothing_twice(book, server, sheet):
    """The same forms sent through both, as after a reload that met another process."""
    file = str(book.connection.journal_file.with_name("workbook.sqlite3"))
    named = {"SHEETS_ENDPOINT": server.url, "SHEETS_SPREADSHEET": server.core.spreadsheet_id, "LOCAL_WORKBOOK": file}
    with subprocess.Popen(
        [sys.executable, "-c", OTHER_PROCESS],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        env=os.environ | named,
    ) as other:
        assert other.stdout is not None
        assert other.stdout.readline() == "ready\n"
        book.reside()
        with ThreadPoolExecutor(4) as pool:
            sent = [pool.submit(add, book, f"01J9W-{number}", OTHER, patience=PATIENCE) for number in range(3, -1, -1)]
            answers, _ = other.communicate("\n", PATIENCE)
            receipts = {each.result(PATIENCE).row_id for each in sent}
    row_ids = [f"01J9W-{number}" for number in range(4)]
    assert answers.split() == row_ids
    assert (sorted(receipts), sorted(ids(sheet)), len(told(sheet))) == (row_ids, row_ids, 4)


def test_two_machines_on_one_sheet_know_each_other_s_entries_by_their_ids(served, server, sheet, clock, tmp_path):
    """Each has a journal of its own; the same form sent through both adds one row, also after a lost answer."""
    here = served[0]
    there = Workbook(replace(here.connection, journal_file=tmp_path / "there.sqlite3"), clock)
    server.coming = ["reset-after"]
    add(here, FIRST)
    assert add(there, FIRST).row_id == FIRST
    add(there, SECOND)
    with pytest.raises(Conflict):
        add(here, SECOND, OTHER)
    add(here, THIRD)
    assert ids(sheet) == [FIRST, SECOND, THIRD]
    assert told(sheet) == [("Thêm", FIRST), ("Thêm", SECOND), ("Thêm", THIRD)]
