"""The formal report as a text: the Word file and the preview on the page are made of the same one."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

import pandas as pd


class Kind(StrEnum):
    """What a paragraph of the body is (NĐ 30/2020/NĐ-CP, Phụ lục I, mục II.6)."""

    SECTION = "section"
    """`I. CÔNG TÁC CHỈ ĐẠO, TRIỂN KHAI`"""
    CLAUSE = "clause"
    """`1. Treo băng rôn`: a clause's title."""
    POINT = "point"
    """`a) …`"""
    BODY = "body"


@dataclass(frozen=True)
class Letter:
    """What stands around the body. Texts are as they are to be printed, but for capitals that the decree asks for."""

    parent: str
    """Cơ quan chủ quản."""
    agency: str
    number: str | None
    """None: left blank, for the clerk's office to fill."""
    symbol: str
    """`BC-SKHCN`"""
    place: str
    date: date | None
    """None: the day is left blank."""
    year: int | None
    """Of a date that is left blank."""
    title: str
    """Trích yếu."""
    addressees: tuple[str, ...]
    """Kính gửi; none: the line is left out."""
    recipients: tuple[str, ...]
    """Nơi nhận, without the dash, and without the last line."""
    filing: str
    """`VT, TCCB, T02`"""
    signature: tuple[str, ...]
    """The lines above the name: `("KT. GIÁM ĐỐC", "PHÓ GIÁM ĐỐC")`."""
    signer: str | None


@dataclass(frozen=True)
class Paragraph:
    """One paragraph of the body, with its own number or letter in the text."""

    kind: Kind
    text: str


@dataclass(frozen=True)
class Annex:
    """One annex: a table. A number in a cell is a number; a last row `Tổng cộng` is a total."""

    number: str
    """Roman: `I`."""
    title: str
    table: pd.DataFrame
    note: str | None = None
    """Stands below the table."""


@dataclass(frozen=True)
class Document:
    """The whole report."""

    letter: Letter
    body: tuple[Paragraph, ...]
    annexes: tuple[Annex, ...]
