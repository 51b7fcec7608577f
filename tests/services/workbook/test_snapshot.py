"""One reader for all viewers: how often it asks, what it parses, and what it shows when it gets no answer."""

import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime

import pytest

from services.plan import TIME_ZONE
from services.schema import LATER, READ_ALWAYS, TABS
from services.settings import Settings
from services.workbook import NotSetUp, Pending, Unavailable, Workbook
from tests.services.workbook.trial import BANNER, BY, POST, people, serving, tab

MORNING = datetime(2024, 10, 4, 9, tzinfo=TIME_ZONE)


@pytest.fixture
def sheet(book, tmp_path):
    """The workbook as people have it before them."""
    return people(tmp_path)


@pytest.fixture
def served(tmp_path, clock):
    """The workbook over HTTP and its server, nothing counted yet."""
    with serving(tmp_path, clock) as pair:
        yield pair


class TestReads:
    def test_one_call_brings_all_tabs(self, served, clock):
        book, server = served
        clock.tick(seconds=5)
        assert set(book.snapshot().tables) == set(READ_ALWAYS) == set(TABS) - {"audit"}
        assert server.asked == {"/values:batchGet": 1}

    def test_within_five_seconds_nothing_is_asked(self, served, clock):
        book, server = served
        clock.tick(seconds=4.9)
        assert book.snapshot().read_at == MORNING
        assert not server.asked
        clock.tick(seconds=0.1)
        book.snapshot()
        assert server.asked["/values:batchGet"] == 1

    def test_five_seconds_count_from_the_beginning_of_a_read(self, served, clock):
        book, server = served
        server.before_read = lambda: clock.tick(seconds=2)
        clock.tick(seconds=5)
        book.snapshot()
        clock.tick(seconds=2.9)
        book.snapshot()
        assert server.asked["/values:batchGet"] == 1
        clock.tick(seconds=0.1)
        book.snapshot()
        assert server.asked["/values:batchGet"] == 2

    def test_a_minute_of_looking_takes_twelve_reads_and_one_look_at_the_tabs(self, served, clock):
        book, server = served
        for _ in range(60):
            clock.tick(seconds=1)
            book.snapshot()
        assert server.asked == {"/values:batchGet": 12, "get": 1}

    def test_viewers_at_the_same_moment_share_one_read(self, served, clock):
        """One reads; those who come meanwhile see the last snapshot, those who come later the new one."""
        book, server = served
        last = id(book.snapshot())
        together = threading.Barrier(20)
        clock.tick(seconds=5)

        def look(_: int) -> int:
            together.wait(10)
            return id(book.snapshot())

        with ThreadPoolExecutor(20) as pool:
            assert len(set(pool.map(look, range(20))) - {last}) == 1
        assert server.asked == {"/values:batchGet": 1}

    def test_nobody_waits_while_somebody_else_reads(self, served, clock):
        book, server = served
        last = book.snapshot()
        asked, answer = threading.Event(), threading.Event()
        server.before_read = lambda: (asked.set(), answer.wait(10))
        clock.tick(seconds=5)
        with ThreadPoolExecutor(1) as pool:
            first = pool.submit(book.snapshot)
            asked.wait(10)
            assert book.snapshot() is last
            answer.set()
            assert first.result(10).read_at > last.read_at

    def test_a_clock_that_was_set_back_stops_nothing(self, served, clock):
        book, server = served
        clock.tick(hours=-1)
        book.snapshot()
        assert server.asked["/values:batchGet"] == 1


class TestRevision:
    def test_is_equal_for_equal_values(self, book, sheet, clock):
        first = book.snapshot()
        tab(sheet, "banners").format("A1:C9", {"textFormat": {"bold": True}})
        clock.tick(seconds=5)
        second = book.snapshot()
        assert second.revision == first.revision
        assert second.tables["plan"] is first.tables["plan"]
        assert second.read_at > first.read_at

    def test_moves_with_any_value_and_back(self, book, sheet, clock):
        revisions = [book.snapshot().revision]
        for text in ("x", ""):
            tab(sheet, "users").update_acell("E9", text)
            clock.tick(seconds=5)
            revisions.append(book.snapshot().revision)
        assert revisions[0] == revisions[2] != revisions[1]

    def test_tells_a_number_from_a_ticked_box_and_from_text(self, book, sheet, clock):
        """All three are equal, or alike, somewhere on the way from the sheet."""
        revisions = []
        for cell in (1, True, "'1"):
            tab(sheet, "users").update([[cell]], "E9", raw=False)
            clock.tick(seconds=5)
            revisions.append(book.snapshot().revision)
        assert len(set(revisions)) == 3

    def test_only_a_changed_tab_is_parsed_again(self, book, sheet, clock):
        before = book.snapshot()
        tab(sheet, "posts").append_row(["CESTI", "Facebook", "Khai mạc"])
        clock.tick(seconds=5)
        after = book.snapshot()
        same = {key for key in READ_ALWAYS if after.tables[key] is before.tables[key]}
        assert same == set(READ_ALWAYS) - {"posts"}

    def test_a_new_unit_is_known_in_every_log(self, book, sheet, clock):
        tab(sheet, "banners").append_row(["Viện Mới", "Pano", "x"])
        clock.tick(seconds=5)
        assert list(book.snapshot().tables["banners"]["unit"]) == [None]
        tab(sheet, "units").update([["VM", "Viện Mới", "", "", "Đơn vị trực thuộc"]], "A18")
        clock.tick(seconds=5)
        assert list(book.snapshot().tables["banners"]["unit"]) == ["VM"]

    def test_another_year_in_the_plan_is_read_from_then_on(self, book, sheet, clock):
        labels = tab(sheet, "plan").col_values(1)
        for label, day in (("Từ ngày", "01/10/2025"), ("Đến ngày", "07/10/2025")):
            tab(sheet, "plan").update_acell(f"B{labels.index(label) + 1}", day)
        clock.tick(seconds=5)
        assert book.snapshot().context.year == 2025

    def test_own_entries_are_there_at_once(self, book):
        before = book.snapshot()
        book.add("banners", BANNER, by=BY)
        assert len(book.snapshot().tables["banners"]) == 1
        assert len(before.tables["banners"]) == 0


class TestTrouble:
    def test_the_last_good_one_stays_and_says_why(self, served, clock):
        book, server = served
        good = book.snapshot()
        server.failing = True
        clock.tick(minutes=3)
        stale = book.snapshot()
        assert stale.trouble
        assert "lỗi 503" in stale.trouble
        assert (stale.read_at, stale.revision) == (MORNING, good.revision)
        assert stale.tables is good.tables

    def test_waits_twice_as_long_after_each_failure_and_at_most_a_minute(self, served, clock):
        """Looks after 5, 15, 35, 75, and then every 60 seconds."""
        book, server = served
        server.failing = True
        looks = []
        for second in range(1, 200):
            clock.tick(seconds=1)
            before = server.asked.total()
            book.snapshot()
            looks += [second] * (server.asked.total() > before)
        assert looks == [5, 15, 35, 75, 135, 195]

    def test_recovers_by_itself(self, served, clock):
        book, server = served
        server.failing = True
        clock.tick(seconds=5)
        assert book.snapshot().trouble
        server.failing = False
        clock.tick(seconds=10)
        snapshot = book.snapshot()
        assert (snapshot.trouble, snapshot.read_at) == (None, clock.moment)

    def test_without_any_good_one_the_error_is_told(self, served, clock):
        book, server = served
        server.failing = True
        newcomer = Workbook(book.connection, clock)
        with pytest.raises(Unavailable, match="lỗi 503"):
            newcomer.snapshot()
        server.failing = False
        assert newcomer.snapshot().trouble is None

    def test_nothing_is_written_on_an_old_one(self, served, clock, tmp_path):
        book, server = served
        server.failing = True
        with pytest.raises(Pending):
            book.add("posts", POST, by=BY)
        assert server.asked[":batchUpdate"] == 0


class TestTabs:
    def test_a_renamed_one_is_found_by_its_id(self, served, tmp_path, clock):
        book, _ = served
        book.add("posts", POST, by=BY)
        tab(people(tmp_path), "posts").update_title("Tin bài tháng 10")
        clock.tick(seconds=5)
        snapshot = book.snapshot()
        assert snapshot.trouble is None
        assert snapshot.sheets["posts"].title == "Tin bài tháng 10"
        assert list(snapshot.tables["posts"]["title"]) == [POST["title"]]

    def test_titles_that_need_quoting_are_no_obstacle(self, book, sheet, clock):
        book.snapshot()
        tab(sheet, "posts").update_title("Tin 'nóng'!A1")
        clock.tick(seconds=5)
        assert book.snapshot().trouble is None

    @pytest.mark.parametrize("minutes", [0.1, 2], ids=["before", "after the tabs are looked up"])
    def test_a_deleted_one_keeps_its_last_rows_marked(self, book, sheet, clock, minutes):
        book.add("posts", POST, by=BY)
        good = book.snapshot()
        sheet.del_worksheet(tab(sheet, "posts"))
        clock.tick(minutes=minutes)
        snapshot = book.snapshot()
        assert snapshot.trouble
        assert "Bài đăng" in snapshot.trouble
        assert snapshot.tables is good.tables
        assert snapshot.read_at == good.read_at
        with pytest.raises(Pending, match="chưa có các trang: Bài đăng"):
            book.add("posts", {**POST, "url": "https://www.example.vn/tin/2"}, by=BY)

    def test_a_deleted_one_set_up_again_is_read_again(self, book, sheet, clock):
        book.snapshot()
        sheet.del_worksheet(tab(sheet, "posts"))
        clock.tick(seconds=5)
        assert book.snapshot().trouble
        book.set_up()
        clock.tick(seconds=5)
        assert book.snapshot().trouble is None

    def test_without_the_audit_log_everything_can_be_read(self, book, sheet, clock):
        sheet.del_worksheet(tab(sheet, "audit"))
        assert book.snapshot().trouble is None

    def test_a_spreadsheet_that_was_never_set_up_names_what_it_lacks(self, book, sheet):
        for key in ("posts", "users"):
            sheet.del_worksheet(tab(sheet, key))
        with pytest.raises(NotSetUp, match="Bài đăng, Người dùng") as caught:
            book.snapshot()
        assert caught.value.missing == ("Bài đăng", "Người dùng")


def test_a_bad_cell_is_a_problem_with_its_place(book, sheet):
    tab(sheet, "posts").append_row(["CESTI", "Facebook", "Khai mạc", "", "31/9/2024"])
    (problem,) = [p for p in book.snapshot().problems if p.field_key == "posted_on"]
    assert (problem.tab_key, problem.sheet_row, problem.column, problem.unit) == ("posts", 2, 4, "CESTI")
    assert problem.found == "31/9/2024"


class TestEarlierWorkbooks:
    """A spreadsheet that was set up before there were freezes and settings."""

    def test_is_read_without_those_tabs_until_set_up_adds_them(self, tmp_path, book, clock):
        sheet = people(tmp_path)
        for key in LATER:
            sheet.del_worksheet(tab(sheet, key))
        snapshot = book.snapshot()
        assert all(snapshot.tables[key].empty for key in LATER)
        assert (snapshot.problems, snapshot.frozen_at, snapshot.settings) == ((), None, Settings())
        assert len(book.set_up()) == len(LATER)
        assert set(LATER) <= set(book.snapshot().sheets)
