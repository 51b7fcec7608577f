"""The file to fill in: the form's columns, and no entry."""

import io

import openpyxl
import pytest

from services.bulk import from_file, read, to_template
from services.reading import Context
from services.schema import NOMINATIONS
from tests.services.campaigns import UNITS


@pytest.fixture(scope="module")
def book():
    return openpyxl.load_workbook(io.BytesIO(to_template(NOMINATIONS, UNITS)))


def test_has_the_form_s_columns_and_nothing_below(book):
    sheet = book["Cử đi học"]
    header, *rows = sheet.iter_rows(values_only=True)
    assert [name.removesuffix(" *") for name in header] == [field.label for field in NOMINATIONS.form_fields]
    assert [name for name in header if name.endswith("*")][:3] == ["Đơn vị *", "Họ và tên *", "Chức vụ, chức danh *"]
    assert rows == []


def test_headers_tell_what_belongs_below(book):
    notes = {cell.value: cell.comment.text for cell in book["Cử đi học"][1] if cell.comment}
    assert notes["Từ ngày *"] == "Bắt buộc. Ngày/tháng/năm, ví dụ 14/10/2024."
    assert "Bắt buộc khi loại là Đào tạo." in notes["Trình độ đào tạo"]
    assert "Để trống nếu chọn đơn vị chung" in notes["Đơn vị *"]


def test_choices_and_units_are_offered_by_name_and_anything_else_stays_allowed(book):
    lists, offered = book["Danh mục"], {}
    for rule in book["Cử đi học"].data_validations.dataValidation:
        assert not rule.showErrorMessage
        letter = str(rule.sqref)[0]
        offered[book["Cử đi học"][f"{letter}1"].value] = [
            cell.value for (cell,) in lists[rule.formula1.partition("!")[2].replace("$", "")]
        ]
    assert offered["Đơn vị *"] == [unit.name for unit in UNITS]
    assert "Kiến thức, kỹ năng quản lý nhà nước" in offered["Nội dung bồi dưỡng"]
    assert offered["Giới tính"] == ["Nam", "Nữ"]


def test_every_cell_is_text_so_that_no_computer_turns_days_and_months_around(book):
    columns = book["Cử đi học"].column_dimensions.values()
    assert {column.number_format for column in columns} == {"@"}
    assert max(column.max for column in columns) == len(NOMINATIONS.form_fields)


def test_filled_in_it_is_read_back(book):
    sheet = book["Cử đi học"]
    at = {cell.value.removesuffix(" *"): cell.column for cell in sheet[1]}
    for label, text in {"Họ và tên": "Lê Thị An", "Từ ngày": "01/10/2024", "Đơn vị": UNITS[2].name}.items():
        sheet.cell(2, at[label], text)
    file = io.BytesIO()
    book.save(file)
    cells = from_file("mau.xlsx", file.getvalue(), title=NOMINATIONS.title)
    (entry,) = read(NOMINATIONS, cells, Context(units=UNITS), needs_header=True).texts.values()
    assert {key: text for key, text in entry.items() if text} == {
        "unit": "Trung tâm A",
        "full_name": "Lê Thị An",
        "starts_on": "01/10/2024",
    }
