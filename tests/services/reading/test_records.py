import unicodedata
from datetime import date, datetime

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from services.plan import TIME_ZONE
from services.reading import read_table
from services.reading.text import clean
from services.schema import AUDIT, BANNERS, CANCELLED, DONE, DUTIES, NOMINATIONS, PLANNED, POSTS, TABS, UNITS
from tests.services.reading.campaign_2024 import CONTEXT, THEME
from tests.services.reading.cells import CELLS, TEXTS

BANNER = {
    "Đơn vị": "VP",
    "Loại": "Băng rôn",
    "Nội dung khẩu hiệu": THEME,
    "Số lượng": 2,
    "Vị trí treo": "Cổng chính",
    "Ngày treo": 45566,
    "Ảnh": "https://a.vn/anh.jpg",
    "Trạng thái": DONE,
}
HEADER = [field.label for field in BANNERS.fields]


def _row(header=HEADER, **cells):
    """A complete banner under this header; `cells`: other contents by label, spaces written as `_`."""
    row = BANNER | {label.replace("_", " "): cell for label, cell in cells.items()}
    return [row.get(label, "") for label in header]


def _banners(*rows, header=HEADER):
    return read_table(BANNERS, [header, *rows], CONTEXT)


def _found(table):
    return [(problem.sheet_row, problem.field_key, problem.code) for problem in table.problems]


def test_a_complete_row_is_typed_and_has_no_problem():
    table = _banners(_row(Thời_điểm_nhập=45566.354166666664, Mã_dòng="01J9"))
    assert table.problems == ()
    assert table.header_row == 1
    row = table.frame.iloc[0].to_dict()
    assert row["unit"] == "VP"
    assert row["quantity"] == 2
    assert row["hung_on"] == date(2024, 10, 1)
    assert row["entered_at"] == datetime(2024, 10, 1, 8, 30, tzinfo=TIME_ZONE)
    assert row["row_id"] == "01J9"
    assert row["cost"] is None
    assert row["sheet_row"] == 2


@pytest.mark.parametrize("tab", TABS.values(), ids=TABS)
def test_a_tables_columns_are_the_tabs_field_keys_and_the_sheet_row(tab):
    for values in ([], [[field.label for field in tab.fields]]):
        table = read_table(tab, values, CONTEXT)
        assert list(table.frame.columns) == [*tab.keys, "sheet_row"]
        assert len(table.frame) == 0
        assert set(map(str, table.frame.dtypes)) == {"object"}


@pytest.mark.parametrize(
    "spelled",
    [
        str.upper,
        str.lower,
        lambda label: f"\ufeff {label}\u00a0",
        lambda label: label.replace(" ", "\n"),
        lambda label: f"{label} *",
        lambda label: f"{label}:",
        lambda label: label.replace("đ", "d").replace("Đ", "D"),
        lambda label: unicodedata.normalize("NFD", label),
    ],
)
def test_a_header_is_found_whatever_case_accents_and_spacing_it_has(spelled):
    table = _banners(_row(), header=[spelled(label) for label in HEADER])
    assert table.problems == ()
    assert table.columns == {key: n for n, key in enumerate(BANNERS.keys)}


ALIASES = [(tab, field, alias) for tab in TABS.values() for field in tab.fields for alias in field.aliases]


@pytest.mark.parametrize(
    ("tab", "field", "alias"), ALIASES, ids=[f"{tab.key}.{field.key}={alias}" for tab, field, alias in ALIASES]
)
def test_a_column_is_found_by_each_of_its_other_names(tab, field, alias):
    header = [alias if other is field else other.label for other in tab.fields]
    assert read_table(tab, [header], CONTEXT).columns == {key: n for n, key in enumerate(tab.keys)}


def test_columns_may_stand_in_any_order_among_others():
    header = ["STT", *reversed(HEADER), "Ý kiến riêng"]
    table = _banners(_row(header, STT=1, Ý_kiến_riêng="hay"), header=header)
    assert table.problems == ()
    assert table.frame["place"].tolist() == ["Cổng chính"]
    assert table.columns["unit"] == len(HEADER)


def test_a_label_beats_an_alias_wherever_it_stands():
    header = ["Hình thức", *HEADER]
    table = _banners(["Pano", *_row()], header=header)
    assert table.columns["kind"] == header.index("Loại")
    assert table.frame["kind"].tolist() == ["Băng rôn"]


def test_of_two_columns_with_one_name_the_first_counts():
    table = _banners([*_row(), 9], header=[*HEADER, "Số lượng"])
    assert table.columns["quantity"] == HEADER.index("Số lượng")
    assert table.frame["quantity"].tolist() == [2]


def test_blank_headers_and_headers_that_are_no_text_are_left_alone():
    table = _banners([*_row(), "x", 5, "y"], header=[*HEADER, "", 2024, None])
    assert table.problems == ()
    assert set(table.columns) == set(BANNERS.keys)


@pytest.mark.parametrize(
    "above", [[["TỔNG HỢP BĂNG RÔN"], []], [["Đơn vị", "báo cáo"], ["Năm", 2024]], [[], [None, ""]]]
)
def test_a_header_in_row_3_is_found_and_rows_keep_their_numbers(above):
    table = read_table(BANNERS, [*above, HEADER, _row(), _row(Số_lượng="vài")], CONTEXT)
    assert table.header_row == 3
    assert table.frame["sheet_row"].tolist() == [4, 5]
    assert _found(table) == [(5, "quantity", "not_a_number")]


def test_a_problem_stands_in_the_cell_where_it_was_found():
    (problem,) = _banners(_row(Ngày_treo="31/9/2024")).problems
    assert (problem.tab_key, problem.sheet_row, problem.unit) == ("banners", 2, "VP")
    assert problem.column == HEADER.index("Ngày treo")
    assert problem.found == "31/9/2024"


def test_a_missing_column_is_a_problem_and_its_cells_are_blank():
    header = [label for label in HEADER if label not in ("Đơn vị", "Kích thước")]
    table = _banners(_row(header), header=header)
    missing = {(problem.field_key, problem.severe) for problem in table.problems if problem.code == "missing_column"}
    assert missing == {("unit", True), ("size", False)}
    assert table.frame["unit"].tolist() == [None]
    assert "unit" not in table.columns


@pytest.mark.parametrize("values", [[], [[]], [["", None], [" "]]])
def test_an_empty_tab_is_one_problem_and_no_rows(values):
    table = read_table(BANNERS, values, CONTEXT)
    assert (len(table.frame), table.header_row, table.columns) == (0, None, {})
    assert [problem.code for problem in table.problems] == ["empty_tab"]


def test_a_tab_without_a_header_is_one_problem_and_no_rows():
    table = read_table(BANNERS, [["VP", THEME, 2], ["QLKH", THEME, 1]], CONTEXT)
    assert len(table.frame) == 0
    assert [problem.code for problem in table.problems] == ["no_header"]


def test_short_rows_end_in_blanks_and_long_rows_are_cut():
    table = _banners(["VP", "Pano", "Khác"], [*_row(), "", "ngoài bảng"])
    assert table.frame["kind"].tolist() == ["Pano", "Băng rôn"]
    assert table.frame["row_id"].tolist() == [None, None]
    assert list(table.frame.columns) == [*BANNERS.keys, "sheet_row"]


@pytest.mark.parametrize("blank", [[], [""] * 17, [None, " ", "\u00a0", "\u200b"], [False], ["", False, ""]])
def test_blank_rows_and_unticked_boxes_are_no_entries(blank):
    table = _banners(*[blank] * 1_000, _row(), blank)
    assert table.frame["sheet_row"].tolist() == [1_002]
    assert table.problems == ()


@pytest.mark.parametrize("something", [["x"], [0], [True], [None] * 20 + ["ghi chú bên lề"]])
def test_a_row_that_says_anything_is_an_entry(something):
    assert len(_banners(something).frame) == 1


@pytest.mark.parametrize(
    "cells",
    [
        ["Tổng cộng", "", "", 7],
        ["TỔNG CỘNG:", "", "", 7],
        ["Tong cong", "", "", 7],
        ["Cộng", "", "", 7],
        ["Tổng số băng rôn", "", "", 7],
        ["", "", "Tổng", 7],
        ["", "3", "Cộng:", 7],
    ],
)
def test_a_subtotal_row_is_no_entry(cells):
    table = _banners(_row(), cells)
    assert table.frame["sheet_row"].tolist() == [2]
    assert table.problems == ()


@pytest.mark.parametrize(
    "cells",
    [
        {"Đơn_vị": "VP", "Nội_dung_khẩu_hiệu": "Tổng cộng"},
        {"Đơn_vị": "", "Nội_dung_khẩu_hiệu": "Cộng đồng học tập", "Loại": ""},
        {"Đơn_vị": "Phòng QLHK", "Nội_dung_khẩu_hiệu": "Công nghệ số"},
        {"Đơn_vị": "Phòng QLHK", "Loại": "Tổng cộng"},
        {"Đơn_vị": "", "Loại": "Công"},
    ],
)
def test_a_row_of_a_unit_or_about_something_is_no_subtotal(cells):
    assert len(_banners(_row(**cells)).frame) == 1


def test_subtotals_are_only_looked_for_in_logs():
    table = read_table(
        UNITS, [["Mã đơn vị", "Tên đơn vị", "Loại đơn vị"], ["TC", "Tổng cộng", "Phòng chức năng"]], CONTEXT
    )
    assert table.frame["name"].tolist() == ["Tổng cộng"]


@pytest.mark.parametrize(
    ("cell", "state"),
    [
        ("", DONE),
        (None, DONE),
        (" ", DONE),
        ("da thuc hien", DONE),
        ("Dự kiến", PLANNED),
        ("Huỷ", CANCELLED),
        ("xong", None),
    ],
)
def test_a_blank_state_means_done_and_an_unreadable_one_nothing(cell, state):
    table = _banners(_row(Trạng_thái=cell))
    assert table.frame["state"].tolist() == [state]
    assert _found(table) == ([(2, "state", "not_a_choice")] if cell == "xong" else [])


def test_a_state_column_that_is_not_there_means_done():
    header = [label for label in HEADER if label != "Trạng thái"]
    assert _banners(_row(header), header=header).frame["state"].tolist() == [DONE]


@pytest.mark.parametrize(
    ("label", "key", "severe"),
    [
        ("Đơn vị", "unit", True),
        ("Nội dung khẩu hiệu", "slogan", True),
        ("Số lượng", "quantity", False),
        ("Ảnh", "photo", False),
    ],
)
def test_only_unit_and_subject_are_vital_to_a_typed_row(label, key, severe):
    (problem,) = _banners(_row(**{label.replace(" ", "_"): ""})).problems
    assert (problem.field_key, problem.code, problem.severe) == (key, "missing", severe)


def test_a_link_missing_from_a_typed_post_is_a_warning():
    cells = {"Đơn vị": "VP", "Kênh": "Website Sở", "Tiêu đề": "Tin", "Ngày đăng": 45566, "Loại": "Tin"}
    header = [field.label for field in POSTS.fields]
    (problem,) = read_table(POSTS, [header, [cells.get(label, "") for label in header]], CONTEXT).problems
    assert (problem.field_key, problem.code, problem.severe) == ("url", "missing", False)


@pytest.mark.parametrize(
    ("label", "cell", "key", "code"),
    [
        ("Đơn vị", "Sở Y tế", "unit", "unknown_unit"),
        ("Số lượng", "1,500", "quantity", "not_whole"),
        ("Số lượng", True, "quantity", "not_a_number"),
        ("Số lượng", "#REF!", "quantity", "formula_error"),
        ("Nội dung khẩu hiệu", "Häc tËp suèt ®êi", "slogan", "legacy_encoding"),
        ("Ảnh", "javascript:alert(1)", "photo", "not_a_link"),
    ],
)
def test_an_unreadable_cell_keeps_its_row_and_is_not_also_missing(label, cell, key, code):
    table = _banners(_row(**{label.replace(" ", "_"): cell}))
    assert table.frame[key].tolist() == [None]
    assert _found(table) == [(2, key, code)]


def test_a_swapped_day_is_kept_as_it_stands():
    table = _banners(_row(Ngày_treo=45301))
    assert table.frame["hung_on"].tolist() == [date(2024, 1, 10)]
    assert [(p.code, p.suggestion) for p in table.problems] == [("swap", date(2024, 10, 1))]


def test_nul_and_half_surrogates_are_read_as_spaces():
    assert _banners(_row(Vị_trí_treo="a\x00b\ud800c")).frame["place"].tolist() == ["a b c"]


def test_numbers_booleans_and_equal_looking_cells_are_told_apart():
    table = _banners(
        _row(Vị_trí_treo=1), _row(Vị_trí_treo=True), _row(Vị_trí_treo=1.0), _row(Số_lượng=True), _row(Số_lượng=1)
    )
    assert table.frame["place"].tolist()[:3] == ["1", "TRUE", "1"]
    assert table.frame["quantity"].tolist()[3:] == [None, 1]


def test_a_cancelled_row_only_has_the_problems_of_its_cells():
    row = _row(Trạng_thái="Hủy", Nội_dung_khẩu_hiệu="", Ảnh="", Số_lượng="vài", Ngày_tháo=45000)
    table = _banners(row)
    assert len(table.frame) == 1
    assert _found(table) == [(2, "quantity", "not_a_number")]


def test_rules_over_several_cells_are_held_against_every_row():
    table = _banners(_row(), _row(Ngày_tháo=45565), _row(Nội_dung_khẩu_hiệu="Khác"))
    assert _found(table) == [(3, "taken_down_on", "too_early"), (4, "slogan", "other_slogan")]


def test_problems_come_in_the_order_of_the_rows():
    table = _banners(_row(Ảnh=""), _row(Số_lượng="vài"), _row(Ảnh=""))
    assert [problem.sheet_row for problem in table.problems] == [2, 3, 4]


@pytest.mark.parametrize("place", ["Cổng chính", "Cổng sau"])
def test_rows_with_one_row_id_are_all_flagged_and_all_kept(place):
    table = _banners(_row(Mã_dòng="01J9"), _row(Mã_dòng="01J8"), _row(Mã_dòng=" 01J9 ", Vị_trí_treo=place))
    assert len(table.frame) == 3
    assert _found(table) == [(2, "row_id", "double"), (4, "row_id", "double")]
    assert "dòng 4" in table.problems[0].message
    assert "dòng 2" in table.problems[1].message
    assert not table.problems[0].severe


def test_blank_row_ids_and_ids_that_look_like_numbers_are_no_problem():
    table = _banners(_row(), _row(), _row(Mã_dòng=100_000.0), _row(Mã_dòng="1E5"), _row(Mã_dòng="'1E5"))
    assert table.frame["row_id"].tolist() == [None, None, "100000", "1E5", "'1E5"]
    assert table.problems == ()


def test_a_row_id_copied_many_times_names_only_a_few_of_its_rows():
    table = _banners(*[_row(Mã_dòng="01J9")] * 1_000)
    assert len(table.problems) == 1_000
    assert "dòng 2, 3, 4;" in table.problems[-1].message


def _posts(*links, states=(DONE, DONE)):
    header = [field.label for field in POSTS.fields]
    cells = [
        {
            "Đơn vị": "VP",
            "Kênh": "Website Sở",
            "Tiêu đề": "Tin",
            "Đường dẫn": link,
            "Ngày đăng": 45566,
            "Loại": "Tin",
            "Trạng thái": state,
        }
        for link, state in zip(links, states, strict=True)
    ]
    return read_table(POSTS, [header, *([row.get(label, "") for label in header] for row in cells)], CONTEXT)


def test_two_posts_with_one_link_are_both_flagged():
    table = _posts("https://A.vn/bai/?utm_source=fb", "https://a.vn/bai#x")
    assert _found(table) == [(2, "url", "double"), (3, "url", "double")]


def test_a_cancelled_post_does_not_double_a_link():
    assert _posts("https://a.vn/bai", "https://a.vn/bai", states=(CANCELLED, DONE)).problems == ()


def test_a_persons_other_columns_are_read_by_their_own_names():
    header = ["Họ tên", "Nội dung", "Hình thức", "Tình trạng", "Đơn vị"]
    columns = read_table(NOMINATIONS, [header], CONTEXT).columns
    assert columns == {"full_name": 0, "subject": 1, "mode": 2, "progress": 3, "unit": 4}


def test_the_audit_log_is_read_like_any_tab():
    header = [field.label for field in AUDIT.fields]
    table = read_table(AUDIT, [header, [45566.5, "Lan", "Thêm", "banners", "01J9", "", "{}"]], CONTEXT)
    assert table.problems == ()
    assert table.frame["action"].tolist() == ["add"]


def test_an_owner_whom_nobody_knows_is_a_problem_of_the_duties_tab():
    header = [field.label for field in DUTIES.fields]
    table = read_table(DUTIES, [header, ["II.2", "Treo băng rôn", "", "Băng rôn", "Văn phòng Sở; PHONG", ""]], CONTEXT)
    assert [(p.field_key, p.code, p.suggestion) for p in table.problems] == [("owed_by", "unknown_owner", "VP")]


ROWS = st.lists(st.lists(CELLS, max_size=len(HEADER) + 2), max_size=6)


@settings(max_examples=60)
@given(st.sampled_from(list(TABS.values())), ROWS)
def test_no_cells_make_a_table_raise(tab, rows):
    for values in (rows, [[field.label for field in tab.fields], *rows]):
        table = read_table(tab, values, CONTEXT)
        assert all(problem.message and problem.tab_key == tab.key for problem in table.problems)


@settings(max_examples=60)
@given(st.lists(st.sampled_from(["VP", "?", ""]) | TEXTS, max_size=8))
def test_no_row_that_says_anything_is_dropped(places):
    rows = [_row(Vị_trí_treo=place, Đơn_vị=place[:1]) for place in places]
    assert _banners(*rows).frame["sheet_row"].tolist() == [*range(2, len(rows) + 2)]


@settings(max_examples=60)
@given(ROWS)
def test_rows_are_dropped_only_when_blank(rows):
    kept = set(read_table(UNITS, [[field.label for field in UNITS.fields], *rows], CONTEXT).frame["sheet_row"])
    for number, row in enumerate(rows, 2):
        blank = all(cell is None or cell is False or (isinstance(cell, str) and not clean(cell)) for cell in row)
        assert (number in kept) is not blank


def test_reading_leaves_the_given_cells_alone():
    values = [HEADER, _row()]
    copied = [list(row) for row in values]
    read_table(BANNERS, values, CONTEXT)
    assert values == copied


def test_blank_and_unreadable_cells_are_none_not_nan():
    frame = _banners(_row(Số_lượng="vài", Kinh_phí="")).frame
    assert frame["quantity"].iloc[0] is None
    assert frame["cost"].iloc[0] is None
    assert isinstance(frame, pd.DataFrame)
