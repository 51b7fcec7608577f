"""The layout of an annex's table."""

import pytest

from services.report.docx.columns import lay_out
from services.report.docx.measures import width
from services.report.docx.sections import LANDSCAPE, PORTRAIT

UNITS = ["Đơn vị", "Trung tâm Kỹ thuật Tiêu chuẩn Đo lường Chất lượng", "Văn phòng Sở"]


@pytest.mark.parametrize(("columns", "page"), [(2, PORTRAIT), (13, LANDSCAPE)])
def test_a_wide_table_lies_on_its_side_and_both_fill_the_line(columns: int, page: object) -> None:
    layout = lay_out([UNITS, *[["Lượt tham gia", "1.234", "0"]] * columns])
    assert layout.page == page
    assert layout.size == 12
    assert sum(layout.widths) == pytest.approx(layout.page.room)


def test_no_word_is_broken_where_all_have_room() -> None:
    columns = [UNITS, *[["Tuyên truyền", "không phát sinh"]] * 11]
    for texts, room in zip(columns, lay_out(columns).widths, strict=True):
        assert max(width(word, 12, bold=True) for text in texts for word in text.split()) < room - 2


def test_the_letters_are_smaller_only_where_words_would_be_broken_else() -> None:
    assert [lay_out([["Tuyên truyền", "2.500.000"]] * count).size for count in (11, 13)] == [12, 11]


def test_what_the_others_leave_over_goes_where_it_saves_a_line() -> None:
    unit = "Trung tâm Thông tin và Thống kê KH&CN"
    long, short = lay_out([["Ghi chú", "từ " * 100], ["Đơn vị", unit]]).widths
    assert long > short > width(unit, 12, bold=True) + 2


def test_one_long_text_among_many_leaves_the_others_room() -> None:
    column = ["Kết quả", "Đã tổ chức xong"]
    long, *others = lay_out([["Ghi chú", "từ " * 5_000], *[column] * 4]).widths
    assert long > 100
    assert min(others) > width("chức", 12, bold=True) + 2


@pytest.mark.parametrize(
    "columns",
    [[], [["A"]], [["", ""]], [["A", "x" * 50_000], ["B", "từ " * 20_000]], [["A" * 300, "1"]] * 60],
)
def test_any_table_is_laid_out(columns: list[list[str]]) -> None:
    layout = lay_out(columns)
    assert len(layout.widths) == len(columns)
    assert all(each > 0 for each in layout.widths)
