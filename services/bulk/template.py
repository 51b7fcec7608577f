"""The Excel file that a list is filled into."""

import io
from collections.abc import Sequence
from typing import Any

import xlsxwriter
from xlsxwriter.utility import xl_col_to_name

from services.bulk.files import MAX_ROWS
from services.plan import Unit
from services.schema import Field, Tab, Type

_LISTS = "Danh mục"
"""Title of the sheet that holds the choices: in the cell itself they may be neither long nor hold a comma."""
_WIDTHS = {Type.TEXT: 40, Type.NAME: 28, Type.URL: 32, Type.UNIT: 34, Type.CHOICE: 22}
_WIDTH = 16
_HOW = {
    Type.UNIT: "Chọn trong danh sách, hoặc ghi mã, tên ngắn. Để trống nếu chọn đơn vị chung trên trang nhập.",
    Type.CHOICE: "Chọn trong danh sách.",
    Type.DATE: "Ngày/tháng/năm, ví dụ 14/10/2024.",
    Type.COUNT: "Số nguyên, ví dụ 12.",
    Type.MONEY: "Ví dụ 2.500.000.",
    Type.DECIMAL: "Ví dụ 1,5.",
    Type.URL: "Ví dụ https://example.vn/anh.jpg.",
}
"""What a header's note says of each type; an example row would one day be sent as an entry."""


def to_template(tab: Tab, units: Sequence[Unit]) -> bytes:
    """The form's columns under their labels, with notes and dropdowns, and no entry.

    All cells are text: what is typed stays as it was typed, whatever country the computer is set to. With dates as
    dates, an American Excel would make 10 January of 01/10/2024.
    """
    file = io.BytesIO()
    with xlsxwriter.Workbook(file, {"in_memory": True}) as book:
        sheet, lists = book.add_worksheet(tab.title), book.add_worksheet(_LISTS)
        base: dict[str, Any] = {"font_name": "Times New Roman", "font_size": 12, "valign": "top"}
        text = book.add_format(base | {"num_format": "@", "text_wrap": True})
        header = book.add_format(base | {"bold": True, "border": 1, "text_wrap": True, "bg_color": "#E3EDF7"})
        for column, field in enumerate(tab.form_fields):
            sheet.set_column(column, column, _WIDTHS.get(field.type, _WIDTH), text)
            sheet.write_string(0, column, f"{field.label} *" if field.required else field.label, header)
            if note := _note(field):
                sheet.write_comment(0, column, note, {"x_scale": 2, "font_size": 10})
        for column, (field, words) in enumerate(_choices(tab, units)):
            for row, word in enumerate((field.label, *words)):
                lists.write_string(row, column, word, text)
            lists.set_column(column, column, _WIDTHS[field.type])
            _offer(sheet, tab.form_fields.index(field), xl_col_to_name(column), len(words))
        sheet.freeze_panes(1, 0)
    return file.getvalue()


def _note(field: Field) -> str:
    parts = ("Bắt buộc." if field.required and field.type is not Type.UNIT else "", field.help, _HOW.get(field.type))
    return " ".join(part for part in parts if part)


def _choices(tab: Tab, units: Sequence[Unit]) -> list[tuple[Field, list[str]]]:
    own = {Type.UNIT: [unit.name for unit in units]}
    words = [(field, own.get(field.type, list(field.choices.values()))) for field in tab.form_fields]
    return [(field, choices) for field, choices in words if choices]


def _offer(sheet: Any, column: int, letters: str, count: int) -> None:
    """A dropdown down the column. It helps and never refuses: a unit's short name, say, is fine too."""
    source = f"='{_LISTS}'!${letters}$2:${letters}${count + 1}"
    rule = {"validate": "list", "source": source, "show_error": False}
    sheet.data_validation(1, column, MAX_ROWS, column, rule)
