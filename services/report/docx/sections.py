"""Sections: paper, margins, and the page number above all pages but the first."""

from dataclasses import dataclass

from docx.document import Document as Word
from docx.enum.section import WD_ORIENTATION
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls
from docx.section import Section
from docx.shared import Mm

from services.report.docx import styles

_HEADER_DISTANCE = 10
"""Millimetres from the edge to the page number, in the middle of the margin of 20."""
_NUMBER = f"""
<w:fldSimple {nsdecls("w")} w:instr=" PAGE "><w:r><w:rPr><w:noProof/></w:rPr><w:t>2</w:t></w:r></w:fldSimple>"""

_FROM_ONE = f'<w:pgNumType {nsdecls("w")} w:start="1"/>'
"""Each section counts its own pages."""


@dataclass(frozen=True)
class Page:
    """Millimetres (mục I.1–3)."""

    width: int
    height: int
    bottom: int
    top: int = 20
    left: int = 30
    right: int = 15

    @property
    def room(self) -> float:
        """Between the margins."""
        return self.width - self.left - self.right


PORTRAIT = Page(210, 297, bottom=20)
LANDSCAPE = Page(297, 210, bottom=15)


def begin(word: Word) -> None:
    """Sets up the first section; the others take over its page numbers."""
    section = word.sections[0]
    _set_up(section, PORTRAIT)
    section.different_first_page_header_footer = True
    section._sectPr.insert_element_before(parse_xml(_FROM_ONE), "w:cols")
    number, nothing = section.header.paragraphs[0], section.first_page_header.paragraphs[0]
    number.style = nothing.style = word.styles[styles.PAGE.name]
    number._p.append(parse_xml(_NUMBER))


def begin_annex(word: Word, page: Page) -> None:
    """A section on a new page."""
    _set_up(word.add_section(), page)
    word.paragraphs[-1].style = word.styles[styles.END.name]


def _set_up(section: Section, page: Page) -> None:
    is_wide = page.width > page.height
    section.orientation = WD_ORIENTATION.LANDSCAPE if is_wide else WD_ORIENTATION.PORTRAIT
    section.page_width, section.page_height = Mm(page.width), Mm(page.height)
    section.top_margin, section.bottom_margin = Mm(page.top), Mm(page.bottom)
    section.left_margin, section.right_margin = Mm(page.left), Mm(page.right)
    section.header_distance = section.footer_distance = Mm(_HEADER_DISTANCE)
