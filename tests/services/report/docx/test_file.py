"""The formal report as a Word file: its form is judged by `tests.docx_rules`, what it says is compared here."""

import io
import zipfile
from datetime import datetime, timedelta, timezone
from itertools import pairwise

import docx
import pandas as pd
import pytest

from services.report.document import Annex, Document, Kind, Paragraph
from services.report.docx import to_docx
from services.report.figures import figures
from services.report.formal import formal
from tests.docx_effective import File
from tests.docx_rules import Report, violations
from tests.services.campaigns import LONG_AFTER
from tests.services.report.bases import basis, sample_basis
from tests.services.report.docx.documents import (
    BODY,
    LETTER,
    MADE_AT,
    SIGNATURES,
    SUMMARY,
    SUMMARY_TITLE,
    nominees,
    report,
)

LONG = "Trung tâm Nghiên cứu, Ứng dụng và Phát triển " * 6


def made(document: Document) -> bytes:
    return to_docx(document, made_at=MADE_AT)


def lines(document: Document, *parts: str) -> list[str]:
    """What the parts say, as `tests.docx_rules` names them."""
    return [block.text for block in Report(made(document)).part(*parts)]


def units(count: int) -> pd.DataFrame:
    """A summary as wide as that of the Excel file."""
    names = [f"Trung tâm Ứng dụng và Phát triển Công nghệ {at}" for at in range(count)]
    states = {f"II.{at} Nhiệm vụ": ["không yêu cầu"] * count + ["38/40"] for at in range(4)}
    sums = {f"Chỉ tiêu {at} (đồng)": [1_250_000 * at] * count + ["-"] for at in range(8)}
    return pd.DataFrame({"Đơn vị": [*names, "Tổng cộng"]} | states | sums, dtype=object)


CASES = {
    "as it is": report(),
    "nothing reported": report(Annex("I", SUMMARY_TITLE, SUMMARY.iloc[:0]), Annex("II", "Danh sách", nominees(0))),
    "no annex": Document(LETTER, BODY, ()),
    "one annex": report(Annex("", SUMMARY_TITLE, SUMMARY, note="Ghi chú: 0 là không phát sinh.")),
    "forty units and many nominations": report(
        Annex("I", SUMMARY_TITLE, units(40)), Annex("II", "Danh sách cử đi học", nominees(500))
    ),
    "long names": report(
        Annex("I", LONG, units(3).replace("38/40", LONG)),
        Annex("II", "Danh sách", nominees(3, unit=LONG * 20)),
        **{"agency": LONG.strip(), "title": f"Kết quả tổ chức tại {LONG}", "signer": LONG, "addressees": (LONG,)},
    ),
    "number and day unknown": report(number=None, date=None, signer=None),
    "not even the year known": report(date=None, year=None),
    "a day in February": report(date=datetime(2025, 2, 3).date()),
    "nobody addressed": report(addressees=(), recipients=("Sở Giáo dục và Đào tạo",)),
    "two addressed": report(addressees=("Sở Giáo dục và Đào tạo", "Sở Nội vụ")),
    "four addressed": report(addressees=("Sở A", "Sở B", "Sở C", f"Sở {LONG}")),
    "kept only": report(recipients=(), filing="VT, VP"),
    **{form: report(signature=signature) for form, signature in SIGNATURES.items()},
}


@pytest.mark.parametrize("document", CASES.values(), ids=CASES)
def test_every_report_has_the_form_that_the_decree_asks_for(document: Document) -> None:
    assert violations(made(document)) == []


@pytest.mark.parametrize("names", [True, False])
@pytest.mark.parametrize("settings", [{}, {"report_number": "5", "report_date": "8/10/2024", "addressees": "A; B"}])
def test_the_report_of_the_sample_week_has_it(settings: dict[str, str], names: bool) -> None:
    whole = formal(figures(sample_basis(LONG_AFTER)), settings, names=names)
    assert violations(made(whole.document)) == []


def test_a_report_of_an_empty_sheet_has_it() -> None:
    logs = {key: frame.iloc[:0] for key, frame in sample_basis(LONG_AFTER).tables.items()}
    assert violations(made(formal(figures(basis(logs)), {}, names=True).document)) == []


def test_the_letter_says_what_it_was_given() -> None:
    assert lines(report(), "số", "địa danh", "trích yếu", "Kính gửi") == [
        "Số: 05/BC-SKHCN",
        "Thành phố Hồ Chí Minh, ngày 08 tháng 10 năm 2024",
        LETTER.title,
        "Kính gửi: Sở Giáo dục và Đào tạo",
    ]
    assert lines(report(), "cơ quan chủ quản", "cơ quan") == [
        "ỦY BAN NHÂN DÂN THÀNH PHỐ HỒ CHÍ MINH",
        "SỞ KHOA HỌC VÀ CÔNG NGHỆ",
    ]
    assert lines(report(), "nơi nhận", "quyền hạn", "họ tên") == [
        *("- Như trên;", "- Ban Giám đốc Sở;", "- Các phòng, đơn vị thuộc Sở;", "- Lưu: VT, TCCB, T02."),
        *("KT. GIÁM ĐỐC", "PHÓ GIÁM ĐỐC", "Lê Thanh Minh"),
    ]


def test_the_body_stands_in_its_order_with_sections_in_capitals() -> None:
    said = lines(report(), "mục", "khoản", "nội dung")
    assert said[1] == "I. CÔNG TÁC CHỈ ĐẠO, TRIỂN KHAI"
    kept = [(text, each.text) for text, each in zip(said, BODY, strict=True) if each.kind is not Kind.SECTION]
    assert all(text == given for text, given in kept)


def test_what_is_not_known_is_left_blank() -> None:
    blank = report(number=None, date=None)
    assert lines(blank, "số") == ["Số:      /BC-SKHCN"]
    assert lines(blank, "địa danh") == ["Thành phố Hồ Chí Minh, ngày     tháng     năm 2024"]


def test_several_addressees_stand_one_below_the_other_their_dashes_under_the_colon() -> None:
    blocks = Report(made(report(addressees=("Sở A", "Sở B;")))).part("Kính gửi")
    assert [block.text for block in blocks] == ["Kính gửi:", "- Sở A;", "- Sở B."]
    colon, *dashes = [block.mm("ind.left") - block.mm("ind.hanging") for block in blocks]
    assert [dash - colon for dash in dashes] == [pytest.approx(17.6, abs=0.1)] * 2


def test_a_table_s_cells_are_written_as_here() -> None:
    values = [1_250_000, 66.7, 2.0, "-", None, datetime(2024, 10, 8), "14/16", "Lê A"]
    frame = pd.DataFrame([values], columns=list("abcdefgh"), dtype=object)
    blocks = Report(made(report(Annex("I", "Bảng", frame)))).part("ô")[8:]
    assert [block.text for block in blocks] == ["1.250.000", "66,7", "2", "-", "", "08/10/2024", "14/16", "Lê A"]
    assert [block.align for block in blocks] == ["center"] * 4 + ["left"] + ["center"] * 2 + ["left"]


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ("a\x00b\x0b\ud800c", "abc"),
        ("Nguye\u0302\u0303n", "Nguyễn"),
        ('<w:p> & "x"', '<w:p> & "x"'),
        ("một\nhai", "một\nhai"),
        ("x" * 50_000, "x" * 50_000),
    ],
)
def test_text_is_kept_but_for_what_a_word_file_cannot_hold(given: str, said: str) -> None:
    frame = pd.DataFrame([[given]], columns=pd.Index([given], dtype=object), dtype=object)
    data = made(report(Annex("I", given, frame), body=(Paragraph(Kind.BODY, given),), title=given, signer=given))
    found = Report(data)
    assert [block.text for block in found.part("nội dung", "trích yếu", "họ tên")] == [said] * 3
    assert {block.text for block in found.part("ô")} == {said.replace("\n", " ")}
    assert docx.Document(io.BytesIO(data)).core_properties.title == said[:255]


def test_the_same_report_made_at_the_same_moment_is_the_same_file() -> None:
    elsewhere = MADE_AT.astimezone(timezone(timedelta(hours=7)))
    assert to_docx(report(), made_at=elsewhere) == made(report())
    assert made(report()) != to_docx(report(), made_at=MADE_AT + timedelta(seconds=1))


def test_the_file_tells_who_made_it_when_and_nothing_of_the_template() -> None:
    data = made(report())
    about = docx.Document(io.BytesIO(data)).core_properties
    assert (about.title, about.author, about.last_modified_by) == (LETTER.title, LETTER.agency, LETTER.agency)
    assert (about.created, about.modified, about.language) == (MADE_AT, MADE_AT, "vi-VN")
    with zipfile.ZipFile(io.BytesIO(data)) as parts:
        assert not [name for name in parts.namelist() if "theme" in name or "thumbnail" in name or "custom" in name]
        assert {part.date_time for part in parts.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        assert not any(b"python-docx" in parts.read(name) for name in parts.namelist())


def test_a_table_is_told_to_readers_of_the_screen() -> None:
    (caption,) = docx.Document(io.BytesIO(made(report()))).element.body.xpath(".//w:tblCaption/@w:val")
    assert caption == SUMMARY_TITLE


def test_sections_and_annexes_make_the_outline() -> None:
    levels = [block.properties.get("outlineLvl.val") for block in File(made(report())).blocks]
    assert [level for level in levels if level] == ["0", "0", "1", "1", "0", "0"]


def test_parts_of_an_annex_stand_in_one_order() -> None:
    annex = Annex("II", "Danh sách", nominees(2), note="Ghi chú: họ tên không nêu.")
    places = [(block.text, block.cell) for block in Report(made(report(annex))).blocks if block.section == 1]
    texts = [text for text, _ in places]
    assert texts[:2] == ["Phụ lục II", "DANH SÁCH"]
    assert texts[-2:] == ["Ghi chú: họ tên không nêu.", ""]
    cells = [cell for _, cell in places if cell]
    assert all(one < two for one, two in pairwise(cells))
