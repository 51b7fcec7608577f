"""The check list: how far the way to the spreadsheet goes, and what it says where it stops."""

import os
from collections.abc import Iterator

import pytest

from services.local_sheets.auth import Condition
from services.schema import TABS
from services.workbook.connection import connect
from services.workbook.diagnosis import State, diagnose, unusable_settings
from services.workbook.setup import set_up
from tests.services.workbook.cloud import EMAIL, Cloud, cloud, key_file, secrets_toml

D, F, N = State.DONE, State.FAILED, State.OPEN
TITLES = [
    "Khóa của tài khoản dịch vụ",
    "Google cấp quyền truy cập",
    "Google Sheets API",
    "Bảng tính",
    "Quyền sửa",
    "Ngôn ngữ và múi giờ",
    "Trang và tiêu đề cột",
    "Danh sách chọn, màu và bảo vệ",
]


@pytest.fixture
def google(tmp_path) -> Iterator[Cloud]:
    with cloud(tmp_path) as made:
        yield made


def states(found):
    assert [step.title for step in found.steps] == TITLES
    return [step.state for step in found.steps]


def test_a_sheet_that_is_ready_has_all_its_ticks_after_two_reads(google):
    connection = google.connection()
    set_up(connection.gateway)
    google.calls.clear()
    found = diagnose(connection)
    assert states(found) == [D] * 8
    assert (found.changes, found.hints) == ((), ())
    assert found.is_reached
    assert found.is_ready
    assert google.calls == ["GET sheets", "GET sheets"]


def test_a_blank_sheet_is_looked_at_without_a_write_and_says_with_whom_to_share_it(google):
    found = diagnose(google.connection())
    assert states(found) == [D, D, D, D, N, F, N, N]
    assert found.steps[4].address == EMAIL
    assert len(found.changes) == 1 + len(TABS)
    assert found.is_reached
    assert not found.is_ready
    assert "POST sheets" not in google.calls


def test_whether_the_app_may_edit_is_found_out_by_a_write_that_nobody_sees(google):
    before = google.core.handle("GET", f"/v4/spreadsheets/{google.core.spreadsheet_id}", {}, None)
    found = diagnose(google.connection(), probe=True)
    assert states(found) == [D, D, D, D, D, F, N, N]
    assert google.core.handle("GET", f"/v4/spreadsheets/{google.core.spreadsheet_id}", {}, None) == before
    assert google.calls.count("POST sheets") == 1


def test_a_sheet_shared_for_reading_only_stops_at_the_right_to_edit(google):
    google.server.condition = Condition.READ_ONLY
    found = diagnose(google.connection(), probe=True)
    assert states(found) == [D, D, D, D, F, N, N, N]
    assert found.steps[4].address == EMAIL
    assert "Người chỉnh sửa" in found.steps[4].sentence
    assert not found.is_reached


@pytest.mark.parametrize(
    ("condition", "failed", "address"),
    [
        (Condition.API_DISABLED, 2, None),
        (Condition.NOT_SHARED, 3, EMAIL),
        (Condition.UPLOADED_XLSX, 3, EMAIL),
        (Condition.GONE, 3, EMAIL),
    ],
)
def test_the_first_step_that_fails_says_why_and_the_rest_is_not_checked(google, condition, failed, address):
    google.server.condition = condition
    found = diagnose(google.connection())
    assert states(found) == [D] * failed + [F] + [N] * (7 - failed)
    assert found.steps[failed].address == address
    assert {step.sentence for step in found.steps[failed + 1 :]} == {"Chưa kiểm tra."}
    assert not found.is_reached


def test_an_account_without_a_token_stops_at_the_second_step(google):
    google.accounts.switch_off(EMAIL)
    found = diagnose(google.connection())
    assert states(found) == [D, F] + [N] * 6
    assert found.steps[1].sentence.startswith("Tài khoản dịch vụ của khóa không còn")


def test_missing_tabs_are_counted_and_dropdowns_wait_for_them(google):
    connection = google.connection()
    set_up(connection.gateway)
    google.update({"deleteSheet": {"sheetId": TABS["posts"].sheet_id}})
    found = diagnose(connection)
    assert states(found) == [D, D, D, D, D, D, F, N]
    assert found.steps[6].sentence == "Còn thiếu: cần tạo 1 trang. Xin bấm “Thiết lập bảng tính”."


def test_lost_dropdowns_are_the_last_step(google):
    connection = google.connection()
    set_up(connection.gateway)
    google.update({"setDataValidation": {"range": {"sheetId": TABS["posts"].sheet_id}}})
    found = diagnose(connection)
    assert states(found) == [D] * 7 + [F]
    assert found.steps[7].sentence.startswith("Còn thiếu: cần đặt 7 danh sách chọn và kiểm tra.")


def test_a_tab_that_people_have_to_mend_is_named(google):
    connection = google.connection()
    set_up(connection.gateway)
    sheet_id = TABS["posts"].sheet_id
    span = {"sheetId": sheet_id, "dimension": "COLUMNS", "startIndex": 1, "endIndex": 16}
    google.update({"deleteDimension": {"range": span}})
    found = diagnose(connection)
    assert found.steps[6].state is F
    assert found.steps[6].sentence == "Chưa dùng được: “Bài đăng”. Xin xem các lưu ý bên dưới."
    assert any("không có hàng tiêu đề" in hint for hint in found.hints)


def test_the_embedded_workbook_has_no_steps_of_google(tmp_path):
    connection = connect({"LOCAL_WORKBOOK": str(tmp_path / "w.sqlite3")}, tmp_path / "none.toml")
    set_up(connection.gateway, replace_blank=True)
    found = diagnose(connection)
    assert [step.title for step in found.steps] == [TITLES[3], *TITLES[5:]]
    assert found.is_ready


def test_secrets_that_can_not_be_used_stop_at_the_first_step(tmp_path):
    file = tmp_path / "secrets.toml"
    file.write_text(secrets_toml({"spreadsheet": "abc", **key_file(private_key="")}), encoding="utf-8")
    found = unusable_settings({}, file)
    assert states(found) == [F] + [N] * 7
    assert found.steps[0].sentence.startswith("Khóa của tài khoản dịch vụ thiếu `private_key`.")


def test_good_secrets_and_none_stop_nothing(tmp_path):
    file = tmp_path / "secrets.toml"
    assert unusable_settings({}, file) is None
    file.write_text(secrets_toml({"spreadsheet": "abc", **key_file()}), encoding="utf-8")
    assert unusable_settings({}, file) is None


@pytest.mark.skipif(os.name != "posix", reason="files have no modes here")
def test_secrets_that_others_on_the_machine_may_read_are_told_with_the_command_that_hides_them(google):
    connection = google.connection()
    secrets, *key = connection.secret_files
    assert diagnose(connection).hints == ()
    for file in (secrets, *key):
        file.chmod(0o640)
    names = [file.name for file in (secrets, *key)]
    hints = diagnose(connection).hints
    assert [hint.rpartition(" ")[2] for hint in hints] == names
    assert str(google.folder) not in " ".join(hints)
