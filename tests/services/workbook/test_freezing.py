"""Freezing and setting: what the sheet holds then, who may still write, and what a lost answer makes of it."""

import sqlite3
from contextlib import closing, suppress
from dataclasses import replace
from datetime import timedelta

import pytest

from services import freezes
from services.access import Desk, Identity, Refused, Role
from services.accounts import Settings as Access
from services.schema import FREEZES, LOGS, SETTINGS, TABS
from services.workbook import Conflict, Invalid, NotSetUp, Pending, Unavailable, Workbook
from services.workbook.journal import Journal
from services.workbook.setup import set_up
from services.workbook.setup.requests import FROZEN_MARK
from tests.services.workbook.cloud import EMAIL, cloud
from tests.services.workbook.sending import Weighing
from tests.services.workbook.trial import BANNER, BY, NOMINATION, opened, people, records, tab

ID = "01J9A0000000000000000CHOT1"
UNIT = Identity(Role.UNIT, "don-vi@example.vn", frozenset({"CESTI"}))
OFFICE = Identity(Role.OFFICE, "van-phong@example.vn")


def frozen(book: Workbook) -> list[int]:
    """Numbers of the freezes that count."""
    table = book.snapshot().tables["freezes"]
    return table["freeze"][table["kind"] == "freeze"].tolist()


class TestFreeze:
    def test_is_in_the_sheet_with_its_audit_row_and_can_be_computed_again(self, book, sheet, clock):
        book.add("banners", BANNER, by=BY, row_id=ID)
        clock.tick(minutes=5)
        assert book.freeze(by=BY) == 1
        basis = freezes.thawed(book.snapshot().tables["freezes"])
        assert (basis.as_of, basis.frozen.by, basis.tables["banners"]["row_id"].tolist()) == (clock(), BY, [ID])
        assert book.snapshot().frozen_at == clock()
        last = records(tab(sheet, "audit"))[-1]
        assert (last["Hành động"], last["Trang"]) == ("Chốt số liệu", "Chốt số liệu")
        assert last["Sau"] == '{"Lần chốt": "1", "Phải báo cáo": "41", "Đã báo cáo": "1"}'

    def test_sends_what_waits_first(self, served):
        book, server = served
        server.coming = ["503"]
        with suppress(Exception):
            book.add("banners", BANNER, by=BY, row_id=ID, patience=0)
        book.freeze(by=BY)
        assert freezes.thawed(book.snapshot().tables["freezes"]).tables["banners"]["row_id"].tolist() == [ID]

    def test_a_second_one_keeps_the_first(self, book, clock):
        book.add("banners", BANNER, by=BY, row_id=ID)
        book.freeze(by=BY)
        clock.tick(hours=1)
        book.change("banners", ID, {"quantity": 9}, by=BY, seen={"quantity": 2})
        assert book.freeze(by=BY) == 2
        table = book.snapshot().tables["freezes"]
        assert [freezes.thawed(table, n).tables["banners"]["quantity"].item() for n in (1, 2, None)] == [2, 9, 9]

    def test_one_whose_answer_was_lost_is_looked_up_and_not_made_twice(self, served):
        book, server = served
        server.coming = ["reset-after"]
        assert book.freeze(by=BY) == 1
        assert frozen(book) == [1]

    @pytest.mark.parametrize("kind", ["reset", "503", "429"])
    def test_one_that_was_not_carried_out_is_told_and_made_when_asked_again(self, served, kind):
        book, server = served
        server.coming = [kind]
        with pytest.raises(Unavailable):
            book.freeze(by=BY)
        assert frozen(book) == []
        assert book.snapshot().frozen_at is None
        assert book.freeze(by=BY) == 1

    def test_a_large_one_goes_in_parts_and_counts_with_the_last(self, served, sheet, clock):
        """Each text as long as may be; an answer lost in the middle doubles nothing, a failure leaves no freeze."""
        book, server = served
        long = ["CESTI", "Website Sở", "Tin", *[""] * 7, "https://a.vn/" + "x" * 4_900, "ă" * 5_000]
        tab(sheet, "posts").append_rows([long] * 50)
        clock.tick(minutes=1)
        server.core = weighing = Weighing(server.core)
        server.coming = ["none", "reset"]
        with pytest.raises(Unavailable):
            book.freeze(by=BY)
        assert frozen(book) == []
        clock.tick(minutes=1)
        server.coming = ["none", "reset-after"]
        assert book.freeze(by=BY) == 1
        assert max(weighing.sizes) < 2_000_000
        assert len(weighing.sizes) >= 3
        assert len(freezes.thawed(book.snapshot().tables["freezes"]).tables["posts"]) == 50

    def test_its_cells_hold_no_nominees_name_so_that_erasing_need_not_know_of_it(self, book, tmp_path):
        book.add("nominations", NOMINATION, by=BY, row_id=ID)
        book.freeze(by="Văn phòng")
        told = str(tab(people(tmp_path), "freezes").get_all_values())
        assert ID in told
        assert not any(name in told for name in (NOMINATION["full_name"], BY, "1990"))

    @pytest.mark.parametrize("key", ["freezes", "settings"])
    def test_a_spreadsheet_of_an_earlier_version_lacks_the_tab_until_set_up(self, book, sheet, key):
        sheet.del_worksheet(tab(sheet, key))
        act = (lambda: book.freeze(by=BY)) if key == "freezes" else (lambda: book.set("filing", "VT", by=BY, seen=None))
        with pytest.raises(NotSetUp, match=TABS[key].title):
            act()
        book.set_up()
        act()

    def test_nobody_freezes_without_a_name(self, book):
        with pytest.raises(Invalid):
            book.freeze(by=" ")


class TestProtection:
    """What the sheet itself keeps people from."""

    def test_the_logs_are_closed_to_all_but_the_app_and_the_office_and_once(self, tmp_path, clock):
        with cloud(tmp_path) as google:
            access = Access({"default": "app"}, office=frozenset({"first@example.vn"}))
            connection = replace(google.connection(), settings=access)
            set_up(connection.gateway)
            book = Workbook(connection, clock)
            users = [
                ["vp@example.vn", "An", "Văn phòng", "", "Có"],
                ["cu@example.vn", "Bình", "Văn phòng", "", "Không"],
            ]
            google.update(
                {
                    "appendCells": {
                        "sheetId": TABS["users"].sheet_id,
                        "fields": "userEnteredValue",
                        "rows": [
                            {"values": [{"userEnteredValue": {"stringValue": text}} for text in row]} for row in users
                        ],
                    }
                }
            )
            for _ in range(2):
                book.freeze(by=BY)
                clock.tick(minutes=1)
            made = connection.gateway.layout().make_up
            for key in LOGS:
                own = [p for p in made[TABS[key].sheet_id].protected if p.get("description") == FROZEN_MARK]
                assert [p["editors"]["users"] for p in own] == [[EMAIL, "first@example.vn", "vp@example.vn"]]
                assert own[0]["range"] == {"sheetId": TABS[key].sheet_id}
            book.add("banners", BANNER, by=BY, row_id=ID)
            assert book.pending_changes() == []

    def test_an_address_that_the_sheet_refuses_keeps_nobody_from_freezing(self, tmp_path, clock):
        with cloud(tmp_path) as google:
            access = Access({"default": "app"}, office=frozenset({"no address"}))
            connection = replace(google.connection(), settings=access)
            set_up(connection.gateway)
            book = Workbook(connection, clock)
            assert book.freeze(by=BY) == 1
            assert frozen(book) == [1]
            own = connection.gateway.layout().make_up[TABS["posts"].sheet_id].protected
            assert [p["editors"]["users"] for p in own if p.get("description") == FROZEN_MARK] == [[EMAIL]]


class TestClosed:
    """After a freeze."""

    @pytest.fixture
    def book(self, book, clock) -> Workbook:
        book.add("banners", BANNER, by=BY, row_id=ID)
        clock.tick(minutes=1)
        book.freeze(by=BY)
        clock.tick(minutes=1)
        return book

    DOINGS = (
        lambda desk: desk.add("banners", BANNER, by=BY, row_id="N-1"),
        lambda desk: desk.add_all("banners", [("N-2", BANNER)], by=BY),
        lambda desk: desk.change("banners", ID, {"quantity": 5}, by=BY, seen={"quantity": 2}),
        lambda desk: desk.change("banners", ID, {"state": "Hủy"}, by=BY, seen={"state": "Đã thực hiện"}),
    )

    @pytest.mark.parametrize("role", Role)
    def test_units_and_whoever_comes_without_a_name_write_nothing_more(self, book, role):
        desk = Desk(book, replace(UNIT, role=role))
        before, is_bound = book.snapshot().revision, role in (Role.UNIT, Role.ANYONE_OPEN)
        for doing in self.DOINGS:
            if role in (Role.OFFICE, Role.ANYONE_TRIAL):
                doing(desk)
                continue
            with pytest.raises(Refused) as refused:
                doing(desk)
            assert ("chốt lúc 09:01 ngày 04/10/2024" in str(refused.value)) is is_bound
            assert ("Văn phòng cho đơn vị nhập thêm" in str(refused.value)) is is_bound
            assert book.snapshot().revision == before
        assert (desk.closed_since("CESTI") is not None) is is_bound

    def test_a_deleted_entry_is_not_put_back_by_whoever_is_bound(self, book, sheet, clock):
        tab(sheet, "banners").delete_rows(2)
        clock.tick(seconds=5)
        failed = Desk(book, Identity(Role.ANYONE_OPEN)).restore([("banners", ID)], by=BY)
        assert "chốt" in str(failed[ID])
        assert Desk(book, OFFICE).restore([("banners", ID)], by=BY) == {}

    def test_an_exception_opens_it_for_one_unit_until_its_end(self, book, clock):
        end = clock() + timedelta(minutes=10, seconds=30)
        kept = Desk(book, OFFICE).set("exception", end, by=BY, seen=None, unit="CESTI")
        assert kept == clock() + timedelta(minutes=10)
        unit = Desk(book, UNIT)
        assert (unit.closed_since("CESTI"), unit.closed_since("ICST")) == (None, book.snapshot().frozen_at)
        assert (unit.open_until("CESTI"), unit.open_until("ICST"), Desk(book, OFFICE).open_until("CESTI")) == (
            kept,
            None,
            None,
        )
        unit.add("banners", BANNER, by=BY, row_id="N-1")
        clock.tick(minutes=11)
        with pytest.raises(Refused):
            unit.add("banners", BANNER, by=BY, row_id="N-2")

    def test_an_entry_of_an_open_unit_can_not_be_given_to_a_closed_one(self, book, clock):
        book.set("exception", clock() + timedelta(hours=1), by=BY, seen=None, unit="CESTI")
        both = Desk(book, replace(UNIT, units=frozenset({"CESTI", "ICST"})))
        with pytest.raises(Refused, match="chốt"):
            both.change("banners", ID, {"unit": "ICST"}, by=BY, seen={"unit": "CESTI"})

    def test_whoever_asks_again_what_arrived_before_has_their_receipt(self, book):
        assert Desk(book, UNIT).add("banners", BANNER, by=BY, row_id=ID).row_id == ID


class TestAtTheWrite:
    """A freeze that comes between the acceptance and the write."""

    def other(self, tmp_path, clock) -> None:
        """Another server of the app freezes, which knows nothing of this one's journal."""
        folder = tmp_path / "other"
        folder.mkdir()
        (folder / "workbook.sqlite3").symlink_to(tmp_path / "workbook.sqlite3")
        opened(folder, clock).freeze(by=BY)

    def test_what_was_accepted_before_it_is_written(self, served, clock, tmp_path):
        book, server = served
        server.coming = ["429"]
        with pytest.raises(Pending):
            book.add("banners", BANNER, by=BY, row_id=ID, patience=0, is_bound=True)
        clock.tick(minutes=1)
        self.other(tmp_path, clock)
        book.send_waiting()
        assert book.snapshot().tables["banners"]["row_id"].tolist() == [ID]

    def test_what_was_accepted_after_it_is_refused_and_says_why(self, served, clock, tmp_path):
        """This server has not seen the freeze yet when it accepts the entry."""
        book, _ = served
        self.other(tmp_path, clock)
        clock.tick(seconds=4)
        assert book.snapshot().frozen_at is None
        with pytest.raises(Refused, match="chốt lúc 09:00"):
            Desk(book, UNIT).add("banners", BANNER, by=BY, row_id=ID)
        assert book.snapshot().tables["banners"].empty

    def test_a_journal_of_an_earlier_version_goes_on_and_binds_nobody(self, tmp_path, clock):
        file = tmp_path / "journal.sqlite3"
        Journal(file)
        with closing(sqlite3.connect(file)) as database, database:
            database.execute("ALTER TABLE submissions DROP COLUMN bound")
            database.execute(
                "INSERT INTO submissions VALUES (1, 'banners', 'X', 'add', 'An', '2024-10-04T09:00:00+07:00', '{}', "
                "NULL, 'waiting', NULL, '{}')"
            )
        (waiting,) = Journal(file).open()
        assert not waiting.is_bound


class TestSettings:
    def test_one_is_kept_as_it_was_typed_but_for_its_edges(self, book, sheet):
        assert book.set("guidance", " Sở đã\nchỉ đạo. ", by=BY, seen=None) == "Sở đã\nchỉ đạo."
        assert book.set("guidance", None, by=BY, seen="Sở đã\nchỉ đạo.") is None
        assert book.snapshot().settings.values == {}
        assert len(records(tab(sheet, "settings"))) == 1
        assert [row["Hành động"] for row in records(tab(sheet, "audit"))] == ["Đặt thiết lập"] * 2

    def test_what_somebody_else_wrote_meanwhile_stays_and_both_are_told(self, book):
        book.set("funding", "1 triệu", by=BY, seen=None)
        with pytest.raises(Conflict, match="Kinh phí") as conflict:
            book.set("funding", "2 triệu", by=BY, seen=None)
        assert (conflict.value.mine, conflict.value.theirs) == ({"funding": "2 triệu"}, {"funding": "1 triệu"})
        assert book.snapshot().settings.values == {"funding": "1 triệu"}

    def test_one_whose_answer_was_lost_is_kept_once(self, served):
        book, server = served
        server.coming = ["reset-after"]
        book.set("filing", "VT", by=BY, seen=None)
        assert book.snapshot().tables["settings"]["value"].tolist() == ["VT"]

    @pytest.mark.parametrize(
        ("key", "value", "unit"),
        [
            ("x", "1", None),
            ("filing", "1", "CESTI"),
            ("exception", None, None),
            ("exception", None, "XYZ"),
            ("guidance", "a" * 5_001, None),
        ],
    )
    def test_what_is_no_setting_is_refused(self, book, key, value, unit):
        before = book.snapshot().revision
        with pytest.raises(Invalid):
            book.set(key, value, by=BY, seen=None, unit=unit)
        assert book.snapshot().revision == before

    def test_an_exception_is_taken_back_by_setting_none(self, book, clock):
        end = book.set("exception", clock() + timedelta(hours=1), by=BY, seen=None, unit="CESTI")
        book.set("exception", clock(), by=BY, seen=None, unit="ICST")
        book.set("exception", None, by=BY, seen=end, unit="CESTI")
        assert set(book.snapshot().settings.exceptions) == {"ICST"}

    def test_both_tabs_are_the_apps_alone(self, tmp_path, clock):
        with cloud(tmp_path) as google:
            gateway = google.connection().gateway
            set_up(gateway)
            whole = {sheet.sheet_id for sheet in gateway.sheets() if sheet.is_protected}
        assert {SETTINGS.sheet_id, FREEZES.sheet_id} <= whole
