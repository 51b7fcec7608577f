"""The inner door: what is added and changed stands in the sheet, once, with its audit row, whatever happens."""

import json
import sqlite3
import threading
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest

from services.plan import TIME_ZONE
from services.schema import CANCELLED, DONE, LOGS, PLANNED, TABS
from services.workbook import (
    Conflict,
    FileUnusable,
    Invalid,
    NotSetUp,
    Pending,
    Receipt,
    Unavailable,
    Workbook,
    new_row_id,
)
from services.workbook.connection import Kind, connect
from tests.services.workbook.trial import (
    ACTIVITY,
    BANNER,
    BY,
    NIL_RETURN,
    NOMINATION,
    POST,
    created,
    file_in,
    impatient_gateway,
    people,
    records,
    serving,
    tab,
)

ID = "01J9A0000000000000000BANG1"
NOON = datetime(2024, 10, 4, 12, tzinfo=TIME_ZONE)


@pytest.fixture
def sheet(book, tmp_path):
    """The workbook as people have it before them."""
    return people(tmp_path)


def rows(sheet, key: str) -> list[dict[str, Any]]:
    return records(tab(sheet, key))


def row(book: Workbook, key: str, row_id: str) -> dict[str, Any]:
    """The entry as the snapshot has it."""
    frame = book.snapshot().tables[key]
    (found,) = frame[frame["row_id"] == row_id].to_dict("records")
    return found


class TestNew:
    def test_has_the_plan_its_duties_the_units_and_no_entries(self, tmp_path, clock):
        snapshot = created(tmp_path, clock).snapshot()
        assert (snapshot.campaign.number, snapshot.campaign.window) == ("4013", (date(2024, 10, 1), date(2024, 10, 7)))
        assert [duty.code for duty in snapshot.duties] == ["II.1", "II.2", "II.3", "III.1"]
        assert len(snapshot.units) == 16
        assert all(snapshot.tables[key].empty for key in LOGS)
        assert [problem.message for problem in snapshot.problems] == []

    def test_has_its_tabs_with_vietnamese_titles_and_our_ids(self, tmp_path, clock):
        created(tmp_path, clock)
        tabs = [(worksheet.title, worksheet.id) for worksheet in people(tmp_path).worksheets()]
        assert tabs == [(tab.title, tab.sheet_id) for tab in TABS.values()]
        assert len(tabs) == 12

    def test_opened_again_nothing_changes(self, tmp_path, clock):
        first = created(tmp_path, clock)
        before = file_in(tmp_path).read_bytes()
        second = created(tmp_path, clock)
        assert second.snapshot().revision == first.snapshot().revision
        assert file_in(tmp_path).read_bytes() == before
        assert second.pending_changes() == []


class TestAdd:
    def test_writes_typed_cells_under_their_headers(self, book, sheet):
        book.add("banners", BANNER | {"cost": "2.500.000 đ"}, by=BY, row_id=ID)
        assert rows(sheet, "banners") == [
            {
                "Đơn vị": "CESTI",
                "Loại": "Băng rôn",
                "Nội dung khẩu hiệu": "Phát triển văn hóa đọc thúc đẩy học tập suốt đời",
                "Số lượng": 2,
                "Vị trí treo": "Cổng chính",
                "Ngày treo": 45566,
                "Kinh phí": 2_500_000,
                "Ảnh": "https://anh.example.vn/1.jpg",
                "Trạng thái": "Đã thực hiện",
                "Người nhập": BY,
                "Thời điểm nhập": 45569.375,
                "Mã dòng": ID,
            }
        ]
        shown = tab(sheet, "banners").row_values(2)
        assert {"01/10/2024", "04/10/2024 09:00:00"} <= set(shown)

    @pytest.mark.parametrize(
        "text",
        [
            "=1+1",
            '=IMPORTXML("http://x.example","//a")',
            "+84 901 234 567",
            "-1",
            "@SUM(A1)",
            "'x",
            "0901234567",
            "1E5",
            "TRUE",
            "1/10",
        ],
    )
    def test_keeps_text_as_text(self, book, sheet, text):
        """Nothing that somebody types is ever evaluated, numbered or turned into a date."""
        book.add("posts", POST | {"title": text, "note": text}, by=text, row_id=ID)
        (found,) = rows(sheet, "posts")
        assert (found["Tiêu đề"], found["Ghi chú"], found["Người nhập"]) == (text, text, text)
        formulas = tab(sheet, "posts").get_values(value_render_option="FORMULA")
        assert formulas[1] == tab(sheet, "posts").get_values(value_render_option="UNFORMATTED_VALUE")[1]
        assert row(book, "posts", ID)["title"] == text

    def test_tells_the_audit_log_in_words(self, book, sheet):
        book.add("posts", POST, by=BY, row_id=ID)
        (told,) = rows(sheet, "audit")
        after = json.loads(told.pop("Sau"))
        assert told == {
            "Thời điểm": 45569.375,
            "Người thực hiện": BY,
            "Hành động": "Thêm",
            "Trang": "Bài đăng",
            "Mã dòng": ID,
        }
        assert (after["Đơn vị"], after["Ngày đăng"], after["Lượt xem"]) == ("CESTI", "02/10/2024", "")

    @pytest.mark.parametrize(
        ("key", "values"),
        [
            ("banners", BANNER),
            ("posts", POST),
            ("activities", ACTIVITY),
            ("nominations", NOMINATION),
            ("nil_returns", NIL_RETURN),
        ],
    )
    def test_every_log_takes_entries_and_gives_a_link_to_them(self, book, key, values):
        receipt = book.add(key, values, by=BY, row_id=ID)
        page = "/my-work?unit=TCCB" if key == "nil_returns" else f"/{key}?row={ID}"
        assert receipt == Receipt(ID, key, datetime(2024, 10, 4, 9, tzinfo=TIME_ZONE), page)
        assert receipt.warnings == ()
        assert row(book, key, ID)["entered_at"] == receipt.at

    def test_in_google_the_link_opens_the_cell(self, book):
        address = "https://docs.google.com/spreadsheets/d/x/edit"
        in_google = Workbook(replace(book.connection, kind=Kind.GOOGLE, address=address), book.now)
        in_google.add("banners", BANNER, by=BY)
        assert in_google.add("banners", BANNER, by=BY).cell_url == f"{address}#gid=40130004&range=A3"

    def test_takes_python_values_and_what_people_type_alike(self, book):
        typed = BANNER | {"unit": "trung tâm thông tin và thống kê khcn", "quantity": "2 cái", "kind": "băng rôn"}
        python = BANNER | {"quantity": 2.0, "hung_on": date(2024, 10, 1), "state": DONE}
        first = book.add("banners", typed, by=BY, row_id=ID)
        assert book.add("banners", python, by=BY, row_id=ID) == first

    def test_without_a_row_id_each_call_is_an_entry_of_its_own(self, book):
        first, second = (book.add("banners", BANNER, by=BY) for _ in range(2))
        assert first.row_id < second.row_id
        assert len(book.snapshot().tables["banners"]) == 2

    def test_row_ids_sort_by_time(self):
        ids = [new_row_id() for _ in range(3)]
        assert all(len(row_id) == 26 and row_id.isalnum() and row_id.upper() == row_id for row_id in ids)
        assert len(set(ids)) == 3

    def test_a_double_click_adds_one_row_and_gives_the_same_receipt(self, book, sheet, clock):
        first = book.add("banners", BANNER, by=BY, row_id=ID)
        clock.tick(minutes=5)
        assert book.add("banners", BANNER, by=BY, row_id=ID) == first
        assert (len(rows(sheet, "banners")), len(rows(sheet, "audit"))) == (1, 1)

    def test_twenty_clicks_at_once_add_one_row(self, tmp_path, clock):
        together = threading.Barrier(20)

        def click(book: Workbook) -> Receipt:
            together.wait(10)
            return book.add("banners", BANNER, by=BY, row_id=ID)

        with serving(tmp_path, clock) as (book, _), ThreadPoolExecutor(20) as pool:
            receipts = set(pool.map(click, [book] * 20))
        sheet = people(tmp_path)
        assert len(receipts) == 1
        assert (len(rows(sheet, "banners")), len(rows(sheet, "audit"))) == (1, 1)

    def test_the_same_id_for_other_values_is_a_conflict(self, book, sheet):
        book.add("banners", BANNER, by=BY, row_id=ID)
        with pytest.raises(Conflict, match=f"{ID} đã có trong trang “Băng rôn”") as caught:
            book.add("banners", BANNER | {"quantity": 3}, by=BY, row_id=ID)
        assert (caught.value.mine["quantity"], caught.value.theirs["quantity"]) == (3, 2)
        assert len(rows(sheet, "banners")) == 1

    def test_a_row_copied_by_hand_keeps_the_id_of_its_entry(self, book, sheet):
        """The copy was edited; sending the original again still finds it."""
        first = book.add("banners", BANNER, by=BY, row_id=ID)
        copy = tab(sheet, "banners").get_values("A2:Z2", value_render_option="UNFORMATTED_VALUE")[0]
        tab(sheet, "banners").insert_row([*copy[:3], 9, *copy[4:]], 2)
        assert book.add("banners", BANNER, by=BY, row_id=ID).at == first.at

    def test_at_midnight_it_is_not_the_end_of_the_day(self, book, clock):
        """A date without a time stands for the last second of its day; an entry must not become late by that."""
        clock.moment = datetime(2024, 10, 7, tzinfo=TIME_ZONE)
        receipt = book.add("banners", BANNER, by=BY, row_id=ID)
        assert row(book, "banners", ID)["entered_at"] == receipt.at == datetime(2024, 10, 7, 0, 0, 1, tzinfo=TIME_ZONE)

    def test_nothing_is_written_into_a_tab_that_is_no_log(self, book):
        for key in ("plan", "audit", "users", "nowhere"):
            with pytest.raises(Invalid, match=f"“{key}” không phải là nơi ghi báo cáo"):
                book.add(key, {"note": "x"}, by=BY)


class TestAddWherePeopleRearrangedTheTab:
    def lands(self, book, sheet, header: int = 1) -> None:
        book.add("banners", BANNER, by=BY, row_id=ID)
        labels = tab(sheet, "banners").row_values(header)
        last = tab(sheet, "banners").get_values(value_render_option="UNFORMATTED_VALUE")[-1]
        found = dict(zip(labels, last, strict=False))
        expected = {"Đơn vị": "CESTI", "Số lượng": 2, "Vị trí treo": "Cổng chính", "Ngày treo": 45566, "Mã dòng": ID}
        assert {label: found[label] for label in expected} == expected
        assert row(book, "banners", ID)["place"] == "Cổng chính"

    def test_columns_moved(self, book, sheet):
        worksheet = tab(sheet, "banners")
        header = worksheet.row_values(1)
        worksheet.update([header[::-1]], "A1")
        self.lands(book, sheet)

    def test_a_column_of_their_own_inserted(self, book, sheet):
        tab(sheet, "banners").insert_cols([["Người duyệt", "Hương"]], 2)
        self.lands(book, sheet)
        assert [found.get("Người duyệt") for found in rows(sheet, "banners")] == ["Hương", None]

    def test_a_title_put_above_the_header(self, book, sheet):
        tab(sheet, "banners").insert_rows([["BẢNG THEO DÕI BĂNG RÔN"], []], 1)
        self.lands(book, sheet, header=3)

    def test_the_tab_renamed_and_another_put_in_its_place(self, book, sheet):
        book.snapshot()
        tab(sheet, "banners").update_title("Băng rôn 2024")
        self.lands(book, sheet)
        assert [worksheet.title for worksheet in sheet.worksheets()].count("Băng rôn") == 0

    def test_rows_sorted(self, book, sheet):
        for place in ("B", "C", "A"):
            book.add("banners", BANNER | {"place": place}, by=BY)
        tab(sheet, "banners").sort((6, "asc"), range="A2:Q4")
        self.lands(book, sheet)
        assert [found["Vị trí treo"] for found in rows(sheet, "banners")] == ["A", "B", "C", "Cổng chính"]

    def test_a_column_that_is_gone_stops_the_entry_that_needs_it(self, book, sheet):
        tab(sheet, "banners").update_acell("F1", "")
        with pytest.raises(NotSetUp, match="Băng rôn \\(cột Vị trí treo\\)"):
            book.add("banners", BANNER, by=BY)
        assert len(rows(sheet, "banners")) == 0

    def test_a_tab_without_its_header_takes_nothing(self, book, sheet):
        tab(sheet, "banners").clear()
        with pytest.raises(NotSetUp, match="Băng rôn"):
            book.add("banners", BANNER, by=BY)

    def test_columns_of_the_audit_log_moved_keep_its_values_under_their_headers(self, book, sheet):
        book.add("banners", BANNER, by=BY, row_id=ID)
        worksheet = tab(sheet, "audit")
        plain = {"value_render_option": "UNFORMATTED_VALUE"}
        worksheet.update([row[::-1] for row in worksheet.get_values(**plain)], "A1")
        worksheet.insert_rows([["NHẬT KÝ"]], 1)
        book.add("banners", BANNER, by=BY, row_id="01J9SECOND")
        header, first, second = worksheet.get_values("2:4", **plain)
        told = [dict(zip(header, line, strict=True)) for line in (first, second)]
        assert [line["Mã dòng"] for line in told] == [ID, "01J9SECOND"]
        assert told[0] | {"Mã dòng": ""} == told[1] | {"Mã dòng": ""}

    def test_an_audit_log_without_a_column_takes_no_entry(self, book, sheet):
        tab(sheet, "audit").update_acell("A1", "")
        with pytest.raises(NotSetUp, match="Nhật ký \\(cột Thời điểm\\)"):
            book.add("banners", BANNER, by=BY)
        assert len(rows(sheet, "banners")) == 0
        book.set_up()
        book.add("banners", BANNER, by=BY, row_id=ID)
        assert records(tab(sheet, "audit"))[0]["Thời điểm"] == 45569.375

    def test_a_change_of_columns_at_each_write_is_told(self, tmp_path, clock):
        """The cells were addressed before the column came in between, each time that they were put right, too."""
        with serving(tmp_path, clock) as (book, server):
            sheet = people(tmp_path)
            server.before_write = lambda: tab(sheet, "banners").insert_cols([[]], 1)
            receipt = book.add("banners", BANNER, by=BY, row_id=ID)
            assert server.asked[":batchUpdate"] == 4
        assert [problem.code for problem in receipt.warnings] == ["not_as_written"]


class TestAddWhenTheNetworkFails:
    @pytest.mark.parametrize(("kind", "seconds"), [("429", 0), ("500", 0), ("503", 0), ("502", 180), ("reset", 180)])
    def test_without_the_change_it_is_sent_again_once_it_can_no_more_be_carried_out(
        self, tmp_path, clock, kind, seconds
    ):
        """An answer that says no ends a request; without one Google may still carry it out for 180 seconds."""
        with serving(tmp_path, clock) as (book, server):
            server.coming = [kind]
            with pytest.raises(Pending, match=ID) as caught:
                book.add("banners", BANNER, by=BY, row_id=ID)
            assert caught.value.trouble
            sheet = people(tmp_path)
            assert (rows(sheet, "banners"), rows(sheet, "audit")) == ([], [])
            clock.tick(seconds=seconds - 1)
            book.send_waiting()
            assert bool(rows(sheet, "banners")) == (seconds == 0)
            clock.tick(seconds=1)
            book.send_waiting()
            assert book.queue().waiting == ()
        assert (len(rows(sheet, "banners")), len(rows(sheet, "audit"))) == (1, 1)

    def test_a_lost_answer_is_settled_by_looking(self, tmp_path, clock):
        """The change was made, the answer was cut: a receipt all the same, and one row."""
        with serving(tmp_path, clock) as (book, server):
            server.coming = ["reset-after"]
            receipt = book.add("banners", BANNER, by=BY, row_id=ID)
            assert book.add("banners", BANNER, by=BY, row_id=ID) == receipt
            assert server.asked[":batchUpdate"] == 1
        assert (len(rows(people(tmp_path), "banners")), len(rows(people(tmp_path), "audit"))) == (1, 1)

    def test_what_is_written_has_its_receipt_even_when_it_can_not_be_read_back(self, tmp_path, clock):
        with serving(tmp_path, clock) as (book, server):
            server.after_write = server.fail_reads
            receipt = book.add("banners", BANNER, by=BY, row_id=ID)
        assert (receipt.row_id, receipt.cell_url) == (ID, f"/banners?row={ID}")
        assert len(rows(people(tmp_path), "banners")) == 1

    def test_row_and_audit_row_go_in_one_call(self, tmp_path, clock):
        with serving(tmp_path, clock) as (book, server):
            book.add("banners", BANNER, by=BY)
            assert server.asked == {"/values:batchGet": 2, ":batchUpdate": 1}

    def test_without_the_audit_tab_nothing_is_written(self, book, sheet):
        sheet.del_worksheet(tab(sheet, "audit"))
        with pytest.raises(NotSetUp, match="Nhật ký"):
            book.add("banners", BANNER, by=BY)
        assert rows(sheet, "banners") == []


class TestChange:
    @pytest.fixture
    def entered(self, book) -> dict[str, Any]:
        """A planned banner."""
        book.add("banners", BANNER | {"state": PLANNED, "photo": None}, by=BY, row_id=ID)
        return row(book, "banners", ID)

    def change(self, book, entered, **changes) -> Receipt:
        seen = {key: entered[key] for key in changes}
        return book.change("banners", ID, changes, by=BY, seen=seen)

    def test_writes_only_the_changed_cells(self, book, sheet, entered, clock):
        worksheet = tab(sheet, "banners")
        worksheet.update_acell("F2", "Cổng sau")
        worksheet.insert_cols([["Người duyệt", "Hương"]], 4)
        clock.tick(hours=3)
        receipt = self.change(book, entered, quantity=5)
        assert receipt == Receipt(ID, "banners", NOON, f"/banners?row={ID}")
        (found,) = rows(sheet, "banners")
        assert (found["Số lượng"], found["Vị trí treo"], found["Người duyệt"]) == (5, "Cổng sau", "Hương")
        assert found["Thời điểm nhập"] == 45569.375

    def test_keeps_colours_and_notes(self, book, sheet, entered):
        worksheet = tab(sheet, "banners")
        worksheet.format("D2", {"backgroundColor": {"red": 1}})
        worksheet.insert_note("D2", "hỏi lại")
        self.change(book, entered, quantity=5)
        assert worksheet.get_note("D2") == "hỏi lại"
        assert "red" in str(
            worksheet.client.fetch_sheet_metadata(
                sheet.id, {"ranges": "'Băng rôn'!D2", "fields": "sheets.data.rowData.values.userEnteredFormat"}
            )
        )

    def test_tells_the_audit_log_what_was_and_what_is(self, book, sheet, entered):
        self.change(book, entered, quantity=5, hung_on=date(2024, 10, 2))
        told = rows(sheet, "audit")[-1]
        assert (told["Hành động"], told["Trang"], told["Mã dòng"]) == ("Sửa", "Băng rôn", ID)
        assert json.loads(told["Trước"]) == {"Số lượng": "2", "Ngày treo": "01/10/2024"}
        assert json.loads(told["Sau"]) == {"Số lượng": "5", "Ngày treo": "02/10/2024"}

    def test_finds_the_row_wherever_it_stands_now(self, book, sheet, entered):
        tab(sheet, "banners").insert_rows([["KHTC", "Pano", "Khác", 7, "", "Sân"], []], 2)
        self.change(book, entered, quantity=5)
        assert [(found["Vị trí treo"], found["Số lượng"]) for found in rows(sheet, "banners") if found] == [
            ("Sân", 7),
            ("Cổng chính", 5),
        ]

    def test_a_field_that_somebody_else_changed_is_a_conflict(self, book, sheet, entered):
        tab(sheet, "banners").update_acell("D2", 9)
        with pytest.raises(Conflict, match="vừa sửa “Số lượng”") as caught:
            self.change(book, entered, quantity=5)
        conflict = caught.value
        assert (conflict.mine, conflict.theirs, conflict.before) == ({"quantity": 5}, {"quantity": 9}, {"quantity": 2})
        assert rows(sheet, "banners")[0]["Số lượng"] == 9

    def test_another_field_that_somebody_changed_is_none(self, book, sheet, entered):
        """Even when the whole row is said to have been seen."""
        tab(sheet, "banners").update_acell("F2", "Cổng sau")
        book.change("banners", ID, {"quantity": 5}, by=BY, seen=entered)
        assert (row(book, "banners", ID)["quantity"], row(book, "banners", ID)["place"]) == (5, "Cổng sau")

    def test_a_row_that_is_gone_stays_gone(self, book, sheet, entered):
        tab(sheet, "banners").delete_rows(2)
        with pytest.raises(Conflict, match=f"{ID} không còn trong trang “Băng rôn”") as caught:
            self.change(book, entered, quantity=5)
        assert (caught.value.mine, caught.value.theirs) == ({"quantity": 5}, {})
        assert rows(sheet, "banners") == []

    def test_which_of_two_rows_with_the_id_is_not_guessed(self, book, sheet, entered):
        worksheet = tab(sheet, "banners")
        worksheet.append_row(worksheet.get_values("A2:Z2", value_render_option="UNFORMATTED_VALUE")[0])
        with pytest.raises(Conflict, match="nhiều dòng cùng mã"):
            self.change(book, entered, quantity=5)

    def test_cancelling_keeps_the_row(self, book, sheet, entered):
        self.change(book, entered, state=CANCELLED)
        (found,) = rows(sheet, "banners")
        assert (found["Trạng thái"], found["Số lượng"]) == ("Hủy", 2)
        assert rows(sheet, "audit")[-1]["Hành động"] == "Hủy"

    def test_planned_becomes_done_at_that_moment(self, book, entered, clock):
        clock.tick(hours=3)
        self.change(book, entered, state=DONE)
        assert row(book, "banners", ID)["entered_at"] == NOON
        clock.tick(hours=1)
        self.change(book, row(book, "banners", ID), state=DONE, quantity=4)
        assert row(book, "banners", ID)["entered_at"] == NOON

    def test_sending_a_returned_entry_again_clears_the_note_and_keeps_the_moment(self, book, entered, clock):
        self.change(book, entered, return_note="Thiếu ảnh")
        returned = row(book, "banners", ID)
        assert returned["return_note"] == "Thiếu ảnh"
        clock.tick(days=2)
        self.change(book, returned, return_note=None, photo="https://anh.example.vn/2.jpg")
        again = row(book, "banners", ID)
        assert (again["return_note"], again["entered_at"]) == (None, entered["entered_at"])

    def test_an_unreadable_cell_elsewhere_is_no_obstacle(self, book, sheet, entered):
        tab(sheet, "banners").update_acell("D2", "nhiều lắm")
        self.change(book, entered, place="Cổng sau")
        (found,) = rows(sheet, "banners")
        assert (found["Vị trí treo"], found["Số lượng"]) == ("Cổng sau", "nhiều lắm")

    def test_pressed_again_it_is_written_once(self, book, sheet, entered):
        self.change(book, entered, quantity=5)
        assert self.change(book, entered, quantity=5).row_id == ID
        assert [told["Hành động"] for told in rows(sheet, "audit")] == ["Thêm", "Sửa"]

    @pytest.mark.parametrize(("kind", "calls"), [("reset-after", 1), ("reset", 2)])
    def test_an_unclear_answer_is_settled_by_looking_or_by_pressing_again(self, tmp_path, clock, kind, calls):
        with serving(tmp_path, clock) as (book, server):
            book.add("banners", BANNER, by=BY, row_id=ID)
            entered = row(book, "banners", ID)
            server.coming = [kind]
            server.asked.clear()
            if kind == "reset":
                with pytest.raises(Pending):
                    self.change(book, entered, quantity=5)
                clock.tick(seconds=180)
                book.send_waiting()
            self.change(book, entered, quantity=5)
            assert server.asked[":batchUpdate"] == calls
        assert [told["Hành động"] for told in rows(people(tmp_path), "audit")] == ["Thêm", "Sửa"]


class TestSamples:
    def everything(self, sheet) -> dict[str, list[list[Any]]]:
        return {
            key: tab(sheet, key).get_values(value_render_option="UNFORMATTED_VALUE") for key in TABS if key != "audit"
        }

    def test_loaded_and_cleared_leave_every_tab_as_it_was(self, book, sheet):
        book.add("posts", POST, by=BY)
        before = self.everything(sheet)
        assert book.load_samples(by=BY) == 60
        assert self.everything(sheet) != before
        assert book.clear_samples(by=BY) == 60
        assert self.everything(sheet) == before
        assert [told["Hành động"] for told in rows(sheet, "audit")] == ["Thêm", "Nạp dữ liệu mẫu", "Xóa dữ liệu mẫu"]

    def test_loading_twice_loads_nothing_more(self, book, sheet):
        book.load_samples(by=BY)
        assert book.load_samples(by=BY) == 0
        assert len(rows(sheet, "banners")) == 13
        assert len(rows(sheet, "audit")) == 1

    def test_an_edited_sample_stays(self, book, sheet):
        book.load_samples(by=BY)
        tab(sheet, "banners").update_acell("D2", 99)
        assert book.clear_samples(by=BY) == 59
        assert [found["Số lượng"] for found in rows(sheet, "banners")] == [99]

    def test_nothing_is_cleared_where_nothing_was_loaded(self, book, sheet):
        book.add("posts", POST, by=BY)
        assert book.clear_samples(by=BY) == 0
        assert len(rows(sheet, "posts")) == 1

    def test_google_gets_none(self, book, sheet):
        in_google = Workbook(replace(book.connection, kind=Kind.GOOGLE), book.now)
        for act in (in_google.load_samples, in_google.clear_samples):
            with pytest.raises(Unavailable, match="không dùng với Google"):
                act(by=BY)
        assert rows(sheet, "banners") == []


class TestFile:
    def open(self, file: Path) -> None:
        connect(environ={"LOCAL_WORKBOOK": str(file)}, secrets_file=file.parent / "secrets.toml")

    def test_that_is_no_workbook_is_left_alone(self, tmp_path):
        file = tmp_path / "ngân sách.xlsx"
        file.write_bytes(b"PK\x03\x04 no workbook of ours")
        with pytest.raises(FileUnusable, match=r"ngân sách\.xlsx không phải là tệp bảng tính") as caught:
            self.open(file)
        assert str(tmp_path) not in str(caught.value)
        assert file.read_bytes() == b"PK\x03\x04 no workbook of ours"

    def test_in_a_folder_that_can_not_be_written_is_refused(self, tmp_path):
        (tmp_path / "folder").write_text("a file")
        with pytest.raises(FileUnusable, match=r"Không ghi được tệp w\.sqlite3"):
            self.open(tmp_path / "folder" / "w.sqlite3")
        assert (tmp_path / "folder").read_text() == "a file"

    def test_that_another_program_has_locked_takes_nothing(self, tmp_path, clock, book):
        file = file_in(tmp_path)
        book.snapshot()
        before = file.read_bytes()
        impatient = Workbook(replace(book.connection, gateway=impatient_gateway(tmp_path)), clock)
        other = sqlite3.connect(file)
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(Pending, match="đang bị chương trình khác khóa"):
            impatient.add("banners", BANNER, by=BY, row_id=ID)
        other.close()
        assert file.read_bytes() == before
        impatient.add("banners", BANNER, by=BY, row_id=ID)
