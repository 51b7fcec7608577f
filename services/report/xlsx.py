"""The summary and the entry lists as one Excel file."""

import io
import re
from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

import pandas as pd
import xlsxwriter

from services.plan import TIME_ZONE, Campaign
from services.report.content import NOT_REPORTED, TOTAL, cell_text
from services.report.figures import Figures

_BAD_IN_TITLE = re.compile(r"[\[\]:*?/\\']")
_OPTIONS = {
    "in_memory": True,
    # Without these XlsxWriter turns text that begins with = or http into formulas and links.
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
}
_SIGNS = f"“0”: không phát sinh; “{NOT_REPORTED}”: chưa báo cáo."
_FORMATS: Mapping[str, dict[str, Any]] = {
    "text": {"text_wrap": True},
    "number": {"num_format": "#,##0", "align": "right"},
    "decimal": {"num_format": "#,##0.0#", "align": "right"},
    "date": {"num_format": "dd/mm/yyyy", "align": "center"},
    "moment": {"num_format": "dd/mm/yyyy hh:mm", "align": "center"},
}
_WIDE = {"Đơn vị": 38}
_WIDTH = (9, 16, 45)
"""Characters: narrowest, least for a date, widest."""


def to_xlsx(figures: Figures, *, names: bool, birth_years: bool = False) -> bytes:
    """Sheet *Tổng hợp* and one sheet a log. Text stays text: nothing in the file is a formula or a live link."""
    file = io.BytesIO()
    with xlsxwriter.Workbook(file, _OPTIONS) as book:
        writer = _Writer(book)
        writer.summary(figures.summary, figures.basis.campaign, figures.basis.as_of)
        for title, frame in figures.entries(names=names, birth_years=birth_years).items():
            writer.table(book.add_worksheet(_BAD_IN_TITLE.sub(" ", title)[:31]), frame, 0)
    return file.getvalue()


def table_to_xlsx(title: str, frame: pd.DataFrame) -> bytes:
    """One table as a file; its texts stay text, too."""
    file = io.BytesIO()
    with xlsxwriter.Workbook(file, _OPTIONS) as book:
        _Writer(book).table(book.add_worksheet(_BAD_IN_TITLE.sub(" ", title)[:31]), frame, 0)
    return file.getvalue()


class _Writer:
    def __init__(self, book: xlsxwriter.Workbook) -> None:
        self._book = book
        base: dict[str, Any] = {"font_name": "Times New Roman", "font_size": 12, "valign": "top"}
        boxed = base | {"border": 1}
        self._title = book.add_format(base | {"bold": True, "font_size": 14})
        self._plain = book.add_format(base | {"italic": True})
        self._header = book.add_format(
            boxed | {"bold": True, "align": "center", "valign": "vcenter", "text_wrap": True, "bg_color": "#E3EDF7"}
        )
        self._formats = {
            kind: {bold: book.add_format(boxed | look | {"bold": bold}) for bold in (False, True)}
            for kind, look in _FORMATS.items()
        }

    def summary(self, frame: pd.DataFrame, campaign: Campaign, as_of: datetime) -> None:
        """Title, plan and moment above the table unit × indicator."""
        sheet = self._book.add_worksheet("Tổng hợp")
        heads = (
            ("TỔNG HỢP KẾT QUẢ TUẦN LỄ HƯỞNG ỨNG HỌC TẬP SUỐT ĐỜI", self._title),
            (f"Kế hoạch số {campaign.name}. Chủ đề: {campaign.theme or ''}", self._plain),
            (f"Số liệu tính đến {as_of.astimezone(TIME_ZONE):%H:%M ngày %d/%m/%Y}. {_SIGNS}", self._plain),
        )
        for at, (text, look) in enumerate(heads):
            sheet.write_string(at, 0, cell_text(text), look)
        self.table(sheet, frame, len(heads) + 1)
        sheet.set_landscape()
        sheet.fit_to_pages(1, 0)

    def table(self, sheet: Any, frame: pd.DataFrame, top: int) -> None:
        """A frame from row `top` on: header, frozen panes, widths by content."""
        for column, name in enumerate(frame.columns):
            sheet.write_string(top, column, cell_text(str(name)), self._header)
            sheet.set_column(column, column, _WIDE.get(str(name)) or _width(frame[name]))
        for at, row in enumerate(frame.itertuples(index=False), top + 1):
            bold = bool(row) and row[0] == TOTAL
            for column, value in enumerate(row):
                self._write(sheet, at, column, value, bold=bold)
        sheet.freeze_panes(top + 1, 1)

    def _write(self, sheet: Any, row: int, column: int, value: Any, *, bold: bool) -> None:
        looks = self._formats
        if value is None:
            sheet.write_blank(row, column, None, looks["text"][bold])
        elif isinstance(value, datetime):
            sheet.write_datetime(row, column, value.astimezone(TIME_ZONE).replace(tzinfo=None), looks["moment"][bold])
        elif isinstance(value, date):
            sheet.write_datetime(row, column, datetime(value.year, value.month, value.day), looks["date"][bold])
        elif isinstance(value, (int, float)):
            sheet.write_number(row, column, value, looks["number" if float(value).is_integer() else "decimal"][bold])
        else:
            sheet.write_string(row, column, cell_text(str(value)), looks["text"][bold])


def _width(cells: pd.Series) -> int:
    narrow, least, wide = _WIDTH
    longest = max(
        (least if isinstance(cell, date) else len(str(cell)) for cell in cells if cell is not None), default=narrow
    )
    return min(max(narrow, longest + 1), wide)
