"""The report without its annexes: header, body, signature."""

from docx.document import Document as Word
from docx.shared import Mm, Pt

from services.report.document import Kind, Letter, Paragraph
from services.report.docx import styles
from services.report.docx.measures import width
from services.report.docx.writing import balance, fill, frame, narrow, write
from services.report.wording import capitals, day

TYPE = "Báo cáo"
_NATION = "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"
_MOTTO = "Độc lập - Tự do - Hạnh phúc"
_ROOM = 165.0
"""Millimetres between the margins."""
_HEADER = (55.0, 110.0)
"""The widths of its columns: place and date stand in one line of the right one, in 14 points too."""
_SIGNATURE = (65.0, 100.0)
_BELOW_TITLE = _ABOVE_SIGNATURE = 12
"""Points."""
_PART = 0.4
"""How long the lines under agency and title are, of the text above: from 1/3 to 1/2 (mục II.2 and II.5)."""
_TO_LEFT = 30.0
"""Millimetres, of Kính gửi above several addressees."""
BLANK = 5 * " "
_LOOKS = {
    Kind.SECTION: styles.SECTION,
    Kind.CLAUSE: styles.CLAUSE,
    Kind.POINT: styles.POINT,
    Kind.BODY: styles.BODY,
}


def write_letter(word: Word, letter: Letter, body: tuple[Paragraph, ...]) -> None:
    """All that stands before the annexes."""
    _header(word, letter)
    write(word, styles.TYPE, capitals(TYPE))
    length = balance(write(word, styles.TITLE, letter.title), styles.TITLE, _ROOM)
    line = write(word, styles.RULE, "")
    narrow(line, _ROOM, _PART * length)
    line.paragraph_format.space_after = Pt(_BELOW_TITLE)
    _addressees(word, letter.addressees)
    paragraphs = [write(word, _LOOKS[each.kind], _body_text(each)) for each in body]
    if paragraphs:
        closing = paragraphs[-1].paragraph_format
        closing.space_after = Pt(_ABOVE_SIGNATURE)
        # So that the signature never stands alone on a page.
        closing.keep_with_next = True
    _signature(word, letter)


def _header(word: Word, letter: Letter) -> None:
    left, right = _HEADER
    (agency, nation), (number, place) = (row.cells for row in frame(word, 2, _HEADER).rows)
    above = ((styles.PARENT, letter.parent), (styles.AGENCY, letter.agency))
    parent, own = fill(agency, [(look, capitals(name)) for look, name in above])
    balance(parent, styles.PARENT, left)
    narrow(write(agency, styles.RULE, ""), left, _PART * balance(own, styles.AGENCY, left))
    fill(nation, ((styles.NATION, _NATION), (styles.MOTTO, _MOTTO)))
    narrow(write(nation, styles.RULE, ""), right, width(_MOTTO, styles.MOTTO.size, bold=True))
    fill(number, [(styles.NUMBER, f"Số: {letter.number or BLANK}/{letter.symbol}")])
    on = day(letter.date) if letter.date else f"ngày{BLANK}tháng{BLANK}năm {letter.year or BLANK}"
    fill(place, [(styles.PLACE, f"{letter.place}, {on}")])


def _addressees(word: Word, addressees: tuple[str, ...]) -> None:
    """One in the line of Kính gửi; of several each in a line, its dash below the colon (mục II.9)."""
    if len(addressees) == 1:
        write(word, styles.TO, f"Kính gửi: {addressees[0]}")
    elif addressees:
        write(word, styles.TO_MANY, "Kính gửi:").paragraph_format.left_indent = Mm(_TO_LEFT)
        dash = width("- ", styles.TO_ITEM.size)
        for line in _listed(addressees, "."):
            form = write(word, styles.TO_ITEM, line).paragraph_format
            form.left_indent = Mm(_TO_LEFT + width("Kính gửi", styles.TO_ITEM.size) + dash)
            form.first_line_indent = Mm(-dash)
        form.space_after = Pt(styles.TO.after)


def _listed(names: tuple[str, ...], end: str) -> list[str]:
    ends = (";" * (len(names) - 1) + end)[: len(names)]
    return [f"- {name.rstrip(';., ')}{sign}" for name, sign in zip(names, ends, strict=True)]


def _body_text(paragraph: Paragraph) -> str:
    return capitals(paragraph.text) if paragraph.kind is Kind.SECTION else paragraph.text


def _signature(word: Word, letter: Letter) -> None:
    recipients, signer = frame(word, 1, _SIGNATURE).rows[0].cells
    items = [*_listed(letter.recipients, ";"), f"- Lưu: {letter.filing.rstrip(';., ')}."]
    fill(recipients, [(styles.RECIPIENTS, "Nơi nhận:"), *((styles.RECIPIENT, item) for item in items)])
    lines = [(styles.POWER, capitals(line)) for line in letter.signature]
    fill(signer, [*lines, (styles.SIGNER, letter.signer or "")])
