"""Several entries at once: all of them stand in the sheet, each with its audit row, or none."""

from typing import Any

import pytest

from services.workbook import Conflict, Invalid
from tests.services.workbook.trial import BY, NOMINATION, POST, people, records, serving, tab

ONE, TWO, THREE = ("01J9A00000000000000000CU" + sign for sign in "123")
PEOPLE = [(ONE, NOMINATION | {"full_name": "Lê Thị An"}), (TWO, NOMINATION | {"full_name": "Hồ Quốc Đăng"})]


@pytest.fixture
def sheet(book, tmp_path):
    """The workbook as people have it before them."""
    return people(tmp_path)


def entries(sheet, key: str) -> list[dict[str, Any]]:
    return records(tab(sheet, key))


def test_all_stand_below_one_another_in_the_order_given(book, sheet):
    receipts = book.add_all("nominations", PEOPLE, by=BY)
    rows = entries(sheet, "nominations")
    assert [(row["Họ và tên"], row["Mã dòng"], row["Người nhập"]) for row in rows] == [
        ("Lê Thị An", ONE, BY),
        ("Hồ Quốc Đăng", TWO, BY),
    ]
    assert [(receipt.row_id, receipt.cell_url) for receipt in receipts] == [
        (ONE, f"/nominations?row={ONE}"),
        (TWO, f"/nominations?row={TWO}"),
    ]


def test_each_has_its_audit_row(book, sheet):
    book.add_all("nominations", PEOPLE, by=BY)
    told = [(row["Hành động"], row["Mã dòng"], row["Sau"]) for row in entries(sheet, "audit")]
    assert [(action, row_id) for action, row_id, _ in told] == [("Thêm", ONE), ("Thêm", TWO)]
    assert ["Lê Thị An" in told[0][2], "Hồ Quốc Đăng" in told[1][2]] == [True, True]


def test_the_same_again_gives_the_same_receipts_and_adds_nothing(book, sheet, clock):
    first = book.add_all("nominations", PEOPLE, by=BY)
    clock.tick(minutes=1)
    assert book.add_all("nominations", PEOPLE, by=BY) == first
    assert len(entries(sheet, "nominations")) == len(entries(sheet, "audit")) == 2


def test_what_stands_already_is_not_written_again_beside_what_is_new(book, sheet):
    book.add_all("nominations", PEOPLE[:1], by=BY)
    receipts = book.add_all("nominations", [*PEOPLE, (THREE, NOMINATION)], by=BY)
    assert [receipt.row_id for receipt in receipts] == [ONE, TWO, THREE]
    assert [row["Mã dòng"] for row in entries(sheet, "nominations")] == [ONE, TWO, THREE]


def test_all_go_in_one_call_and_a_lost_answer_doubles_nothing(tmp_path, clock):
    with serving(tmp_path, clock) as (book, server):
        server.coming = ["reset-after"]
        receipts = book.add_all("nominations", PEOPLE, by=BY)
        assert book.add_all("nominations", PEOPLE, by=BY) == receipts
        assert server.asked[":batchUpdate"] == 1
    assert len(entries(people(tmp_path), "nominations")) == len(entries(people(tmp_path), "audit")) == 2


def test_nothing_at_all_is_nothing_to_write(book, sheet):
    assert book.add_all("nominations", [], by=BY) == []
    assert entries(sheet, "audit") == []


@pytest.mark.parametrize(
    ("key", "given", "by", "told"),
    [
        (
            "nominations",
            [(ONE, NOMINATION), (TWO, NOMINATION | {"starts_on": "31/9/2024", "mode": None}), (THREE, {"x": 1})],
            BY,
            ["Dòng 2: Từ ngày:", "Dòng 2: Hình thức:", "Dòng 3: Không có mục “x”"],
        ),
        ("nominations", PEOPLE, "", ["Người nhập: chưa ghi"]),
        ("nominations", [PEOPLE[0], (ONE, NOMINATION)], BY, ["Dòng 1: Mã dòng:", "Dòng 2: Mã dòng:"]),
        ("posts", [(ONE, POST), (TWO, POST | {"url": POST["url"] + "/#x"})], BY, ["Dòng 2: Đường dẫn: giống dòng 1"]),
        ("plan", [(ONE, {})], BY, ["Trang “plan” không phải"]),
    ],
)
def test_one_bad_entry_keeps_all_from_being_written(book, sheet, key, given, by, told):
    with pytest.raises(Invalid) as refusal:
        book.add_all(key, given, by=by)
    messages = [problem.message for problem in refusal.value.problems]
    assert all(any(message.startswith(start) for message in messages) for start in told), messages
    assert len([message for message in messages if "Người nhập" in message]) <= 1
    assert entries(sheet, "nominations") == entries(sheet, "posts") == entries(sheet, "audit") == []


def test_an_id_that_stands_for_other_values_stops_all(book, sheet):
    book.add_all("nominations", PEOPLE[:1], by=BY)
    with pytest.raises(Conflict):
        book.add_all("nominations", [(TWO, NOMINATION), (ONE, NOMINATION)], by=BY)
    assert [row["Mã dòng"] for row in entries(sheet, "nominations")] == [ONE]


def test_cancelled_posts_may_share_a_link(book, sheet):
    cancelled = POST | {"state": "Hủy"}
    assert len(book.add_all("posts", [(ONE, cancelled), (TWO, cancelled), (THREE, POST)], by=BY)) == 3
