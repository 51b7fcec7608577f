"""What one unit owes, and how it answers."""

from datetime import date

from streamlit.testing.v1 import AppTest

from services.schema import CANCELLED, DONE
from services.workbook import Workbook
from tests.pages.conftest import Visit, told

BANNER = {"unit": "NEPTECH", "quantity": 1, "place": "Cổng", "hung_on": date(2024, 10, 2), "kind": "Băng rôn"}
BANNER |= {"slogan": "Phát triển văn hóa đọc thúc đẩy học tập suốt đời"}


def cards(app: AppTest) -> list[str]:
    """The duties' headings in the order of the page, without their icons."""
    heads = [line.value.split(": ", 1)[1] for line in app.markdown if line.value.startswith(":material/")]
    return [head.replace("**", "") for head in heads if "–" in head]


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


def test_what_is_missing_stands_before_what_is_done(visit: Visit, book: Workbook) -> None:
    book.add("banners", BANNER, by="Hùng")
    app = visit("my_work", unit="NEPTECH")
    assert cards(app)[-1].startswith("II.2 Treo băng rôn")
    assert "Đã xong 1/4 nhiệm vụ." in told(app)


def test_a_returned_entry_is_offered_for_mending(visit: Visit, book: Workbook) -> None:
    row_id = book.add("banners", BANNER, by="Hùng").row_id
    book.change("banners", row_id, {"return_note": "Thiếu ảnh"}, by="Văn phòng", seen={"return_note": None})
    app = visit("my_work", unit="NEPTECH")
    assert "II.2 Treo băng rôn – trả lại" in cards(app)
    (link,) = [link for link in app.page_link if link.value == "Mở mục trả lại"]
    assert f"row={row_id}" in link.proto.query_string


def test_what_the_office_returned_stands_first_with_its_reason(visit: Visit, book: Workbook) -> None:
    for state in (DONE, CANCELLED):
        row_id = book.add("banners", BANNER | {"state": state}, by="Hùng").row_id
        note = f"Thiếu *ảnh* {state}"
        book.change("banners", row_id, {"return_note": note}, by="Văn phòng", seen={"return_note": None})
    app = visit("my_work", unit="NEPTECH")
    first, *_ = [line.value for line in app.markdown if line.value.startswith(":material/")]
    assert first.endswith("Văn phòng trả lại** – Băng rôn: Phát triển văn hóa đọc thúc đẩy học tập suốt đời")
    assert [warning.value for warning in app.warning] == [r"Thiếu \*ảnh\* Đã thực hiện"]
    (link,) = [link for link in app.page_link if link.value == "Mở để sửa và gửi lại"]
    assert "row=" in link.proto.query_string


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
    assert any(row_id in line.value for line in app.markdown)
