import re

import pytest

from services.reading import fold
from services.schema import LOGS, MAX_NAME, MAX_TEXT, READ_ALWAYS, SETTING_KEYS, TABS, Type

TAIL = "state evidence note entered_by entered_at return_note row_id"
KEYS = {
    "plan": "key value note",
    "units": "code name short_name aliases kind parent active_from active_to duties contact note",
    "duties": "code title source log owed_by deadline",
    "banners": f"unit kind slogan quantity size place hung_on taken_down_on cost photo {TAIL}",
    "posts": f"unit channel title url posted_on kind author views views_on {TAIL}",
    "activities": "unit name format platform starts_on ends_on participations civil_servants public_employees workers "
    f"hours partners outcome {TAIL}",
    "nominations": "unit full_name gender birth_year position staff_group grade course training_kind degree subject "
    f"mode institution location starts_on ends_on cost funding decision_number decision_date progress {TAIL}",
    "nil_returns": f"unit duty reason {TAIL}",
    "audit": "at by action tab row_id before after",
    "users": "email name role units active",
    "settings": "key unit value note",
    "freezes": "freeze at by revision kind unit duty status required fulfilled tab row_id content",
}
TITLES = {
    "plan": "Kế hoạch",
    "units": "Đơn vị",
    "duties": "Nhiệm vụ",
    "banners": "Băng rôn",
    "posts": "Bài đăng",
    "activities": "Hoạt động học tập",
    "nominations": "Cử đi học",
    "nil_returns": "Không phát sinh",
    "audit": "Nhật ký",
    "users": "Người dùng",
    "settings": "Cài đặt",
    "freezes": "Chốt số liệu",
}
CHOICES = {
    "banners.kind": "Băng rôn; Pano; Áp phích; Standee; Khẩu hiệu điện tử/LED",
    "banners.state": "Dự kiến; Đã thực hiện; Hủy",
    "posts.channel": "Website Sở; Website đơn vị; Facebook; Zalo OA; YouTube; Khác",
    "posts.kind": "Tin; Bài; Infographic; Video; Banner web",
    "activities.format": "Khóa học trực tuyến/MOOC; Hội thảo/tọa đàm trực tuyến; Tập huấn kỹ năng số; "
    "Thư viện/sách điện tử; Câu lạc bộ đọc; Cuộc thi trực tuyến; Tự học; Khác",
    "nominations.gender": "Nam; Nữ",
    "nominations.staff_group": "Công chức; Viên chức; Người lao động",
    "nominations.grade": "Chuyên viên cao cấp; Chuyên viên chính; Chuyên viên; Cán sự; Nhân viên; Viên chức hạng I; "
    "Viên chức hạng II; Viên chức hạng III; Viên chức hạng IV; Viên chức hạng V",
    "nominations.training_kind": "Đào tạo; Bồi dưỡng",
    "nominations.degree": "Trung cấp; Cao đẳng; Đại học; Thạc sĩ; Tiến sĩ",
    "nominations.subject": "Lý luận chính trị; Kiến thức quốc phòng và an ninh; Kiến thức, kỹ năng quản lý nhà nước; "
    "Theo yêu cầu vị trí việc làm; Ngoại ngữ; Tin học; Khác",
    "nominations.mode": "Chính quy; Vừa làm vừa học; Từ xa; Tập trung; Bán tập trung; Từ xa/Trực tuyến",
    "nominations.location": "Trong nước; Nước ngoài",
    "nominations.funding": "NSNN; Đơn vị; Cá nhân tự túc; Tài trợ; Khác",
    "nominations.progress": "Đề xuất; Đã có quyết định; Đang học; Hoàn thành; Không hoàn thành",
}
PLAN_KEYS = (
    "number symbol issued_on issuer place title basis theme starts_on ends_on deadline criterion report_to recipients "
    "signer_form signer_title signer_name erase_on"
)
REQUIRED = {
    "banners": "unit kind slogan quantity place hung_on",
    "posts": "unit channel title posted_on kind",
    "activities": "unit name format starts_on participations",
    "nominations": "unit full_name position staff_group course training_kind mode institution starts_on progress",
    "nil_returns": "unit duty reason",
}
FIELDS = [(tab, field) for tab in TABS.values() for field in tab.fields]
EVERY_TAB = pytest.mark.parametrize("tab", TABS.values(), ids=TABS)


def test_the_tabs_are_the_twelve_of_the_design():
    assert list(TABS) == list(KEYS)
    assert {key: tab.title for key, tab in TABS.items()} == TITLES
    assert list(LOGS) == ["banners", "posts", "activities", "nominations", "nil_returns"]


@EVERY_TAB
def test_a_tabs_columns_have_their_keys_in_their_order(tab):
    assert " ".join(tab.keys) == KEYS[tab.key]


def test_a_refresh_reads_every_tab_but_the_audit_log():
    assert set(READ_ALWAYS) == set(KEYS) - {"audit"}


def test_tabs_have_their_own_titles_and_sheet_ids():
    assert len({fold(tab.title) for tab in TABS.values()}) == len(TABS)
    assert len({tab.sheet_id for tab in TABS.values()}) == len(TABS)
    assert all(0 < tab.sheet_id < 2**31 for tab in TABS.values())


@EVERY_TAB
def test_labels_and_other_names_of_columns_do_not_collide(tab):
    names = [name for field in tab.fields for name in {fold(name) for name in (field.label, *field.aliases)}]
    assert sorted(names) == sorted(set(names))


@pytest.mark.parametrize(
    "field", [field for _, field in FIELDS], ids=[f"{tab.key}.{field.key}" for tab, field in FIELDS]
)
def test_a_column_has_a_label_that_is_not_its_key(field):
    assert field.label.strip() == field.label != ""
    assert fold(field.label) != fold(field.key)
    assert field.label[0].isupper()


@pytest.mark.parametrize("place", CHOICES)
def test_choices_are_those_of_the_domain(place):
    tab, key = place.split(".")
    assert "; ".join(TABS[tab].field(key).choices.values()) == CHOICES[place]


def test_every_other_choice_is_listed_by_its_key():
    other = {f"{tab.key}.{field.key}": list(field.choices) for tab, field in FIELDS if field.choices}
    other = {place: keys for place, keys in other.items() if place not in CHOICES and not place.endswith(".state")}
    assert other.pop("audit.action")[:3] == ["add", "change", "cancel"]
    assert other == {
        "plan.key": PLAN_KEYS.split(),
        "units.kind": ["PHONG", "DON_VI"],
        "duties.log": ["banners", "posts", "activities", "nominations"],
        "users.role": ["office", "unit", "director"],
        "users.active": ["yes", "no"],
        "settings.key": list(SETTING_KEYS),
        "freezes.kind": ["freeze", "figure", "row"],
    }


def test_choices_are_told_apart_without_accents():
    for _, field in FIELDS:
        words = {fold(word): key for key, label in field.choices.items() for word in (key, label)}
        assert len(set(words.values())) == len(field.choices)
        assert all(words[fold(word)] == key for key, label in field.choices.items() for word in (key, label))


@pytest.mark.parametrize("key", REQUIRED)
def test_required_columns_of_the_logs_are_those_of_the_domain(key):
    assert " ".join(field.key for field in TABS[key].fields if field.required) == REQUIRED[key]


@pytest.mark.parametrize(
    ("place", "by", "values", "soft"),
    [
        ("banners.photo", "state", ("Đã thực hiện",), True),
        ("posts.url", "state", ("Đã thực hiện",), False),
        ("nominations.degree", "training_kind", ("Đào tạo",), False),
        ("nominations.subject", "training_kind", ("Bồi dưỡng",), False),
        (
            "nominations.decision_number",
            "progress",
            ("Đã có quyết định", "Đang học", "Hoàn thành", "Không hoàn thành"),
            False,
        ),
    ],
)
def test_columns_needed_in_some_cases_name_the_case(place, by, values, soft):
    tab, key = place.split(".")
    need = TABS[tab].field(key).needed
    assert (need.field, need.values, need.soft) == (by, values, soft)


def test_dates_that_belong_into_the_week_are_three():
    assert {f"{tab.key}.{field.key}" for tab, field in FIELDS if field.windowed} == {
        "banners.hung_on",
        "posts.posted_on",
        "activities.starts_on",
    }


def test_personal_columns_are_name_and_birth_year_of_nominees_and_the_users_own():
    assert {f"{tab.key}.{field.key}" for tab, field in FIELDS if field.personal} == {
        "nominations.full_name",
        "nominations.birth_year",
        "users.email",
        "users.name",
    }


def test_the_app_fills_who_when_the_return_note_and_the_row_id_of_every_log():
    for tab in LOGS.values():
        automatic = {field.key for field in tab.fields if field.automatic}
        assert automatic == {"entered_by", "entered_at", "return_note", "row_id"}
        assert not automatic & {field.key for field in tab.form_fields}


def test_text_fits_a_cell_of_google_and_of_excel():
    assert (MAX_NAME, MAX_TEXT) == (500, 5_000)
    assert MAX_TEXT < 32_767 < 50_000


@EVERY_TAB
def test_what_a_column_says_of_others_names_columns_of_its_tab(tab):
    assert tab.subject in tab.keys
    for field in tab.fields:
        others = [field.not_before, field.needed and field.needed.field, field.choices_by and field.choices_by[0]]
        assert {other for other in (*others, *field.parts) if other} <= set(tab.keys)


def test_what_choices_leave_are_choices():
    for tab, field in FIELDS:
        if field.choices_by:
            other, allowed = field.choices_by
            assert set(allowed) <= set(tab.field(other).choices)
            assert {word for words in allowed.values() for word in words} == set(field.choices)


def test_choices_belong_to_choice_columns_and_patterns_are_regular_expressions():
    for _, field in FIELDS:
        assert bool(field.choices) == (field.type is Type.CHOICE)
        assert field.pattern is None or (re.compile(field.pattern) and field.help)


def test_an_unknown_column_is_a_key_error_with_its_place():
    with pytest.raises(KeyError, match=r"banners\.colour"):
        TABS["banners"].field("colour")
