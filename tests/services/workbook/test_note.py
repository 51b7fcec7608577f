"""Rows of the audit log that belong to no entry: each stands there once, and no entry waits for it."""

import threading

import gspread
import pytest

from services.local_sheets.core import Answer
from services.local_sheets.errors import server_fault
from services.workbook import Workbook
from services.workbook.history import Event
from services.workbook.journal import Journal, Submission
from services.workbook.writer import LINGER
from tests.services.workbook.sending import (
    FIRST,
    PATIENCE,
    SECOND,
    Between,
    Choosy,
    Misleading,
    add,
    ids,
    told,
    waiting,
)
from tests.services.workbook.trial import BY, Clock, opened, people, tab

WHO = "an@example.vn"


@pytest.fixture
def book(served) -> Workbook:
    return served[0]


class Illegible(Between):
    """Fails whenever a single tab is asked for."""

    def respond(self, method: str, url: str, content: bytes, caller: str | None = None) -> Answer:
        if method == "GET" and url.count("ranges=") == 1:
            return 503, server_fault(503).envelope()
        return super().respond(method, url, content, caller)


def sign_in(book: Workbook) -> None:
    book.note("sign_in", by=WHO, once="sign_in:an@example.vn:1732430000")


def same(book: Workbook, _clock: Clock) -> Workbook:
    """The process itself."""
    return book


def again(book: Workbook, clock: Clock) -> Workbook:
    """Another process on the same files."""
    return Workbook(book.connection, clock)


def actions(sheet: gspread.Spreadsheet) -> list[str]:
    """What the log tells, in its order."""
    return [action for action, _ in told(sheet)]


class TestGoodCase:
    def test_a_note_goes_with_the_next_entry_and_costs_no_call(self, book, server, sheet):
        add(book, FIRST)
        cost = dict(server.asked)
        server.asked.clear()
        sign_in(book)
        assert server.asked == {}
        add(book, SECOND)
        assert dict(server.asked) == cost
        assert actions(sheet) == ["Thêm", "Đăng nhập", "Thêm"]

    def test_notes_alone_take_one_write_and_no_read(self, book, server, sheet):
        for _ in range(3):
            book.note("refuse", by=WHO)
        book.send_waiting()
        assert (dict(server.asked), actions(sheet)) == ({":batchUpdate": 1}, ["Bị từ chối"] * 3)
        assert book._writer.round() is None

    def test_one_that_comes_while_others_are_sent_waits_for_an_entry_to_go_with(self, book, server, sheet):
        waiting(server, lambda: add(book, FIRST))
        server.after_write = lambda: sign_in(book)
        assert book._writer.round() == LINGER
        assert (ids(sheet), actions(sheet)) == ([FIRST], ["Thêm"])
        moves = book.moves
        book.send_waiting()
        assert (actions(sheet), book.moves) == (["Thêm", "Đăng nhập"], moves)

    def test_an_entry_that_comes_while_notes_are_sent_is_judged_by_a_look_of_its_own(self, book, server, clock):
        add(book, FIRST)
        late = Submission("banners", FIRST, "change", BY, clock(), {"quantity": 5}, seen={"quantity": 2})

        def meanwhile() -> None:
            server.before_read = lambda: None
            Journal(book.connection.journal_file).accept([late])

        sign_in(book)
        clock.tick(seconds=5)
        server.before_read = meanwhile
        assert book._writer.round() == 0
        assert [each.values for each in book.queue().waiting] == [late.values]
        book.send_waiting()
        assert book.queue().waiting == ()

    def test_pages_are_not_drawn_again_for_it_and_no_queue_shows_it(self, book):
        book.send_waiting()
        moves = book.moves
        sign_in(book)
        assert book.queue().waiting == ()
        book.send_waiting()
        assert book.moves == moves


class TestResident:
    @staticmethod
    def wait(before: set[threading.Thread]) -> None:
        for thread in set(threading.enumerate()) - before:
            thread.join(LINGER / 2)

    @pytest.fixture
    def before(self) -> set[threading.Thread]:
        return set(threading.enumerate())

    def test_a_note_alone_goes_by_itself_and_where_there_is_no_quota_at_once(self, tmp_path, clock, before):
        book = opened(tmp_path, clock)
        book.reside()
        self.wait(before)
        sign_in(book)
        self.wait(before)
        assert actions(people(tmp_path)) == ["Đăng nhập"]

    def test_an_entry_takes_along_what_came_before_it(self, book, server, sheet, before):
        book.reside()
        add(book, SECOND, patience=PATIENCE)
        self.wait(before)
        sign_in(book)
        add(book, FIRST, patience=PATIENCE)
        assert (server.asked[":batchUpdate"], actions(sheet)) == (2, ["Thêm", "Đăng nhập", "Thêm"])


class TestOnce:
    @pytest.mark.parametrize("other", [same, again])
    def test_the_same_key_is_noted_once_in_any_process_before_and_after_sending(self, book, sheet, clock, other):
        for _ in range(2):
            sign_in(book)
            sign_in(other(book, clock))
            book.send_waiting()
        book.note("sign_in", by=WHO, once="another")
        book.send_waiting()
        assert actions(sheet) == ["Đăng nhập"] * 2

    def test_without_a_key_each_is_another(self, book, sheet):
        for _ in range(2):
            book.note("export", by=WHO)
        book.send_waiting()
        assert len(set(told(sheet))) == 2

    def test_a_process_that_ended_before_sending_leaves_it_to_the_next(self, book, sheet, clock):
        sign_in(book)
        again(book, clock).send_waiting()
        assert actions(sheet) == ["Đăng nhập"]


class TestUnclear:
    @pytest.mark.parametrize("kind", ["reset", "reset-after"])
    @pytest.mark.parametrize("then", [same, again])
    def test_after_three_minutes_the_log_is_read_once_and_tells(self, book, server, sheet, clock, kind, then):
        server.coming = [kind]
        sign_in(book)
        book.send_waiting()
        book = then(book, clock)
        clock.tick(seconds=179)
        book.snapshot()
        server.asked.clear()
        book.send_waiting()
        assert server.asked == {}
        clock.tick(seconds=1)
        book.send_waiting()
        assert actions(sheet) == ["Đăng nhập"]
        assert server.asked["/values:batchGet"] == 1
        clock.tick(hours=1)
        book.send_waiting()
        assert actions(sheet) == ["Đăng nhập"]

    def test_written_with_an_entry_and_answered_with_an_error_each_stands_once(self, book, server, sheet):
        server.core = Misleading(server.core, 500, server_fault(500).envelope())
        sign_in(book)
        add(book, FIRST)
        assert (actions(sheet), ids(sheet)) == (["Đăng nhập", "Thêm"], [FIRST])
        assert server.asked[":batchUpdate"] == 1

    def test_a_log_that_can_not_be_read_holds_no_entry_up(self, book, server, sheet, clock):
        server.coming = ["reset-after"]
        sign_in(book)
        book.send_waiting()
        clock.tick(seconds=180)
        core, server.core = server.core, Illegible(server.core)
        add(book, FIRST)
        server.core = core
        book.send_waiting()
        assert (actions(sheet), ids(sheet)) == (["Đăng nhập", "Thêm"], [FIRST])


def test_one_that_the_sheet_refuses_is_nobody_s_to_mend_and_stops_no_entry(book, server, sheet):
    server.core = Choosy(server.core, "KHONG QUA", 400, "Request contains an invalid argument.")
    book.note("export", by=WHO, about="KHONG QUA")
    add(book, FIRST)
    assert (ids(sheet), book.queue().refused) == ([FIRST], ())


def test_whatever_it_is_about_the_log_tells_it_as_text(book, sheet, clock):
    book.note("refuse", by=WHO + "\ud800", tab_key="banners", about='=IMPORTXML("http://x";\ud800"//a")\nhai')
    add(book, FIRST)
    entry, note = book.audit()
    assert (entry.action, entry.after["quantity"]) == ("add", 2)
    row_id = tab(sheet, "audit").acell("E2").value
    text = '=IMPORTXML("http://x"; "//a") hai'
    assert note == Event(clock(), WHO, "refuse", "banners", row_id, None, text)


def test_none_is_taken_for_an_entry_that_somebody_deleted(book, sheet, clock):
    add(book, FIRST)
    book.note("export", by=WHO, tab_key="banners", about='{"Đơn vị": "CESTI", "Số lượng": "2"}')
    book.send_waiting()
    assert book.deleted() == []
    tab(sheet, "banners").delete_rows(2)
    clock.tick(seconds=5)
    assert [lost.row_id for lost in book.deleted()] == [FIRST]
