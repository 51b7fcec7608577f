"""The Word file as a whole: letter, annexes, properties, bytes."""

import io
from datetime import UTC, datetime
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

import docx
from docx.document import Document as Word
from docx.opc.constants import RELATIONSHIP_TYPE as RELATION
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls

from services.report.document import Document
from services.report.docx import sections, styles
from services.report.docx.annex import write_annex
from services.report.docx.letter import write_letter
from services.report.docx.writing import printable, write

_KEPT = {RELATION.OFFICE_DOCUMENT, RELATION.CORE_PROPERTIES, RELATION.STYLES, RELATION.SETTINGS}
"""Parts of python-docx's template that are of use; its theme has fonts of its own."""
_LANGUAGE = "vi-VN"
_LONGEST_PROPERTY = 255
"""Characters: https://learn.microsoft.com/openspecs/office_standards (MS-OE376, core properties)."""
_SETTINGS = f"""
<w:settings {nsdecls("w")}>
  <w:zoom w:percent="100"/><w:defaultTabStop w:val="720"/><w:characterSpacingControl w:val="doNotCompress"/>
  <w:compat><w:compatSetting w:name="compatibilityMode" w:uri="http://schemas.microsoft.com/office/word" w:val="15"/>
  </w:compat><w:themeFontLang w:val="{_LANGUAGE}"/><w:decimalSymbol w:val=","/><w:listSeparator w:val=";"/>
</w:settings>"""


def to_docx(document: Document, *, made_at: datetime) -> bytes:
    """The report as it goes to the director; the same document and moment give the same bytes.

    `made_at`: with a zone; stands in the file's properties.
    """
    word = docx.Document()
    _strip(word)
    styles.define(word)
    sections.begin(word)
    write_letter(word, document.letter, document.body)
    for annex in document.annexes:
        write_annex(word, annex, document.letter)
    # Word wants a paragraph after a table.
    write(word, styles.END, "")
    _describe(word, document, made_at)
    return _bytes(word)


def _strip(word: Word) -> None:
    for relations in (word.part.package.rels, word.part.rels):
        for key in [key for key, relation in relations.items() if relation.reltype not in _KEPT]:
            del relations[key]
    settings = word.settings.element
    settings[:] = list(parse_xml(_SETTINGS))


def _describe(word: Word, document: Document, made_at: datetime) -> None:
    about = word.core_properties
    about.title = printable(document.letter.title)[:_LONGEST_PROPERTY]
    about.author = about.last_modified_by = printable(document.letter.agency)[:_LONGEST_PROPERTY]
    about.created = about.modified = made_at.astimezone(UTC)
    about.comments, about.language = "", _LANGUAGE


def _bytes(word: Word) -> bytes:
    """Packed again with a fixed time for each file: python-docx takes the clock's."""
    packed, file = io.BytesIO(), io.BytesIO()
    word.save(packed)
    with ZipFile(packed) as parts, ZipFile(file, "w") as fixed:
        for name in parts.namelist():
            fixed.writestr(ZipInfo(name), parts.read(name), ZIP_DEFLATED)
    return file.getvalue()
