"""The rules find what breaks them."""

import io
from collections.abc import Callable

import docx
import pytest
from docx.document import Document as Word
from docx.enum.text import WD_PARAGRAPH_ALIGNMENT as ALIGN
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.shared import Mm, Pt, RGBColor

from services.report.document import Document, Kind, Paragraph
from services.report.docx import to_docx
from tests.docx_rules import violations
from tests.services.report.docx.documents import BODY, MADE_AT, report

SOUND = to_docx(report(), made_at=MADE_AT)
Break = Callable[[Word], object]
"""Alters a file."""


def style(of: str, /, **values: object) -> Break:
    """Sets attributes of a style's font or paragraph."""

    def alter(word: Word) -> None:
        for key, value in values.items():
            font, form = word.styles[of].font, word.styles[of].paragraph_format
            setattr(font if hasattr(font, key) else form, key, value)

    return alter


def section(at: int, **values: object) -> Break:
    def alter(word: Word) -> None:
        for key, value in values.items():
            setattr(word.sections[at], key, value)

    return alter


def drop(path: str) -> Break:
    """Takes elements out of the text, the first section's head or the styles."""

    def alter(word: Word) -> None:
        roots = (word.element, word.sections[0].header._element, word.styles.element)
        for found in [each for root in roots for each in root.xpath(path)]:
            found.getparent().remove(found)

    return alter


def text(old: str, new: str) -> Break:
    """Says something else in the runs that say this."""

    def alter(word: Word) -> None:
        for found in [each for each in word.element.iter(qn("w:t")) if old in (each.text or "")]:
            found.text = found.text.replace(old, new)

    return alter


def themed(word: Word) -> None:
    fonts = word.styles["Nội dung"].element.get_or_add_rPr()
    fonts.append(parse_xml(f'<w:rFonts {nsdecls("w")} w:ascii="Times New Roman" w:asciiTheme="minorHAnsi"/>'))


def boxed(word: Word) -> None:
    word.paragraphs[3].add_run()._r.append(parse_xml(f"<w:pict {nsdecls('w')}/>"))


def run(key: str, value: object) -> Break:
    """Formats a run of the body by itself."""
    return lambda word: setattr(word.paragraphs[5].runs[0].font, key, value)


def rule(**indents: float) -> Break:
    """Moves the ends of the line under the title."""

    def alter(word: Word) -> None:
        for side, length in indents.items():
            setattr(word.paragraphs[2].paragraph_format, f"{side}_indent", Mm(length))

    return alter


BROKEN: dict[str, tuple[str, Break]] = {
    "another font": ("letters", style("Nội dung", name="Arial")),
    "another font by default": ("letters", drop("w:docDefaults//w:rFonts")),
    "a font of the theme": ("letters", themed),
    "colour": ("letters", lambda word: _colour(word)),
    "highlight": ("letters", run("highlight_color", 7)),
    "decomposed letters": ("letters", text("Treo băng", "Treo ba\u0306ng")),
    "12 points": ("elements", style("Nội dung", size=Pt(12))),
    "bold text": ("elements", style("Nội dung", bold=True)),
    "a section that isn't bold": ("elements", style("Mục", bold=False)),
    "a name of the agency in small letters": ("elements", text("SỞ KHOA HỌC", "Sở khoa học")),
    "a place upright": ("elements", style("Địa danh và thời gian", italic=False)),
    "recipients of 12 points": ("elements", style("Danh sách nơi nhận", size=Pt(12))),
    "Nơi nhận upright": ("elements", style("Nơi nhận", italic=False)),
    "text to the left": ("elements", style("Nội dung", alignment=ALIGN.LEFT)),
    "a first line of 5 mm": ("body", style("Nội dung", first_line_indent=Mm(5))),
    "3 points between": ("body", style("Nội dung", space_after=Pt(3))),
    "double distance": ("body", style("Nội dung", line_spacing=2.0)),
    "a signature alone": ("body", drop("//w:p[contains(., './.')]/w:pPr/w:keepNext")),
    "a title alone": ("body", style("Khoản", keep_with_next=False)),
    "no outline": ("body", drop("//w:outlineLvl")),
    "a margin of 25 mm on the left": ("paper", section(0, left_margin=Mm(25))),
    "a margin of 10 mm on the right": ("paper", section(1, right_margin=Mm(10))),
    "Letter paper": ("paper", section(0, page_width=Mm(215.9), page_height=Mm(279.4))),
    "a number on the first page": ("page_numbers", section(0, different_first_page_header_footer=False)),
    "no page number": ("page_numbers", drop("//w:fldSimple")),
    "pages that go on counting": ("page_numbers", drop("//w:pgNumType")),
    "a page number to the left": ("page_numbers", style("Số trang", alignment=ALIGN.LEFT)),
    "another nation": ("words", text("CỘNG HÒA", "CỘNG HOÀ")),
    "dashes for hyphens": ("words", text("lập - Tự", "lập – Tự")),
    "a day of one digit": ("words", text("ngày 08 tháng 10", "ngày 8 tháng 3")),
    "a month with a zero": ("words", text("ngày 08 tháng 10", "ngày 08 tháng 03")),
    "a day of one digit in the text": ("words", text("Tính đến ngày 08", "Tính đến ngày 8")),
    "a number of one digit": ("words", text("Số: 05/", "Số: 5/")),
    "spaces about the stroke": ("words", text("05/BC", "05 / BC")),
    "no end": ("words", text("./.", ".")),
    "recipients that don't end": ("words", text("Như trên;", "Như trên")),
    "nowhere kept": ("words", text("- Lưu: VT", "- Giữ: VT")),
    "an annex with the report's number": ("words", text("Báo cáo số     ", "Báo cáo số 05")),
    "a short line under the title": ("lines", rule(left=80, right=80)),
    "a line aside": ("lines", rule(left=10)),
    "no line": ("lines", drop("//w:pBdr")),
    "a header on one page": ("tables", drop("//w:tblHeader")),
    "broken rows": ("tables", drop("//w:cantSplit")),
    "thick lines": ("tables", lambda word: [each.set(qn("w:sz"), "12") for each in _borders(word)]),
    "numbers to the left": ("tables", style("Ô số 12", alignment=ALIGN.LEFT)),
    "a total like the rest": ("tables", style("Ô chữ tổng cộng 12", bold=False)),
    "cells of 10 points": ("tables", style("Ô chữ 12", size=Pt(10))),
    "a narrow table": ("tables", drop("//w:body/w:tbl[3]//w:gridCol[1]")),
    "a box": ("file", boxed),
    "bold by hand": ("file", run("bold", False)),
    "no style": ("file", lambda word: setattr(word.paragraphs[5], "style", word.styles["Normal"])),
    "another language": ("file", drop("//w:lang")),
    "the template's remark": ("file", lambda word: setattr(word.core_properties, "comments", "by python-docx")),
}


def _colour(word: Word) -> None:
    word.styles["Mục"].font.color.rgb = RGBColor(0, 0, 255)


def _borders(word: Word) -> list:
    return word.styles.element.xpath("//w:tblBorders/*")


@pytest.mark.parametrize(("broken", "alter"), BROKEN.values(), ids=BROKEN)
def test_each_breach_is_found_by_its_rule(broken: str, alter: Break) -> None:
    word = docx.Document(io.BytesIO(SOUND))
    alter(word)
    file = io.BytesIO()
    word.save(file)
    assert broken in {found.split(":")[0] for found in violations(file.getvalue())}


@pytest.mark.parametrize(
    ("broken", "document"),
    [
        ("words", report(number="5")),
        ("words", report(filing="")),
        ("words", report(addressees=("",))),
        ("words", report(body=(*BODY[:-1], Paragraph(Kind.BODY, "Trên đây là báo cáo.")))),
        ("words", report(body=(Paragraph(Kind.BODY, "Ngày họp: ngày 8 tháng 3 năm 2024./."),))),
        ("elements", report(body=())),
        ("elements", report(signature=())),
    ],
)
def test_a_breach_in_the_words_is_found(broken: str, document: Document) -> None:
    assert broken in {found.split(":")[0] for found in violations(to_docx(document, made_at=MADE_AT))}
