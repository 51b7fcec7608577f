"""One sender for all: what waits goes together, in order, each once; what can't go is told and stops nobody else."""

import os
import subprocess
import sys
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import gspread
import pytest

from services.local_sheets import LocalSheets
from services.local_sheets.core import Answer
from services.local_sheets.errors import ApiError
from services.schema import BANNERS, TABS
from services.workbook import Conflict, Pending, Receipt, Unavailable, Workbook, outcomes
from services.workbook.first_seen import Sightings
from services.workbook.journal import Journal, Submission
from services.workbook.setup import set_up
from services.workbook.snapshot import Reader
from services.workbook.writer import LOOK_AGAIN, Writer
from tests.services.local_sheets.book import Book
from tests.services.workbook.cloud import cloud
from tests.services.workbook.trial import (
    ACTIVITY,
    BANNER,
    BY,
    POST,
    Served,
    file_in,
    people,
    records,
    serving,
    tab,
)

PATIENCE = 20.0
"""Seconds for what comes at once on an idle machine."""
FIRST, SECOND, THIRD, FOURTH = (f"01J9W-{number}" for number in range(1, 5))
OTHER = BANNER | {"unit": "HCMGIS"}


@pytest.fixture
def served(tmp_path, clock):
    """The workbook over HTTP and its server, nothing counted yet."""
    with serving(tmp_path, clock) as pair:
        yield pair


@pytest.fixture
def book(served) -> Workbook:
    return served[0]


@pytest.fixture
def server(served) -> Served:
    return served[1]


@pytest.fixture
def sheet(tmp_path, served) -> gspread.Spreadsheet:
    """The workbook as people have it before them."""
    return people(tmp_path)


@pytest.fixture
def owner(tmp_path, server) -> Book:
    """The spreadsheet's owner, by requests of the API."""
    return Book(LocalSheets(file_in(tmp_path)), file_in(tmp_path))


class Between:
    """Stands between the server and the workbook."""

    caller: str | None = None

    def __init__(self, core: LocalSheets) -> None:
        self._core, self.spreadsheet_id = core, core.spreadsheet_id

    def respond(self, method: str, url: str, content: bytes, caller: str | None = None) -> Answer:
        refused = self.write(content) if method == "POST" else None
        return refused or self._core.respond(method, url, content, self.caller)

    def write(self, content: bytes) -> Answer | None:
        """Refuses the write, or not."""
        return None


class Account(Between):
    """Asks as an account that protected ranges stop."""

    caller = "tuan-le@du-an.iam.gserviceaccount.com"


class Weighing(Between):
    """Notes how many bytes the writes have."""

    def __init__(self, core: LocalSheets) -> None:
        super().__init__(core)
        self.sizes: list[int] = []

    def write(self, content: bytes) -> None:
        self.sizes.append(len(content))


class Choosy(Between):
    """Refuses every write that holds a certain text, and says so in this way."""

    def __init__(self, core: LocalSheets, text: str, status: int, message: str) -> None:
        super().__init__(core)
        self._text, self._refusal = text, (status, ApiError(status, message, status_name="INVALID_ARGUMENT").envelope())

    def write(self, content: bytes) -> Answer | None:
        return self._refusal if self._text in content.decode() else None


def ids(sheet: gspread.Spreadsheet, key: str = "banners") -> list[str]:
    """The row IDs in the sheet, from top to bottom."""
    return [row.get("Mã dòng", "") for row in records(tab(sheet, key))]


def told(sheet: gspread.Spreadsheet) -> list[tuple[str, str]]:
    """What the audit log tells, in its order."""
    return [(row["Hành động"], row["Mã dòng"]) for row in records(tab(sheet, "audit"))]


def add(book: Workbook, row_id: str, values: dict[str, Any] = BANNER, key: str = "banners", **how: Any) -> Receipt:
    return book.add(key, values, by=BY, row_id=row_id, **how)


def change(book: Workbook, row_id: str, seen: dict[str, Any], **changes: Any) -> Receipt:
    return book.change("banners", row_id, changes, by=BY, seen=seen)


def waiting(server: Served, *acts: Callable[[], object]) -> None:
    """All these are accepted while the sheet can't be read."""
    server.failing = True
    for act in acts:
        with pytest.raises(Pending):
            act()
    server.failing = False
    server.asked.clear()


def entries(book: Workbook, *row_ids: str) -> list[Callable[[], object]]:
    """An entry each."""
    return [lambda row_id=row_id: add(book, row_id) for row_id in row_ids]


class TestTogether:
    def test_all_that_waits_goes_in_one_call_with_its_audit_rows_in_the_order_of_acceptance(self, book, server, sheet):
        add(book, FIRST)
        waiting(
            server,
            lambda: add(book, FOURTH, OTHER),
            lambda: add(book, SECOND),
            lambda: change(book, FIRST, {"quantity": 2}, quantity=5),
            lambda: add(book, THIRD, POST, "posts"),
        )
        assert [each.row_id for each in book.queue().waiting] == [FOURTH, SECOND, FIRST, THIRD]
        book.send_waiting()
        assert server.asked[":batchUpdate"] == 1
        assert ids(sheet) == [FIRST, FOURTH, SECOND]
        assert told(sheet)[1:] == [("Thêm", FOURTH), ("Thêm", SECOND), ("Sửa", FIRST), ("Thêm", THIRD)]
        assert book.queue().waiting == ()

    def test_changes_of_one_row_go_one_after_the_other(self, book, server, sheet):
        """The second one is judged by what the first one left."""
        add(book, FIRST)
        waiting(
            server,
            lambda: change(book, FIRST, {"quantity": 2}, quantity=5),
            lambda: change(book, FIRST, {"place": "Cổng chính"}, place="Cổng sau"),
        )
        book.send_waiting()
        assert [each.values for each in book.queue().waiting if each.state == "waiting"] == [{"place": "Cổng sau"}]
        book.send_waiting()
        assert (server.asked[":batchUpdate"], book.queue().waiting) == (2, ())
        (row,) = records(tab(sheet, "banners"))
        assert (row["Số lượng"], row["Vị trí treo"]) == (5, "Cổng sau")

    def test_of_two_who_changed_the_same_field_the_second_one_sees_both_versions(self, book, server, sheet):
        add(book, FIRST)
        waiting(
            server,
            lambda: change(book, FIRST, {"quantity": 2}, quantity=5),
            lambda: change(book, FIRST, {"quantity": 2}, quantity=7),
        )
        book.send_waiting()
        book.send_waiting()
        assert records(tab(sheet, "banners"))[0]["Số lượng"] == 5
        (refused,) = book.queue().refused
        conflict = outcomes.told(refused.result)
        assert isinstance(conflict, Conflict)
        assert "vừa sửa “Số lượng”" in str(conflict)
        assert (conflict.mine, conflict.theirs, conflict.before) == ({"quantity": 7}, {"quantity": 5}, {"quantity": 2})

    def test_a_change_of_a_row_that_somebody_deleted_meanwhile_is_told_and_does_not_revive_it(
        self, book, server, sheet
    ):
        add(book, FIRST)
        waiting(server, lambda: change(book, FIRST, {"quantity": 2}, quantity=5))
        tab(sheet, "banners").delete_rows(2)
        book.send_waiting()
        assert ids(sheet) == []
        (refused,) = book.queue().refused
        assert "không còn trong trang" in refused.result["told"]

    def test_a_row_that_was_moved_meanwhile_is_found_by_its_id(self, book, server, sheet):
        for number, row_id in enumerate((FIRST, SECOND, THIRD)):
            add(book, row_id, BANNER | {"quantity": number + 1})
        waiting(server, lambda: change(book, FIRST, {"place": "Cổng chính"}, place="Cổng sau"))
        tab(sheet, "banners").sort((4, "des"), range="A2:Q4")
        book.send_waiting()
        places = [(row["Mã dòng"], row["Vị trí treo"]) for row in records(tab(sheet, "banners"))]
        assert places == [(THIRD, "Cổng chính"), (SECOND, "Cổng chính"), (FIRST, "Cổng sau")]

    def test_more_than_one_call_may_hold_goes_in_several(self, book, server, sheet):
        """Each below Google's 2 MB."""
        server.core = account = Weighing(server.core)
        many = [(f"01J9W-{number:02}", ACTIVITY | {"note": "ệ" * 5_000}) for number in range(30)]
        with pytest.raises(Pending):
            book.add_all("activities", many, by=BY)
        book.send_waiting()
        book.send_waiting()
        assert len(account.sizes) == 2
        assert max(account.sizes) < 2_000_000
        assert ids(sheet, "activities") == [row_id for row_id, _ in many]
        assert len(told(sheet)) == 30


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
        journal = Journal(book.connection.journal_file)
        reader = Reader(book.connection.gateway, Sightings(journal), clock, TABS)
        writer = Writer(book.connection.gateway, reader, journal, clock, TABS, has_quota=False)
        assert writer.round() == LOOK_AGAIN
        clock.tick(seconds=180)
        assert writer.round() is None

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


class TestRefused:
    """One bad entry is told to whom it belongs; the others go."""

    @pytest.fixture
    def protect(self, owner, server) -> Callable[[], object]:
        """Protects the banners' tab, and nothing else, against the account."""
        server.core = Account(server.core)
        made = owner.call("GET", "", fields="sheets(protectedRanges(protectedRangeId))")["sheets"]
        ranges = [known for each in made for known in each.get("protectedRanges", [])]
        owner.update(*({"deleteProtectedRange": known} for known in ranges))
        tab_range = {"range": {"sheetId": BANNERS.sheet_id}, "protectedRangeId": 4013}
        return lambda: owner.update({"addProtectedRange": {"protectedRange": tab_range}})

    def test_by_a_protected_tab_the_rest_of_the_group_lands(self, book, server, sheet, owner, protect):
        waiting(
            server,
            lambda: add(book, FIRST, POST, "posts"),
            lambda: add(book, SECOND),
            lambda: add(book, THIRD, ACTIVITY, "activities"),
        )
        protect()
        book.send_waiting()
        assert (ids(sheet, "posts"), ids(sheet), ids(sheet, "activities")) == ([FIRST], [], [THIRD])
        assert told(sheet) == [("Thêm", FIRST), ("Thêm", THIRD)]
        (refused,) = book.queue().refused
        assert (refused.row_id, book.queue().waiting) == (SECOND, ())
        assert str(outcomes.told(refused.result)).startswith("Vùng cần ghi đang được bảo vệ")

    def test_its_id_may_be_sent_again_once_that_is_mended(self, book, sheet, owner, protect):
        protect()
        with pytest.raises(Unavailable, match="đang được bảo vệ"):
            add(book, FIRST)
        owner.update({"deleteProtectedRange": {"protectedRangeId": 4013}})
        assert add(book, FIRST, BANNER | {"quantity": 3}).row_id == FIRST
        assert (ids(sheet), told(sheet)) == ([FIRST], [("Thêm", FIRST)])

    def test_who_waited_knows_it_already_and_who_did_not_takes_it_back(self, book, server, protect):
        waiting(server, lambda: add(book, FIRST))
        protect()
        with pytest.raises(Unavailable):
            add(book, SECOND, OTHER)
        (refused,) = book.queue().refused
        assert refused.row_id == FIRST
        book.take_back(refused)
        assert book.queue().refused == ()

    @pytest.mark.parametrize(
        ("status", "message", "bad"),
        [
            pytest.param(400, "Request contains an invalid argument.", 2, id="400 without a place"),
            pytest.param(400, "Invalid requests[99].appendCells: no such request", 4, id="400 with a wrong place"),
            pytest.param(413, "Request Entity Too Large", 0, id="413"),
        ],
    )
    def test_without_a_word_which_one_it_is_found_by_halves(self, book, server, sheet, status, message, bad):
        server.core = Choosy(server.core, "KHONG QUA", status, message)
        row_ids = [f"01J9W-{number}" for number in range(5)]
        notes = [{"note": "KHONG QUA"} if number == bad else {} for number in range(5)]
        given = list(zip(row_ids, notes, strict=True))
        waiting(server, *[lambda one=one: add(book, one[0], BANNER | one[1]) for one in given])
        book.send_waiting()
        assert ids(sheet) == [row_id for row_id in row_ids if row_id != row_ids[bad]]
        (refused,) = book.queue().refused
        assert (refused.row_id, book.queue().waiting) == (row_ids[bad], ())
        assert f"lỗi {status}" in refused.result["told"]
        assert "tự thử lại" not in refused.result["told"]

    @pytest.mark.parametrize(("key", "field"), [("banners", "colour"), ("gardens", "unit")])
    def test_what_another_version_of_the_app_accepted_and_this_one_can_not_write_stops_nobody(
        self, book, sheet, clock, key, field
    ):
        old = Submission(key, FIRST, "add", BY, clock(), {field: "đỏ"})
        Journal(book.connection.journal_file).accept([old])
        add(book, SECOND)
        assert ids(sheet) == [SECOND]
        (refused,) = book.queue().refused
        assert (refused.row_id, book.queue().waiting) == (FIRST, ())
        assert "phiên bản" in str(outcomes.told(refused.result))

    def test_at_ten_million_cells_the_tab_that_must_grow_refuses_and_the_others_take(self, book, sheet, owner):
        small = {"sheetId": BANNERS.sheet_id, "gridProperties": {"rowCount": 1, "frozenRowCount": 0}}
        fields = "gridProperties(rowCount,frozenRowCount)"
        owner.update({"updateSheetProperties": {"properties": small, "fields": fields}})
        sizes = [known["gridProperties"] for known in owner.tabs()]
        room = 10_000_000 - sum(size["rowCount"] * size["columnCount"] for size in sizes)
        owner.update({"addSheet": {"properties": {"gridProperties": {"rowCount": 1, "columnCount": room}}}})
        with pytest.raises(Unavailable, match=r"đã đầy: Google chỉ cho 10 triệu ô .*Chưa ghi gì"):
            add(book, FIRST)
        add(book, SECOND, POST, "posts")
        assert (ids(sheet), ids(sheet, "posts"), told(sheet)) == ([], [SECOND], [("Thêm", SECOND)])


class TestSpreadsheetChangedInBetween:
    """Between reading and writing."""

    def test_a_renamed_tab_takes_its_entry(self, book, server, sheet):
        server.before_write = lambda: tab(sheet, "banners").update_title("Băng rôn cũ")
        add(book, FIRST)
        assert ids(sheet) == [FIRST]

    @pytest.mark.parametrize(("key", "title"), [("banners", "Băng rôn"), ("audit", "Nhật ký")])
    def test_a_deleted_tab_keeps_the_entry_waiting_until_it_is_set_up_again(self, book, server, sheet, key, title):
        def delete() -> None:
            server.before_write = lambda: None
            sheet.del_worksheet(tab(sheet, key))

        server.before_write = delete
        with pytest.raises(Pending):
            add(book, FIRST)
        with pytest.raises(Pending, match=f"chưa có các trang: {title}"):
            add(book, FIRST)
        book.set_up()
        book.send_waiting()
        assert (ids(sheet), told(sheet)) == ([FIRST], [("Thêm", FIRST)])

    def test_a_column_that_is_gone_stops_what_needs_it_and_nothing_else(self, book, server, sheet):
        waiting(server, lambda: add(book, FIRST))
        tab(sheet, "banners").update_acell("F1", "")
        add(book, SECOND, POST, "posts")
        assert "cột Vị trí treo" in (book.queue().trouble or "")
        tab(sheet, "banners").update_acell("F1", "Vị trí treo")
        book.send_waiting()
        assert (ids(sheet), ids(sheet, "posts")) == ([FIRST], [SECOND])

    def test_a_token_that_ends_is_renewed_unseen(self, tmp_path, clock):
        with cloud(tmp_path) as google:
            book = Workbook(google.connection(), clock)
            set_up(book.connection.gateway)
            google.before_write = google.accounts.forget_tokens
            add(book, FIRST)
            assert list(book.snapshot().tables["banners"]["row_id"]) == [FIRST]
            assert google.calls.count("POST token") == 2


class TestTheSameForm:
    """Open twice, with one row ID."""

    def test_sent_twice_while_it_waits_it_is_one_entry(self, book, server, sheet):
        waiting(server, lambda: add(book, FIRST), lambda: add(book, FIRST))
        assert add(book, FIRST) == add(book, FIRST)
        assert (ids(sheet), told(sheet)) == ([FIRST], [("Thêm", FIRST)])

    def test_with_other_values_is_a_conflict_also_while_it_waits(self, book, server, sheet):
        waiting(server, lambda: add(book, FIRST))
        with pytest.raises(Conflict) as caught:
            add(book, FIRST, BANNER | {"quantity": 9})
        assert (caught.value.mine["quantity"], caught.value.theirs["quantity"]) == (9, 2)
        book.send_waiting()
        assert records(tab(sheet, "banners"))[0]["Số lượng"] == 2


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

    def test_an_entry_for_a_broken_tab_keeps_no_other_waiting(self, book, server, sheet):
        """Also when it has waited for long."""
        waiting(server, *entries(book, FIRST))
        label = tab(sheet, "banners").acell("F1").value
        tab(sheet, "banners").update_acell("F1", "")
        for _ in range(3):
            book.send_waiting()
        book.reside()
        for number in range(3):
            entry = POST | {"url": f"https://www.example.vn/tin/{number}"}
            add(book, f"01J9W-9{number}", entry, "posts", patience=PATIENCE)
        tab(sheet, "banners").update_acell("F1", label)
        book.send_waiting()
        assert add(book, FIRST, patience=PATIENCE).row_id == FIRST

    def test_fifty_people_at_once_need_few_calls(self, book, server, sheet):
        book.reside()
        together = threading.Barrier(50)

        def press(number: int) -> Receipt:
            together.wait(PATIENCE)
            return add(book, f"01J9W-{number:02}", patience=PATIENCE)

        with ThreadPoolExecutor(50) as pool:
            receipts = list(pool.map(press, range(50)))
        assert sorted(ids(sheet)) == sorted(receipt.row_id for receipt in receipts)
        assert len(told(sheet)) == 50
        assert server.asked[":batchUpdate"] <= 10


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
