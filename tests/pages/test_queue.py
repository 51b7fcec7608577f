"""What people see of entries that are not in the sheet yet, or that the sheet refused while nobody waited."""

import sqlite3
from datetime import date, datetime
from typing import Any

import pytest

from services.plan import TIME_ZONE
from services.workbook import Conflict, Unavailable, Workbook, new_row_id
from services.workbook.journal import Journal, State, Submission
from services.workbook.outcomes import kept
from tests.pages.conftest import Visit, fill, send, told
from tests.pages.test_forms import GOOD, rows

ENTRY: dict[str, Any] = GOOD["banners"] | {"unit": "NEPTECH", "state": "Đã thực hiện"}
AT = datetime(2024, 10, 4, 14, 32, tzinfo=TIME_ZONE)
REFUSAL = "Vùng cần ghi đang được bảo vệ."


@pytest.fixture
def journal(book: Workbook) -> Journal:
    return Journal(book.connection.journal_file)


def entry(row_id: str = "MOI-1", **more: Any) -> Submission:
    return Submission("banners", row_id, "add", "Lan", AT, ENTRY, **more)


def refused(error: Exception, **more: Any) -> Submission:
    return entry(state=State.REFUSED, result=kept(error), **more)


def test_what_waits_is_shown_to_its_unit_and_lands_once_the_sheet_is_there(
    visit: Visit, book: Workbook, journal: Journal
) -> None:
    journal.accept([entry()])
    with journal.lease():
        words = told(visit("my_work", unit="NEPTECH"))
        assert "chờ gửi (1 mục)" in words
        assert "14:32 ngày 04/10/2024" in words
        assert "chờ gửi" not in told(visit("my_work", unit="CESTI"))
        assert "chờ gửi (1 mục)" in told(visit("data_quality"))
    book.send_waiting()
    assert [row["row_id"] for row in rows(book, "banners")] == ["MOI-1"]
    assert "chờ gửi" not in told(visit("my_work", unit="NEPTECH"))


def test_a_refused_entry_is_opened_again_with_what_was_typed_and_sent(
    visit: Visit, book: Workbook, journal: Journal
) -> None:
    (number,) = journal.accept([refused(Unavailable(REFUSAL))])
    app = visit("my_work", unit="NEPTECH")
    assert "Không ghi được" in told(app)
    assert "Vùng cần ghi đang được bảo vệ" in told(app)
    assert app.get_by_key(f"again-{number}-place").value == ENTRY["place"]
    app.get_by_key(f"again-{number}-by").set_value("Lan")
    app = send(app)
    assert "Không ghi được" not in told(app)
    assert [row["place"] for row in rows(book, "banners")] == [ENTRY["place"]]
    assert journal.refused() == []


def test_a_refused_entry_can_be_given_up(visit: Visit, book: Workbook, journal: Journal) -> None:
    (number,) = journal.accept([refused(Unavailable(REFUSAL))])
    app = visit("my_work", unit="NEPTECH")
    app.button(key=f"take-back-{number}").click().run()
    assert "Không ghi được" not in told(app)
    assert (journal.refused(), rows(book, "banners")) == ([], [])


def test_a_conflict_shows_mine_theirs_and_what_was_before(visit: Visit, book: Workbook, journal: Journal) -> None:
    book.add("banners", ENTRY, by="Hùng", row_id="MOI-1")
    clash = Conflict("Có người vừa sửa.", mine={"quantity": 5}, theirs={"quantity": 7}, before={"quantity": 2})
    change = Submission("banners", "MOI-1", "change", "Lan", AT, {"quantity": 5}, seen={"quantity": 2})
    journal.accept([Submission(**{**vars(change), "state": State.REFUSED, "result": kept(clash)})])
    app = visit("my_work", unit="NEPTECH")
    (compared,) = [frame.value for frame in app.dataframe if "Bạn nhập" in frame.value]
    assert compared.to_dict("records") == [
        {"Mục": "Số lượng", "Trước đó": "2", "Bạn nhập": "5", "Bảng tính đang có": "7"}
    ]


def test_with_the_sheet_away_the_entry_is_noted_the_form_is_free_and_the_outcome_is_told(
    visit: Visit, book: Workbook
) -> None:
    app = fill(visit("banners", unit="NEPTECH"), "banners", **GOOD["banners"], by="Lan")
    row_id = app.session_state["new-banners-"]
    other = sqlite3.connect(book.connection.journal_file.parent / "workbook.sqlite3", isolation_level=None)
    other.execute("BEGIN EXCLUSIVE")
    try:
        send(app)
        assert f"Đã ghi nhận mục {row_id}" in told(app)
        assert app.get_by_key(f"new-banners--{app.session_state['new-banners-']}-place").value == ""
    finally:
        other.close()
    book.send_waiting()
    assert f"Đã lưu · mã {row_id}" in told(app.run())
    assert [row["row_id"] for row in rows(book, "banners")] == [row_id]


class TestDraft:
    """The form's row ID is in the address, so that a session that was lost finds its form again."""

    def test_whoever_comes_back_has_the_same_form(self, visit: Visit, book: Workbook) -> None:
        row_id = new_row_id()
        app = send(fill(visit("banners", unit="NEPTECH", draft=row_id), "banners", **GOOD["banners"], by="Lan"))
        assert [row["row_id"] for row in rows(book, "banners")] == [row_id]
        assert app.query_params["draft"] != [row_id]

    @pytest.mark.parametrize("draft", ["<script>", "../x", "0" * 10_000, "moi"])
    def test_an_address_made_up_begins_a_form_of_its_own(self, visit: Visit, draft: str) -> None:
        app = visit("banners", draft=draft)
        assert draft not in (app.session_state["new-banners-"], app.query_params["draft"])

    def test_one_that_was_saved_already_is_told_and_not_added_again(self, visit: Visit, book: Workbook) -> None:
        row_id = new_row_id()
        book.add("banners", ENTRY, by="Lan", row_id=row_id)
        app = visit("banners", draft=row_id)
        assert f"Mục {row_id} đã có trong bảng tính" in told(app)
        assert app.session_state["new-banners-"] != row_id

    def test_the_same_form_in_two_tabs_keeps_both_entries(self, visit: Visit, book: Workbook) -> None:
        row_id = new_row_id()
        tabs = [fill(visit("banners", unit="NEPTECH", draft=row_id), "banners", **GOOD["banners"], by="Lan")]
        other = GOOD["banners"] | {"place": "Cổng sau", "hung_on": date(2024, 10, 3)}
        tabs.append(fill(visit("banners", unit="NEPTECH", draft=row_id), "banners", **other, by="Lan"))
        for app in tabs:
            send(app)
        assert "với nội dung khác" in told(app)
        app.button(key="new-banners--anew").click().run()
        assert app.get_by_key(f"new-banners--{app.session_state['new-banners-']}-place").value == "Cổng sau"
        send(app)
        assert [row["place"] for row in rows(book, "banners")] == ["Cổng chính", "Cổng sau"]
