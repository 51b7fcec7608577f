"""Typing into a tab by hand: only where the sheet is as the person saw it, whole with its audit row."""

import json
import threading
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from services.progress import Status, measure
from services.schema import AUDIT, TABS
from services.workbook import Invalid, Unavailable, Workbook
from services.workbook.grid import Clash, Edit, Grid, decide
from tests.services.workbook.trial import BANNER, BY, Clock, opened, people, records, serving, tab

KEYS = TABS["banners"].keys
ID = "01J9A00000000000000000GRID"


def column(key: str) -> int:
    return KEYS.index(key)


def edit(row: int, key: str, text: str) -> Edit:
    return Edit(row, column(key), text)


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def book(tmp_path: Path, clock: Clock) -> Workbook:
    """One entry of the app in row 2, one typed by hand in row 3."""
    book = opened(tmp_path, clock)
    book.add("banners", BANNER, by=BY, row_id=ID)
    book.type_in(
        book.grid("banners"), [edit(3, "unit", "ICST"), edit(3, "slogan", "Học"), edit(3, "size", "6x0,8")], by=BY
    )
    return book


@pytest.fixture
def seen(book: Workbook) -> Grid:
    return book.grid("banners")


def cells(book: Workbook, row: int) -> dict[str, str]:
    """What stands in a row now; blank cells are left out."""
    return {key: text for key, text in zip(KEYS, book.grid("banners").row(row), strict=False) if text}


def audit(book: Workbook) -> list[dict[str, Any]]:
    labels = [field.key for field in AUDIT.fields]
    _, *rows = book.connection.gateway.values([AUDIT.title])[0]
    return [dict(zip(labels, row, strict=False)) for row in rows]


class TestReading:
    def test_titles_and_cells_are_as_they_stand(self, book, seen):
        assert seen.header == 1
        assert seen.titles == tuple(field.label for field in TABS["banners"].fields)
        assert (seen.row(2)[column("hung_on")], seen.row(2)[column("quantity")]) == ("01/10/2024", "2")
        assert seen.row(2)[column("entered_at")] == "04/10/2024 09:00:00"
        assert seen.end == 4

    def test_unknown_columns_and_a_title_row_above_the_header_are_kept(self, book, tmp_path):
        worksheet = tab(people(tmp_path), "posts")
        worksheet.insert_row(["Bài đăng của tuần"])
        worksheet.add_cols(2)
        worksheet.update_cell(2, len(TABS["posts"].keys) + 2, "Ý kiến")
        worksheet.append_row(["CESTI", "Website Sở", "Tin 1"], table_range="A2")
        grid = book.grid("posts")
        assert grid.header == 2
        assert grid.titles[-2:] == ("", "Ý kiến")
        assert grid.row(3)[:3] == ("CESTI", "Website Sở", "Tin 1")

    def test_a_tab_without_a_header_has_blank_titles(self, book, tmp_path):
        worksheet = tab(people(tmp_path), "posts")
        worksheet.clear()
        worksheet.update([["a", "b"]])
        grid = book.grid("posts")
        assert (grid.header, grid.titles, grid.row(1)) == (0, ("", ""), ("a", "b"))


class TestTyping:
    def test_a_cell_is_changed_and_the_others_stay(self, book, seen):
        before = cells(book, 2)
        outcome = book.type_in(seen, [edit(2, "quantity", "5")], by=BY)
        assert outcome.saved == (edit(2, "quantity", "5"),)
        assert cells(book, 2) == before | {"quantity": "5"}
        assert outcome.grid == book.grid("banners")

    def test_a_date_comes_back_through_the_snapshot_as_a_date(self, book, seen, clock):
        book.type_in(seen, [edit(3, "hung_on", "2/10/2024")], by=BY)
        clock.tick(seconds=6)
        assert book.snapshot().tables["banners"]["hung_on"].tolist() == [date(2024, 10, 1), date(2024, 10, 2)]

    def test_a_text_that_looks_like_a_formula_stays_text(self, book, seen, tmp_path):
        book.type_in(seen, [edit(3, "note", "=1+1")], by=BY)
        worksheet = tab(people(tmp_path), "banners")
        (shown,) = worksheet.get("M3", value_render_option="UNFORMATTED_VALUE")
        assert shown == ["=1+1"]

    def test_a_text_date_typed_again_becomes_a_date(self, book, tmp_path):
        """It looks as before, but now it is one."""
        worksheet = tab(people(tmp_path), "banners")
        worksheet.update([["01/10/2024"]], "G3", value_input_option="RAW")
        book.type_in(book.grid("banners"), [edit(3, "hung_on", "1/10/2024")], by=BY)
        assert worksheet.get("G3", value_render_option="UNFORMATTED_VALUE").first() == 45566

    def test_a_cell_is_emptied(self, book, seen):
        book.type_in(seen, [edit(3, "size", "")], by=BY)
        assert cells(book, 3) == {"unit": "ICST", "slogan": "Học"}

    def test_a_row_typed_below_the_last_counts_in_progress(self, book, seen, clock):
        book.type_in(seen, [edit(4, "unit", "HCMGIS"), edit(4, "slogan", "Đọc"), edit(4, "hung_on", "2/10")], by=BY)
        clock.tick(seconds=6)
        snapshot = book.snapshot()
        cells = measure(
            snapshot.tables,
            snapshot.campaign,
            snapshot.units,
            snapshot.duties,
            as_of=clock(),
            first_seen=snapshot.first_seen,
        ).cells
        banner = cells[(cells["unit"] == "HCMGIS") & (cells["duty"] == "II.2")].iloc[0]
        assert (banner["status"], banner["entries"]) == (Status.DONE, 1)

    def test_a_row_far_below_makes_room(self, book, seen):
        book.type_in(seen, [edit(1_005, "unit", "CESTI")], by=BY)
        assert cells(book, 1_005) == {"unit": "CESTI"}


class TestAudit:
    def test_each_row_has_one_with_the_titles_of_the_sheet(self, book, seen):
        book.type_in(
            seen, [edit(2, "quantity", "5"), edit(2, "hung_on", "3/10/2024"), edit(3, "size", "4x1")], by="Lan"
        )
        first, second = audit(book)[-2:]
        assert (first["by"], first["action"], first["tab"], first["row_id"]) == ("Lan", "Sửa", "Băng rôn", ID)
        assert json.loads(first["before"]) == {"Số lượng": "2", "Ngày treo": "01/10/2024"}
        assert json.loads(first["after"]) == {"Số lượng": "5", "Ngày treo": "03/10/2024"}
        assert json.loads(second["after"]) == {"Dòng": "3", "Kích thước": "4x1"}

    def test_a_new_row_is_an_addition(self, book, seen):
        book.type_in(seen, [edit(4, "unit", "CESTI")], by=BY)
        assert audit(book)[-1]["action"] == "Thêm"

    def test_without_an_audit_log_nothing_is_written(self, book, seen, tmp_path):
        """The cells and their audit row are written together or not at all."""
        worksheet = tab(people(tmp_path), "audit")
        people(tmp_path).del_worksheet(worksheet)
        with pytest.raises(Unavailable):
            book.type_in(seen, [edit(2, "quantity", "5")], by=BY)
        assert cells(book, 2)["quantity"] == "2"


class TestCompareAndSet:
    def test_a_cell_that_somebody_else_changed_is_not_overwritten(self, book, seen, tmp_path):
        tab(people(tmp_path), "banners").update_acell("D2", 7)
        mine, other = edit(2, "quantity", "5"), edit(2, "note", "Xong")
        outcome = book.type_in(seen, [mine, other], by=BY)
        assert outcome.clashes == (Clash(mine, "7"),)
        assert outcome.saved == (other,)
        assert (cells(book, 2)["quantity"], cells(book, 2)["note"]) == ("7", "Xong")

    def test_who_has_seen_the_other_value_may_write_over_it(self, book, seen, tmp_path):
        tab(people(tmp_path), "banners").update_acell("D2", 7)
        outcome = book.type_in(seen, [edit(2, "quantity", "5")], by=BY)
        assert book.type_in(outcome.grid, [edit(2, "quantity", "5")], by=BY).clashes == ()
        assert cells(book, 2)["quantity"] == "5"

    def test_the_same_value_from_somebody_else_is_no_conflict(self, book, seen, tmp_path):
        tab(people(tmp_path), "banners").update_acell("G2", "3/10/2024")
        before = len(audit(book))
        outcome = book.type_in(seen, [edit(2, "hung_on", "3.10.2024")], by=BY)
        assert (outcome.clashes, len(audit(book))) == ((), before)

    def test_a_row_with_an_id_is_followed(self, book, seen, tmp_path):
        tab(people(tmp_path), "banners").insert_row(["HCMGIS"], 2)
        book.type_in(seen, [edit(2, "quantity", "5")], by=BY)
        assert cells(book, 3)["quantity"] == "5"
        assert cells(book, 2) == {"unit": "HCMGIS"}

    def test_a_row_with_an_id_is_followed_though_its_other_cells_changed(self, book, seen, tmp_path):
        worksheet = tab(people(tmp_path), "banners")
        worksheet.update_acell("C2", "Khác")
        worksheet.insert_row(["HCMGIS"], 2)
        book.type_in(seen, [edit(2, "quantity", "5")], by=BY)
        assert (cells(book, 3)["quantity"], cells(book, 2)) == ("5", {"unit": "HCMGIS"})

    def test_what_somebody_else_wrote_right_after_is_not_taken_for_ones_own(self, book, tmp_path, clock):
        worksheet = tab(people(tmp_path), "banners")
        with serving(tmp_path, clock) as (far, server):
            server.after_write = lambda: worksheet.update_acell("D2", 7)
            outcome = far.type_in(far.grid("banners"), [edit(2, "quantity", "5")], by=BY)
        assert outcome.grid.row(2)[column("quantity")] == "5"

    def test_a_row_typed_by_hand_is_followed_by_all_that_it_holds(self, book, seen, tmp_path):
        tab(people(tmp_path), "banners").insert_row(["HCMGIS", "", "Khác"], 3)
        book.type_in(seen, [edit(3, "quantity", "5")], by=BY)
        assert cells(book, 4) == {"unit": "ICST", "slogan": "Học", "size": "6x0,8", "quantity": "5"}

    def test_a_row_that_is_gone_is_a_conflict_without_a_value(self, book, seen, tmp_path):
        tab(people(tmp_path), "banners").delete_rows(2, 3)
        edits = [edit(2, "quantity", "5"), edit(3, "quantity", "5")]
        assert book.type_in(seen, edits, by=BY).clashes == (Clash(edits[0], None), Clash(edits[1], None))
        assert book.grid("banners").rows == {}

    def test_another_row_in_the_place_of_one_typed_by_hand_is_left_alone(self, book, seen, tmp_path):
        tab(people(tmp_path), "banners").update([["SIHUB", "", "Khác", "", "6x0,8"]], "A3")
        outcome = book.type_in(seen, [edit(3, "size", "5x1")], by=BY)
        assert outcome.clashes == (Clash(edit(3, "size", "5x1"), None),)
        assert cells(book, 3)["size"] == "6x0,8"

    def test_a_column_that_moved_is_not_written_into(self, book, seen, tmp_path):
        tab(people(tmp_path), "banners").update_acell("D1", "Số cái treo")
        assert book.type_in(seen, [edit(2, "quantity", "5")], by=BY).clashes[0].theirs is None

    def test_a_column_that_came_to_the_right_is_no_conflict(self, book, seen, tmp_path):
        worksheet = tab(people(tmp_path), "banners")
        worksheet.add_cols(1)
        worksheet.update_cell(1, len(KEYS) + 1, "Ý kiến")
        assert book.type_in(seen, [edit(3, "quantity", "5")], by=BY).clashes == ()
        assert cells(book, 3)["quantity"] == "5"

    def test_a_new_row_steps_below_one_that_arrived_meanwhile(self, book, seen):
        book.add("banners", BANNER, by=BY)
        outcome = book.type_in(seen, [edit(4, "unit", "HCMGIS")], by=BY)
        assert outcome.clashes == ()
        assert (cells(book, 4)["unit"], cells(book, 5)) == ("CESTI", {"unit": "HCMGIS"})
        book.type_in(outcome.grid, [edit(4, "slogan", "Đọc")], by=BY)
        assert cells(book, 5) == {"unit": "HCMGIS", "slogan": "Đọc"}

    def test_two_equal_rows_are_never_taken_for_one_another(self, book, tmp_path):
        worksheet = tab(people(tmp_path), "banners")
        worksheet.update([["ICST", "", "Học", "", "6x0,8"]], "A4")
        seen = book.grid("banners")
        worksheet.update_acell("M3", "sửa")
        book.type_in(seen, [edit(3, "quantity", "9")], by=BY)
        assert (cells(book, 3)["quantity"], "quantity" in cells(book, 4)) == ("9", False)

    def test_of_many_who_type_into_one_cell_one_wins(self, book, seen):
        outcomes = []
        threads = [
            threading.Thread(target=lambda n=n: outcomes.append(book.type_in(seen, [edit(2, "note", f"n{n}")], by=BY)))
            for n in range(5)
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        (won,) = [outcome.saved[0].text for outcome in outcomes if outcome.saved]
        assert cells(book, 2)["note"] == won
        assert {outcome.clashes[0].theirs for outcome in outcomes if outcome.clashes} == {won}


class TestRefusals:
    @pytest.mark.parametrize(
        ("wrong", "by", "words"),
        [
            (edit(2, "row_id", "KHAC"), BY, "cột mã dòng"),
            (edit(1, "unit", "Phòng"), BY, "hàng tiêu đề"),
            (edit(2, "note", "a\x00b"), BY, "ký tự điều khiển"),
            (edit(2, "note", "a"), "  ", "Người thực hiện"),
        ],
    )
    def test_is_refused_with_all_that_came_along(self, book, seen, wrong, by, words):
        with pytest.raises(Invalid, match=words):
            book.type_in(seen, [edit(2, "quantity", "5"), wrong], by=by)
        assert cells(book, 2)["quantity"] == "2"

    @pytest.mark.parametrize("tab", [AUDIT, replace(AUDIT)], ids=["itself", "a copy"])
    def test_the_audit_log_is_not_typed_into(self, book, tab):
        with pytest.raises(Invalid, match="Nhật ký"):
            book.type_in(replace(book.grid("audit"), tab=tab), [Edit(2, 1, "Ai đó")], by=BY)


class TestFaults:
    def test_an_answer_that_was_lost_is_looked_up(self, book, tmp_path, clock):
        with serving(tmp_path, clock) as (far, server):
            seen = far.grid("banners")
            server.coming.append("reset-after")
            assert far.type_in(seen, [edit(2, "quantity", "5")], by=BY).saved
            assert cells(book, 2)["quantity"] == "5"

    def test_a_write_that_never_came_is_told(self, book, tmp_path, clock):
        with serving(tmp_path, clock) as (far, server):
            seen = far.grid("banners")
            server.coming.append("reset")
            with pytest.raises(Unavailable):
                far.type_in(seen, [edit(2, "quantity", "5")], by=BY)
            assert cells(book, 2)["quantity"] == "2"
            assert far.type_in(seen, [edit(2, "quantity", "5")], by=BY).saved

    def test_reading_is_one_call_and_writing_two_more(self, book, tmp_path, clock):
        with serving(tmp_path, clock) as (far, server):
            seen = far.grid("banners")
            assert server.asked == {"/values:batchGet": 1}
            far.type_in(seen, [edit(2, "quantity", "5"), edit(3, "quantity", "6")], by=BY)
            assert server.asked == {"/values:batchGet": 3, ":batchUpdate": 1}


def test_deciding_writes_nothing(book: Workbook, seen: Grid) -> None:
    wanted = edit(2, "quantity", "5")
    assert decide(seen, seen, [wanted], year=2024) == ({wanted: 2}, ())
    assert records(tab(people(book.connection.journal_file.parent), "banners"))[0]["Số lượng"] == 2
