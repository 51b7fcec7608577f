"""Paragraphs and frames: what letter and annexes are put together from."""

import re
import unicodedata
from collections.abc import Sequence

from docx.blkcntnr import BlockItemContainer
from docx.document import Document as Word
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls
from docx.shared import Mm
from docx.table import Table, _Cell
from docx.text.paragraph import Paragraph

from services.report.docx.measures import longest_line
from services.report.docx.styles import FRAME, Look

_UNPRINTABLE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")
"""Not allowed in XML 1.0, and DEL: https://www.w3.org/TR/xml/#charsets"""

_SLACK = 1.1
"""So that two lines stay two where they are set a little wider than measured."""


def printable(text: str) -> str:
    """NFC, without what a Word file can't hold; line breaks stay."""
    return unicodedata.normalize("NFC", _UNPRINTABLE.sub("", text.replace("\t", " ")))


def write(place: Word | BlockItemContainer, look: Look, text: str) -> Paragraph:
    """A paragraph of that style at the end of the place."""
    return place.add_paragraph(printable(text), style=look.name)


def fill(cell: _Cell, lines: Sequence[tuple[Look, str]]) -> list[Paragraph]:
    """Paragraphs in a new cell, which keeps its empty one when there are none."""
    written = [write(cell, look, text) for look, text in lines]
    if written:
        cell._element.remove(cell.paragraphs[0]._element)
    return written


def narrow(paragraph: Paragraph, room: float, length: float) -> None:
    """Makes the paragraph that long, in the middle of a place `room` wide; both in millimetres."""
    form = paragraph.paragraph_format
    form.left_indent = form.right_indent = Mm(max(0, (room - length) / 2))


def balance(paragraph: Paragraph, look: Look, room: float) -> float:
    """Gives the paragraph lines that are equally long in a place so wide, and tells how long; all in millimetres."""
    length = longest_line(paragraph.text, room, look.size, bold=look.bold)
    narrow(paragraph, room, min(room, _SLACK * length))
    return length


def frame(word: Word, rows: int, widths: Sequence[float]) -> Table:
    """A table without borders and cell margins whose columns have these widths in millimetres; rows stay whole."""
    table = word.add_table(rows, len(widths), style=FRAME)
    table.autofit = False
    for column, wide in zip(table.columns, widths, strict=True):
        column.width = Mm(wide)
        for cell in column.cells:
            cell.width = Mm(wide)
    for row in table.rows:
        row._tr.get_or_add_trPr().append(parse_xml(f"<w:cantSplit {nsdecls('w')}/>"))
    return table
