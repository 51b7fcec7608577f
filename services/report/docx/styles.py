"""The styles of the Word file: one for each element that the decree names, and of the annexes' tables."""

from dataclasses import dataclass
from enum import StrEnum

from docx.document import Document as Word
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls
from docx.shared import Mm

FRAME = "Khung không viền"
"""Table style: what places things beside each other."""
GRID = "Grid"
"""ID of the table style of an annex."""
CELL_MARGIN = 1.0
"""Millimetres left and right in a cell of an annex."""
INDENT = 12.7
"""Millimetres, of the first line of a paragraph."""
_HAIRLINE = 2
"""Points."""


class Align(StrEnum):
    """As Word calls them."""

    LEFT = "left"
    CENTER = "center"
    JUSTIFY = "both"


@dataclass(frozen=True)
class Look:
    """A paragraph style. Size, space before and after in points; indent of the first line in millimetres."""

    id: str
    name: str
    size: float = 14
    bold: bool = False
    italic: bool = False
    align: Align = Align.LEFT
    first_line: float = 0
    before: float = 0
    after: float = 0
    line: float = 1
    """Multiple of a line's height."""
    hairline: bool = False
    """Just high enough to be there."""
    ruled: bool = False
    """With a line below."""
    keep_next: bool = False
    level: int | None = None
    """Of the outline: 0 is the highest."""


NATION = Look("Nation", "Quốc hiệu", 13, bold=True, align=Align.CENTER)
MOTTO = Look("Motto", "Tiêu ngữ", 13, bold=True, align=Align.CENTER)
PARENT = Look("Parent", "Cơ quan chủ quản", 12, align=Align.CENTER)
AGENCY = Look("Agency", "Cơ quan ban hành", 12, bold=True, align=Align.CENTER)
NUMBER = Look("Number", "Số và ký hiệu", 13, align=Align.CENTER, before=6)
PLACE = Look("Place", "Địa danh và thời gian", 13, italic=True, align=Align.CENTER, before=6)
TYPE = Look("Type", "Tên loại", bold=True, align=Align.CENTER, before=18, keep_next=True)
TITLE = Look("Subject", "Trích yếu", bold=True, align=Align.CENTER, keep_next=True)
RULE = Look("Rule", "Đường kẻ", _HAIRLINE, before=3, hairline=True, ruled=True)
TO = Look("To", "Kính gửi", align=Align.CENTER, after=12)
TO_MANY = Look("ToMany", "Kính gửi nhiều nơi", after=3, keep_next=True)
TO_ITEM = Look("ToItem", "Nơi được kính gửi", after=3)
SECTION = Look(
    *("Section", "Mục"), bold=True, align=Align.JUSTIFY, first_line=INDENT,
    before=6, after=6, line=1.1, keep_next=True, level=0,
)  # fmt: skip
CLAUSE = Look(
    *("Clause", "Khoản"), bold=True, align=Align.JUSTIFY, first_line=INDENT,
    after=6, line=1.1, keep_next=True, level=1,
)  # fmt: skip
POINT = Look("Point", "Điểm", align=Align.JUSTIFY, first_line=INDENT, after=6, line=1.1)
BODY = Look("Body", "Nội dung", align=Align.JUSTIFY, first_line=INDENT, after=6, line=1.1)
RECIPIENTS = Look("Recipients", "Nơi nhận", 12, bold=True, italic=True)
RECIPIENT = Look("Recipient", "Danh sách nơi nhận", 11)
POWER = Look("Power", "Quyền hạn và chức vụ", bold=True, align=Align.CENTER)
SIGNER = Look("Signer", "Họ tên người ký", bold=True, align=Align.CENTER, before=80)
ANNEX = Look("Annex", "Phụ lục", bold=True, align=Align.CENTER, keep_next=True, level=0)
ANNEX_TITLE = Look("AnnexTitle", "Tên phụ lục", bold=True, align=Align.CENTER, keep_next=True)
REFERENCE = Look("Reference", "Kèm theo", italic=True, align=Align.CENTER, after=12, keep_next=True)
NOTE = Look("Note", "Ghi chú", 12, italic=True, align=Align.JUSTIFY, before=6)
PAGE = Look("PageNumber", "Số trang", align=Align.CENTER)
END = Look("End", "Cuối phần", _HAIRLINE, hairline=True)


class Cell(StrEnum):
    """What a cell of an annex is."""

    HEADER = "Header"
    TEXT = "Text"
    NUMBER = "Number"
    TOTAL_TEXT = "TotalText"
    TOTAL_NUMBER = "TotalNumber"


_CELLS = {
    Cell.HEADER: ("Đầu bảng", True, Align.CENTER),
    Cell.TEXT: ("Ô chữ", False, Align.LEFT),
    Cell.NUMBER: ("Ô số", False, Align.CENTER),
    Cell.TOTAL_TEXT: ("Ô chữ tổng cộng", True, Align.LEFT),
    Cell.TOTAL_NUMBER: ("Ô số tổng cộng", True, Align.CENTER),
}
CELL_SIZES = (12, 11)
"""Points: the usual one, and the one of a table whose longest words don't stand beside each other in it."""


def cell_look(cell: Cell, size: int) -> Look:
    """The style of a cell's text."""
    name, bold, align = _CELLS[cell]
    return Look(f"{cell}{size}", f"{name} {size}", size, bold=bold, align=align)


_ALL = [look for look in list(globals().values()) if isinstance(look, Look)]
_ALL += [cell_look(cell, size) for size in CELL_SIZES for cell in Cell]


def define(word: Word) -> None:
    """Puts these styles in the place of the template's."""
    word.styles.element[:] = list(parse_xml(_STYLES))


def _paragraph_style(look: Look) -> str:
    line, rule = (look.size * 20, "exact") if look.hairline else (look.line * 240, "auto")
    form = "".join(
        (
            "<w:keepNext/>" if look.keep_next else "",
            f"<w:pBdr>{_line('bottom', 6)}</w:pBdr>" if look.ruled else "",
            f'<w:spacing w:before="{look.before * 20:.0f}" w:after="{look.after * 20:.0f}" w:line="{line:.0f}" ',
            f'w:lineRule="{rule}"/><w:ind w:firstLine="{Mm(look.first_line).twips}"/><w:jc w:val="{look.align}"/>',
            f'<w:outlineLvl w:val="{look.level}"/>' if look.level is not None else "",
        )
    )
    letters = "".join(("<w:b/>" if look.bold else "", "<w:i/>" if look.italic else ""))
    return (
        f'<w:style w:type="paragraph" w:customStyle="1" w:styleId="{look.id}"><w:name w:val="{look.name}"/>'
        f'<w:basedOn w:val="Normal"/><w:qFormat/><w:pPr>{form}</w:pPr>'
        f'<w:rPr>{letters}<w:sz w:val="{look.size * 2:.0f}"/><w:szCs w:val="{look.size * 2:.0f}"/></w:rPr></w:style>'
    )


def _line(side: str, size: int) -> str:
    """`size`: in eighths of a point."""
    return f'<w:{side} w:val="single" w:sz="{size}" w:space="0" w:color="000000"/>'


def _margins(beside: int) -> str:
    """Of a cell, in twentieths of a point."""
    sides = {"top": beside // 3, "left": beside, "bottom": beside // 3, "right": beside}
    marks = "".join(f'<w:{side} w:w="{margin}" w:type="dxa"/>' for side, margin in sides.items())
    return f"<w:tblCellMar>{marks}</w:tblCellMar>"


_FONTS = " ".join(f'w:{script}="Times New Roman"' for script in ("ascii", "hAnsi", "eastAsia", "cs"))
_GRID_LINES = "".join(_line(side, 4) for side in ("top", "left", "bottom", "right", "insideH", "insideV"))
_STYLES = f"""
<w:styles {nsdecls("w")}>
  <w:docDefaults>
    <w:rPrDefault><w:rPr>
      <w:rFonts {_FONTS}/><w:color w:val="000000"/><w:sz w:val="28"/><w:szCs w:val="28"/>
      <w:lang w:val="vi-VN" w:eastAsia="vi-VN" w:bidi="vi-VN"/>
    </w:rPr></w:rPrDefault>
    <w:pPrDefault><w:pPr><w:spacing w:before="0" w:after="0" w:line="240" w:lineRule="auto"/></w:pPr></w:pPrDefault>
  </w:docDefaults>
  <w:style w:type="paragraph" w:default="1" w:styleId="Normal"><w:name w:val="Normal"/></w:style>
  <w:style w:type="character" w:default="1" w:styleId="DefaultParagraphFont">
    <w:name w:val="Default Paragraph Font"/><w:uiPriority w:val="1"/><w:semiHidden/>
  </w:style>
  <w:style w:type="table" w:default="1" w:styleId="TableNormal">
    <w:name w:val="Normal Table"/><w:uiPriority w:val="99"/><w:semiHidden/>
    <w:tblPr><w:tblInd w:w="0" w:type="dxa"/>{_margins(0)}</w:tblPr>
  </w:style>
  <w:style w:type="table" w:customStyle="1" w:styleId="Frame">
    <w:name w:val="{FRAME}"/><w:basedOn w:val="TableNormal"/><w:tblPr>{_margins(0)}</w:tblPr>
  </w:style>
  <w:style w:type="table" w:customStyle="1" w:styleId="{GRID}">
    <w:name w:val="Bảng phụ lục"/><w:basedOn w:val="TableNormal"/>
    <w:tblPr><w:tblBorders>{_GRID_LINES}</w:tblBorders>{_margins(Mm(CELL_MARGIN).twips)}</w:tblPr>
  </w:style>
  {"".join(map(_paragraph_style, _ALL))}
</w:styles>"""
