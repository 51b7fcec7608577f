"""The form of a log and the table of its entries."""

from datetime import date
from typing import Any

import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

from services.schema import CANCELLED, DONE, PLANNED
from services.workbook import Workbook
from tests.pages.conftest import Visit, fill, send, told

GOOD: dict[str, dict[str, Any]] = {
    "banners": {
        "kind": "Băng rôn",
        "slogan": "Phát triển văn hóa đọc thúc đẩy học tập suốt đời",
        "quantity": 2,
        "place": "Cổng chính",
        "hung_on": date(2024, 10, 2),
    },
    "posts": {
        "channel": "Website Sở",
        "title": "Mở Tuần lễ",
        "url": "https://example.vn/tin/1",
        "posted_on": date(2024, 10, 2),
        "kind": "Tin",
    },
    "activities": {"name": "Tự học số", "format": "Tự học", "starts_on": date(2024, 10, 3), "participations": 0},
    "nominations": {
        "full_name": "Nguyễn Thị Thúy",
        "position": "Chuyên viên",
        "staff_group": "Công chức",
        "course": "Tin học nâng cao",
        "training_kind": "Bồi dưỡng",
        "subject": "Tin học",
        "mode": "Tập trung",
        "institution": "Học viện Cán bộ",
        "starts_on": date(2024, 10, 14),
    },
}


def rows(book: Workbook, tab_key: str) -> list[dict[str, Any]]:
    """What the sheet holds now, as somebody else's copy of the app reads it."""
    return Workbook(book.connection).snapshot().tables[tab_key].to_dict("records")


def written(app: AppTest, book: Workbook, tab_key: str) -> dict[str, Any]:
    assert "Đã lưu" in app.success[0].value
    (row,) = rows(book, tab_key)
    return row


@pytest.mark.parametrize("tab_key", GOOD)
def test_a_filled_form_becomes_a_row_of_the_sheet(visit: Visit, book: Workbook, tab_key: str) -> None:
    app = send(fill(visit(tab_key, unit="CESTI"), tab_key, **GOOD[tab_key], by="Lan"))
    row = written(app, book, tab_key)
    expected = GOOD[tab_key] | {"unit": "CESTI", "state": DONE, "entered_by": "Lan"}
    assert {key: row[key] for key in expected} == expected
    assert row["row_id"] in app.success[0].value


BAD = [
    ("banners", {"place": "   "}, "Vị trí treo"),
    ("banners", {"hung_on": None}, "Ngày treo"),
    ("banners", {"quantity": None}, "Số lượng"),
    ("banners", {"taken_down_on": date(2024, 9, 30)}, "Ngày tháo"),
    ("banners", {"slogan": "\x00 Học"}, "Nội dung khẩu hiệu"),
    ("banners", {"by": "  "}, "Người nhập"),
    ("banners", {"unit": None}, "Đơn vị"),
    ("posts", {"url": "javascript:alert(1)"}, "Đường dẫn"),
    ("posts", {"url": "ftp://example.vn/tin"}, "Đường dẫn"),
    ("posts", {"url": ""}, "Đường dẫn"),
    ("activities", {"ends_on": date(2024, 10, 1)}, "Đến ngày"),
    ("activities", {"civil_servants": 5}, "Số lượt tham gia"),
    ("nominations", {"subject": None}, "Nội dung bồi dưỡng"),
    ("nominations", {"mode": "Chính quy"}, "Hình thức"),
    ("nominations", {"progress": "Đang học"}, "Số quyết định"),
]


@pytest.mark.parametrize(("tab_key", "wrong", "label"), BAD)
def test_a_bad_value_is_named_kept_and_not_written(
    visit: Visit, book: Workbook, tab_key: str, wrong: dict[str, Any], label: str
) -> None:
    typed = {"by": "Lan", "unit": "CESTI", **GOOD[tab_key], **wrong}
    app = fill(visit(tab_key), tab_key, **typed)
    row_id = app.session_state[f"new-{tab_key}-"]
    send(app)
    assert [line for line in app.error[0].value.splitlines() if line.startswith(f"- {label}:")]
    assert rows(book, tab_key) == []
    kept = {key: app.get_by_key(f"new-{tab_key}--{row_id}-{key}").value for key in typed}
    assert kept == typed


def test_what_was_wrong_can_be_put_right_and_sent(visit: Visit, book: Workbook) -> None:
    app = send(fill(visit("posts", unit="CESTI"), "posts", **GOOD["posts"] | {"url": "htp:/x"}, by="Lan"))
    assert app.error
    send(fill(app, "posts", url="https://example.vn/tin/1"))
    assert written(app, book, "posts")["url"] == "https://example.vn/tin/1"


@pytest.mark.parametrize(
    ("field", "text"),
    [
        ("place", '=HYPERLINK("http://x","y")'),
        ("place", "<script>alert(1)</script>"),
        ("place", "**[Cổng](javascript:alert(1))** :red[x] $x$"),
        ("place", "Sảnh 🏫 tầng 1"),
        ("note", "+84 901 234 567"),
        ("note", "0901234567"),
    ],
)
def test_unusual_text_stays_the_text_that_was_typed(visit: Visit, book: Workbook, field: str, text: str) -> None:
    app = send(fill(visit("banners", unit="CESTI"), "banners", **GOOD["banners"] | {field: text}, by="Lan"))
    assert written(app, book, "banners")[field] == text


def test_decomposed_letters_are_composed(visit: Visit, book: Workbook) -> None:
    app = send(fill(visit("banners", unit="CESTI"), "banners", **GOOD["banners"], by="Nguyễn Thị Thúy"))
    assert written(app, book, "banners")["entered_by"] == "Nguyễn Thị Thúy"


def test_a_date_outside_the_week_is_accepted_with_a_warning(visit: Visit, book: Workbook) -> None:
    late = GOOD["banners"] | {"hung_on": date(2024, 10, 20)}
    app = send(fill(visit("banners", unit="CESTI"), "banners", **late, by="Lan"))
    assert written(app, book, "banners")["hung_on"] == date(2024, 10, 20)
    assert [warning.value for warning in app.warning if warning.value.startswith("Ngày treo:")]


def test_the_same_link_twice_is_refused(visit: Visit, book: Workbook) -> None:
    book.add("posts", GOOD["posts"] | {"unit": "VP"}, by="Hương")
    again = GOOD["posts"] | {"url": "https://EXAMPLE.vn/tin/1/?utm_source=zalo#x"}
    app = send(fill(visit("posts", unit="CESTI"), "posts", **again, by="Lan"))
    assert "Đường dẫn: đã có ở dòng 2" in app.error[0].value
    assert len(rows(book, "posts")) == 1


def test_counts_below_their_limit_do_not_fit_into_the_field(visit: Visit) -> None:
    app = visit("banners", unit="CESTI")
    quantity = app.get_by_key(f"new-banners--{app.session_state['new-banners-']}-quantity")
    assert (quantity.min, quantity.step) == (1, 1)


def test_pressing_twice_adds_one_row(visit: Visit, book: Workbook) -> None:
    """Both presses carry the ID that the form got when it opened; the second meets the row that is already there."""
    app = fill(visit("banners", unit="CESTI"), "banners", **GOOD["banners"], by="Lan")
    row_id = app.session_state["new-banners-"]
    first = book.add("banners", GOOD["banners"] | {"unit": "CESTI", "state": DONE}, by="Lan", row_id=row_id)
    send(app)
    assert written(app, book, "banners")["row_id"] == first.row_id


def _opened(visit: Visit, book: Workbook, **values: Any) -> tuple[AppTest, str]:
    row_id = book.add("banners", GOOD["banners"] | {"unit": "CESTI"} | values, by="Hương").row_id
    return visit("banners", row=row_id), row_id


def _press(app: AppTest, words: str) -> AppTest:
    next(button for button in app.form_submit_button if button.label.startswith(words)).click()
    app.run()
    assert not app.exception
    return app


def _type(app: AppTest, row_id: str, **values: Any) -> None:
    for key, value in values.items():
        _field(app, row_id, key).set_value(value)


def _field(app: AppTest, row_id: str, key: str) -> Any:
    """A field of the entry's form; each time the form opens anew its fields get new keys."""
    slot = f"edit-banners-{row_id}"
    turn = app.session_state.get(f"{slot}-turn", 0)
    return app.get_by_key(f"{slot}-{turn}-{key}")


def _returned(visit: Visit, book: Workbook, note: str = "Thiếu ảnh") -> tuple[AppTest, str]:
    row_id = book.add("banners", GOOD["banners"] | {"unit": "CESTI"}, by="Hương").row_id
    book.change("banners", row_id, {"return_note": note}, by="Văn phòng", seen={"return_note": None})
    return visit("banners", row=row_id), row_id


def test_an_entry_opened_by_its_address_can_be_changed(visit: Visit, book: Workbook) -> None:
    app, row_id = _opened(visit, book)
    _type(app, row_id, place="Cổng sau", by="Lan")
    _press(app, "Lưu")
    row = written(app, book, "banners")
    assert (row["place"], row["quantity"], row["entered_by"]) == ("Cổng sau", 2, "Hương")


def test_of_two_entries_alike_the_chosen_one_is_opened_and_stays_open(visit: Visit, book: Workbook) -> None:
    _, row_id = _opened(visit, book, quantity=7)
    app, _ = _opened(visit, book, quantity=1)
    app.get_by_key("banners-open").set_value(row_id).run()
    assert _field(app, row_id, "quantity").value == 7
    _return(app, row_id, "Thiếu ảnh")
    app.run()
    assert _field(app, row_id, "quantity").value == 7


def test_cancelling_keeps_the_row(visit: Visit, book: Workbook) -> None:
    app, row_id = _opened(visit, book)
    _type(app, row_id, by="Lan")
    _press(app, "Hủy mục này")
    assert written(app, book, "banners")["state"] == CANCELLED
    assert _field(app, row_id, "state").value == CANCELLED


def test_a_change_by_somebody_else_meanwhile_shows_both_versions(visit: Visit, book: Workbook) -> None:
    app, row_id = _opened(visit, book)
    book.change("banners", row_id, {"place": "Sảnh"}, by="Hương", seen={"place": "Cổng chính"})
    _type(app, row_id, place="Cổng sau", by="Lan")
    _press(app, "Lưu")
    assert "Chưa ghi gì" in app.error[0].value
    compared = app.dataframe[-1].value.to_dict("records")
    assert compared == [
        {"Mục": "Vị trí treo", "Trước đó": "Cổng chính", "Bạn nhập": "Cổng sau", "Bảng tính đang có": "Sảnh"}
    ]
    assert rows(book, "banners")[0]["place"] == "Sảnh"


def test_the_newest_version_comes_under_what_was_typed(visit: Visit, book: Workbook) -> None:
    app, row_id = _opened(visit, book)
    theirs = {"place": "Sảnh", "quantity": 9}
    book.change("banners", row_id, theirs, by="Hương", seen={"place": "Cổng chính", "quantity": 2})
    _type(app, row_id, place="Cổng sau", by="Lan")
    _press(app, "Lưu")
    app.get_by_key(f"edit-banners-{row_id}-renew").click().run()
    assert (_field(app, row_id, "place").value, _field(app, row_id, "quantity").value) == ("Cổng sau", 9)
    _press(app, "Lưu")
    row = written(app, book, "banners")
    assert (row["place"], row["quantity"]) == ("Cổng sau", 9)


def test_saving_nothing_says_so(visit: Visit, book: Workbook) -> None:
    app, row_id = _opened(visit, book)
    _type(app, row_id, by="Lan")
    assert "Chưa có gì thay đổi" in told(_press(app, "Lưu"))


def test_a_returned_entry_says_why_and_counts_again_when_sent_again(visit: Visit, book: Workbook) -> None:
    app, row_id = _returned(visit, book)
    assert "Văn phòng trả lại: Thiếu ảnh" in told(app)
    _type(app, row_id, photo="https://example.vn/anh.jpg", by="Lan")
    _press(app, "Lưu")
    row = written(app, book, "banners")
    assert (row["return_note"], row["photo"]) == (None, "https://example.vn/anh.jpg")


def test_a_returned_entry_can_be_sent_again_as_it_is(visit: Visit, book: Workbook) -> None:
    app, row_id = _returned(visit, book)
    (before,) = rows(book, "banners")
    _type(app, row_id, by="Lan")
    _press(app, "Gửi lại như cũ")
    assert written(app, book, "banners") == before | {"return_note": None}
    assert "Gửi lại như cũ" not in [button.label for button in app.form_submit_button]


def test_sending_as_it_is_never_drops_what_was_typed(visit: Visit, book: Workbook) -> None:
    app, row_id = _returned(visit, book)
    _type(app, row_id, place="Cổng sau", by="Lan")
    _press(app, "Gửi lại như cũ")
    assert "bạn đã sửa “Vị trí treo”" in told(app)
    assert rows(book, "banners")[0]["return_note"] == "Thiếu ảnh"


def test_what_is_returned_while_its_form_is_open_is_answered_too(visit: Visit, book: Workbook) -> None:
    app, row_id = _opened(visit, book)
    book.change("banners", row_id, {"return_note": "Thiếu *ảnh*"}, by="Văn phòng", seen={"return_note": None})
    app = visit_again(app)
    assert r"Thiếu \*ảnh\*" in told(app)
    _type(app, row_id, place="Cổng sau", by="Lan")
    _press(app, "Lưu")
    assert written(app, book, "banners")["return_note"] is None


def visit_again(app: AppTest) -> AppTest:
    """The same session after the sheet was read anew."""
    st.cache_resource.clear()
    return app.run()


def _return(app: AppTest, row_id: str, note: str) -> AppTest:
    app.get_by_key(f"return-banners-{row_id}-note").set_value(note)
    app.get_by_key(f"return-banners-{row_id}-by").set_value("Hương")
    return _press(app, "Trả lại")


def test_the_office_returns_an_entry_with_a_reason(visit: Visit, book: Workbook) -> None:
    app, row_id = _opened(visit, book)
    _return(app, row_id, "  \n")
    assert "Lý do trả lại: chưa ghi." in told(app)
    _return(app, row_id, "Thiếu ảnh")
    assert written(app, book, "banners")["return_note"] == "Thiếu ảnh"
    assert list(app.dataframe[0].value["Lý do trả lại"]) == ["Thiếu ảnh"]


def test_a_cancelled_entry_is_not_returned_nor_sent_again(visit: Visit, book: Workbook) -> None:
    app, row_id = _returned(visit, book)
    _type(app, row_id, by="Lan")
    _press(app, "Hủy mục này")
    labels = {button.label for button in app.form_submit_button}
    assert not labels & {"Trả lại", "Lưu và gửi lại", "Gửi lại như cũ"}
    assert "Lưu thay đổi" in labels


def test_the_table_can_be_narrowed_to_what_was_returned(visit: Visit, book: Workbook) -> None:
    book.add("banners", GOOD["banners"] | {"unit": "VP"}, by="Hương")
    app, _ = _returned(visit, book)
    assert len(app.dataframe[0].value) == 2
    app.get_by_key("banners-state").set_value("Trả lại").run()
    assert list(app.dataframe[0].value["Lý do trả lại"]) == ["Thiếu ảnh"]


def _history(app: AppTest, row_id: str) -> AppTest:
    app.get_by_key(f"history-banners-{row_id}").set_value(True).run()
    assert not app.exception
    return app


def _undo_buttons(app: AppTest) -> list[Any]:
    return [
        button for button in app.form_submit_button if button.label in ("Lấy lại như trước", "Đã đổi tiếp sau lần này")
    ]


def test_an_entry_s_history_says_who_changed_what(visit: Visit, book: Workbook) -> None:
    app, row_id = _opened(visit, book)
    book.change("banners", row_id, {"place": "Sảnh *A*"}, by="Lan", seen={"place": "Cổng chính"})
    assert "· Lan ·" not in told(visit_again(app))
    said = told(_history(app, row_id))
    assert "· Lan · Sửa\n- Vị trí treo: Cổng chính → **Sảnh \\*A\\***" in said
    assert "· Hương · Thêm" in said
    assert "(trống)" not in said
    assert said.index("· Lan · Sửa") < said.index("· Hương · Thêm")


def test_whoever_cancelled_an_entry_can_take_that_back(visit: Visit, book: Workbook) -> None:
    app, row_id = _opened(visit, book)
    _type(app, row_id, by="Lan")
    _press(app, "Hủy mục này")
    (button,) = _undo_buttons(_history(app, row_id))
    button.click().run()
    assert "· Lan · Lấy lại" in told(app)
    assert written(app, book, "banners")["state"] == DONE
    assert _field(app, row_id, "state").value == DONE
    assert [button.disabled for button in _undo_buttons(app)] == [False, True]


def test_what_somebody_changed_just_now_is_not_undone_but_shown(visit: Visit, book: Workbook) -> None:
    app, row_id = _opened(visit, book, quantity=2)
    book.change("banners", row_id, {"quantity": 3}, by="Lan", seen={"quantity": 2})
    (button,) = _undo_buttons(_history(visit_again(app), row_id))
    book.change("banners", row_id, {"quantity": 4}, by="Hùng", seen={"quantity": 3})
    app.get_by_key(f"history-banners-{row_id}-by").set_value("Lan")
    button.click().run()
    assert "Có người vừa sửa “Số lượng”" in told(app)
    assert rows(book, "banners")[0]["quantity"] == 4


def test_the_table_is_filtered_by_unit_and_state(visit: Visit, book: Workbook) -> None:
    for unit, state in (("CESTI", DONE), ("CESTI", PLANNED), ("VP", DONE)):
        book.add("banners", GOOD["banners"] | {"unit": unit, "state": state}, by="Hương")
    app = visit("banners", unit="CESTI")
    assert len(app.dataframe[0].value) == 2
    app.get_by_key("banners-state").set_value(PLANNED).run()
    assert len(app.dataframe[0].value) == 1
    assert list(app.dataframe[0].value["Trạng thái"]) == [PLANNED]


def test_a_hand_typed_negative_count_can_still_be_opened(visit: Visit, book: Workbook) -> None:
    row_id = book.add("banners", GOOD["banners"] | {"unit": "CESTI"}, by="Hương").row_id
    _by_hand(book, row_id, "quantity", -3)
    app = visit("banners", row=row_id)
    _type(app, row_id, quantity=3, by="Lan")
    _press(app, "Lưu")
    assert written(app, book, "banners")["quantity"] == 3


def _by_hand(book: Workbook, row_id: str, key: str, value: float) -> None:
    """Types a number straight into the cell, past every check."""
    snapshot = book.snapshot()
    (row,) = [row for row in rows(book, "banners") if row["row_id"] == row_id]
    start = {
        "sheetId": snapshot.sheets["banners"].sheet_id,
        "rowIndex": row["sheet_row"] - 1,
        "columnIndex": snapshot.columns["banners"][key],
    }
    cells = [{"values": [{"userEnteredValue": {"numberValue": value}}]}]
    request = {"updateCells": {"start": start, "rows": cells, "fields": "userEnteredValue"}}
    book.connection.gateway.update([request])
