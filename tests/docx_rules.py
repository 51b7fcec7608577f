"""Does a Word file have the form of NĐ 30/2020/NĐ-CP, Phụ lục I? Judged by what its formatting comes to."""

import re
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from docx.oxml.ns import qn

from services.report.docx.measures import longest_line
from tests.docx_effective import Block, File

FONT = "Times New Roman"
NATION = "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"
MOTTO = "Độc lập - Tự do - Hạnh phúc"
NUMBER = re.compile(r"Số:\s*(\d{2,})?\s*/BC-[A-ZĐ]+")
PLACE = re.compile(
    r".+, ngày (0[1-9]|[12]\d|3[01]) tháng (01|02|[3-9]|1[0-2]) năm \d{4}|.+, ngày +tháng +năm( +| \d{4})"
)
DAY = re.compile(r"ngày (\d+) tháng (\d+)")
REFERENCE = re.compile(r"\(Kèm theo Báo cáo số\s+/BC-[A-ZĐ]+ ngày\s+tháng\s+năm\s+của .+\)")
FILING = re.compile(r"- Lưu: VT, .+\.")
FIGURE = re.compile(r"[\d.,/%-]+")
ROOM = 165.0
PAPER = {
    False: {"page_width": (210, 210), "page_height": (297, 297), "bottom_margin": (20, 25)},
    True: {"page_width": (297, 297), "page_height": (210, 210), "bottom_margin": (15, 25)},
}
MARGINS = {"top_margin": (20, 25), "left_margin": (30, 35), "right_margin": (15, 20)}
"""Millimetres, by whether the page lies on its side."""


@dataclass(frozen=True)
class Element:
    """How a part of the report looks."""

    name: str
    sizes: tuple[float, float]
    bold: bool = False
    italic: bool = False
    align: str = "both"
    upper: bool = False
    at_least: int = 1
    """So many of it there are."""


ELEMENTS = (
    Element("Quốc hiệu", (12, 13), bold=True, align="center", upper=True),
    Element("Tiêu ngữ", (13, 14), bold=True, align="center"),
    Element("cơ quan chủ quản", (12, 13), align="center", upper=True),
    Element("cơ quan", (12, 13), bold=True, align="center", upper=True),
    Element("số", (13, 13), align="center"),
    Element("địa danh", (13, 14), italic=True, align="center"),
    Element("tên loại", (13, 14), bold=True, align="center", upper=True),
    Element("trích yếu", (13, 14), bold=True, align="center"),
    Element("Kính gửi", (13, 14), align="center|left", at_least=0),
    Element("mục", (13, 14), bold=True, upper=True, at_least=0),
    Element("khoản", (13, 14), bold=True, at_least=0),
    Element("nội dung", (13, 14)),
    Element("Nơi nhận", (12, 12), bold=True, italic=True, align="left"),
    Element("nơi nhận", (11, 11), align="left"),
    Element("quyền hạn", (13, 14), bold=True, align="center", upper=True),
    Element("họ tên", (13, 14), bold=True, align="center", at_least=0),
    Element("Phụ lục", (14, 14), bold=True, align="center", at_least=0),
    Element("tên phụ lục", (13, 14), bold=True, align="center", upper=True, at_least=0),
    Element("kèm theo", (13, 14), italic=True, align="center", at_least=0),
)
BODY = {"mục", "khoản", "nội dung"}
_KINDS = ((re.compile(r"[IVX]+\. "), "mục"), (re.compile(r"\d+\. "), "khoản"), (re.compile(""), "nội dung"))
_CELLS = {
    (0, 0, 0): ("cơ quan chủ quản", "cơ quan", "kẻ cơ quan"),
    (0, 0, 1): ("Quốc hiệu", "Tiêu ngữ", "kẻ Tiêu ngữ"),
    (0, 1, 0): ("số",),
    (0, 1, 1): ("địa danh",),
    (1, 0, 0): ("Nơi nhận", "nơi nhận"),
    (1, 0, 1): ("quyền hạn",),
}
"""What stands in the tables of the letter, paragraph by paragraph; the last name goes on."""
_ABOVE = ("tên loại", "trích yếu", "kẻ trích yếu")
_ANNEX = ("Phụ lục", "tên phụ lục", "kèm theo")


class Report(File):
    """A report whose parts are known by where they stand and what they say."""

    def __init__(self, data: bytes) -> None:
        super().__init__(data)
        self._named = list(zip(self._names(), self.blocks, strict=True))

    def part(self, *names: str) -> list[Block]:
        """The paragraphs that are these elements, in their order."""
        return [block for name, block in self._named if name in names]

    def _names(self) -> Iterator[str]:
        seen: Counter[tuple] = Counter()
        signer = max((at for at, block in enumerate(self.blocks) if block.cell == (1, 0, 1)), default=None)
        signed = to = False
        for at, block in enumerate(self.blocks):
            place = (block.section, block.cell)
            order, seen[place] = seen[place], seen[place] + 1
            signed = signed or block.cell == (1, 0, 0)
            if block.cell:
                names = _CELLS.get(block.cell, ("ô",))
                yield "họ tên" if at == signer else names[min(order, len(names) - 1)]
            elif block.section or signed:
                yield _ANNEX[order] if block.section and order < len(_ANNEX) else "cuối"
            elif order < len(_ABOVE):
                yield _ABOVE[order]
            else:
                to = block.text.startswith("Kính gửi:") or (to and block.text.startswith("- "))
                yield "Kính gửi" if to else next(name for form, name in _KINDS if form.match(block.text))


Rule = Callable[[Report], Iterator[str]]


def paper(report: Report) -> Iterator[str]:
    """Assertion 1, of page and margins."""
    for at, section in enumerate(report.word.sections):
        for name, (least, most) in (PAPER[section.page_width > section.page_height] | MARGINS).items():
            if not least - 0.5 <= getattr(section, name).mm <= most + 0.5:
                yield f"section {at}: {name} is {getattr(section, name).mm:.1f} mm"


def page_numbers(report: Report) -> Iterator[str]:
    """Assertion 1, of the head of the pages, and 6: each annex counts its own."""
    for at, section in enumerate(report.word.sections):
        if not section.different_first_page_header_footer:
            yield f"section {at}: the first page has a number"
        numbers = report.header(section.header.paragraphs)
        if [(block.field, block.align) for block in numbers] != [("PAGE", "center")]:
            yield f"section {at}: no page number in the middle"
        if any(not 13 <= size <= 14 for block in numbers for size in block.sizes):
            yield f"section {at}: size of the page number"
        if any(block.text or block.field for block in report.header(section.first_page_header.paragraphs)):
            yield f"section {at}: the first page's head is not empty"
        if not 0 < section.header_distance.mm < section.top_margin.mm - 5:
            yield f"section {at}: the page number is not in the margin"
        starts = [each.get(qn("w:start")) for each in section._sectPr.iter(qn("w:pgNumType"))]
        if at and starts != ["1"]:
            yield f"section {at}: the annex goes on counting"


def letters(report: Report) -> Iterator[str]:
    """Assertion 2."""
    heads = [report.header(each.header.paragraphs) for each in report.word.sections]
    for block in [*report.blocks, *(block for head in heads for block in head)]:
        told = block.text[:30] or block.field
        for run in block.runs:
            fonts = {run.get(f"rFonts.{script}") for script in ("ascii", "hAnsi", "cs", "eastAsia")}
            if fonts != {FONT}:
                yield f"“{told}”: {fonts}"
            if run.get("color.val", "auto") not in ("auto", "000000") or "color.themeColor" in run:
                yield f"“{told}” is not black"
            if run.keys() & {"highlight.val", "shd.fill", "u.val"}:
                yield f"“{told}” is marked"
        if not unicodedata.is_normalized("NFC", block.text):
            yield f"“{told}” is not composed"


def words(report: Report) -> Iterator[str]:
    """Assertion 3, and of a day anywhere; 5, of the last line; 6, of what an annex belongs to."""
    fixed = {"Quốc hiệu": re.escape(NATION), "Tiêu ngữ": re.escape(MOTTO), "tên loại": "BÁO CÁO"}
    forms = fixed | {"số": NUMBER, "địa danh": PLACE, "Nơi nhận": "Nơi nhận:", "Phụ lục": "Phụ lục( [IVX]+)?"}
    for name, form in (forms | {"kèm theo": REFERENCE}).items():
        yield from (f"{name}: “{block.text}”" for block in report.part(name) if not re.fullmatch(form, block.text))
    for block in report.blocks:
        for day, month in DAY.findall(block.text):
            if len(day) != 2 or not re.fullmatch("01|02|[3-9]|1[0-2]", month):
                yield f"ngày {day} tháng {month}"
    recipients = [block.text for block in report.part("nơi nhận")]
    if not recipients or not FILING.fullmatch(recipients[-1]):
        yield "the last of the recipients is not where the report is kept"
    yield from (f"recipient “{text}”" for text in recipients[:-1] if not re.fullmatch("- .+;", text))
    yield from _addressed([block.text for block in report.part("Kính gửi")])
    if not report.part(*BODY) or not report.part(*BODY)[-1].text.endswith("./."):
        yield "the last line doesn't end with ./."


def _addressed(lines: list[str]) -> Iterator[str]:
    first, *rest = lines or [""]
    if rest:
        ends = [re.escape(sign) for sign in ";" * (len(rest) - 1) + "."]
        if first != "Kính gửi:" or not all(map(re.fullmatch, (f"- .+{end}" for end in ends), rest)) or len(rest) < 2:
            yield f"Kính gửi {rest}"
    elif first.strip() == "Kính gửi:":
        yield "Kính gửi nobody"


def elements(report: Report) -> Iterator[str]:
    """The table of elements: size, style, letters, place of each."""
    for element in ELEMENTS:
        found = report.part(element.name)
        if len(found) < element.at_least:
            yield f"{element.name} is missing"
        for block in found:
            told = f"{element.name} “{block.text[:30]}”"
            least, most = element.sizes
            if any(not least <= size <= most for size in block.sizes):
                yield f"{told}: {block.sizes} points"
            if block.runs and (block.all_runs("b"), block.all_runs("i")) != (element.bold, element.italic):
                yield f"{told}: bold {block.all_runs('b')}, italic {block.all_runs('i')}"
            if block.align not in element.align.split("|"):
                yield f"{told}: {block.align}"
            if element.upper and block.text != block.text.upper():
                yield f"{told}: not in capitals"


def body(report: Report) -> Iterator[str]:
    """Assertion 4, and that the signature stands with its last lines."""
    paragraphs = report.part(*BODY)
    for block in paragraphs:
        told = f"“{block.text[:30]}”"
        first = block.mm("ind.firstLine")
        if min(abs(first - usual) for usual in (10, 12.7)) > 0.2:
            yield f"{told}: first line {first:.1f} mm"
        if block.points("spacing.before") + block.points("spacing.after") < 6:
            yield f"{told}: less than 6 points to the next"
        if (
            block.properties.get("spacing.lineRule") != "auto"
            or not 240 <= int(block.properties["spacing.line"]) <= 360
        ):
            yield f"{told}: distance of lines"
    for block in report.part("mục", "khoản"):
        if not block.on("keepNext"):
            yield f"“{block.text[:30]}” may stand last on a page"
    if any(block.properties.get("outlineLvl.val") != "0" for block in report.part("mục")):
        yield "a section is not in the outline"
    if paragraphs and not paragraphs[-1].on("keepNext"):
        yield "the signature may stand alone on a page"


def lines(report: Report) -> Iterator[str]:
    """The length of the lines under agency, motto and title, of that of the text above."""
    parts = (("cơ quan", 55.0, 1 / 3, 1 / 2), ("Tiêu ngữ", 110.0, 0.97, 1.03), ("trích yếu", ROOM, 1 / 3, 1 / 2))
    for name, room, least, most in parts:
        for text, line in zip(report.part(name), report.part(f"kẻ {name}"), strict=True):
            left, right = line.mm("ind.left"), line.mm("ind.right")
            above = longest_line(text.text, room, max(text.sizes), bold=True)
            if line.properties.get("pBdr.bottom.val") != "single" or abs(left - right) > 0.1:
                yield f"{name}: no line in the middle"
            elif not least <= (room - left - right) / above <= most:
                yield f"{name}: the line is {(room - left - right) / above:.2f} of the text"


def tables(report: Report) -> Iterator[str]:
    """The annexes' tables: grid, header on each page, whole rows, size, numbers in the middle, a bold total."""
    annexes = report.word.element.body.findall(qn("w:tbl"))[2:]
    for at, table in enumerate(annexes, 2):
        rows = table.findall(qn("w:tr"))
        if [row for row in rows if row.find(f"{qn('w:trPr')}/{qn('w:cantSplit')}") is None]:
            yield f"table {at}: a row may be broken"
        if rows[0].find(f"{qn('w:trPr')}/{qn('w:tblHeader')}") is None:
            yield f"table {at}: the header is not repeated"
        style = report.word.styles.element.xpath(f"w:style[@w:styleId='{table.tblPr.style}']//w:tblBorders/*")
        if {(each.get(qn("w:val")), each.get(qn("w:sz"))) for each in style} != {("single", "4")} or len(style) != 6:
            yield f"table {at}: lines"
        section = report.word.sections[at - 1]
        room = section.page_width.mm - section.left_margin.mm - section.right_margin.mm
        if abs(sum(column.w.mm for column in table.tblGrid.gridCol_lst) - room) > 0.5:
            yield f"table {at} is not as wide as the page"
        yield from _cells([block for block in report.part("ô") if block.cell[0] == at], len(rows) - 1)


def _cells(blocks: list[Block], last: int) -> Iterator[str]:
    total = any(block.text == "Tổng cộng" for block in blocks if block.cell[1] == last)
    for block in blocks:
        bold = block.cell[1] == 0 or (total and block.cell[1] == last)
        if block.sizes - {11, 12}:
            yield f"cell “{block.text[:30]}”: {block.sizes} points"
        if block.runs and block.text and block.all_runs("b") != bold:
            yield f"cell “{block.text[:30]}”: bold {block.all_runs('b')}"
        if (block.cell[1] == 0 or FIGURE.fullmatch(block.text)) and block.align != "center":
            yield f"cell “{block.text[:30]}” is not in the middle"


def file(report: Report) -> Iterator[str]:
    """Real styles, no boxes, and what the file says of itself."""
    tree = report.word.element
    if any(next(tree.iter(qn(tag)), None) is not None for tag in ("w:txbxContent", "w:drawing", "w:pict")):
        yield "a box"
    direct = {child.tag for properties in tree.body.iter(qn("w:rPr")) for child in properties} - {qn("w:noProof")}
    if direct:
        yield f"formatting of runs: {direct}"
    yield from (f"no style: “{block.text[:30]}”" for block in report.blocks if block.style == "Normal")
    about = report.word.core_properties
    title = report.part("trích yếu")
    if about.language != "vi-VN" or {run.get("lang.val") for block in report.blocks for run in block.runs} != {"vi-VN"}:
        yield "language"
    if "python-docx" in f"{about.comments}{about.author}" or not title or about.title != title[0].text[:255]:
        yield "properties"


RULES: tuple[Rule, ...] = (paper, page_numbers, letters, words, elements, body, lines, tables, file)


def violations(data: bytes) -> list[str]:
    """What the report breaks, a sentence each with the rule that it breaks before it."""
    report = Report(data)
    return [f"{rule.__name__}: {found}" for rule in RULES for found in rule(report)]
