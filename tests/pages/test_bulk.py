"""A list of entries: read, looked through, put right, and sent as a whole."""

import io
from typing import Any

import pytest
import xlsxwriter
from streamlit.testing.v1 import AppTest

from services.workbook import Workbook
from tests.pages.conftest import Visit, told

HEADER = "Họ tên\tChức vụ\tĐối tượng\tTên khóa\tLoại\tNội dung\tHình thức\tTrường\tTừ ngày\tSTT\n"
GOOD = "{}\tChuyên viên\tViên chức\tTin học\tBồi dưỡng\tTin học\tTập trung\tHọc viện\t14/10/2024\t1\n"
TWO = HEADER + GOOD.format("Lê Thị An") + GOOD.format("Hồ Quốc Đăng")


def rows(book: Workbook, tab_key: str = "nominations") -> list[dict[str, Any]]:
    """What the sheet holds now, as somebody else's copy of the app reads it."""
    return Workbook(book.connection).snapshot().tables[tab_key].to_dict("records")


def press(app: AppTest, words: str) -> AppTest:
    next(button for button in app.button if button.label.startswith(words)).click()
    app.run()
    assert not app.exception
    return app


def paste(app: AppTest, text: str, tab_key: str = "nominations") -> AppTest:
    app.get_by_key(f"bulk-{tab_key}-text").set_value(text)
    return press(app, "Xem trước")


def send(app: AppTest) -> AppTest:
    [field for field in app.text_input if field.label == "Người nhập *"][-1].set_value("Lan")
    press(app, "Gửi 2 dòng")
    # A moment later the page runs by itself.
    app.run()
    assert not app.exception
    return app


def button(app: AppTest, words: str) -> Any:
    return next(button for button in app.button if button.label.startswith(words))


def test_a_pasted_list_becomes_rows_of_the_sheet(visit: Visit, book: Workbook) -> None:
    app = paste(visit("nominations", unit="CESTI"), TWO)
    assert "“STT”" in told(app)
    assert rows(book) == []
    send(app)
    assert "Đã lưu 2 dòng" in told(app)
    assert app.get_by_key("bulk-nominations-text").value == ""
    found = [(row["full_name"], row["unit"], row["progress"], row["entered_by"]) for row in rows(book)]
    assert found == [("Lê Thị An", "CESTI", "Đề xuất", "Lan"), ("Hồ Quốc Đăng", "CESTI", "Đề xuất", "Lan")]


def test_an_uploaded_file_is_read_by_its_header(visit: Visit, book: Workbook) -> None:
    file = io.BytesIO()
    with xlsxwriter.Workbook(file) as excel:
        sheet = excel.add_worksheet()
        for at, line in enumerate(TWO.splitlines()):
            sheet.write_row(at, 0, line.split("\t"))
    app = visit("nominations", unit="CESTI")
    app.file_uploader[0].set_value(("danh-sach.xlsx", file.getvalue(), ""))
    send(press(app, "Xem trước"))
    assert [row["full_name"] for row in rows(book)] == ["Lê Thị An", "Hồ Quốc Đăng"]


def test_one_severe_problem_keeps_the_list_from_being_sent(visit: Visit, book: Workbook) -> None:
    app = paste(visit("nominations", unit="CESTI"), TWO.replace("14/10/2024", "31/9/2024", 1))
    assert "1 lỗi phải sửa" in told(app)
    assert button(app, "Gửi 2 dòng").disabled
    (problem,) = next(table.value for table in app.dataframe if "Mức" in table.value).to_dict("records")
    assert (problem["Dòng"], problem["Mức"], problem["Đang ghi"]) == (2, "Lỗi", "31/9/2024")


def test_a_warning_does_not(visit: Visit, book: Workbook) -> None:
    app = paste(visit("nominations", unit="CESTI"), HEADER + GOOD.format("Lê Thị An") + GOOD.format("LE THI AN"))
    assert "2 cảnh báo" in told(app)
    send(app)
    assert len(rows(book)) == 2


def test_sent_without_a_name_nothing_is_written_and_the_list_stays(visit: Visit, book: Workbook) -> None:
    app = press(paste(visit("nominations", unit="CESTI"), TWO), "Gửi 2 dòng")
    assert "Người nhập: chưa ghi" in told(app)
    assert rows(book) == []
    send(app)
    assert len(rows(book)) == 2


def test_a_list_is_sent_a_moment_after_the_press_with_the_cell_that_was_still_open(
    visit: Visit, book: Workbook
) -> None:
    """That cell comes after the press; what comes in between is in what is sent."""
    app = paste(visit("nominations", unit="CESTI"), TWO)
    [field for field in app.text_input if field.label == "Người nhập *"][-1].set_value("Lan")
    press(app, "Gửi 2 dòng")
    assert rows(book) == []
    assert "Đang gửi…" in told(app)
    app.run()
    assert len(rows(book)) == 2


def test_pressing_twice_adds_the_list_once(visit: Visit, book: Workbook) -> None:
    """The second press meets what the first has written: both carry the IDs that the list got when it was read."""
    app = paste(visit("nominations", unit="CESTI"), TWO)
    draft = app.session_state["bulk-nominations"]
    send(app)
    app.session_state["bulk-nominations"] = draft
    send(app.run())
    assert "Đã lưu 2 dòng" in told(app)
    assert len(rows(book)) == 2


@pytest.mark.parametrize(
    ("text", "words"),
    [("", "Xin chọn một tệp"), ("Lê Thị An\n" * 301, "301 dòng"), (HEADER, "có 0 dòng")],
)
def test_what_is_no_list_is_told_and_stays_in_the_field(visit: Visit, text: str, words: str) -> None:
    app = paste(visit("nominations"), text)
    assert words in told(app)
    assert app.get_by_key("bulk-nominations-text").value == text


def test_a_list_thrown_away_is_gone(visit: Visit) -> None:
    app = press(paste(visit("nominations"), TWO), "Bỏ danh sách này")
    assert app.get_by_key("bulk-nominations-text").value == ""


def test_every_log_takes_lists(visit: Visit, book: Workbook) -> None:
    app = paste(
        visit("banners", unit="CESTI"), "SL\tVị trí treo\tNgày treo\n2\tCổng\t2/10/2024\n3\tSảnh\t3/10/2024", "banners"
    )
    send(app)
    assert [(row["quantity"], row["kind"], row["slogan"] is not None) for row in rows(book, "banners")] == [
        (2, "Băng rôn", True),
        (3, "Băng rôn", True),
    ]
