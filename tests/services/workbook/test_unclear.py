"""A write whose answer tells nothing, or wrong: it is looked for by its ID, and sent again only once that is safe."""

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest

from services.local_sheets.errors import server_fault
from services.local_sheets.http import Server
from services.workbook import Pending, Workbook
from services.workbook.connection import TIMEOUTS
from services.workbook.journal import Submission
from services.workbook.writer import LOOK_AGAIN
from tests.services.workbook.cloud import running
from tests.services.workbook.sending import (
    FIRST,
    OTHER,
    PATIENCE,
    SECOND,
    THIRD,
    Misleading,
    add,
    change,
    ids,
    told,
    waiting,
    writer,
)
from tests.services.workbook.trial import BY, records, tab


@pytest.fixture
def book(served) -> Workbook:
    return served[0]


class TestUnclear:
    def test_a_unit_s_next_entry_waits_for_the_unclear_one_and_other_units_do_not(self, book, server, sheet, clock):
        server.coming = ["reset"]
        for row_id in (FIRST, SECOND):
            with pytest.raises(Pending):
                add(book, row_id)
        add(book, THIRD, OTHER)
        assert ids(sheet) == [THIRD]
        clock.tick(seconds=180)
        book.send_waiting()
        assert ids(sheet) == [THIRD, FIRST, SECOND]

    def test_a_change_of_another_row_is_answered_meanwhile(self, book, server, sheet):
        """However much waits behind the unclear one."""
        add(book, THIRD, OTHER)
        server.coming = ["reset"]
        for row_id in (FIRST, SECOND):
            with pytest.raises(Pending):
                add(book, row_id)
        assert change(book, THIRD, {"quantity": 2}, quantity=5).row_id == THIRD

    def test_a_row_s_next_change_waits_for_the_unclear_one(self, book, server, sheet, clock):
        add(book, FIRST)
        server.coming = ["reset"]
        with pytest.raises(Pending):
            change(book, FIRST, {"quantity": 2}, quantity=5)
        with pytest.raises(Pending):
            change(book, FIRST, {"place": "Cổng chính"}, place="Cổng sau")
        assert records(tab(sheet, "banners"))[0]["Vị trí treo"] == "Cổng chính"
        clock.tick(seconds=180)
        for _ in range(2):
            book.send_waiting()
        (row,) = records(tab(sheet, "banners"))
        assert (row["Số lượng"], row["Vị trí treo"]) == (5, "Cổng sau")
        assert told(sheet) == [("Thêm", FIRST), ("Sửa", FIRST), ("Sửa", FIRST)]

    def test_the_next_look_comes_after_five_seconds_and_not_at_once(self, tmp_path, book, server, clock):
        """However much waits behind the unclear one."""
        server.coming = ["reset"]
        for row_id in (FIRST, SECOND):
            with pytest.raises(Pending):
                add(book, row_id)
        other = writer(book, clock)
        assert other.round() == LOOK_AGAIN
        clock.tick(seconds=180)
        assert other.round() is None

    def test_pages_are_drawn_again_only_when_something_moved(self, book, server, clock):
        server.coming = ["reset"]
        with pytest.raises(Pending):
            add(book, FIRST)
        book.send_waiting()
        moves = book.moves
        for _ in range(3):
            book.send_waiting()
        assert book.moves == moves
        clock.tick(seconds=180)
        book.send_waiting()
        assert book.moves > moves

    def test_what_is_accepted_and_settled_in_one_round_has_moved(self, book, clock):
        other = writer(book, clock)
        other.round()
        moves = other.moves
        other.accept([Submission("gardens", FIRST, "add", BY, clock(), {})])
        other.round()
        assert (other.moves > moves, [each.row_id for each in other.queue().refused]) == (True, [FIRST])

    def test_a_change_that_can_not_be_read_back_is_found_later_and_not_written_again(self, book, server, sheet):
        add(book, FIRST)
        server.after_write = server.fail_reads
        with pytest.raises(Pending):
            change(book, FIRST, {"quantity": 2}, quantity=5)
        server.failing = False
        book.send_waiting()
        assert book.queue().waiting == ()
        assert told(sheet) == [("Thêm", FIRST), ("Sửa", FIRST)]

    @pytest.mark.parametrize("hours", [-1, -24 * 365])
    def test_a_clock_set_back_makes_nobody_wait_longer(self, book, server, sheet, clock, hours):
        server.coming = ["reset"]
        with pytest.raises(Pending):
            add(book, FIRST)
        clock.tick(hours=hours)
        book.send_waiting()
        clock.tick(seconds=179)
        book.send_waiting()
        assert ids(sheet) == []
        clock.tick(seconds=1)
        book.send_waiting()
        assert ids(sheet) == [FIRST]

    @pytest.mark.parametrize("kind", ["reset", "reset-after"])
    def test_a_clock_set_forward_doubles_nothing(self, book, server, sheet, clock, kind):
        server.coming, server.after_write = [kind], server.fail_reads
        with pytest.raises(Pending):
            add(book, FIRST)
        server.after_write, server.failing = lambda: None, False
        clock.tick(days=1)
        book.send_waiting()
        assert (ids(sheet), told(sheet)) == ([FIRST], [("Thêm", FIRST)])

    def test_entries_stand_in_the_order_of_acceptance_whatever_the_clock_says(self, book, server, sheet, clock):
        def later() -> None:
            clock.tick(hours=-2)
            add(book, FIRST)

        waiting(server, lambda: add(book, SECOND), later)
        book.send_waiting()
        assert ids(sheet) == [SECOND, FIRST]


@pytest.mark.parametrize(
    ("status", "answer"),
    [
        pytest.param(500, server_fault(500).envelope(), id="500"),
        pytest.param(503, server_fault(503).envelope(), id="503"),
        pytest.param(502, "<html>502 Bad Gateway</html>", id="a gateway's page"),
        pytest.param(200, "<html>Wi-Fi</html>", id="a page instead of the answer"),
        pytest.param(200, {}, id="an answer that was cut"),
        pytest.param(200, {"spreadsheetId": "another"}, id="an answer about another spreadsheet"),
    ],
)
def test_what_was_written_whatever_the_answer_says_is_found_and_not_written_again(book, server, sheet, status, answer):
    server.core = Misleading(server.core, status, answer)
    first = add(book, FIRST)
    assert change(book, FIRST, {"quantity": 2}, quantity=5).row_id == FIRST
    assert add(book, SECOND).at == first.at
    assert told(sheet) == [("Thêm", FIRST), ("Sửa", FIRST), ("Thêm", SECOND)]
    assert server.asked[":batchUpdate"] == 3


class TestNoAnswer:
    """The server takes the write and says nothing."""

    @pytest.fixture
    def stalls(self, book, server) -> Callable[[str], None]:
        """The next write stalls, and is given up after a second; nothing else is."""
        client = book.connection.gateway._client

        def begin(kind: str) -> None:
            def hurry() -> None:
                server.before_read = lambda: None
                client.set_timeout(1)

            server.coming = [kind]
            server.before_read, server.before_write = hurry, lambda: client.set_timeout(TIMEOUTS)

        return begin

    def test_a_write_that_was_carried_out_has_its_receipt(self, book, server, sheet, stalls):
        stalls("stall-after")
        add(book, FIRST)
        assert (told(sheet), server.asked[":batchUpdate"]) == ([("Thêm", FIRST)], 1)

    def test_one_that_was_not_is_sent_again_after_three_minutes(self, book, server, sheet, clock, stalls):
        stalls("stall")
        with pytest.raises(Pending, match="Không nhận được trả lời"):
            add(book, FIRST)
        clock.tick(seconds=179)
        book.send_waiting()
        assert told(sheet) == []
        clock.tick(seconds=1)
        book.send_waiting()
        assert told(sheet) == [("Thêm", FIRST)]

    def test_meanwhile_everybody_sees_the_sheet_and_others_submit(self, book, server, sheet):
        asked, answer = threading.Event(), threading.Event()
        server.before_write = lambda: (asked.set(), answer.wait(PATIENCE))
        with ThreadPoolExecutor(2) as pool:
            first = pool.submit(add, book, FIRST)
            assert asked.wait(PATIENCE)
            second = pool.submit(add, book, SECOND, OTHER)
            assert list(book.snapshot().tables["banners"]["row_id"]) == []
            answer.set()
            assert [first.result(PATIENCE).row_id, second.result(PATIENCE).row_id] == [FIRST, SECOND]
        assert ids(sheet) == [FIRST, SECOND]


def test_without_a_network_the_entry_waits_and_goes_out_once_there_is_one(tmp_path, book, server, sheet, clock):
    server.shutdown()
    server.server_close()
    book.connection.gateway._client.session.close()
    clock.tick(seconds=5)
    with pytest.raises(Pending, match="Xin kiểm tra mạng"):
        add(book, FIRST)
    assert "Xin kiểm tra mạng" in (book.snapshot().trouble or "")
    with running(Server(server.core, server.server_port)):
        book.send_waiting()
    assert (told(sheet), book.queue().waiting) == ([("Thêm", FIRST)], ())
