"""Uploaded bytes and pasted text → cells, each as the text that a person would type for it.

openpyxl reads the files, a row at a time: python-calamine is faster and as small, but gives nothing for `#REF!`, and a
file of two far-apart cells makes it ask for 512 GB and end the whole process.
"""

import csv
import io
import re
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime, time
from typing import Any

import openpyxl

from services.reading import fold

MAX_MEGABYTES = 5
"""Of an uploaded file."""
MAX_ROWS = 300
"""Entries at once: with their audit rows about 1.2 MB for Google, which asks for at most 2 MB a call."""
_MAX_UNPACKED = 20_000_000
"""Bytes that an Excel file says it holds; zipfile reads no more than what it says."""
_MAX_COLUMNS = 100
_HEADING_ROWS = 10
"""Rows that may stand above the entries."""

Cells = list[list[str]]


class Unreadable(Exception):
    """The file or the text can't be read as a list; `str()` is a Vietnamese sentence."""


_SAVE_AS = "Xin mở tệp trong Excel, chọn Lưu dưới dạng → Excel Workbook (*.xlsx) rồi tải lên lại."
_NOT_EXCEL = f"Tệp không phải là tệp Excel (.xlsx), dù tên có thể ghi như vậy. {_SAVE_AS}"
_BROKEN = f"Tệp Excel hỏng hoặc không đọc được. {_SAVE_AS}"
_LOCKED = "Tệp có mật khẩu nên không đọc được. Xin bỏ mật khẩu trong Excel rồi tải lên lại."
_OLD = f"Tệp là loại Excel cũ (.xls). {_SAVE_AS}"
_WEB_PAGE = f"Tệp thật ra là một trang web (HTML) mang tên Excel. {_SAVE_AS}"
_TOO_BIG = f"Tệp lớn hơn {MAX_MEGABYTES} MB. Xin chép riêng danh sách sang một tệp mới."
_UNPACKS_TOO_BIG = "Tệp Excel giải nén ra quá lớn. Xin chép riêng danh sách sang một tệp mới."
_TOO_LONG = f"Danh sách dài hơn {MAX_ROWS} dòng. Xin chia ra nhiều lần."
_EMPTY = "Không có dòng nào trong tệp hoặc trong phần đã dán."
_LOST_SIGNS = f"Tệp CSV đã mất dấu tiếng Việt (dấu “?” thay cho chữ) khi lưu. {_SAVE_AS} Hoặc lưu dưới dạng CSV UTF-8."
_ONE_CELL = f"Có một ô dài quá {csv.field_size_limit()} ký tự. Xin xem lại phần đã dán hoặc tệp."
_OLD_LETTERS = "Tệp gõ bằng bảng mã cũ {name}, không phải Unicode. Xin chuyển sang Unicode rồi tải lên lại."

_OLE, _ZIP = b"\xd0\xcf\x11\xe0", b"PK"
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
_BY_PART = (
    ("xl/workbook.xml", None),
    ("xl/workbook.bin", f"Tệp là loại Excel nhị phân (.xlsb). {_SAVE_AS}"),
    ("content.xml", f"Tệp là bảng tính OpenDocument (.ods). {_SAVE_AS}"),
)
"""What a zip file holds → what to tell; None: an Excel file."""
_OLD_BYTES = (
    # à ả ã á ạ ă â ê ô ơ đ of TCVN3, ạ ả of VNI; in windows-1258 no Vietnamese word has these after a letter.
    ("TCVN3 (ABC)", re.compile(rb"[A-Za-z][\xa8-\xac\xae\xb5-\xb9\xbb-\xbe]")),
    ("VNI", re.compile(rb"[aeouyAEOUY][\xf8\xfb\xef\xe4\xe5\xeb]")),
)
_LOST_LETTER = re.compile(r"[^\W\d_]\?[^\W\d_]")
_ZEROS = re.compile("0+")


def from_file(name: str, data: bytes, *, title: str) -> Cells:
    """The cells of an Excel file's sheet with this title, else of the sheet that it opens with; or of a CSV file.

    What it is decides its content, not its name. Raises Unreadable.
    """
    if len(data) > MAX_MEGABYTES * 1_000_000:
        raise Unreadable(_TOO_BIG)
    if data.startswith(_OLE):
        raise Unreadable(_LOCKED if _ENCRYPTED in data else _OLD)
    if data.startswith(_ZIP):
        return _within_limits(_from_excel(data, title))
    if data.lstrip()[:1] == b"<":
        raise Unreadable(_WEB_PAGE)
    if not name.lower().endswith((".csv", ".txt")):
        raise Unreadable(_NOT_EXCEL)
    cells = from_text(_decoded(data))
    if any(_LOST_LETTER.search(cell) and "://" not in cell for row in cells for cell in row):
        raise Unreadable(_LOST_SIGNS)
    return cells


def from_text(text: str) -> Cells:
    """The cells of pasted or decoded text: as Excel copies them, by tabs, else by the sign that separates most.

    Raises Unreadable.
    """
    first_lines = "\n".join(text.split("\n")[:_HEADING_ROWS])
    sign = max("\t;,", key=lambda sign: (sign == "\t" and sign in text, first_lines.count(sign)))
    try:
        return _within_limits(_split(text, sign, strict=True))
    except csv.Error:
        # Excel quotes only cells with tabs or line breaks: other quotation marks are just what was typed.
        rows = _split(text, sign, quoting=csv.QUOTE_NONE)
    try:
        return _within_limits(rows)
    except csv.Error as error:
        raise Unreadable(_ONE_CELL) from error


def _split(text: str, sign: str, **dialect: Any) -> Iterator[list[str]]:
    return csv.reader(io.StringIO(text, newline=""), delimiter=sign, **dialect)


def _within_limits(rows: Iterable[Sequence[str]]) -> Cells:
    """All rows up to the last that says anything."""
    cells: Cells = []
    filled = blank = 0
    for row in rows:
        if not any(cell.strip() for cell in row):
            blank += 1
            continue
        # A sheet may have a million blank rows; those in between keep the others' numbers right.
        cells += [[]] * blank
        cells.append(list(row))
        filled, blank = filled + 1, 0
        if filled > MAX_ROWS + _HEADING_ROWS:
            raise Unreadable(_TOO_LONG)
    if not filled:
        raise Unreadable(_EMPTY)
    return cells


def _decoded(data: bytes) -> str:
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return data.decode("utf-16", errors="replace")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        for name, pattern in _OLD_BYTES:
            if len(pattern.findall(data)) > 1:
                raise Unreadable(_OLD_LETTERS.format(name=name)) from None
        return data.decode("cp1258", errors="replace")


def _from_excel(data: bytes, title: str) -> Iterator[list[str]]:
    _examine(data)
    try:
        book = openpyxl.load_workbook(io.BytesIO(data), read_only=True, data_only=True)
        named = [sheet for sheet in book.worksheets if fold(sheet.title) == fold(title)]
        sheet = (*named, book.active)[0]
        # What the sheet says of its own size may be wrong.
        sheet.reset_dimensions()
        for row in sheet.iter_rows():
            yield [_text(cell) for cell in row[:_MAX_COLUMNS]]
    except Exception as error:
        # A damaged file makes zipfile, the XML parser and openpyxl raise nearly anything.
        raise Unreadable(_BROKEN) from error


def _examine(data: bytes) -> None:
    """Before anything is unpacked. Raises Unreadable."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            parts = archive.infolist()
    except (zipfile.BadZipFile, ValueError, NotImplementedError) as error:
        raise Unreadable(_BROKEN) from error
    if sum(part.file_size for part in parts) > _MAX_UNPACKED:
        raise Unreadable(_UNPACKS_TOO_BIG)
    names = {part.filename for part in parts}
    told = next((told for part, told in _BY_PART if part in names), _NOT_EXCEL)
    if told:
        raise Unreadable(told)


def _text(cell: Any) -> str:
    value = cell.value
    if value is None:
        return ""
    if isinstance(value, datetime):
        return f"{value:%d/%m/%Y}" if value.time() == time() else f"{value:%d/%m/%Y %H:%M:%S}"
    if isinstance(value, date):
        return f"{value:%d/%m/%Y}"
    if isinstance(value, bool):
        return str(value).upper()
    if isinstance(value, float):
        return f"{value:.0f}" if value.is_integer() else str(value).replace(".", ",")
    if isinstance(value, int) and _ZEROS.fullmatch(cell.number_format or ""):
        return str(value).zfill(len(cell.number_format))
    return str(value)
