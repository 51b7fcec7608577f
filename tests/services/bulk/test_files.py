"""Uploads and pastes as they really come, and the sentence for each that can't be read."""

import io
import zipfile
from contextlib import suppress
from datetime import datetime
from typing import Any

import pytest
import xlsxwriter
from hypothesis import given, settings
from hypothesis import strategies as st

from services.bulk import MAX_ROWS, Unreadable, from_file, from_text

TITLE = "Cử đi học"
SHEET = "xl/worksheets/sheet1.xml"
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


def excel(rows: list[list[Any]], **others: list[list[Any]]) -> bytes:
    """An Excel file as Excel writes it; a tuple is a number and its format."""
    file = io.BytesIO()
    with xlsxwriter.Workbook(file, {"in_memory": True, "default_date_format": "dd/mm/yyyy"}) as book:
        for title, lines in {"Trang1": rows, **others}.items():
            sheet = book.add_worksheet(title)
            for at, line in enumerate(lines):
                for column, cell in enumerate(line):
                    if isinstance(cell, tuple):
                        sheet.write_number(at, column, cell[0], book.add_format({"num_format": cell[1]}))
                    else:
                        sheet.write(at, column, cell)
    return file.getvalue()


def repacked(data: bytes, old: bytes, new: bytes, part: str = SHEET) -> bytes:
    """The file with something else inside one of its parts."""
    file = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as source, zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as target:
        for name in source.namelist():
            content = source.read(name)
            assert name != part or old in content
            target.writestr(name, content.replace(old, new, 1) if name == part else content)
    return file.getvalue()


def zipped(**parts: bytes) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as target:
        for name, content in parts.items():
            target.writestr(name.replace("__", "/").replace("_dot_", "."), content)
    return file.getvalue()


SMALL = excel([["Họ và tên"], ["Lê Thị An"]])


@pytest.mark.parametrize(
    ("cell", "text"),
    [
        ("0901234567", "0901234567"),
        ((901, "0000"), "0901"),
        (datetime(2024, 10, 1), "01/10/2024"),
        ((45566, "d-mmm"), "01/10/2024"),
        (datetime(2024, 10, 1, 8, 30), "01/10/2024 08:30:00"),
        (45566, "45566"),
        ("1/10/2024", "1/10/2024"),
        (12.5, "12,5"),
        ("12,5", "12,5"),
        (2500000.0, "2500000"),
        (True, "TRUE"),
        ("=1/0", "0"),
        ("Thuý\nThúy", "Thuý\nThúy"),
        (None, ""),
    ],
)
def test_an_excel_cell_comes_as_what_a_person_would_type(cell, text):
    assert from_file("a.xlsx", excel([["x", cell, "y"]]), title=TITLE) == [["x", text, "y"]]


def test_a_formula_s_error_is_kept_to_be_told():
    data = repacked(excel([["x", 1]]), b'<c r="B1"><v>1</v>', b'<c r="B1" t="e"><f>1/0</f><v>#REF!</v>')
    assert from_file("a.xlsx", data, title=TITLE) == [["x", "#REF!"]]


def test_the_sheet_with_the_log_s_title_is_read_else_the_one_that_the_file_opens_with():
    first, second = [["một"]], [["hai"]]
    assert from_file("a.xlsx", excel(first, **{"cử đi học": second}), title=TITLE) == second
    assert from_file("a.xlsx", excel(first, Khác=second), title=TITLE) == first


def test_blank_rows_between_keep_the_numbers_of_the_others_and_a_wrong_size_hides_nothing():
    data = repacked(excel([["a"], [], ["b", "c"]]), b'<dimension ref="A1:B3"/>', b'<dimension ref="A1"/>')
    assert from_file("a.xlsx", data, title=TITLE) == [["a"], [], ["b", "c"]]


@pytest.mark.parametrize(
    ("name", "data", "told"),
    [
        ("a.xlsx", b"Ho va ten,Don vi", "không phải là tệp Excel"),
        ("a.xlsx", zipped(word__document_dot_xml=b"<a/>"), "không phải là tệp Excel"),
        ("a.xls", b"\n <html><table><tr><td>Ho ten</td></tr></table>", "trang web"),
        ("a.xls", OLE + b"Workbook", "Excel cũ"),
        ("a.xlsx", OLE + "EncryptedPackage".encode("utf-16-le"), "mật khẩu"),
        ("a.xlsb", zipped(xl__workbook_dot_bin=b""), "xlsb"),
        ("a.ods", zipped(content_dot_xml=b"<a/>"), "OpenDocument"),
        ("a.xlsx", SMALL[: len(SMALL) // 2], "hỏng"),
        ("a.xlsx", zipped(xl__workbook_dot_xml=b"<a/>"), "hỏng"),
        ("a.xlsx", zipped(xl__workbook_dot_xml=b"0" * 20_000_001), "quá lớn"),
        ("a.csv", b"a" * 5_000_001, "5 MB"),
        ("a.xlsx", excel([["x"]] * (MAX_ROWS + 11)), f"dài hơn {MAX_ROWS} dòng"),
        ("a.csv", b"\xef\xbb\xbf\n;;\n", "Không có dòng nào"),
        ("a.csv", "Cộng hòa".encode().replace("ộ".encode(), b"?"), "mất dấu"),
        ("a.csv", b"Co\xe4ng ho\xf8a xa\xf5 ho\xe4i", "VNI"),
        ("a.csv", b"a" * 131_073, "một ô dài quá"),
        ("a.csv", b"C\xabng ho\xb5 x\xb7 h\xe9i", "TCVN3"),
    ],
)
def test_what_can_not_be_read_is_told(name, data, told):
    with pytest.raises(Unreadable, match=told):
        from_file(name, data, title=TITLE)


def test_entities_that_multiply_are_refused():
    inside = b"".join(b'<!ENTITY a%d "%s">' % (n + 1, b"&a%d;" % n * 20) for n in range(9))
    bomb = b'<!DOCTYPE x [<!ENTITY a0 "' + b"x" * 1000 + b'">' + inside + b"]><worksheet"
    data = repacked(repacked(excel([["x", 1]]), b"<worksheet", bomb), b"<v>1</v>", b"<v>&a9;</v>")
    with pytest.raises(Unreadable, match="hỏng"):
        from_file("a.xlsx", data, title=TITLE)


def test_two_cells_far_apart_need_no_more_than_a_moment():
    far = b'<row r="200000"><c r="A200000"><v>1</v></c><c r="XFD200000"><v>1</v></c></row></sheetData>'
    cells = from_file("a.xlsx", repacked(SMALL, b"</sheetData>", far), title=TITLE)
    assert (len(cells), cells[-1][0], len(cells[-1])) == (200_000, "1", 100)


@settings(max_examples=60)
@given(st.integers(0, len(SMALL) - 1), st.binary(min_size=1, max_size=8))
def test_damaged_bytes_are_read_or_told_and_never_break(at, damage):
    with suppress(Unreadable):
        assert from_file("a.xlsx", SMALL[:at] + damage + SMALL[at + len(damage) :], title=TITLE)


LINE = ["Tiếng Việt", "Nguyễn; Thuý", "12,5"]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
@pytest.mark.parametrize("sign", [",", ";", "\t"])
def test_a_csv_file_is_read_in_its_encoding_and_by_its_separator(encoding, sign):
    data = sign.join(f'"{cell}"' for cell in LINE).encode(encoding)
    assert from_file("a.csv", data, title=TITLE) == [LINE]


def test_windows_1258_with_its_combining_tones_is_read():
    assert from_file("a.csv", b"Ti\xea\xecng Vi\xea\xf2t,x\xe3,xa\xde,\xf0\xfd\xf5\xecng", title=TITLE) == [
        ["Tiê\u0301ng Viê\u0323t", "xă", "xa\u0303", "đươ\u0301ng"]
    ]


@pytest.mark.parametrize(
    ("text", "cells"),
    [
        ('An\t"hai\ndòng ""x"""\tc\r\nĐăng\t\t', [["An", 'hai\ndòng "x"', "c"], ["Đăng", "", ""]]),
        ('"Tin học" nâng cao\tb\nc\td', [['"Tin học" nâng cao', "b"], ["c", "d"]]),
        ('"mở mà không đóng\tb\nc\td', [['"mở mà không đóng', "b"], ["c", "d"]]),
        ("Toán, Lý, Hóa\tKhóa; lớp", [["Toán, Lý, Hóa", "Khóa; lớp"]]),
        ("Lê Thị An", [["Lê Thị An"]]),
    ],
)
def test_pasted_text_is_split_as_excel_copies_it(text, cells):
    assert from_text(text) == cells
