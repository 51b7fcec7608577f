"""Repairs, new IDs for copied rows, and the way back: each cell only where it still holds what was seen there."""

import json
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import gspread
import pytest

from services.schema import TABS
from services.workbook import Invalid, Workbook, links
from services.workbook.by_hand import Typed
from services.workbook.connection import Kind
from services.workbook.repair import Copies, NewIds, Repair, Repairs, Undo, copies, proposed
from services.workbook.repair_cells import Decision, Mended, Now, Rewrite
from services.workbook.snapshot import Snapshot
from tests.services.workbook.trial import BANNER, BY, people, records, serving, tab

NEW_ID = "01J9A00000000000000000MOI1"


def typed(sheet: gspread.Spreadsheet, key: str, **values: Any) -> None:
    """Somebody types a row below all others."""
    tab(sheet, key).append_row([values.get(name, "") for name in TABS[key].keys], value_input_option="USER_ENTERED")


def put(sheet: gspread.Spreadsheet, key: str, row: int, field: str, value: Any) -> None:
    """Somebody puts this content into a cell."""
    tab(sheet, key).update_cell(row, TABS[key].keys.index(field) + 1, value)


def at(sheet: gspread.Spreadsheet, key: str, row: int, field: str) -> Any:
    """What stands in the cell, unformatted."""
    values = tab(sheet, key).get_values(value_render_option="UNFORMATTED_VALUE")
    return values[row - 1][TABS[key].keys.index(field)]


def offered(book: Workbook) -> dict[str, Repair]:
    """Field key → what is proposed."""
    snapshot = book.snapshot()
    return {repair.field_key: repair for repair in proposed(snapshot.tables, snapshot.problems, snapshot.units)}


def audited(sheet: gspread.Spreadsheet) -> list[tuple[str, Any, Any]]:
    """What the log tells of changes: action, before, after."""
    return [
        (row["Hành động"], json.loads(row["Trước"]), json.loads(row["Sau"]))
        for row in records(tab(sheet, "audit"))
        if "Trước" in row
    ]


@pytest.fixture
def sheet(tmp_path, book) -> gspread.Spreadsheet:
    """The workbook as people have it."""
    return people(tmp_path)


@pytest.fixture
def poor(book, sheet) -> Workbook:
    """A row without an ID: a number that can't be read, and a day and month swapped by the sheet."""
    typed(sheet, "banners", unit="CESTI", slogan=BANNER["slogan"], quantity="khoảng 3 cái", hung_on=45301)
    return book


class TestRepairs:
    def test_a_cell_that_cannot_be_read_in_a_row_without_an_id_is_repaired(self, poor, sheet):
        mended = poor.mend(Repairs((offered(poor)["quantity"],)), by=BY)
        assert (mended.count, mended.missed) == (1, ())
        assert at(sheet, "banners", 2, "quantity") == 3
        assert audited(sheet) == [
            ("Sửa theo đề xuất", {"Dòng": "2", "Số lượng": "khoảng 3 cái"}, {"Dòng": "2", "Số lượng": "3"})
        ]

    def test_all_go_in_one_call_with_an_audit_row_a_row(self, tmp_path, clock):
        with serving(tmp_path, clock) as (book, server):
            sheet = people(tmp_path)
            for unit in ("CESTI", "ICST"):
                typed(sheet, "banners", unit=unit, slogan="Học", quantity="độ 4 tấm", hung_on=45301)
            typed(sheet, "posts", unit="CESTI", title="Tin", posted_on="10/13/2024")
            clock.tick(seconds=5)
            snapshot = book.snapshot()
            every = [
                one
                for one in proposed(snapshot.tables, snapshot.problems, snapshot.units)
                if one.code != "other_slogan"
            ]
            server.asked.clear()
            assert book.mend(Repairs(tuple(every)), by=BY).count == 3
        assert server.asked[":batchUpdate"] == 1
        assert [action for action, *_ in audited(sheet)] == ["Sửa theo đề xuất"] * 3
        assert audited(sheet)[0][1:] == (
            {"Dòng": "2", "Số lượng": "độ 4 tấm", "Ngày treo": "10/01/2024"},
            {"Dòng": "2", "Số lượng": "4", "Ngày treo": "01/10/2024"},
        )

    def test_what_is_reckoned_out_beside_may_change_with_it(self, tmp_path, clock):
        """A column of the people's own, whose cell is another after the write."""
        with serving(tmp_path, clock) as (book, server):
            sheet = people(tmp_path)
            beside = len(TABS["banners"].keys) + 1
            tab(sheet, "banners").add_cols(1)
            tab(sheet, "banners").update_cell(1, beside, "Bằng chữ")
            typed(sheet, "banners", unit="CESTI", slogan=BANNER["slogan"], quantity="khoảng 3 cái")
            clock.tick(seconds=5)
            wanted = offered(book)["quantity"]
            server.after_write = lambda: tab(sheet, "banners").update_cell(2, beside, "ba")
            assert book.mend(Repairs((wanted,)), by=BY).missed == ()

    def test_what_somebody_changed_meanwhile_stays(self, poor, sheet):
        wanted = offered(poor)
        put(sheet, "banners", 2, "quantity", "khoảng 5 cái")
        mended = poor.mend(Repairs((wanted["quantity"], wanted["hung_on"])), by=BY)
        assert at(sheet, "banners", 2, "quantity") == "khoảng 5 cái"
        assert at(sheet, "banners", 2, "hung_on") == 45566
        assert mended.missed == (
            "Trang “Băng rôn”, dòng 2, Số lượng: đã khác lúc bạn xem, có thể đã được sửa; để nguyên.",
        )

    def test_another_slogan_than_was_seen_is_not_overwritten(self, poor, sheet):
        put(sheet, "banners", 2, "slogan", "Học")
        wanted = offered(Workbook(poor.connection, poor.now))["slogan"]
        put(sheet, "banners", 2, "slogan", "Đọc")
        assert poor.mend(Repairs((wanted,)), by=BY).count == 0
        assert at(sheet, "banners", 2, "slogan") == "Đọc"

    def test_a_row_that_was_moved_is_found(self, poor, sheet):
        wanted = offered(poor)["quantity"]
        tab(sheet, "banners").insert_row(["ICST", "", "Học", 7], 2)
        poor.mend(Repairs((wanted,)), by=BY)
        assert [at(sheet, "banners", row, "quantity") for row in (2, 3)] == [7, 3]

    @pytest.mark.parametrize(
        ("key", "field", "row", "found", "repaired"),
        [
            ("units", "active_from", 2, "10/13/2024", 45578),
            ("plan", "value", 4, "10/13/2024", "13/10/2024"),
            ("duties", "owed_by", 2, "Đơn vị trực thuộc; Văn phòng Sở", "Đơn vị trực thuộc; VP"),
        ],
    )
    def test_in_other_tabs_too(self, book, sheet, key, field, row, found, repaired):
        """A day in a column of text is written out; of several words only the one in question is replaced."""
        put(sheet, key, row, field, found)
        assert book.mend(Repairs((offered(book)[field],)), by=BY).missed == ()
        assert at(sheet, key, row, field) == repaired

    def test_without_a_name_it_is_refused(self, poor, sheet):
        with pytest.raises(Invalid, match="Người thực hiện: chưa ghi"):
            poor.mend(Repairs((offered(poor)["quantity"],)), by="")
        assert at(sheet, "banners", 2, "quantity") == "khoảng 3 cái"


class Forgery:
    """A `Mending` that would put somebody else into the first line of the audit log."""

    action, tab_keys = "repair", ("audit",)

    def decide(self, snapshot: Snapshot, now: Mapping[str, Now]) -> Decision:
        return Decision((Rewrite("audit", 2, 1, now["audit"].raw(2, 1), Typed("Ai đó", "Ai đó")),))


def test_nothing_is_mended_in_the_audit_log(book, sheet):
    book.add("banners", BANNER, by=BY)
    with pytest.raises(Invalid, match="Nhật ký"):
        book.mend(Forgery(), by=BY)
    assert at(sheet, "audit", 2, "by") == BY


def test_a_link_opens_the_cell_in_google_and_here_the_entry_or_its_tab(poor):
    """A row without an ID has no page of its own."""
    snapshot = poor.snapshot()
    problem = next(problem for problem in snapshot.problems if problem.field_key == "quantity")
    (row,) = snapshot.tables["banners"].to_dict("records")
    assert links.to_problem(poor.connection, snapshot, problem, row) == "/sheet?tab=banners"
    assert links.to_problem(poor.connection, snapshot, problem, row | {"row_id": "GOC"}) == "/banners?row=GOC"
    google = Workbook(replace(poor.connection, kind=Kind.GOOGLE, address="https://docs.example/d/1"), poor.now)
    assert (
        links.to_problem(google.connection, snapshot, problem, row) == "https://docs.example/d/1#gid=40130004&range=D2"
    )


class TestUndo:
    @pytest.fixture
    def done(self, poor) -> Mended:
        wanted = offered(poor)
        return poor.mend(Repairs((wanted["quantity"], wanted["hung_on"])), by=BY)

    def test_writes_the_former_content_back(self, poor, sheet, done):
        """A text as text, a day as its serial number; where the row stands now."""
        tab(sheet, "banners").insert_row(["ICST", "", "Học", 7], 2)
        assert poor.mend(Undo(done), by=BY).missed == ()
        assert (at(sheet, "banners", 3, "quantity"), at(sheet, "banners", 3, "hung_on")) == ("khoảng 3 cái", 45301)
        action, before, after = audited(sheet)[-1]
        assert action == "Lấy lại"
        assert (before["Ngày treo"], after["Ngày treo"]) == ("01/10/2024", "10/01/2024")

    def test_digits_that_were_text_are_text_again(self, book, sheet):
        put(sheet, "banners", 2, "unit", "CESTI")
        put(sheet, "banners", 2, "slogan", BANNER["slogan"])
        put(sheet, "banners", 2, "hung_on", "'45301")
        assert at(sheet, "banners", 2, "hung_on") == "45301"
        done = book.mend(Repairs((offered(book)["hung_on"],)), by=BY)
        assert at(sheet, "banners", 2, "hung_on") == 45566
        book.mend(Undo(done), by=BY)
        assert at(sheet, "banners", 2, "hung_on") == "45301"

    def test_what_was_edited_since_stays(self, poor, sheet, done):
        put(sheet, "banners", 2, "quantity", 12)
        missed = poor.mend(Undo(done), by=BY).missed
        assert (at(sheet, "banners", 2, "quantity"), at(sheet, "banners", 2, "hung_on")) == (12, 45301)
        assert missed == ("Trang “Băng rôn”, ô D2: đã có người sửa sau đó; để nguyên.",)

    def test_an_adopted_row_is_as_it_was(self, poor, sheet):
        before = records(tab(sheet, "banners"))
        poor.snapshot()
        done = poor.adopt(by=BY)
        assert poor.mend(Undo(done), by=BY).count == 1
        assert records(tab(sheet, "banners")) == before


class TestCopies:
    @pytest.fixture
    def copied(self, book, sheet) -> Workbook:
        """An entry, the same again, and twice with another number."""
        book.add("banners", BANNER, by=BY, row_id="GOC")
        (row,) = tab(sheet, "banners").get_values("A2:Z2", value_render_option="UNFORMATTED_VALUE")
        edited = [*row[:3], 9, *row[4:]]
        tab(sheet, "banners").append_rows([row, edited, edited], value_input_option="RAW")
        return Workbook(book.connection, book.now)

    def test_the_same_and_another_content_are_told_apart(self, copied):
        found = copies(copied.snapshot().tables)
        assert found == [Copies("banners", "GOC", 2, (3,), ((4, 5),), frozenset({"CESTI"}))]

    def test_what_says_something_else_gets_an_id_of_its_own(self, copied, sheet):
        """The two that say the same still count once together, under the new ID."""
        assert copied.mend(NewIds(frozenset({("banners", "GOC")}), lambda: NEW_ID), by=BY).count == 2
        assert [row["Mã dòng"] for row in records(tab(sheet, "banners"))] == ["GOC", "GOC", NEW_ID, NEW_ID]
        assert audited(sheet)[-1] == ("Cấp mã mới", {"Mã dòng": "GOC"}, {"Mã dòng": NEW_ID})
        assert [copy.others for copy in copies(copied.snapshot().tables)] == [(), ()]

    def test_only_where_it_was_asked_for(self, copied):
        assert copied.mend(NewIds(frozenset({("banners", "KHAC")}), lambda: NEW_ID), by=BY).count == 0

    def test_can_be_taken_back(self, copied, sheet):
        done = copied.mend(NewIds(frozenset({("banners", "GOC")}), lambda: NEW_ID), by=BY)
        copied.mend(Undo(done), by=BY)
        assert {row["Mã dòng"] for row in records(tab(sheet, "banners"))} == {"GOC"}
