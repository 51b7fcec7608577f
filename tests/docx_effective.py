"""What the formatting of a Word file comes to, once direct formatting, styles and defaults are taken together."""

import io
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

import docx
from docx.oxml.ns import qn
from lxml import etree

_MM_PER_TWIP = 25.4 / 1440
Properties = Mapping[str, str]
"""`sz.val` → `28`: element and attribute, of `w:rPr` and `w:pPr` alike."""


@dataclass(frozen=True)
class Block:
    """A paragraph as it is printed."""

    text: str
    properties: Properties
    runs: tuple[Properties, ...]
    """Of the runs with text, and of fields."""
    style: str
    """Its name; `Normal` when it has none of its own."""
    section: int
    cell: tuple[int, int, int] | None = None
    """Table, row and column in the document; None outside of tables."""
    field: str = ""
    """The instruction of a field in it."""

    @property
    def sizes(self) -> set[float]:
        """Points."""
        return {int(run["sz.val"]) / 2 for run in self.runs}

    def all_runs(self, toggle: str) -> bool | None:
        """True when all have it (`b`, `i`), False when none, None when some."""
        states = {run.get(f"{toggle}.val", "0") not in ("0", "false", "off") for run in self.runs}
        return states.pop() if len(states) == 1 else None

    @property
    def align(self) -> str:
        """`both` is justified."""
        return self.properties.get("jc.val", "left")

    def mm(self, name: str) -> float:
        """An indent."""
        return int(self.properties.get(name, 0)) * _MM_PER_TWIP

    def points(self, name: str) -> float:
        """A space before or after."""
        return int(self.properties.get(name, 0)) / 20

    def on(self, name: str) -> bool:
        """True for `keepNext` and the like."""
        return self.properties.get(f"{name}.val", "0") not in ("0", "false", "off")


class File:
    """A Word file, taken apart."""

    def __init__(self, data: bytes) -> None:
        self.word = docx.Document(io.BytesIO(data))
        self._styles = {each.get(qn("w:styleId")): each for each in self.word.styles.element.findall(qn("w:style"))}
        self._merged: dict[tuple[str, str], dict[str, str]] = {}

    @cached_property
    def blocks(self) -> list[Block]:
        """All paragraphs of the body in their order, those of tables too."""
        return list(self._blocks())

    def header(self, paragraphs: Iterator) -> list[Block]:
        """Paragraphs of a page's head."""
        return [self._block(each._p, 0, None, "") for each in paragraphs]

    def _blocks(self) -> Iterator[Block]:
        section = table = 0
        for element in self.word.element.body:
            if element.tag == qn("w:p"):
                yield self._block(element, section, None, "")
                section += element.find(f"{qn('w:pPr')}/{qn('w:sectPr')}") is not None
            elif element.tag == qn("w:tbl"):
                style = _value(element.find(qn("w:tblPr")), "w:tblStyle")
                for at, row in enumerate(element.findall(qn("w:tr"))):
                    for column, cell in enumerate(row.findall(qn("w:tc"))):
                        for paragraph in cell.findall(qn("w:p")):
                            yield self._block(paragraph, section, (table, at, column), style)
                table += 1

    def _block(self, p: etree._Element, section: int, cell: tuple[int, int, int] | None, table: str) -> Block:
        direct = p.find(qn("w:pPr"))
        style = _value(direct, "w:pStyle")
        above = [self._defaults("w:pPr"), self._of("w:pPr", table), self._of("w:pPr", style)]
        runs = [run for run in p.iter(qn("w:r")) if run.find(qn("w:t")) is not None]
        return Block(
            "".join(_text(run) for run in runs),
            _joined(*above, _flat(direct)),
            tuple(self._run(run, style, table) for run in runs),
            self._name(style),
            section,
            cell,
            "".join(field.get(qn("w:instr"), "") for field in p.findall(qn("w:fldSimple"))).strip(),
        )

    def _run(self, run: etree._Element, style: str, table: str) -> dict[str, str]:
        direct = run.find(qn("w:rPr"))
        character = _value(direct, "w:rStyle")
        styles = (self._of("w:rPr", each) for each in (table, style, character))
        return _joined(self._defaults("w:rPr"), *styles, _flat(direct))

    def _defaults(self, kind: str) -> dict[str, str]:
        if (kind, "") not in self._merged:
            found = self.word.styles.element.find(f"{qn('w:docDefaults')}/{qn(kind + 'Default')}/{qn(kind)}")
            self._merged[kind, ""] = _flat(found)
        return self._merged[kind, ""]

    def _of(self, kind: str, style: str) -> dict[str, str]:
        """Of a style and all that it is based on."""
        if not style:
            return {}
        if (kind, style) not in self._merged:
            element = self._styles[style]
            own = _flat(element.find(qn(kind)))
            self._merged[kind, style] = _joined(self._of(kind, _value(element, "w:basedOn")), own)
        return self._merged[kind, style]

    def _name(self, style: str) -> str:
        return _value(self._styles[style], "w:name") if style else "Normal"


def _value(parent: etree._Element | None, tag: str) -> str:
    child = None if parent is None else parent.find(qn(tag))
    return "" if child is None else child.get(qn("w:val"), "")


def _text(run: etree._Element) -> str:
    signs = {qn("w:br"): "\n", qn("w:tab"): "\t"}
    return "".join(child.text or "" if child.tag == qn("w:t") else signs.get(child.tag, "") for child in run)


def _flat(properties: etree._Element | None) -> dict[str, str]:
    found: dict[str, str] = {}
    for child in properties if properties is not None else ():
        name = etree.QName(child).localname
        if not child.attrib and not len(child):
            found[f"{name}.val"] = "1"
        found |= {f"{name}.{etree.QName(key).localname}": value for key, value in child.attrib.items()}
        found |= {f"{name}.{key}": value for key, value in _flat(child).items()} if name == "pBdr" else {}
    return found


def _joined(*levels: Mapping[str, str]) -> dict[str, str]:
    """From the farthest to the nearest; a font of the theme beats a named one of its own level and of those above."""
    merged: dict[str, str] = {}
    for level in levels:
        merged |= level
        for name, font in level.items():
            if name.startswith("rFonts.") and name.endswith(("Theme", "theme")):
                merged[name.removesuffix("Theme").removesuffix("theme")] = f"theme {font}"
    return merged
