"""What is odd in a spreadsheet is told with its place and what to do, and stays as it is."""

import pytest

from services.schema import BANNERS
from services.workbook.gateway import MakeUp, Sheet
from services.workbook.setup.look import find_sheet, is_nearly
from services.workbook.setup.plan import plan
from tests.services.workbook.setup.seen import found, header, spreadsheet


def hints(tab, *others):
    return plan(spreadsheet({"banners": tab}, *others), [BANNERS]).hints


def test_a_tab_as_it_should_be_has_none():
    assert hints(found(BANNERS, [header(BANNERS)])) == ()


def test_doubled_headers_are_told_with_their_columns():
    labels = [*header(BANNERS), "số lượng ", ""]
    assert hints(found(BANNERS, [labels])) == (
        "Trang “Băng rôn” có 2 cột cùng tên “Số lượng” (D, R). Ứng dụng chỉ dùng cột D; xin đổi tên cột kia.",
    )


def test_a_hidden_tab_is_told_and_used_all_the_same():
    (hint,) = hints(found(BANNERS, [header(BANNERS)], is_hidden=True))
    assert hint.startswith("Trang “Băng rôn” đang bị ẩn; ứng dụng vẫn đọc")


@pytest.mark.parametrize("title", ["băng rôn", " Băng rôn ", "Bang ron", "BĂNG-RÔN"])
def test_a_second_tab_with_nearly_the_same_title_is_told(title):
    assert hints(found(BANNERS, [header(BANNERS)]), Sheet(9, title, 100, 5)) == (
        f"Có trang tên gần giống “Băng rôn”: “{title}”. Ứng dụng chỉ dùng trang “Băng rôn”; xin đổi tên trang kia.",
    )


def test_a_protection_that_keeps_the_app_out_is_told():
    protected = {"protectedRangeId": 5, "range": {"sheetId": BANNERS.sheet_id}}
    (hint,) = hints(found(BANNERS, [header(BANNERS)], MakeUp(protected=(protected,))))
    assert hint.startswith("Trang “Băng rôn” có vùng được bảo vệ mà tài khoản dịch vụ không được sửa.")


@pytest.mark.parametrize("more", [{"requestingUserCanEdit": True}, {"warningOnly": True}])
def test_a_protection_that_lets_the_app_in_is_not(more):
    protected = {"protectedRangeId": 5, "range": {"sheetId": BANNERS.sheet_id}, **more}
    assert hints(found(BANNERS, [header(BANNERS)], MakeUp(protected=(protected,)))) == ()


SHEETS = [Sheet(1, "bang ron", 9, 9), Sheet(2, "Băng rôn", 9, 9), Sheet(BANNERS.sheet_id, "Băng rôn 2024", 9, 9)]


@pytest.mark.parametrize(
    ("sheets", "title"),
    [(SHEETS, "Băng rôn 2024"), (SHEETS[:2], "Băng rôn"), (SHEETS[:1], "bang ron"), ([], None)],
)
def test_a_tab_is_known_by_its_id_then_by_its_title_then_by_one_like_it(sheets, title):
    sheet = find_sheet(BANNERS, sheets)
    assert (sheet and sheet.title) == title


def test_a_longer_title_is_not_nearly_the_same():
    assert not is_nearly("Bản sao của Băng rôn", BANNERS)
    assert not is_nearly("Băng rôn 2023", BANNERS)
