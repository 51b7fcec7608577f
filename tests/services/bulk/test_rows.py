"""Cells of a list → entries of a log, judged as its form judges them."""

import pytest

from services.bulk import MAX_ROWS, Rows, Unreadable, check, from_text, read
from services.reading import Context
from services.schema import CANCELLED, LOGS, NOMINATIONS, POSTS
from tests.services.campaigns import UNITS, tables

CONTEXT = Context(year=2024, units=UNITS)
NONE = tables()
PERSON = {
    "unit": "A",
    "full_name": "Nguyễn Thị Thúy",
    "position": "Chuyên viên",
    "staff_group": "Công chức",
    "course": "Tin học",
    "training_kind": "Bồi dưỡng",
    "subject": "Tin học",
    "mode": "Tập trung",
    "institution": "Học viện",
    "starts_on": "14/10/2024",
    "progress": "Đề xuất",
}
POST = {
    "unit": "A",
    "channel": "Website Sở",
    "title": "Tin",
    "url": "https://a.vn/1",
    "posted_on": "02/10/2024",
    "kind": "Tin",
}


def taken(text: str, *, needs_header: bool = False) -> Rows:
    return read(NOMINATIONS, from_text(text), CONTEXT, needs_header=needs_header)


def told(tab, *entries, known=NONE):
    _, found = check(tab, dict(enumerate(entries, 2)), CONTEXT, known[tab.key])
    return [(each.row, each.problem.field_key, each.problem.code, each.problem.severe) for each in found]


def test_the_header_is_found_by_labels_and_aliases_in_any_order_under_a_heading():
    rows = taken(
        "DANH SÁCH CỬ ĐI HỌC\n\nSTT\tNGÀY BẮT ĐẦU\tHọ tên *\tĐiện thoại\tĐơn vị\tNgười nhập\n"
        "1\t14/10/2024\tLê Thị An\t0901\tA\tHương\n\n2\t'=1+1\tHồ Quốc Đăng\t\t\t\nTổng cộng\t\t2"
    )
    assert rows.left_out == ("STT", "Điện thoại", "Người nhập")
    assert [(row, each["full_name"], each["starts_on"], each["unit"]) for row, each in rows.texts.items()] == [
        (4, "Lê Thị An", "14/10/2024", "A"),
        (6, "Hồ Quốc Đăng", "'=1+1", ""),
    ]
    assert all(tuple(each) == tuple(field.key for field in NOMINATIONS.form_fields) for each in rows.texts.values())


def test_without_a_header_a_paste_has_the_form_s_columns_and_a_file_is_refused():
    rows = taken("A\tLê Thị An\tNữ\t1990")
    assert (rows.has_header, list(rows.texts)) == (False, [1])
    assert [rows.texts[1][key] for key in ("unit", "full_name", "gender", "birth_year", "note")] == [
        "A",
        "Lê Thị An",
        "Nữ",
        "1990",
        "",
    ]
    with pytest.raises(Unreadable, match="Không tìm thấy hàng tiêu đề"):
        taken("A\tLê Thị An", needs_header=True)


@pytest.mark.parametrize("text", ["Họ và tên\tĐơn vị\nLê Thị An\tA", "A\tLê Thị An"])
def test_a_column_that_the_list_has_not_begins_as_in_the_form(text):
    defaults = {"progress": "Đề xuất", "unit": "P"}
    cells = from_text(text)
    (entry,) = read(NOMINATIONS, cells, CONTEXT, needs_header=False, defaults=defaults).texts.values()
    assert (entry["progress"], entry["unit"], entry["note"]) == ("Đề xuất", "A", "")


def test_a_blank_cell_of_a_column_that_the_list_has_stays_blank():
    cells = from_text("Họ và tên\tTình trạng\nLê Thị An\t")
    (entry,) = read(NOMINATIONS, cells, CONTEXT, needs_header=True, defaults={"progress": "Đề xuất"}).texts.values()
    assert entry["progress"] == ""


@pytest.mark.parametrize("count", [0, MAX_ROWS + 1])
def test_a_list_has_one_to_three_hundred_entries(count):
    with pytest.raises(Unreadable, match=f"có {count} dòng"):
        taken("Họ và tên\tĐơn vị\n" + "An\tA\n" * count)


@pytest.mark.parametrize("tab", [tab for tab in LOGS.values() if tab.key != "nil_returns"], ids=lambda tab: tab.key)
def test_every_log_reads_its_own_labels(tab):
    labels = "\t".join(field.label for field in tab.form_fields)
    rows = read(tab, from_text(f"{labels}\n" + "\t".join("x" for _ in tab.form_fields)), CONTEXT, needs_header=True)
    assert (set(rows.texts[2].values()), rows.left_out) == ({"x"}, ())


def test_values_are_typed_and_judged_as_in_the_form():
    typed, found = check(
        NOMINATIONS, {2: PERSON | {"birth_year": "1.990", "cost": "2,5 triệu"}}, CONTEXT, NONE["nominations"]
    )
    assert found == []
    assert (typed[2]["birth_year"], typed[2]["cost"], typed[2]["starts_on"].isoformat()) == (
        1990,
        2_500_000,
        "2024-10-14",
    )


def test_problems_are_told_by_row_the_severe_first():
    bad = PERSON | {"full_name": "Lê An", "starts_on": "1/10", "mode": "Chính quy", "unit": "Trung tâm B"}
    assert told(NOMINATIONS, PERSON, bad | {"course": "#REF!"}) == [
        (3, "unit", "unknown_unit", True),
        (3, "course", "formula_error", True),
        (3, "mode", "choice_does_not_fit", True),
        (3, "starts_on", "year_assumed", False),
    ]


def test_the_same_person_twice_whatever_accents_and_case_is_a_warning():
    again = PERSON | {"full_name": "NGUYEN THI  THUÝ", "course": "Tiếng Anh"}
    other = PERSON | {"full_name": "Nguyễn Thị Thu"}
    known = tables(nominations=[{"full_name": "nguyễn thị thu", "unit": "P"}])
    assert told(NOMINATIONS, PERSON, again, other, known=known) == [
        (2, "full_name", "double", False),
        (3, "full_name", "double", False),
        (4, "full_name", "double", False),
    ]
    _, found = check(NOMINATIONS, {2: PERSON, 3: again, 4: other}, CONTEXT, known["nominations"])
    assert "dòng 3 của danh sách" in found[0].problem.message
    assert "của bảng tính" in found[2].problem.message


def test_a_cancelled_entry_is_nobody_s_double():
    assert told(NOMINATIONS, PERSON, PERSON | {"state": CANCELLED}) == []


def test_the_same_link_twice_keeps_the_list_from_being_written():
    again = POST | {"url": "https://A.vn/1/?utm_source=zalo", "title": "Tin khác"}
    assert told(POSTS, POST, again) == [(2, "url", "double", True), (3, "url", "double", True)]
    assert told(POSTS, POST, known=tables(posts=[{"unit": "A", "url": "https://a.vn/1"}])) == [
        (2, "url", "double", True)
    ]
