"""Nominees' personal data are erased everywhere and for good, and nobody's figures move."""

import json
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import gspread
import pytest

from services.access import Desk, Identity, Role
from services.progress import Total, measure, totals
from services.schema import NOMINATIONS
from services.workbook import Conflict, Invalid, NotSetUp, Pending, Unavailable, Workbook, erasure
from services.workbook.gateway import cell_name
from services.workbook.history import ERASED, undoing
from services.workbook.journal import Journal, State, Submission
from tests.services.workbook.trial import BY, NOMINATION, people, records, tab

NAME = NOMINATION["full_name"]
ID, AGAIN, OTHER = "01J9A0000000000000000XOA01", "01J9A0000000000000000XOA02", "01J9A0000000000000000XOA03"
NAMESAKE = "01J9A0000000000000000XOA04"
OTHER_NAME = "Lê Thị Bình"
NOTE = NOMINATIONS.keys.index("note")


@pytest.fixture
def full(book) -> Workbook:
    """One person twice, spelled differently; a namesake born in another year; somebody else."""
    different = {
        ID: {},
        AGAIN: {"full_name": NAME.upper(), "course": "Tiếng Anh"},
        NAMESAKE: {"birth_year": 1975},
        OTHER: {"full_name": OTHER_NAME, "birth_year": None},
    }
    book.add_all("nominations", [(row_id, NOMINATION | changes) for row_id, changes in different.items()], by=BY)
    return book


def seen(book: Workbook, row_id: str = ID) -> list[erasure.Entry]:
    """The entries of the person in this row, as somebody who looks sees them."""
    return erasure.of_same_person(book.snapshot().tables["nominations"], row_id)


def rows(book: Workbook) -> dict[str | None, tuple[Any, Any]]:
    """Row ID → name and birth year."""
    frame = book.snapshot().tables["nominations"]
    return {row["row_id"]: (row["full_name"], row["birth_year"]) for row in frame.to_dict("records")}


def figures(book: Workbook, as_of: datetime) -> tuple[dict[Total, int], list[Any]]:
    """The indicators, and who has done what since when."""
    now = book.snapshot()
    first = now.first_seen
    progress = measure(now.tables, now.campaign, now.units, now.duties, as_of=as_of, first_seen=first)
    return totals(progress, now.tables, first_seen=first), progress.cells.to_dict("records")


def problems(book: Workbook) -> list[tuple[str, int | None]]:
    return [(each.code, each.sheet_row) for each in book.snapshot().problems]


def log(sheet: gspread.Spreadsheet) -> str:
    """All that the audit log says."""
    return "\n".join(map(repr, records(tab(sheet, "audit"))))


def kept(folder: Path) -> bytes:
    """All that the journal, and whatever SQLite keeps beside it, holds."""
    return b"".join(file.read_bytes() for file in sorted(folder.glob("journal-*")))


def is_in(content: bytes, text: str) -> bool:
    return any(spelled in content for spelled in (text.encode(), json.dumps(text)[1:-1].encode()))


def typed(sheet: gspread.Spreadsheet, **values: Any) -> None:
    """Somebody types a nomination by hand."""
    row = [values.get(key, "") for key in NOMINATIONS.keys]
    tab(sheet, "nominations").append_row(row, value_input_option="USER_ENTERED")


class TestAPerson:
    def test_is_erased_with_all_their_entries_and_nobody_else_is(self, full):
        erased = full.erase(seen(full), by="Lan")
        found = rows(full)
        assert (erased.rows, erased.audit_rows, erased.left) == (2, 2, ())
        assert found[ID] == found[AGAIN]
        assert found[ID][0].startswith(f"{ERASED} ")
        assert found[ID][1] is None
        assert found[NAMESAKE] == (NAME, 1975)
        assert found[OTHER] == (OTHER_NAME, None)

    def test_of_whom_nobody_knows_the_birth_year_is_known_within_one_unit(self, full):
        elsewhere = {"full_name": OTHER_NAME, "birth_year": None, "unit": "QLKH"}
        full.add("nominations", NOMINATION | elsewhere, by=BY, row_id="KHAC")
        assert [each.row_id for each in seen(full, OTHER)] == [OTHER]

    def test_is_still_one_person_in_every_figure(self, full, sheet, clock):
        for name in (NAME, NAME, OTHER_NAME):
            typed(sheet, unit="TTRA", full_name=name, course=name)
        clock.tick(hours=1)
        full.snapshot()
        clock.tick(hours=1)
        as_of = clock() + timedelta(days=1)
        before = figures(full, as_of)
        told = problems(full)
        assert before[0][Total.PEOPLE] == 5
        full.erase(None, by="Lan")
        clock.tick(hours=1)
        assert not [name for name, _ in rows(full).values() if not name.startswith(ERASED)]
        assert figures(full, as_of) == before
        assert problems(full) == told

    def test_is_gone_from_the_audit_log_however_their_rows_were_written(self, full, sheet, clock):
        typed(sheet, unit="KHTC", full_name=NAME, birth_year=1990, course="Gõ tay")
        full.change("nominations", ID, {"birth_year": 1991}, by=BY, seen={"birth_year": 1990})
        full.change("nominations", ID, {"birth_year": 1990}, by=BY, seen={"birth_year": 1991})
        full.change("nominations", OTHER, {"note": f"Thay {NAME}, xem lại"}, by=BY, seen={"note": None})
        cut = json.dumps({"Đơn vị": "KHTC", "Họ và tên": NAME}, ensure_ascii=False)[:-4]
        for row in (
            [45570, BY, "Sửa", "Cử đi học", ID, cut, "{"],
            [45570, BY, "Sửa", "Cử đi học", "XOADONG", "", f'{{"Họ tên": "{NAME}", "Năm sinh": "1990"}}'],
            [45570, BY, "Sửa", "Cử đi học", "XOADONG", '{"Năm sinh": "1989"}', '{"Năm sinh": "1990"}'],
            [45570, BY, "Sửa", "?", "", f"{NAME} đã nghỉ", ""],
            [
                45570,
                BY,
                "Sửa",
                "Cử đi học",
                "",
                '{"Dòng": "6", "Năm sinh": "1988"}',
                '{"Dòng": "6", "Năm sinh": "1990"}',
            ],
            [45570, BY, "Sửa", "Cử đi học", NAMESAKE, "", f'{{"Họ và tên": "{NAME}"}}'],
        ):
            tab(sheet, "audit").append_row(row)
        clock.tick(seconds=5)
        erased = full.erase(seen(full), by="Lan")
        said = records(tab(sheet, "audit"))
        assert (erased.rows, erased.audit_rows) == (3, 2 + 2 + 1 + 5)
        spared = [row for row in said if row.get("Mã dòng") != NAMESAKE]
        text = repr(spared)
        assert not [word for word in (NAME, NAME.upper(), "1990", "1991", "1989", "1988", cut) if word in text]
        assert repr(said).count(NAME) == 2
        assert OTHER_NAME in text
        assert "Tin học nâng cao" in text
        (left,) = erased.left
        assert left == f"Trang “Cử đi học”, ô {cell_name(5, NOTE)}: còn nhắc tên trong lời ghi; xin xem và sửa ô đó."

    def test_is_told_to_have_been_erased_without_what(self, full, sheet, clock):
        full.erase(seen(full), by="Lan")
        *_, last = records(tab(sheet, "audit"))
        assert last["Hành động"] == "Xóa dữ liệu cá nhân"
        assert last["Người thực hiện"] == "Lan"
        assert json.loads(last["Sau"]) == {"Số mục": "2", "Số dòng nhật ký": "2"}

    def test_is_gone_from_the_journal_file_to_the_last_byte(self, full, sheet, tmp_path, clock):
        journal = Journal(full.connection.journal_file)
        vain = Submission("nominations", "HONG", "add", BY, clock(), NOMINATION, state=State.REFUSED)
        journal.accept([vain])
        journal.settle([journal.of("nominations")[-1]], State.REFUSED, result={"told": f"{NAME}: không nhận"})
        with journal.opened() as database:
            # What an earlier version wrote over stands in the file's free pages.
            database.execute("PRAGMA secure_delete=OFF")
            database.execute("CREATE TABLE old(text)")
            database.execute("INSERT INTO old VALUES (?)", [f"{OTHER_NAME} cũ" * 2000])
            database.execute("DROP TABLE old")
        typed(sheet, unit="KHTC", full_name=NAME, birth_year=1990, course="Gõ tay")
        clock.tick(seconds=5)
        assert is_in(kept(tmp_path), f"{OTHER_NAME} cũ")
        assert is_in(kept(tmp_path), NAME)
        assert is_in(kept(tmp_path), NAME.upper())
        full.erase(None, by="Lan")
        for name in (NAME, NAME.upper(), OTHER_NAME):
            assert not is_in(kept(tmp_path), name)
        assert full.queue().refused == ()
        assert [each.values["course"] for each in journal.of("nominations")][:2] == ["Tin học nâng cao", "Tiếng Anh"]

    def test_is_gone_from_the_embedded_workbook_s_file_to_the_last_byte(self, full):
        file = full.connection.journal_file.with_name("workbook.sqlite3")
        assert is_in(file.read_bytes(), NAME)
        full.erase(None, by="Lan")
        assert not is_in(file.read_bytes(), NAME)

    def test_does_not_come_back_by_undoing_restoring_or_sending_again(self, full, sheet, clock):
        full.change("nominations", ID, {"full_name": "Trần Văn An"}, by=BY, seen={"full_name": NAME})
        full.erase(seen(full), by="Lan")
        (stand_in, _) = rows(full)[ID]
        desk = Desk(full, Identity(Role.ANYONE_TRIAL))
        (_, change, _) = desk.history("nominations", ID)
        assert change.before["full_name"].startswith(ERASED)
        tab(sheet, "nominations").delete_rows(2)
        clock.tick(seconds=5)
        assert desk.restore([("nominations", ID)], by=BY) == {}
        assert rows(full)[ID] == (stand_in, None)
        with pytest.raises(Conflict):
            full.add("nominations", NOMINATION, by=BY, row_id=ID)
        assert NAME not in repr(desk.deleted())

    def test_whose_row_somebody_changed_meanwhile_is_left_alone(self, full, clock):
        before = seen(full)
        full.change("nominations", ID, {"full_name": "Ai Khác"}, by=BY, seen={"full_name": NAME})
        erased = full.erase(before, by="Lan")
        assert rows(full)[ID] == ("Ai Khác", 1990)
        assert rows(full)[AGAIN][0].startswith(ERASED)
        assert erased.left == ("Trang “Cử đi học”, dòng 2: đã khác lúc bạn xem; để nguyên.",)

    def test_erased_twice_is_erased_once(self, full, sheet):
        before = seen(full)
        full.erase(before, by="Lan")
        said = log(sheet)
        assert full.erase(before, by="Lan").rows == 0
        assert log(sheet) == said

    def test_leaves_what_was_noted_of_sign_ins_and_exports(self, full, sheet, clock):
        full.note("export", by="Lan", about="phụ lục cử đi học, 2 mục")
        full.note("export", by="Lan", about=f"giấy cử {NAME}")
        full.send_waiting()
        full.erase(None, by="Lan")
        said = [row.get("Sau") for row in records(tab(sheet, "audit")) if row["Hành động"] == "Tải về"]
        assert said == ["phụ lục cử đi học, 2 mục", ERASED]

    def test_is_not_erased_by_nobody(self, full):
        with pytest.raises(Invalid):
            full.erase(seen(full), by=" ")
        assert rows(full)[ID][0] == NAME

    def test_is_not_erased_where_that_cannot_be_noted(self, full, sheet, clock):
        sheet.del_worksheet(tab(sheet, "audit"))
        clock.tick(minutes=2)
        with pytest.raises(NotSetUp, match="Nhật ký"):
            full.erase(seen(full), by="Lan")
        assert rows(full)[ID][0] == NAME


class TestWhileOthersWork:
    @pytest.fixture
    def full(self, served) -> Workbook:
        """Two people, over HTTP."""
        book, _ = served
        book.add("nominations", NOMINATION, by=BY, row_id=ID)
        book.add("nominations", NOMINATION | {"full_name": OTHER_NAME}, by=BY, row_id=OTHER)
        return book

    @pytest.mark.parametrize("fault", ["reset-after", "503", "reset"])
    def test_an_unclear_answer_is_settled_by_looking(self, full, server, tmp_path, fault):
        server.coming = [fault]
        assert full.erase(seen(full), by="Lan").rows == 1
        assert rows(full)[ID][0].startswith(ERASED)
        assert NAME not in log(people(tmp_path))
        assert log(people(tmp_path)).count("Xóa dữ liệu cá nhân") == 1

    def test_all_goes_in_one_call(self, full, server):
        before = seen(full)
        server.asked.clear()
        full.erase(before, by="Lan")
        assert server.asked[":batchUpdate"] == 1

    def test_more_than_a_call_may_hold_goes_in_several(self, full, server, tmp_path):
        long = json.dumps({"Họ và tên": NAME, "Ghi chú": "a" * 19_000}, ensure_ascii=False)
        tab(people(tmp_path), "audit").append_rows([[45570, BY, "Sửa", "Cử đi học", ID, long, long]] * 50)
        before = seen(full)
        server.asked.clear()
        assert full.erase(before, by="Lan").audit_rows == 51
        assert server.asked[":batchUpdate"] == 2
        assert NAME not in log(people(tmp_path))

    def test_what_was_written_over_rows_that_moved_is_given_back(self, full, server, tmp_path):
        sheet = people(tmp_path)

        def move() -> None:
            server.before_write = lambda: None
            for key in ("nominations", "audit"):
                cells = tab(sheet, key).row_values(3, value_render_option="UNFORMATTED_VALUE")
                tab(sheet, key).delete_rows(3)
                tab(sheet, key).insert_row(cells, 2)

        server.before_write = move
        said = records(tab(sheet, "audit"))
        erased = full.erase(seen(full), by="Lan")
        assert erased.left == ()
        found = rows(full)
        assert found[OTHER] == (OTHER_NAME, 1990)
        assert found[ID][0].startswith(ERASED)
        assert records(tab(sheet, "audit"))[0] == said[1]
        assert NAME not in log(sheet)

    def test_nothing_is_erased_while_an_entry_of_theirs_is_on_its_way(self, full, server, clock, tmp_path):
        server.coming = ["reset"] * 9
        with pytest.raises(Pending):
            full.add("nominations", NOMINATION | {"course": "Khác"}, by=BY, row_id=AGAIN, patience=0)
        server.coming = ["reset"] * 9
        with pytest.raises(Unavailable, match="Còn 1 lần ghi"):
            full.erase(seen(full), by="Lan")
        assert rows(full)[ID] == (NAME, 1990)
        assert is_in(kept(tmp_path), NAME)
        server.coming = []
        clock.tick(minutes=5)
        full.erase(seen(full), by="Lan")
        assert not is_in(kept(tmp_path), NAME)
        assert rows(full)[ID] == rows(full)[AGAIN]


class TestACorrection:
    @pytest.fixture
    def corrected(self, full) -> Workbook:
        """Name and birth year were wrong and are put right."""
        wrong, right = ({"full_name": name, "birth_year": year} for name, year in ((NAME, 1990), ("Trần Văn An", 1991)))
        full.change("nominations", ID, right, by=BY, seen=wrong)
        return full

    def test_takes_what_was_wrong_out_of_audit_log_and_journal(self, corrected, sheet, tmp_path):
        corrected.change("nominations", AGAIN, {"full_name": OTHER_NAME}, by=BY, seen={"full_name": NAME.upper()})
        corrected.scrub(ID, by="Lan")
        erasing, change, added = corrected.history("nominations", ID)
        assert (erasing.action, erasing.by) == ("erase", "Lan")
        assert change.before == {"full_name": ERASED, "birth_year": ERASED}
        assert change.after == {"full_name": "Trần Văn An", "birth_year": 1991}
        assert (added.after["full_name"], added.after["course"]) == (ERASED, NOMINATION["course"])
        assert rows(corrected)[ID] == ("Trần Văn An", 1991)
        (first, *_) = Journal(corrected.connection.journal_file).of("nominations")
        assert (first.values["full_name"], first.values["birth_year"]) == (ERASED, None)
        assert NAME.upper() in log(sheet)

    def test_by_hand_leaves_nothing_to_restore_it_from(self, full, sheet, clock):
        tab(sheet, "nominations").update_cell(2, NOMINATIONS.keys.index("birth_year") + 1, 1975)
        clock.tick(seconds=5)
        assert full.scrub(ID, by="Lan").audit_rows == 1
        tab(sheet, "nominations").delete_rows(2)
        assert Desk(full, Identity(Role.ANYONE_TRIAL)).restore([("nominations", ID)], by=BY) == {}
        restored = records(tab(sheet, "nominations"))[-1]
        assert (restored["Họ và tên"], restored.get("Năm sinh")) == (NAME, None)

    def test_cannot_be_undone_into_what_was_erased(self, corrected, sheet):
        corrected.scrub(ID, by="Lan")
        _, change, _ = corrected.history("nominations", ID)
        assert undoing(change, NOMINATIONS) == {}
        tab(sheet, "nominations").delete_rows(2)
        assert Desk(corrected, Identity(Role.ANYONE_TRIAL)).restore([("nominations", ID)], by=BY) == {}
        assert rows(corrected)[ID] == ("Trần Văn An", 1991)


class TestTheDayOfErasing:
    def test_is_put_into_the_plan_and_changed_and_taken_out_again(self, book, sheet):
        days = [date(2024, 12, 31), date(2025, 1, 31), None]
        for before, day in zip([None, *days], days, strict=False):
            book.set_erase_on(day, by="Lan", seen=before)
            assert book.snapshot().campaign.erase_on == day
        assert [row["Mục"] for row in records(tab(sheet, "plan"))].count("Ngày xóa dữ liệu cá nhân") == 1
        said = [
            (row["Hành động"], json.loads(row["Trước"]), json.loads(row["Sau"])) for row in records(tab(sheet, "audit"))
        ]
        label = {"Mục": "Ngày xóa dữ liệu cá nhân"}
        assert said[1] == ("Đặt thiết lập", label | {"Nội dung": "31/12/2024"}, label | {"Nội dung": "31/01/2025"})

    def test_finds_its_place_in_a_plan_that_does_not_know_it(self, book, sheet, clock):
        cell = tab(sheet, "plan").find("Ngày xóa dữ liệu cá nhân")
        tab(sheet, "plan").delete_rows(cell.row)
        clock.tick(seconds=5)
        book.set_erase_on(date(2024, 12, 31), by="Lan", seen=None)
        assert book.snapshot().campaign.erase_on == date(2024, 12, 31)

    def test_that_somebody_else_set_meanwhile_stays(self, book):
        book.set_erase_on(date(2024, 12, 31), by="Lan", seen=None)
        with pytest.raises(Conflict, match="vừa đổi “Ngày xóa"):
            book.set_erase_on(date(2025, 6, 30), by=BY, seen=None)
        assert book.snapshot().campaign.erase_on == date(2024, 12, 31)

    def test_is_set_although_the_answer_was_lost(self, served):
        book, server = served
        server.coming = ["reset-after"]
        book.set_erase_on(date(2024, 12, 31), by="Lan", seen=None)
        assert book.snapshot().campaign.erase_on == date(2024, 12, 31)
