"""One sender for all: what waits goes together, in order, each once; what can't go is told and stops nobody else."""

from collections.abc import Callable

import pytest

from services.local_sheets import LocalSheets
from services.schema import BANNERS
from services.workbook import Conflict, Pending, Unavailable, Workbook, outcomes
from services.workbook.journal import Journal, Submission
from services.workbook.setup import set_up
from tests.services.local_sheets.book import Book
from tests.services.workbook.cloud import EMAIL, cloud
from tests.services.workbook.sending import (
    FIRST,
    FOURTH,
    OTHER,
    SECOND,
    THIRD,
    Account,
    Choosy,
    Weighing,
    add,
    change,
    ids,
    told,
    waiting,
)
from tests.services.workbook.trial import ACTIVITY, BANNER, BY, POST, file_in, records, tab


@pytest.fixture
def book(served) -> Workbook:
    return served[0]


@pytest.fixture
def owner(tmp_path, server) -> Book:
    """The spreadsheet's owner, by requests of the API."""
    return Book(LocalSheets(file_in(tmp_path)), file_in(tmp_path))


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
        book.change("posts", SECOND, {"views": 5}, by=BY, seen={"views": None})
        assert "cột Vị trí treo" in (book.queue().trouble or "")
        tab(sheet, "banners").update_acell("F1", "Vị trí treo")
        book.send_waiting()
        assert (ids(sheet), ids(sheet, "posts")) == ([FIRST], [SECOND])

    def test_an_account_that_is_switched_off_keeps_the_entry_waiting(self, tmp_path, clock):
        with cloud(tmp_path) as google:
            book = Workbook(google.connection(), clock)
            set_up(book.connection.gateway)
            google.before_write = lambda: google.accounts.switch_off(EMAIL)
            with pytest.raises(Pending, match="đã bị xóa hoặc tắt"):
                add(book, FIRST)
            google.accounts.register(google.info)
            book.send_waiting()
            assert list(book.snapshot().tables["banners"]["row_id"]) == [FIRST]
            assert book.queue().waiting == ()


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
