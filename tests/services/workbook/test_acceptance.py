"""What is accepted: every refusal names the field by its label and writes nothing."""

from datetime import date
from typing import Any

import pytest

from services.schema import CANCELLED, DONE, PLANNED, TABS
from services.workbook import Invalid, Workbook
from tests.services.workbook.trial import (
    ACTIVITY,
    BANNER,
    BY,
    NIL_RETURN,
    NOMINATION,
    POST,
    Clock,
    opened,
    people,
    records,
    tab,
)

ID = "01J9A0000000000000000BAI01"


@pytest.fixture(scope="module")
def untouched(tmp_path_factory):
    """A workbook into which nothing gets."""
    folder = tmp_path_factory.mktemp("workbook")
    book = opened(folder, Clock())
    yield book
    sheet = people(folder)
    assert [records(tab(sheet, key)) for key in ("banners", "posts", "activities", "nominations", "audit")] == [[]] * 5


@pytest.fixture
def book(tmp_path) -> Workbook:
    return opened(tmp_path, Clock())


def refused(book: Workbook, key: str, values: dict[str, Any], **options: Any) -> dict[str | None, str]:
    """Code by field key of all that is wrong; each message begins with the label of its field."""
    with pytest.raises(Invalid) as caught:
        book.add(key, values, **{"by": BY} | options)
    labels = {field.key: field.label for field in TABS[key].fields}
    for problem in caught.value.problems:
        assert problem.severe
        if problem.code != "unknown_field":
            assert problem.message.startswith(f"{labels[problem.field_key]}: ")
        assert problem.message in str(caught.value)
    return {problem.field_key: problem.code for problem in caught.value.problems}


@pytest.mark.parametrize(
    ("key", "values", "problems"),
    [
        pytest.param("banners", BANNER | {"place": ""}, {"place": "missing"}, id="empty"),
        pytest.param("banners", BANNER | {"place": "\u00a0\u200b"}, {"place": "missing"}, id="invisible"),
        pytest.param("banners", BANNER | {"unit": "Phòng Ma"}, {"unit": "unknown_unit"}, id="unknown unit"),
        pytest.param("banners", BANNER | {"kind": "Cờ"}, {"kind": "not_a_choice"}, id="forged choice"),
        pytest.param(
            "banners", BANNER | {"hung_on": "31/02/2024"}, {"hung_on": "impossible_date"}, id="impossible date"
        ),
        pytest.param("banners", BANNER | {"hung_on": "01/10/26000"}, {"hung_on": "not_a_date"}, id="odd year"),
        pytest.param(
            "banners", BANNER | {"taken_down_on": "30/09/2024"}, {"taken_down_on": "too_early"}, id="end first"
        ),
        pytest.param("banners", BANNER | {"quantity": 0}, {"quantity": "too_small"}, id="no banner"),
        pytest.param("banners", BANNER | {"quantity": "-2"}, {"quantity": "too_small"}, id="negative count"),
        pytest.param("banners", BANNER | {"quantity": 1.5}, {"quantity": "not_whole"}, id="fraction"),
        pytest.param("banners", BANNER | {"quantity": "1,5"}, {"quantity": "not_whole"}, id="typed fraction"),
        pytest.param("banners", BANNER | {"quantity": float("nan")}, {"quantity": "not_a_number"}, id="not a number"),
        pytest.param("banners", BANNER | {"place": "x" * 501}, {"place": "too_long"}, id="long name"),
        pytest.param("banners", BANNER | {"slogan": "x" * 5_001}, {"slogan": "too_long"}, id="long text"),
        pytest.param("banners", BANNER | {"note": "a\x00b"}, {"note": "control_characters"}, id="control character"),
        pytest.param("banners", BANNER | {"note": "a\ud800b"}, {"note": "control_characters"}, id="half a pair"),
        pytest.param("banners", BANNER | {"photo": "javascript:alert(1)"}, {"photo": "not_a_link"}, id="script link"),
        pytest.param("banners", BANNER | {"photo": r"\\may-chu\anh"}, {"photo": "not_a_link"}, id="share link"),
        pytest.param("banners", BANNER | {"colour": "đỏ"}, {"colour": "unknown_field"}, id="unknown field"),
        pytest.param(
            "banners", BANNER | {"entered_at": "01/10/2024"}, {"entered_at": "unknown_field"}, id="own moment"
        ),
        pytest.param("posts", POST | {"url": None}, {"url": "missing"}, id="done without its link"),
        pytest.param("activities", ACTIVITY | {"workers": 31}, {"participations": "parts_exceed_total"}, id="parts"),
        pytest.param(
            "nominations", NOMINATION | {"mode": "Chính quy"}, {"mode": "choice_does_not_fit"}, id="other mode"
        ),
        pytest.param("nominations", NOMINATION | {"birth_year": 2024}, {"birth_year": "too_large"}, id="too young"),
        pytest.param(
            "banners",
            {"unit": "CESTI", "hung_on": "hôm qua"},
            dict.fromkeys(("kind", "slogan", "quantity", "place"), "missing") | {"hung_on": "not_a_date"},
            id="all at once",
        ),
    ],
)
def test_bad_values_are_named_field_by_field(untouched, key, values, problems):
    assert refused(untouched, key, values) == problems


@pytest.mark.parametrize("row_id", ["", "a", "Ă", "A B", "A_1", "X" * 65, "A\n"])
def test_a_row_id_of_another_form_is_refused(untouched, row_id):
    assert refused(untouched, "banners", BANNER, row_id=row_id) == {"row_id": "row_id"}


@pytest.mark.parametrize("row_id", ["A", "X" * 64, "MAU-001", "1E5"])
def test_a_row_id_of_capitals_digits_and_hyphens_is_kept(book, row_id):
    assert book.add("banners", BANNER, by=BY, row_id=row_id).row_id == row_id
    assert list(book.snapshot().tables["banners"]["row_id"]) == [row_id]


@pytest.mark.parametrize(("by", "code"), [("", "missing"), (" \u200b ", "missing"), ("x" * 501, "too_long")])
def test_somebody_has_to_sign(untouched, by, code):
    assert refused(untouched, "banners", BANNER, by=by) == {"entered_by": code}


def test_a_name_is_kept_as_it_reads(book):
    """NFC and without stray spaces, but with the tone where its owner puts it."""
    book.add("banners", BANNER, by="  Nguyễn\u00a0Thị  Thuý ".replace("ý", "y\u0301"), row_id=ID)
    assert list(book.snapshot().tables["banners"]["entered_by"]) == ["Nguyễn Thị Thuý"]


@pytest.mark.parametrize(
    ("key", "values", "codes"),
    [
        ("banners", {"hung_on": "25/09/2024"}, ["outside_window"]),
        ("banners", {"hung_on": date(2024, 1, 10)}, ["swap"]),
        ("banners", {"hung_on": "1/10"}, ["year_assumed"]),
        ("banners", {"slogan": "Học, học nữa, học mãi"}, ["other_slogan"]),
        ("banners", {"slogan": "phát triển văn hóa đọc, thúc đẩy học tập suốt đời"}, []),
        ("banners", {"photo": None}, ["missing"]),
        ("banners", {"photo": None, "state": PLANNED}, []),
        ("banners", {"size": "to"}, ["odd_form"]),
        ("nil_returns", {}, []),
    ],
)
def test_what_is_unusual_is_accepted_and_told(book, key, values, codes):
    start = {"banners": BANNER, "nil_returns": NIL_RETURN}[key]
    receipt = book.add(key, start | values, by=BY)
    assert [problem.code for problem in receipt.warnings] == codes
    assert len(book.snapshot().tables[key]) == 1


class TestTheSameLinkTwice:
    @pytest.fixture
    def entered(self, book) -> Workbook:
        book.add("posts", POST, by=BY, row_id=ID)
        return book

    @pytest.mark.parametrize("url", [POST["url"], "https://WWW.EXAMPLE.vn/tin/1/?utm_source=zalo#dau"])
    def test_is_refused_however_it_is_written(self, entered, url):
        assert refused(entered, "posts", POST | {"title": "Bài khác", "url": url}) == {"url": "double"}

    def test_names_the_row_that_has_it(self, entered):
        with pytest.raises(Invalid, match="đã có ở dòng 2 của trang “Bài đăng”"):
            entered.add("posts", POST, by=BY)

    def test_does_not_hold_against_a_cancelled_row(self, entered):
        entered.change("posts", ID, {"state": CANCELLED}, by=BY, seen={"state": DONE})
        assert entered.add("posts", POST, by=BY).warnings == ()

    def test_keeps_the_cancelled_row_cancelled(self, entered):
        entered.change("posts", ID, {"state": CANCELLED}, by=BY, seen={"state": DONE})
        entered.add("posts", POST, by=BY)
        with pytest.raises(Invalid, match="đã có ở dòng 3"):
            entered.change("posts", ID, {"state": DONE}, by=BY, seen={"state": CANCELLED})

    def test_is_refused_in_a_change_too(self, entered):
        other = entered.add("posts", POST | {"url": "https://www.example.vn/tin/2"}, by=BY)
        with pytest.raises(Invalid, match="Đường dẫn: đã có ở dòng 2"):
            entered.change("posts", other.row_id, {"url": POST["url"]}, by=BY, seen={})
        entered.change("posts", ID, {"url": POST["url"] + "/"}, by=BY, seen={})


class TestChanges:
    def changed(self, book, key: str, start: dict[str, Any], changes: dict[str, Any]) -> dict[str | None, str]:
        """Code by field key of what is wrong with the changes of an entry; empty when they are accepted."""
        row_id = book.add(key, start, by=BY).row_id
        try:
            book.change(key, row_id, changes, by=BY, seen={})
        except Invalid as error:
            return {problem.field_key: problem.code for problem in error.problems}
        return {}

    @pytest.mark.parametrize(
        ("key", "start", "changes", "problems"),
        [
            ("activities", ACTIVITY, {"starts_on": date(2024, 10, 5)}, {"ends_on": "too_early"}),
            ("activities", ACTIVITY, {"ends_on": date(2024, 10, 1)}, {"ends_on": "too_early"}),
            ("activities", ACTIVITY, {"workers": 31}, {"participations": "parts_exceed_total"}),
            ("activities", ACTIVITY, {"workers": 30}, {}),
            (
                "nominations",
                NOMINATION,
                {"training_kind": "Đào tạo"},
                {"degree": "missing", "mode": "choice_does_not_fit"},
            ),
            ("nominations", NOMINATION, {"full_name": None}, {"full_name": "missing"}),
            ("nominations", NOMINATION, {"progress": "Hoàn thành"}, {"decision_number": "missing"}),
            ("posts", POST | {"state": PLANNED, "url": None}, {"state": DONE}, {"url": "missing"}),
            ("posts", POST, {"row_id": "KHAC"}, {"row_id": "unknown_field"}),
            ("posts", POST, {"return_note": "x" * 5_001}, {"return_note": "too_long"}),
            ("posts", POST, {"return_note": "Thiếu ảnh"}, {}),
        ],
    )
    def test_are_judged_by_the_rules_that_they_touch(self, book, key, start, changes, problems):
        assert self.changed(book, key, start, changes) == problems

    def test_are_warned_of_like_new_entries(self, book):
        row_id = book.add("banners", BANNER | {"photo": None}, by=BY).row_id
        receipt = book.change("banners", row_id, {"slogan": "Khác"}, by=BY, seen={})
        assert [problem.code for problem in receipt.warnings] == ["other_slogan"]

    def test_need_a_name(self, book):
        book.add("banners", BANNER, by=BY, row_id=ID)
        with pytest.raises(Invalid, match="Người nhập: chưa ghi"):
            book.change("banners", ID, {"quantity": 5}, by=" ", seen={})
