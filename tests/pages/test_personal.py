"""Nominees' personal data on the pages: what they are for stands beside them, and the office takes them out."""

from datetime import date, timedelta

import pytest
from streamlit.testing.v1 import AppTest

from services.workbook import Workbook
from services.workbook.history import ERASED
from tests.pages.conftest import Visit, told
from tests.services.workbook.trial import BY, NOMINATION

ID, AGAIN = "01J9A0000000000000000XOA01", "01J9A0000000000000000XOA02"
NAME = NOMINATION["full_name"]
PURPOSE = "Họ tên, năm sinh chỉ dùng để báo cáo Tuần lễ"


def names(book: Workbook) -> list[str]:
    return book.snapshot().tables["nominations"]["full_name"].tolist()


def press(app: AppTest, key: str, button: str, *, is_sure: bool = True) -> AppTest:
    """Fills one of the forms and presses its button."""
    app.text_input(key=f"{key}-by").set_value("Lan")
    if app.checkbox and is_sure:
        app.checkbox(key=f"{key}-sure").check()
    next(each for each in app.button if each.label.startswith(button)).click()
    app.run()
    assert not app.exception
    return app


@pytest.fixture
def entered(book) -> Workbook:
    """Two entries of one person."""
    book.add_all("nominations", [(ID, NOMINATION), (AGAIN, NOMINATION | {"course": "Tiếng Anh"})], by=BY)
    return book


def test_what_names_are_for_and_until_when_stands_where_they_are_typed_and_nowhere_else(visit, book):
    book.set_erase_on(date(2030, 1, 31), by=BY, seen=None)
    said = [each.value for each in visit("nominations").caption if PURPOSE in each.value]
    assert len(said) == 2
    assert all("xóa từ ngày 31/01/2030" in each for each in said)
    assert PURPOSE not in told(visit("banners"))


def test_an_opened_nomination_s_person_is_erased_once_that_is_confirmed(visit: Visit, entered):
    app = visit("nominations", row=ID)
    press(app, f"erase-{ID}", "Xóa dữ liệu cá nhân của người này (2 mục)", is_sure=False)
    assert "Chưa xóa gì" in told(app)
    assert names(entered) == [NAME, NAME]
    press(app, f"erase-{ID}", "Xóa dữ liệu cá nhân của người này (2 mục)")
    assert "Đã xóa dữ liệu cá nhân ở 2 mục và 2 dòng nhật ký." in told(app)
    assert NAME not in [each.value for each in app.text_input]
    fresh = Workbook(entered.connection)
    assert all(each.startswith(ERASED) for each in names(fresh))


def test_a_corrected_nomination_s_past_is_erased_from_its_history(visit: Visit, entered):
    entered.change("nominations", ID, {"full_name": "Trần Văn An"}, by=BY, seen={"full_name": NAME})
    app = visit("nominations", row=ID)
    app.toggle(key=f"history-nominations-{ID}").set_value(True).run()
    assert NAME in told(app)
    press(app, f"erase-{ID}-past", "Xóa giá trị cũ")
    assert "Đã xóa dữ liệu cá nhân ở 0 mục và 2 dòng nhật ký." in told(app)
    assert NAME not in told(app)
    assert "Trần Văn An" in told(app)


def test_the_office_sets_the_day_and_only_from_then_on_is_asked_to_erase_all(visit: Visit, entered):
    app = visit("setup")
    assert "chưa đặt ngày xóa" in told(app)
    assert "lịch sử phiên bản của Google vẫn giữ" in told(app)
    today = entered.now().date()
    for day, is_due in ((today + timedelta(days=9), False), (today - timedelta(days=1), True)):
        app.date_input(key="erase-on-day").set_value(day)
        press(app, "erase-on", "Lưu ngày xóa")
        assert f"xóa từ ngày {day:%d/%m/%Y}" in told(app).replace("\\", "")
        assert ("Đã đến ngày xóa dữ liệu cá nhân" in told(app)) is is_due
    press(app, "erase-all", "Xóa dữ liệu cá nhân của cả 2 mục")
    assert "Đã đến ngày" not in told(app)
    assert all(each.startswith(ERASED) for each in names(Workbook(entered.connection)))
