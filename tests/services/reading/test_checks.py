from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.plan import Unit
from services.reading import Context, check_values
from services.schema import ACTIVITIES, BANNERS, DONE, DUTIES, LOGS, NIL_RETURNS, NOMINATIONS, POSTS
from tests.services.reading.campaign_2024 import CONTEXT, THEME, UNITS
from tests.services.reading.cells import CELLS

BANNER = {
    "unit": "VP",
    "kind": "Băng rôn",
    "slogan": THEME,
    "quantity": 1,
    "place": "Cổng chính",
    "hung_on": "01/10/2024",
    "photo": "https://a.vn/anh.jpg",
}
POST = {
    "unit": "VP",
    "channel": "Website Sở",
    "title": "Tuần lễ học tập",
    "url": "https://a.vn/1",
    "posted_on": date(2024, 10, 2),
    "kind": "Tin",
}
ACTIVITY = {"unit": "VP", "name": "Đọc sách", "format": "Tự học", "starts_on": "2/10/2024", "participations": 30}
NOMINATION = {
    "unit": "VP",
    "full_name": "Lê Thị An",
    "position": "Chuyên viên",
    "staff_group": "Công chức",
    "course": "Quản lý công",
    "training_kind": "Đào tạo",
    "degree": "Thạc sĩ",
    "mode": "Chính quy",
    "institution": "Trường A",
    "starts_on": "1/9/2024",
    "progress": "Đề xuất",
}
NIL_RETURN = {"unit": "VP", "duty": "III.1", "reason": "Không có nhu cầu"}
GOOD = {
    "banners": BANNER,
    "posts": POST,
    "activities": ACTIVITY,
    "nominations": NOMINATION,
    "nil_returns": NIL_RETURN,
}


def _codes(tab, **changes):
    """(field key, code, severe) of each problem of a good form with these changes."""
    return {
        (problem.field_key, problem.code, problem.severe)
        for problem in check_values(tab, {**GOOD[tab.key], **changes}, CONTEXT)[1]
    }


@pytest.mark.parametrize("tab", LOGS.values(), ids=LOGS)
def test_a_complete_form_has_no_problem_and_a_value_for_every_column_that_people_fill(tab):
    typed, problems = check_values(tab, GOOD[tab.key], CONTEXT)
    assert problems == []
    assert set(typed) == {field.key for field in tab.fields} - {"row_id", "entered_by", "entered_at", "return_note"}


def test_values_are_typed():
    typed, _ = check_values(BANNERS, {**BANNER, "unit": "văn phòng sở", "quantity": "2 cái"}, CONTEXT)
    assert (typed["unit"], typed["quantity"], typed["hung_on"], typed["cost"]) == ("VP", 2, date(2024, 10, 1), None)


def test_a_form_without_a_state_is_done():
    assert check_values(BANNERS, BANNER, CONTEXT)[0]["state"] == DONE


def test_an_unreadable_state_is_not_taken_for_done():
    typed, problems = check_values(BANNERS, {**BANNER, "state": "xong"}, CONTEXT)
    assert typed["state"] is None
    assert [problem.code for problem in problems] == ["not_a_choice"]


REQUIRED = [(tab, field.key) for tab in LOGS.values() for field in tab.form_fields if field.required]


@pytest.mark.parametrize(("tab", "key"), REQUIRED, ids=lambda part: getattr(part, "key", part))
@pytest.mark.parametrize("blank", [None, "", "\u00a0"])
def test_a_required_field_left_blank_is_severe(tab, key, blank):
    assert (key, "missing", True) in _codes(tab, **{key: blank})


def test_an_unreadable_field_is_not_also_missing():
    assert _codes(BANNERS, quantity="vài cái") == {("quantity", "not_a_number", True)}


@pytest.mark.parametrize(
    ("tab", "changes", "found"),
    [
        (BANNERS, {"photo": None}, {("photo", "missing", False)}),
        (BANNERS, {"photo": None, "state": "Dự kiến"}, set()),
        (BANNERS, {"slogan": THEME.upper() + "!"}, set()),
        (BANNERS, {"slogan": "Học, học nữa, học mãi"}, {("slogan", "other_slogan", False)}),
        (BANNERS, {"taken_down_on": "30/9/2024"}, {("taken_down_on", "too_early", True)}),
        (BANNERS, {"taken_down_on": "1/10/2024"}, set()),
        (BANNERS, {"hung_on": "10/1/2024"}, {("hung_on", "swap", False)}),
        (BANNERS, {"hung_on": "1/10"}, {("hung_on", "year_assumed", False)}),
        (BANNERS, {"hung_on": "31/9"}, {("hung_on", "impossible_date", True)}),
        (BANNERS, {"quantity": "1,500"}, {("quantity", "not_whole", True)}),
        (BANNERS, {"kind": "<script>"}, {("kind", "not_a_choice", True)}),
        (BANNERS, {"unit": "Sở Y tế"}, {("unit", "unknown_unit", True)}),
        (BANNERS, {"note": "x" * 50_001}, {("note", "too_long", True)}),
        (BANNERS, {"note": "a\x00b"}, {("note", "control_characters", True)}),
        (BANNERS, {"place": "a\ud800"}, {("place", "control_characters", True)}),
        (BANNERS, {"note": "👨\u200d👩 =1+1\r\n@x"}, set()),
        (BANNERS, {"evidence": "javascript:alert(1)"}, {("evidence", "not_a_link", True)}),
        (POSTS, {"url": None}, {("url", "missing", True)}),
        (POSTS, {"url": None, "state": "Dự kiến"}, set()),
        (POSTS, {"url": "ftp://a.vn/1"}, {("url", "not_a_link", True)}),
        (ACTIVITIES, {"civil_servants": 10, "public_employees": 10, "workers": 10}, set()),
        (ACTIVITIES, {"civil_servants": 21, "workers": 10}, {("participations", "parts_exceed_total", True)}),
        (ACTIVITIES, {"ends_on": "1/10/2024"}, {("ends_on", "too_early", True)}),
        (NOMINATIONS, {"degree": None}, {("degree", "missing", True)}),
        (NOMINATIONS, {"mode": "Tập trung"}, {("mode", "choice_does_not_fit", True)}),
        (
            NOMINATIONS,
            {"training_kind": "Bồi dưỡng"},
            {("subject", "missing", True), ("mode", "choice_does_not_fit", True)},
        ),
        (NOMINATIONS, {"training_kind": "Bồi dưỡng", "subject": "Tin học", "mode": "Tập trung"}, set()),
        (NOMINATIONS, {"progress": "Đang học"}, {("decision_number", "missing", True)}),
        (NOMINATIONS, {"progress": "Đang học", "decision_number": "812/QĐ-SKHCN"}, set()),
        (NIL_RETURNS, {"duty": "II.9"}, {("duty", "unknown_duty", True)}),
    ],
)
def test_a_form_is_held_to_its_rules(tab, changes, found):
    assert _codes(tab, **changes) == found


@pytest.mark.parametrize("key", ["entered_at", "row_id", "return_note", "unit_name", "__class__"])
def test_what_people_do_not_fill_is_refused(key):
    assert _codes(BANNERS, **{key: "x"}) == {(key, "unknown_field", True)}


def test_without_a_theme_every_slogan_is_good():
    assert check_values(BANNERS, {**BANNER, "slogan": "Khác"}, Context(2024, units=UNITS))[1] == []


DUTY = {"code": "II.2", "title": "Treo băng rôn", "log": "banners"}


@pytest.mark.parametrize("owed_by", [("PHONG",), ("đơn vị trực thuộc", "vp"), "Phòng chức năng; CCTĐC"])
def test_a_duty_is_owed_by_kinds_and_unit_codes(owed_by):
    assert check_values(DUTIES, {**DUTY, "owed_by": owed_by}, CONTEXT)[1] == []


@pytest.mark.parametrize(("word", "meant"), [("Văn phòng Sở", "VP"), ("Mọi người", None)])
def test_a_word_by_which_nobody_would_owe_a_duty_is_a_problem(word, meant):
    (problem,) = check_values(DUTIES, {**DUTY, "owed_by": ("PHONG", word)}, CONTEXT)[1]
    assert (problem.code, problem.field_key, problem.suggestion) == ("unknown_owner", "owed_by", meant)


def test_owners_are_not_judged_before_the_units_are_known():
    assert check_values(DUTIES, {**DUTY, "owed_by": "Văn phòng Sở"}, Context(2024))[1] == []


@given(st.sampled_from(list(LOGS.values())), st.data())
def test_no_form_makes_checking_raise_or_lets_a_severe_value_through(tab, data):
    values = data.draw(st.fixed_dictionaries({}, optional={field.key: CELLS for field in tab.form_fields}))
    typed, problems = check_values(tab, values, CONTEXT)
    severe = {problem.field_key for problem in problems if problem.severe}
    for field in tab.form_fields:
        assert typed[field.key] is not None or not field.required or field.key in severe


def test_units_of_the_context_are_the_only_ones_known():
    other = Context(2024, units=(Unit("Z", "Phòng Z", "PHONG"),))
    assert [p.code for p in check_values(NIL_RETURNS, NIL_RETURN, other)[1]] == ["unknown_unit", "unknown_duty"]
