"""The summary and the entry lists as one Excel file."""

import io
import zipfile
from datetime import date, datetime
from typing import Any

import openpyxl
import pytest
from openpyxl.workbook import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from services.plan import Duty
from services.reading import Problem
from services.report import figures
from services.report.basis import Change, Freeze
from services.report.xlsx import to_xlsx
from tests.services.campaigns import at, tables
from tests.services.report.bases import basis, sample_basis

HEADER_ROW = 5
"""Of the summary; title, plan and moment stand above."""
TYPED = ("=1+1", '=HYPERLINK("http://x.vn")', "+84901234567", "@SUM(A1)", "http://x.vn", "mailto:a@x.vn", "{=1}", "1E5")


def made(logs: dict[str, Any], *, names: bool = True) -> bytes:
    """The file of the small campaign."""
    return to_xlsx(figures(basis(logs, as_of=at(8, 9))), names=names)


def opened(data: bytes) -> Workbook:
    """The file as Excel would open it."""
    return openpyxl.load_workbook(io.BytesIO(data))


def rows(sheet: Worksheet, header: int = 1) -> list[dict[str, Any]]:
    """The rows under the header: column → value."""
    names = [cell.value for cell in sheet[header]]
    return [dict(zip(names, values, strict=True)) for values in sheet.iter_rows(min_row=header + 1, values_only=True)]


@pytest.fixture(scope="module")
def sample_file() -> bytes:
    """The file of the sample week, after all."""
    return to_xlsx(figures(sample_basis(at(10))), names=True)


def test_has_the_summary_and_a_sheet_for_each_log(sample_file: bytes) -> None:
    """Named as the tabs of the shared sheet."""
    assert opened(sample_file).sheetnames == [
        "Tổng hợp",
        "Băng rôn",
        "Bài đăng",
        "Hoạt động học tập",
        "Cử đi học",
        "Không phát sinh",
        "Nguồn số liệu",
    ]


def test_says_of_which_plan_and_moment_it_is() -> None:
    """And how to read 0 and -."""
    sheet = opened(made(tables()))["Tổng hợp"]
    assert [sheet.cell(row, 1).value for row in (2, 3)] == [
        "Kế hoạch số 4013. Chủ đề: Học tập suốt đời",
        "Số liệu đến 09:00 ngày 08/10/2024. “0”: không phát sinh; “-”: chưa báo cáo.",
    ]


def test_figures_are_those_of_the_progress(sample_file: bytes) -> None:
    """37 of 41 done, late or nothing to report; 19 banners; 626 participations."""
    lines = rows(opened(sample_file)["Tổng hợp"], HEADER_ROW)
    states = [value for line in lines[:-1] for value in line.values()]
    assert sum(states.count(state) for state in ("đúng hạn", "trễ hạn", "không phát sinh")) == 37
    assert (lines[-1]["Đơn vị"], lines[-1]["Băng rôn (cái)"], lines[-1]["Lượt tham gia"]) == ("Tổng cộng", 19, 626)
    missing = next(line for line in lines if line["Đơn vị"] == "Phòng Quản lý KH&CN cơ sở")
    nothing = next(line for line in lines if line["Đơn vị"] == "Tổ chức cán bộ")
    assert (missing["Người được cử đi học"], nothing["Người được cử đi học"]) == ("-", 0)


def test_numbers_are_numbers_and_days_are_days(sample_file: bytes) -> None:
    """In formats that people here read."""
    sheet = opened(sample_file)["Hoạt động học tập"]
    names = [cell.value for cell in sheet[1]]
    first = {name: sheet.cell(2, at + 1) for at, name in enumerate(names)}
    assert (first["Số lượt tham gia"].value, first["Số lượt tham gia"].number_format) == (86, "#,##0")
    assert (first["Thời lượng (giờ)"].value, first["Thời lượng (giờ)"].number_format) == (2.5, "#,##0.0#")
    assert (first["Từ ngày"].value, first["Từ ngày"].number_format) == (datetime(2024, 10, 2), "dd/mm/yyyy")
    assert first["Thời điểm nhập"].value == datetime(2024, 10, 2, 17, 10)
    assert first["Đến ngày"].value is None


def test_lists_hold_every_entry(sample_file: bytes) -> None:
    """13 banners, 14 posts, 13 activities, 17 nominations, 3 nil returns."""
    book = opened(sample_file)
    assert [len(rows(sheet)) for sheet in book.worksheets[1:-1]] == [13, 14, 13, 17, 3]


def test_each_list_is_an_excel_table_with_filters(sample_file: bytes) -> None:
    """The summary's total stands below its table, where sorting leaves it alone."""
    book = opened(sample_file)
    areas = [[table.ref for table in sheet.tables.values()] for sheet in book.worksheets]
    assert areas[0] == ["A5:P21"]
    assert areas[1:-1] == [[sheet.dimensions] for sheet in book.worksheets[1:-1]]
    assert len(areas[-1]) == 3
    assert book["Tổng hợp"]["A22"].value == "Tổng cộng"
    for sheet in book.worksheets:
        assert [table.autoFilter.ref for table in sheet.tables.values()] == [t.ref for t in sheet.tables.values()]


def test_columns_of_the_same_name_get_names_of_their_own() -> None:
    """Excel would call the file damaged; case doesn't tell names apart."""
    duties = (Duty("x", "Treo", "banners", ("VP",)), Duty("X", "TREO", "banners", ("VP",)), Duty("", "", "posts", ()))
    data = to_xlsx(figures(basis(tables(), duties=duties)), names=True)
    (table,) = opened(data)["Tổng hợp"].tables.values()
    assert [column.name for column in table.tableColumns][1:4] == ["x Treo", "X TREO (3)", "Cột 4"]


def test_header_stays_in_sight_on_screen_and_on_paper(sample_file: bytes) -> None:
    """Row and first column are frozen; A4 across, as wide as the paper, header and page number on each page."""
    book = opened(sample_file)
    assert (book["Tổng hợp"].freeze_panes, book["Bài đăng"].freeze_panes) == ("B6", "B2")
    assert [sheet.print_title_rows for sheet in book.worksheets[:2]] == ["$5:$5", "$1:$1"]
    for sheet in book.worksheets:
        page = sheet.page_setup
        assert (page.orientation, page.paperSize, page.fitToHeight) == ("landscape", 9, 0)
        assert sheet.sheet_properties.pageSetUpPr.fitToPage
        assert sheet.oddFooter.center.text == "Trang &P/&N"


def facts(data: bytes) -> dict[str, Any]:
    """The first block of the sheet *Nguồn số liệu*."""
    found = {}
    for name, value, *_ in opened(data)["Nguồn số liệu"].iter_rows(values_only=True):
        if name is None:
            break
        found[name] = value
    return found


def below(data: bytes, title: str) -> list[tuple[Any, ...]]:
    """The rows of the table under that title in the sheet *Nguồn số liệu*, without blanks at their ends."""
    lines = list(opened(data)["Nguồn số liệu"].iter_rows(values_only=True))
    at = next(n for n, line in enumerate(lines) if line[0] == title)
    end = next((n for n in range(at, len(lines)) if lines[n][0] is None), len(lines))
    return [tuple(value for value in line if value is not None) for line in lines[at + 2 : end]]


def test_says_where_the_figures_come_from(sample_file: bytes) -> None:
    """60 rows, five of which don't count, as counted by hand; seven cells that somebody should look at."""
    assert facts(sample_file) == {
        "Kế hoạch": "4013/KH-SKHCN",
        "Chủ đề": "Phát triển văn hóa đọc thúc đẩy học tập suốt đời",
        "Thời gian": "01/10/2024 – 07/10/2024",
        "Số liệu đến": datetime(2024, 10, 10, 12),
        "Tình trạng": "Chưa chốt",
        "Phiên bản số liệu": "a1b2c3",
        "Nhiệm vụ đã có kết quả": "37/41",
    }
    assert below(sample_file, "Số dòng của từng trang")[-1] == ("Tổng cộng", 60, 55, 5)
    assert dict(below(sample_file, "Dòng không được tính")) == {
        "đã hủy": 1,
        "dự kiến": 2,
        "bị trả lại": 1,
        "không rõ đơn vị": 1,
    }
    problems = below(sample_file, "Vấn đề của dữ liệu")
    assert [line[:2] for line in problems if line[2] == "lỗi"] == [("Hoạt động học tập", "G7"), ("Cử đi học", "A17")]
    assert "Thay đổi từ khi chốt" not in [cell.value for cell in opened(sample_file)["Nguồn số liệu"]["A"]]


def test_a_frozen_one_says_by_whom_and_what_has_changed_since() -> None:
    """With the name of the freeze's author, and no name of a nominee."""
    change = Change("sửa", "banners", "A", "R1", "Học tập suốt đời", ("Số lượng", "Kinh phí"))
    freeze = Freeze(2, at(8, 8), "Văn phòng", (change,))
    data = to_xlsx(figures(basis(tables(), frozen=freeze)), names=False)
    found = facts(data)
    assert (found["Tình trạng"], found["Chốt lúc"], found["Người chốt"]) == (
        *("Đã chốt, lần 2", datetime(2024, 10, 8, 8)),
        "Văn phòng",
    )
    assert below(data, "Thay đổi từ khi chốt") == [
        ("Băng rôn", "sửa", "R1", "Trung tâm A", "Học tập suốt đời", "Số lượng; Kinh phí")
    ]


@pytest.mark.parametrize(
    ("shown", "listed"),
    [
        ({"names": True, "birth_years": True}, {"Quách", "1979?", "mười"}),
        ({"names": True}, {"Quách", "mười"}),
        ({"names": False, "birth_years": True}, {"mười"}),
    ],
)
def test_problems_of_columns_that_are_not_in_the_file_are_only_counted(
    shown: dict[str, bool], listed: set[str]
) -> None:
    """What stands in such a cell may be somebody's name."""
    cells = (("nominations", "full_name", "Quách"), ("nominations", "birth_year", "1979?"), ("banners", "cost", "mười"))
    problems = tuple(Problem("x", f"“{text}”?", None, True, *key, 2, 1, "A", text) for *key, text in cells)
    data = to_xlsx(figures(basis(tables(), problems=problems)), **shown)
    assert {line[4] for line in below(data, "Vấn đề của dữ liệu")} == listed
    hidden = facts(data).get("Vấn đề không liệt kê vì nằm ở cột không có trong tệp", 0)
    assert hidden == 3 - len(listed)


def test_the_same_figures_give_the_same_bytes(sample_file: bytes) -> None:
    """Whenever it is made: it calls itself of the figures' moment, in UTC."""
    assert to_xlsx(figures(sample_basis(at(10))), names=True) == sample_file
    assert opened(sample_file).properties.created == datetime(2024, 10, 10, 5)


def test_names_are_left_out_where_nobody_may_see_them() -> None:
    """Nowhere in the file."""
    nominee = {"unit": "A", "full_name": "Quách Tuyệt Mật", "birth_year": 1979, "course": "Tin học"}
    for names in (True, False):
        archive = zipfile.ZipFile(io.BytesIO(made(tables(nominations=[nominee]), names=names)))
        text = "".join(archive.read(name).decode() for name in archive.namelist())
        assert ("Quách Tuyệt Mật" in text) is names
        assert "1979" not in text


@pytest.mark.parametrize("typed", TYPED)
def test_nothing_typed_becomes_a_formula_or_a_link(typed: str) -> None:
    """It reads back as the text that it was."""
    data = made(tables(banners=[{"unit": "A", "slogan": typed, "place": typed, "photo": typed, "note": typed}]))
    row = rows(opened(data)["Băng rôn"])[0]
    assert {row[name] for name in ("Nội dung khẩu hiệu", "Vị trí treo", "Ảnh", "Ghi chú")} == {typed}
    archive = zipfile.ZipFile(io.BytesIO(data))
    for name in archive.namelist():
        text = archive.read(name).decode()
        assert "<f>" not in text
        assert "<f " not in text
        assert "<hyperlink" not in text
        assert "relationships/hyperlink" not in text


def test_survives_control_characters_and_endless_text() -> None:
    """What XML can't hold is left out, what a cell can't hold is cut."""
    data = made(tables(banners=[{"unit": "A", "slogan": "a\x00b\x0bc\ud800d\uffffe_x0041_", "note": "x" * 50_000}]))
    row = rows(opened(data)["Băng rôn"])[0]
    assert row["Nội dung khẩu hiệu"] == "abcde_x0041_"
    assert row["Ghi chú"] == "x" * 32_767
    assert facts(data)["Ô đã bỏ ký tự điều khiển hoặc cắt còn 32.767 ký tự"] == 2


def test_of_nothing_is_a_file_too() -> None:
    """Headers and zeros; Excel wants a row in each table, so it is a blank one."""
    book = opened(to_xlsx(figures(basis(tables(), units=())), names=True))
    blank, total = rows(book["Tổng hợp"], HEADER_ROW)
    assert (set(blank.values()), total["Băng rôn (cái)"]) == ({None}, 0)
    assert rows(book["Băng rôn"]) == []


def test_days_before_the_week_are_days(sample_file: bytes) -> None:
    """A post of September and a swapped activity of January keep their dates."""
    book = opened(sample_file)
    days = {row["Ngày đăng"] for row in rows(book["Bài đăng"])} | {
        row["Từ ngày"] for row in rows(book["Hoạt động học tập"])
    }
    assert {datetime(2024, 9, 12), datetime(2024, 1, 10)} <= days
    assert date(2024, 10, 1) in {day.date() for day in days}
