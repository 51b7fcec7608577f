from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.reading import parse_field, url_key
from services.schema import ACTIVITIES, BANNERS, DUTIES, MAX_NAME, MAX_TEXT, NIL_RETURNS, NOMINATIONS, PLAN, POSTS, TABS
from tests.services.reading.campaign_2024 import CONTEXT
from tests.services.reading.cells import CELLS

FIELDS = [(tab, field) for tab in TABS.values() for field in tab.fields]


def _read(tab, key, raw):
    return parse_field(tab.field(key), raw, CONTEXT)


@pytest.mark.parametrize(
    ("tab", "key", "raw", "value"),
    [
        (BANNERS, "unit", "Chi cục TĐC", "CCTĐC"),
        (BANNERS, "kind", "BANG RON", "Băng rôn"),
        (BANNERS, "kind", "khẩu hiệu điện tử / LED", "Khẩu hiệu điện tử/LED"),
        (BANNERS, "state", "Huỷ", "Hủy"),
        (BANNERS, "slogan", "=SUM(A1:A9)", "=SUM(A1:A9)"),
        (BANNERS, "slogan", "+84 901", "+84 901"),
        (BANNERS, "slogan", "'quoted", "'quoted"),
        (BANNERS, "slogan", "<script>alert(1)</script>", "<script>alert(1)</script>"),
        (BANNERS, "slogan", "một\r\n hai ", "một\nhai"),
        (BANNERS, "place", "Cô\u0309ng\nsau", "Cổng sau"),
        (BANNERS, "place", 12.0, "12"),
        (BANNERS, "place", True, "TRUE"),
        (BANNERS, "size", "6x0,8", "6x0,8"),
        (BANNERS, "quantity", "3 băng rôn", 3),
        (BANNERS, "cost", "2,5 triệu", 2_500_000),
        (BANNERS, "hung_on", 45566, date(2024, 10, 1)),
        (ACTIVITIES, "hours", "4,5", 4.5),
        (NIL_RETURNS, "duty", "II.2", "II.2"),
        (NIL_RETURNS, "duty", "treo băng rôn", "II.2"),
        (NIL_RETURNS, "duty", "II.2 Treo băng rôn", "II.2"),
        (DUTIES, "owed_by", "Đơn vị trực thuộc; VP,\nQLKH;", ("Đơn vị trực thuộc", "VP", "QLKH")),
        (DUTIES, "owed_by", ("VP", " QLKH "), ("VP", "QLKH")),
        (PLAN, "key", "Số kế hoạch", "number"),
        (PLAN, "key", "number", "number"),
    ],
)
def test_a_cell_is_read_by_the_type_of_its_column(tab, key, raw, value):
    parsed = _read(tab, key, raw)
    assert (parsed.value, parsed.problem) == (value, None)


@pytest.mark.parametrize("raw", [None, "", " \u00a0\u200b"])
def test_a_blank_cell_is_no_problem_in_any_column(raw):
    for _, field in FIELDS:
        assert parse_field(field, raw, CONTEXT) == _read(BANNERS, "note", None)


@pytest.mark.parametrize(
    ("tab", "key", "raw", "code"),
    [
        (BANNERS, "kind", "Biểu ngữ", "not_a_choice"),
        (BANNERS, "state", "xong rồi", "not_a_choice"),
        (BANNERS, "state", True, "not_a_choice"),
        (BANNERS, "unit", "#REF!", "formula_error"),
        (BANNERS, "slogan", " #N/A ", "formula_error"),
        (BANNERS, "slogan", "Häc tËp suèt ®êi", "legacy_encoding"),
        (BANNERS, "quantity", "0", "too_small"),
        (BANNERS, "quantity", "1,500", "not_whole"),
        (BANNERS, "cost", -1, "too_small"),
        (BANNERS, "cost", "−1", "too_small"),
        (BANNERS, "hung_on", "31/9/2024", "impossible_date"),
        (NOMINATIONS, "birth_year", 1900, "too_small"),
        (NOMINATIONS, "birth_year", 2024, "too_large"),
        (NIL_RETURNS, "duty", "II.9", "unknown_duty"),
    ],
)
def test_what_a_column_may_not_hold_has_no_value_and_a_severe_problem(tab, key, raw, code):
    parsed = _read(tab, key, raw)
    assert (parsed.value, parsed.problem.code, parsed.problem.severe) == (None, code, True)


def test_a_problem_names_its_column_and_what_was_found():
    problem = _read(BANNERS, "quantity", "1,500").problem
    assert problem.field_key == "quantity"
    assert problem.found == "1,500"
    assert problem.message.startswith("Số lượng: ")


def test_a_problem_repeats_at_most_200_characters_of_the_cell():
    found = _read(BANNERS, "quantity", "x" * 50_001).problem.found
    assert len(found) == 200
    assert found.endswith("…")


def test_an_odd_size_is_kept_with_a_warning():
    parsed = _read(BANNERS, "size", "khổ lớn")
    assert (parsed.value, parsed.problem.code, parsed.problem.severe) == ("khổ lớn", "odd_form", False)


@pytest.mark.parametrize(("key", "limit"), [("slogan", MAX_TEXT), ("place", MAX_NAME)])
def test_free_text_ends_at_its_limit(key, limit):
    assert _read(BANNERS, key, "đ" * limit).value == "đ" * limit
    assert _read(BANNERS, key, "đ" * limit + "  ").problem is None
    parsed = _read(BANNERS, key, "đ" * (limit + 1))
    assert (parsed.value, parsed.problem.code) == (None, "too_long")


def test_texts_hold_5000_characters_and_names_500():
    assert (MAX_TEXT, MAX_NAME) == (5_000, 500)


@pytest.mark.parametrize("key", ["hung_on", "taken_down_on"])
def test_only_dates_that_belong_into_the_week_are_held_against_it(key):
    problem = _read(BANNERS, key, 45301).problem
    assert (problem.code if problem else None) == {"hung_on": "swap", "taken_down_on": None}[key]


@pytest.mark.parametrize("tab_key", ["posts.views_on", "nominations.starts_on", "nominations.decision_date"])
def test_dates_without_a_window_are_not_questioned(tab_key):
    tab, key = tab_key.split(".")
    assert _read(TABS[tab], key, 45301).problem is None


@pytest.mark.parametrize(
    "link",
    [
        "https://dost.hochiminhcity.gov.vn/tin-tuc/1",
        "HTTP://Example.com",
        "http://localhost:8501/x",
        "https://vi.wikipedia.org/wiki/Học_tập?x=1#y",
        " https://a.vn/b\u200b ",
        "http://10.0.0.5:8080/anh.jpg",
        "https://tiếngviệt.vn/",
        "https://xn--tingvit-yf6c55c.vn/",
        "https://a.vn/@kenh?x=a@b.vn",
    ],
)
def test_http_links_are_kept(link):
    parsed = _read(POSTS, "url", link)
    assert (parsed.value, parsed.problem) == (link.strip("\u200b ").strip(), None)


@pytest.mark.parametrize(
    "link",
    [
        "javascript:alert(1)",
        "java\tscript:alert(1)",
        "JAVASCRIPT://a.vn/%0aalert(1)",
        "[x](javascript:alert(1))",
        "data:text/html,x",
        "ftp://a.vn/b",
        "file:///etc/passwd",
        "\\\\host\\share",
        "//a.vn/b",
        "a.vn/b",
        "https://",
        "https://a",
        "https:a.vn",
        "https://a.vn/b c",
        "https://a.vn https://b.vn",
        "http://[",
        "http://[::1]/",
        "https://docs.google.com@evil.example/",
        "https://user:matkhau@evil.example/",
        "https://docs.google.com\\@evil.example/",
        "https:\\\\evil.example\\x",
        "https://docs.google.com／@evil.example/",
        "https://gооgle.com/",
        "https://%65vil.example/",
        "http://0x7f.1/",
        "http://127.0.0.1.256/",
        "http://１２７.0.0.1/",
        "http://a.vn:99999/",
        "data://a.vn/x",
        "view-source:https://a.vn/",
        "đang cập nhật",
        12,
        True,
    ],
)
def test_anything_but_an_http_link_is_refused(link):
    parsed = _read(POSTS, "url", link)
    assert (parsed.value, parsed.problem.code, parsed.problem.severe) == (None, "not_a_link", True)


@pytest.mark.parametrize(
    "link",
    [
        "https://A.vn/Bai?id=1",
        "HTTPS://a.vn/Bai/?id=1",
        "https://a.vn/Bai?utm_source=fb&id=1",
        "https://a.vn/Bai?id=1&utm_medium=x#binh-luan",
        " https://a.vn/Bai?id=1 ",
    ],
)
def test_links_to_one_page_have_one_key(link):
    assert url_key(link) == url_key("https://a.vn/Bai?id=1")


@pytest.mark.parametrize(
    "link", ["https://a.vn/bai?id=1", "https://a.vn/Bai?id=2", "https://a.vn/Bai", "http://a.vn/Bai?id=1"]
)
def test_links_to_different_pages_have_different_keys(link):
    assert url_key(link) != url_key("https://a.vn/Bai?id=1")


@given(st.sampled_from(FIELDS), CELLS)
def test_no_cell_makes_any_column_raise(place, raw):
    _, field = place
    parsed = parse_field(field, raw, CONTEXT)
    assert parsed.value is None or parsed.problem is None or not parsed.problem.severe
    if parsed.problem:
        assert parsed.problem.field_key == field.key
    if field.type == "url" and parsed.value is not None:
        assert url_key(parsed.value) == url_key(url_key(parsed.value))
