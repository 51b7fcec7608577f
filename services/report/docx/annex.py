"""An annex: a section of its own with one table."""

import re
from collections.abc import Iterator, Sequence
from datetime import date
from numbers import Integral, Real
from typing import Any
from xml.sax.saxutils import escape, quoteattr

import pandas as pd
from docx.document import Document as Word
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls
from docx.shared import Mm

from services.report.content import TOTAL
from services.report.document import Annex, Letter
from services.report.docx import styles
from services.report.docx.columns import Layout, lay_out
from services.report.docx.letter import BLANK, TYPE
from services.report.docx.sections import begin_annex
from services.report.docx.styles import Cell, cell_look
from services.report.docx.writing import balance, printable, write
from services.report.wording import capitals, number

Row = list[tuple[str, Cell]]

_VIETNAMESE = str.maketrans(",.", ".,")
_FIGURES = re.compile(r"[\d.,/%-]+")
"""What is set as a number is: `14/16`, `01/10/2024`, `-`."""
_BOLD = {Cell.TEXT: Cell.TOTAL_TEXT, Cell.NUMBER: Cell.TOTAL_NUMBER}


def write_annex(word: Word, annex: Annex, letter: Letter) -> None:
    """Its number, title, what it belongs to, table and note; number and date of the report are the clerk's to fill in
    (mục III.1).
    """
    rows = _rows(annex.table)
    layout = lay_out([[text for text, _ in column] for column in zip(*rows, strict=True)])
    begin_annex(word, layout.page)
    write(word, styles.ANNEX, f"Phụ lục {annex.number}".strip())
    balance(write(word, styles.ANNEX_TITLE, capitals(annex.title)), styles.ANNEX_TITLE, layout.page.room)
    report = f"{TYPE} số{BLANK}/{letter.symbol} ngày{BLANK}tháng{BLANK}năm{BLANK}"
    reference = write(word, styles.REFERENCE, f"(Kèm theo {report} của {letter.agency})")
    balance(reference, styles.REFERENCE, layout.page.room)
    if layout.widths:
        table = parse_xml("".join(_table(annex.title, rows, layout)))
        word.element.body.sectPr.addprevious(table)
    if annex.note:
        write(word, styles.NOTE, annex.note)


def _rows(table: pd.DataFrame) -> list[Row]:
    """All lines, the header first."""
    header = [(_line(str(name)), Cell.HEADER) for name in table.columns]
    rows = [[_cell(value) for value in values] for values in table.itertuples(index=False, name=None)]
    if rows and any(text == TOTAL for text, _ in rows[-1]):
        rows[-1] = [(text, _BOLD[cell]) for text, cell in rows[-1]]
    return [header, *rows]


def _cell(value: Any) -> tuple[str, Cell]:
    """As it is printed, numbers as 1.234,5."""
    if isinstance(value, str):
        return _line(value), Cell.NUMBER if _FIGURES.fullmatch(value) else Cell.TEXT
    if value is None or pd.isna(value):
        return "", Cell.TEXT
    if isinstance(value, date):
        return f"{value:%d/%m/%Y}", Cell.NUMBER
    if isinstance(value, Integral):
        return number(int(value)), Cell.NUMBER
    if isinstance(value, Real):
        return f"{value:,.2f}".rstrip("0").rstrip(".").translate(_VIETNAMESE), Cell.NUMBER
    return _line(str(value)), Cell.TEXT


def _line(text: str) -> str:
    return printable(text).replace("\n", " ")


def _table(title: str, rows: Sequence[Row], layout: Layout) -> Iterator[str]:
    """Its XML: python-docx walks over the whole table for each cell, which takes minutes for a thousand rows."""
    widths = [Mm(width).twips for width in layout.widths]
    yield (
        f"<w:tbl {nsdecls('w')}><w:tblPr>"
        f'<w:tblStyle w:val="{styles.GRID}"/><w:tblW w:w="{sum(widths)}" w:type="dxa"/>'
        '<w:tblLayout w:type="fixed"/><w:tblLook w:firstRow="1" w:val="0020"/>'
        f"<w:tblCaption w:val={quoteattr(_line(title))}/></w:tblPr><w:tblGrid>"
    )
    yield from (f'<w:gridCol w:w="{width}"/>' for width in widths)
    yield "</w:tblGrid>"
    starts = {
        (column, cell): f'<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/><w:vAlign w:val="center"/></w:tcPr>'
        f'<w:p><w:pPr><w:pStyle w:val="{cell_look(cell, layout.size).id}"/></w:pPr>'
        '<w:r><w:t xml:space="preserve">'
        for column, width in enumerate(widths)
        for cell in Cell
    }
    for at, row in enumerate(rows):
        yield f"<w:tr><w:trPr><w:cantSplit/>{'<w:tblHeader/>' if at == 0 else ''}</w:trPr>"
        for column, (text, cell) in enumerate(row):
            yield f"{starts[column, cell]}{escape(text)}</w:t></w:r></w:p></w:tc>"
        yield "</w:tr>"
    yield "</w:tbl>"
