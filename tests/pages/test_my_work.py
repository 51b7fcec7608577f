"""What one unit owes, and how it answers."""

from datetime import date
from pathlib import Path
from typing import Any

from streamlit.testing.v1 import AppTest

from services.schema import CANCELLED, DONE, PLANNED
from services.workbook import Workbook
from services.workbook.grid import Edit
from tests.pages.conftest import Visit, told
from tests.services.workbook.trial import people, tab

BANNER = {"unit": "NEPTECH", "quantity": 1, "place": "Cổng", "hung_on": date(2024, 10, 2), "kind": "Băng rôn"}
BANNER |= {"slogan": "Phát triển văn hóa đọc thúc đẩy học tập suốt đời"}


def cards(app: Any) -> list[str]:
    """The duties' headings in the order of the page, without their icons."""
    heads = [line.value.split(": ", 1)[1] for line in app.markdown if line.value.startswith(":material/")]
    return [head.replace("**", "") for head in heads if "–" in head]


def press(app: AppTest, key: str) -> AppTest:
    """Presses a button that leads to another page."""
    app.button(key=key).click().run()
    assert not app.exception
    return app


def test_before_a_unit_is_chosen_the_page_asks_for_it(visit: Visit) -> None:
    assert "Chọn đơn vị" in told(visit("my_work"))


def test_the_chosen_unit_stands_in_the_address(visit: Visit) -> None:
    app = visit("my_work")
    app.selectbox(key="unit").set_value("SMEQ").run()
    assert app.query_params["unit"] == "SMEQ"
    assert len(cards(app)) == 4


def test_a_department_owes_nominations_only(visit: Visit) -> None:
    assert cards(visit("my_work", unit="QLKH")) == ["III.1 Cử đi học – chưa báo cáo"]


def test_the_office_owes_the_banner_at_the_department_itself(visit: Visit) -> None:
    assert cards(visit("my_work", unit="VP")) == ["II.2 Treo băng rôn – chưa báo cáo", "III.1 Cử đi học – chưa báo cáo"]


def test_what_is_missing_stands_before_what_is_done_and_folded(visit: Visit, book: Workbook) -> None:
    book.add("banners", BANNER, by="Hùng")
    app = visit("my_work", unit="NEPTECH")
    assert [fold.label for fold in app.expander] == ["Đã xong (1)", "Băng rôn (1)"]
    assert cards(app.expander[0]) == ["II.2 Treo băng rôn – trễ hạn"]
    assert cards(app)[-1].startswith("II.2 Treo băng rôn")
    assert "Đã xong 1/4 nhiệm vụ." in told(app)


def test_a_returned_entry_is_offered_for_mending(visit: Visit, book: Workbook) -> None:
    row_id = book.add("banners", BANNER, by="Hùng").row_id
    book.change("banners", row_id, {"return_note": "Thiếu ảnh"}, by="Văn phòng", seen={"return_note": None})
    app = press(visit("my_work", unit="NEPTECH"), f"go-returned-banners-{row_id}")
    assert "Văn phòng trả lại: Thiếu ảnh" in told(app)
    assert app.selectbox(key="banners-open").value == row_id


def test_a_planned_entry_is_offered_to_be_reported_as_done(visit: Visit, book: Workbook) -> None:
    row_id = book.add("banners", BANNER | {"state": PLANNED}, by="Hùng").row_id
    app = visit("my_work", unit="NEPTECH")
    assert "II.2 Treo băng rôn – đang thực hiện" in cards(app)
    assert press(app, "go-planned-II.2").selectbox(key="banners-open").value == row_id


def test_a_duty_leads_to_its_form_with_the_unit_filled_in(visit: Visit) -> None:
    app = press(visit("my_work", unit="NEPTECH"), "go-new-II.2")
    assert app.selectbox(key=f"new-banners--{app.session_state['new-banners-']}-unit").value == "NEPTECH"


def test_what_is_due_first_stands_first_and_what_is_overdue_says_so(visit: Visit, book: Workbook) -> None:
    duties = book.grid("duties")
    for code, deadline in {"III.1": "02/10/2024", "II.3": "31/12/2099"}.items():
        (row,) = [row for row in range(duties.header + 1, duties.end) if code in duties.row(row)]
        book.type_in(book.grid("duties"), [Edit(row, duties.columns["deadline"], deadline)], by="Văn phòng")
    app = visit("my_work", unit="NEPTECH")
    assert [head[:5] for head in cards(app)] == ["III.1", "II.1 ", "II.2 ", "II.3 "]
    due = [line.value for line in app.caption if "hạn: " in line.value.lower()]
    assert "Đã quá hạn: 23:59 ngày 02/10/2024" in due[0]
    assert "Hạn: 23:59 ngày 31/12/2099" in due[-1]


def test_what_the_office_returned_stands_first_with_its_reason(visit: Visit, book: Workbook) -> None:
    for state in (DONE, CANCELLED):
        row_id = book.add("banners", BANNER | {"state": state}, by="Hùng").row_id
        note = f"Thiếu *ảnh* {state}"
        book.change("banners", row_id, {"return_note": note}, by="Văn phòng", seen={"return_note": None})
    app = visit("my_work", unit="NEPTECH")
    first, *_ = [line.value for line in app.markdown if line.value.startswith(":material/")]
    assert first.endswith("Văn phòng trả lại** – Băng rôn: Phát triển văn hóa đọc thúc đẩy học tập suốt đời")
    assert [warning.value for warning in app.warning] == [r"Thiếu \*ảnh\* Đã thực hiện"]
    assert [button.label for button in app.button].count("Mở để sửa và gửi lại") == 1


def test_a_returned_row_that_somebody_copied_is_shown_once(visit: Visit, book: Workbook, tmp_path: Path) -> None:
    row_id = book.add("banners", BANNER, by="Hùng").row_id
    book.change("banners", row_id, {"return_note": "Thiếu ảnh"}, by="Văn phòng", seen={"return_note": None})
    banners = tab(people(tmp_path), "banners")
    banners.append_row(banners.get_values()[-1])
    assert [warning.value for warning in visit("my_work", unit="NEPTECH").warning] == ["Thiếu ảnh"]


def test_a_returned_nil_return_is_mended_in_its_place(visit: Visit, book: Workbook) -> None:
    nil = {"unit": "QLKH", "duty": "III.1", "reason": "Không"}
    row_id = book.add("nil_returns", nil, by="Yến").row_id
    book.change("nil_returns", row_id, {"return_note": "Nêu rõ"}, by="Văn phòng", seen={"return_note": None})
    app = visit("my_work", unit="QLKH")
    assert cards(app)[-1] == "III.1 Cử đi học – trả lại"
    app.get_by_key(f"edit-nil_returns-{row_id}-0-reason").set_value("Không có nhu cầu trong quý")
    app.get_by_key(f"edit-nil_returns-{row_id}-0-by").set_value("Yến")
    next(button for button in app.form_submit_button if button.label == "Lưu và gửi lại").click()
    app.run()
    assert not app.exception
    assert cards(app) == ["III.1 Cử đi học – không phát sinh"]


def test_nothing_to_report_needs_a_reason_and_settles_the_duty(visit: Visit, book: Workbook) -> None:
    app = visit("my_work", unit="QLKH")
    slot = "new-nil_returns-QLKH-III.1-Đã thực hiện"
    row_id = app.session_state[slot]
    app.get_by_key(f"{slot}-{row_id}-by").set_value("Yến")
    app.form_submit_button[0].click()
    app.run()
    assert "Lý do: chưa ghi" in told(app)
    app.get_by_key(f"{slot}-{row_id}-reason").set_value("Không có nhu cầu trong quý")
    app.form_submit_button[0].click()
    app.run()
    assert not app.exception
    (row,) = Workbook(book.connection).snapshot().tables["nil_returns"].to_dict("records")
    assert (row["unit"], row["duty"], row["reason"]) == ("QLKH", "III.1", "Không có nhu cầu trong quý")
    assert cards(app) == ["III.1 Cử đi học – không phát sinh"]
    assert row_id in app.success[0].value
    assert app.dataframe[0].value["Nhiệm vụ"].tolist() == ["III.1 Cử đi học"]
