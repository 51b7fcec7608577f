"""The annexes as an Excel file: summary, lists of entries, and where the figures come from."""

import io
import math
import re
from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime
from typing import Any

import pandas as pd
import xlsxwriter

from services.plan import TIME_ZONE
from services.report import sources
from services.report.content import BIRTH_YEAR, NOT_REPORTED, TOTAL, UNIT, cell_text
from services.report.figures import Figures
from services.schema import NOMINATIONS

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
    "year": {"num_format": "0", "align": "center"},
    "date": {"num_format": "dd/mm/yyyy", "align": "center"},
    "moment": {"num_format": "dd/mm/yyyy hh:mm", "align": "center"},
    "sign": {"align": "right"},
}
_YEARS = NOMINATIONS.field(BIRTH_YEAR).label
_STYLE = "Table Style Light 15"
_A4 = 9
_WIDE = {UNIT: 32}
_WIDTH = (9, 17, 30)
"""Characters: narrowest, of a moment, widest."""
_SOURCE_WIDTHS = (32, 17, 14, 32, 32, 60)
_LINE, _HIGHEST = 15.75, 409
"""Points of a line of text, and of the highest row that Excel has."""
_FILLED = 0.85
"""Share of a column's width that words fill before they go on in the next line."""
_BUTTON = 3
"""Characters that a filter's button hides."""
_LONGEST_HEADER = 255
"""Characters of a column's name in an Excel table."""


def to_xlsx(figures: Figures, *, names: bool, birth_years: bool = False) -> bytes:
    """Sheets *Tổng hợp* and *Nguồn số liệu*, between them one a log; the same figures give the same bytes.

    Text stays text: nothing in the file is a formula or a live link.
    """
    file = io.BytesIO()
    with xlsxwriter.Workbook(file, _OPTIONS) as book:
        book.set_properties({"title": "Phụ lục báo cáo", "created": figures.basis.as_of.astimezone(UTC)})
        writer = _Writer(book, f"Số liệu đến {_moment(figures.basis.as_of)}")
        writer.summary(figures)
        for title, frame in figures.entries(names=names, birth_years=birth_years).items():
            writer.listed(title, frame)
        writer.sources(figures, names=names, birth_years=birth_years)
    return file.getvalue()


def table_to_xlsx(title: str, frame: pd.DataFrame) -> bytes:
    """One table as a file; its texts stay text, too."""
    file = io.BytesIO()
    with xlsxwriter.Workbook(file, _OPTIONS) as book:
        _Writer(book, "").listed(title, frame)
    return file.getvalue()


class _Writer:
    def __init__(self, book: xlsxwriter.Workbook, header: str) -> None:
        """`header`: stands at the top of each printed page."""
        self._book, self._page_header = book, header
        self._cut = 0
        base: dict[str, Any] = {"font_name": "Times New Roman", "font_size": 12, "valign": "top"}
        boxed = base | {"border": 1}
        self._title = book.add_format(base | {"bold": True, "font_size": 14})
        self._section = book.add_format(base | {"bold": True})
        self._plain = book.add_format(base | {"italic": True})
        self._fact = book.add_format(base | {"align": "left", "num_format": "dd/mm/yyyy hh:mm"})
        self._header = book.add_format(
            boxed | {"bold": True, "align": "center", "valign": "vcenter", "text_wrap": True, "bg_color": "#E3EDF7"}
        )
        self._formats = {
            kind: {bold: book.add_format(boxed | look | {"bold": bold}) for bold in (False, True)}
            for kind, look in _FORMATS.items()
        }

    def summary(self, figures: Figures) -> None:
        """Phụ lục I: title, plan and moment above the table unit × indicator."""
        sheet = self._sheet("Tổng hợp")
        campaign = figures.basis.campaign
        heads = (
            ("PHỤ LỤC I. TỔNG HỢP KẾT QUẢ TUẦN LỄ HƯỞNG ỨNG HỌC TẬP SUỐT ĐỜI", self._title),
            (f"Kế hoạch số {campaign.name or '…'}. Chủ đề: {campaign.theme or '…'}", self._plain),
            (f"Số liệu đến {_moment(figures.basis.as_of)}. {_SIGNS}", self._plain),
        )
        for at, (text, look) in enumerate(heads):
            sheet.write_string(at, 0, self._text(text), look)
        self._only_table(sheet, figures.summary, len(heads) + 1)

    def listed(self, title: str, frame: pd.DataFrame) -> None:
        """A sheet with one table."""
        self._only_table(self._sheet(title), frame, 0)

    def sources(self, figures: Figures, *, names: bool, birth_years: bool) -> None:
        """Facts, then tables one below the other."""
        sheet = self._sheet("Nguồn số liệu")
        shown = {"names": names, "birth_years": birth_years}
        tables = {
            "Số dòng của từng trang": sources.rows_by_log(figures),
            "Dòng không được tính": sources.reasons(figures),
            "Vấn đề của dữ liệu": sources.problems(figures.basis, **shown),
        }
        if figures.basis.frozen:
            tables["Thay đổi từ khi chốt"] = sources.changes(figures.basis)
        hidden = sources.hidden_problems(figures.basis, **shown)
        more = [("Vấn đề không liệt kê vì nằm ở cột không có trong tệp", hidden)] if hidden else []
        if self._cut:
            more.append(("Ô đã bỏ ký tự điều khiển hoặc cắt còn 32.767 ký tự", self._cut))
        row = 0
        for name, value in [*sources.facts(figures), *more]:
            sheet.write_string(row, 0, name, self._section)
            self._write(sheet, row, 1, value, self._fact if isinstance(value, datetime) else self._plain)
            row += 1
        for title, frame in tables.items():
            sheet.write_string(row + 1, 0, title, self._section)
            if len(frame):
                row = self._table(sheet, frame, row + 2, _SOURCE_WIDTHS)
            else:
                sheet.write_string(row + 2, 0, "Không có.", self._plain)
                row += 3
        _set_widths(sheet, _SOURCE_WIDTHS)

    def _sheet(self, title: str) -> Any:
        sheet = self._book.add_worksheet(_BAD_IN_TITLE.sub(" ", title)[:31])
        sheet.set_paper(_A4)
        sheet.set_landscape()
        sheet.fit_to_pages(1, 0)
        sheet.set_margins(left=0.4, right=0.4, top=0.7, bottom=0.7)
        sheet.set_header(f"&L&A&R{self._page_header}")
        sheet.set_footer("&CTrang &P/&N")
        return sheet

    def _only_table(self, sheet: Any, frame: pd.DataFrame, top: int) -> None:
        widths = [_WIDE.get(str(name)) or _width(frame[name]) for name in frame.columns]
        _set_widths(sheet, widths)
        self._table(sheet, frame, top, widths)
        sheet.freeze_panes(top + 1, 1)
        sheet.repeat_rows(top)

    def _table(self, sheet: Any, frame: pd.DataFrame, top: int, widths: Sequence[int]) -> int:
        """An Excel table from row `top` on; a total stands below it, where sorting and filters leave it alone. The row
        after all that.
        """
        rows = list(frame.itertuples(index=False, name=None))
        total = rows.pop() if rows and rows[-1][0] == TOTAL else None
        bottom = top + max(1, len(rows))
        headers = _headers([self._text(str(name)) for name in frame.columns])
        sheet.add_table(
            *(top, 0, bottom, len(headers) - 1),
            {
                "columns": [{"header": name, "header_format": self._header} for name in headers],
                "style": _STYLE,
            },
        )
        # Codes and numbers that people typed as text are no mistake.
        sheet.ignore_errors({"number_stored_as_text": xlsxwriter.utility.xl_range(top, 0, bottom, len(headers) - 1)})
        _set_height(sheet, top, headers, [width - _BUTTON for width in widths])
        for at, values in enumerate(rows, top + 1):
            self._row(sheet, at, headers, values, bold=False)
            _set_height(sheet, at, values, widths)
        if total:
            self._row(sheet, bottom + 1, headers, total, bold=True)
        return bottom + (2 if total else 1)

    def _row(self, sheet: Any, at: int, headers: list[str], values: tuple[Any, ...], *, bold: bool) -> None:
        for column, (name, value) in enumerate(zip(headers, values, strict=True)):
            self._write(sheet, at, column, value, self._formats[_kind(name, value)][bold])

    def _write(self, sheet: Any, row: int, column: int, value: Any, look: Any) -> None:
        if value is None:
            sheet.write_blank(row, column, None, look)
        elif isinstance(value, datetime):
            sheet.write_datetime(row, column, value.astimezone(TIME_ZONE).replace(tzinfo=None), look)
        elif isinstance(value, date):
            sheet.write_datetime(row, column, datetime(value.year, value.month, value.day), look)
        elif isinstance(value, (int, float)):
            sheet.write_number(row, column, value, look)
        else:
            sheet.write_string(row, column, self._text(str(value)), look)

    def _text(self, text: str) -> str:
        kept = cell_text(text)
        self._cut += kept != text
        return kept


def _kind(name: str, value: Any) -> str:
    """Which of the formats a value has in a column of this name."""
    if isinstance(value, datetime):
        return "moment"
    if isinstance(value, date):
        return "date"
    if isinstance(value, (int, float)):
        return "year" if name == _YEARS else "number" if float(value).is_integer() else "decimal"
    return "sign" if value == NOT_REPORTED else "text"


def _headers(names: list[str]) -> list[str]:
    """As a table needs them: none is empty or too long, and none stands twice, whatever its case."""
    found: dict[str, str] = {}
    for at, name in enumerate(names, 1):
        header = name[:_LONGEST_HEADER].strip() or f"Cột {at}"
        if header.casefold() in found:
            tail = f" ({at})"
            header = header[: _LONGEST_HEADER - len(tail)] + tail
        found[header.casefold()] = header
    return list(found.values())


def _moment(moment: datetime) -> str:
    return f"{moment.astimezone(TIME_ZONE):%H:%M ngày %d/%m/%Y}"


def _set_widths(sheet: Any, widths: Sequence[int]) -> None:
    for column, width in enumerate(widths):
        sheet.set_column(column, column, width)


def _set_height(sheet: Any, row: int, values: Sequence[Any], widths: Sequence[int]) -> None:
    """LibreOffice doesn't work out by itself how high a row with wrapped text is."""
    texts = ((value, width) for value, width in zip(values, widths, strict=False) if isinstance(value, str))
    lines = max((_lines(text, width) for text, width in texts), default=1)
    if lines > 1:
        sheet.set_row(row, min(lines * _LINE, _HIGHEST))


def _lines(text: str, width: int) -> int:
    if len(text) < width and "\n" not in text:
        return 1
    return sum(math.ceil(max(1, len(part)) / (width * _FILLED)) for part in text.split("\n"))


def _width(cells: pd.Series) -> int:
    narrow, least, wide = _WIDTH
    longest = max(
        (least if isinstance(cell, date) else len(str(cell)) for cell in cells if cell is not None), default=narrow
    )
    return min(max(narrow, longest + 1), wide)
