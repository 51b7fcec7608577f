"""`python -m services.workbook.setup`: what it prints, and its exit status."""

import subprocess
import sys
from pathlib import Path

import pytest

from services.local_sheets import LocalSheets
from services.local_sheets.auth import Condition
from services.schema import BANNERS, TABS, USERS
from services.workbook.connection import open_core
from services.workbook.setup.__main__ import main
from tests.services.workbook.cloud import cloud

NO_SECRETS = Path("no-secrets.toml")


@pytest.fixture
def run(tmp_path, capsys):
    environ = {"LOCAL_WORKBOOK": str(tmp_path / "workbook.sqlite3")}

    def work(*arguments: str, secrets: Path = NO_SECRETS, **more: str) -> tuple[int, list[str]]:
        status = main(arguments, environ | more, secrets)
        return status, capsys.readouterr().out.splitlines()

    return work


def test_a_check_tells_what_is_missing_and_changes_nothing(run):
    status, lines = run("--check")
    assert status == 1
    assert lines[0] == "Bảng tính: workbook.sqlite3"
    assert "[!] Trang và tiêu đề cột: Còn thiếu: cần tạo 12 trang. Xin bấm “Thiết lập bảng tính”." in lines
    assert sum(line.startswith("- Sẽ làm: Tạo trang") for line in lines) == len(TABS)
    assert run("--check") == (status, lines)


def test_applying_does_it_and_afterwards_nothing_is_missing(run):
    status, lines = run("--apply")
    assert status == 0
    assert sum(line.startswith("- Đã làm: Tạo trang") for line in lines) == len(TABS)
    status, lines = run("--check")
    assert status == 0
    assert all(line.startswith("[x]") for line in lines[1:])


def test_what_people_have_to_mend_is_told_and_leaves_the_status_at_one(run, tmp_path):
    run("--apply")
    span = {"sheetId": BANNERS.sheet_id, "dimension": "COLUMNS", "startIndex": 1, "endIndex": 17}
    gateway = open_core(LocalSheets(tmp_path / "workbook.sqlite3"))
    gateway.update([{"deleteDimension": {"range": span}}])
    for option in ("--check", "--apply"):
        status, lines = run(option)
        assert status == 1
        assert any(line.startswith("Lưu ý: Trang “Băng rôn” không có hàng tiêu đề") for line in lines)


def test_what_the_spreadsheet_refuses_is_told_and_never_called_done(run, tmp_path):
    run("--apply")
    gateway = open_core(LocalSheets(tmp_path / "workbook.sqlite3"))
    gateway.update([{"deleteSheet": {"sheetId": USERS.sheet_id}}])
    taken = sum(sheet.rows * sheet.columns for sheet in gateway.sheets())
    size = {"rowCount": (10_000_000 - taken) // 20, "columnCount": 20}
    gateway.update([{"addSheet": {"properties": {"title": "Đầy", "gridProperties": size}}}])
    status, lines = run("--apply")
    assert status == 1
    assert any(line.startswith("- Không làm được: Tạo trang “Người dùng”") and "10 triệu ô" in line for line in lines)
    assert not any("Đã làm" in line for line in lines)
    assert "[!] Trang và tiêu đề cột: Còn thiếu: cần tạo 1 trang. Xin bấm “Thiết lập bảng tính”." in lines


def test_a_google_sheet_goes_from_read_only_to_ready(run, tmp_path):
    with cloud(tmp_path) as google:
        google.connection()
        options = {"secrets": tmp_path / "secrets.toml", "SHEETS_ENDPOINT": google.server.url}
        google.server.condition = Condition.READ_ONLY
        for option in ("--check", "--apply"):
            status, lines = run(option, **options)
            assert status == 2
            assert sum("không được sửa bảng tính" in line for line in lines) == 1
            assert not any(line.startswith("-") for line in lines)
        google.server.condition = Condition.SHARED
        google.calls.clear()
        status, lines = run("--apply", **options)
        assert status == 0
        assert [line[:3] for line in lines[-8:]] == ["[x]"] * 8
        assert [call for call in google.calls if call != "POST token"] == [
            "GET sheets",
            "POST sheets",
            *["GET sheets"] * 2,
        ]


@pytest.mark.parametrize("option", ["--check", "--apply"])
def test_secrets_that_can_not_be_used_are_told_with_status_two(run, tmp_path, option):
    secrets = tmp_path / "secrets.toml"
    secrets.write_text("[connections.gsheets]\n")
    status, lines = run(option, secrets=secrets)
    assert status == 2
    assert lines[0].startswith("[!] Khóa của tài khoản dịch vụ: Thiếu `spreadsheet`")


def test_a_file_that_can_not_be_used_is_told_with_status_two(run, tmp_path):
    (tmp_path / "workbook.sqlite3").write_text("x")
    status, (line,) = run("--apply")
    assert (status, line.startswith("Tệp workbook.sqlite3 không phải")) == (2, True)


def test_nobody_at_the_endpoint_is_status_two(run):
    environ = {"SHEETS_ENDPOINT": "http://127.0.0.1:9", "SHEETS_SPREADSHEET": "abc"}
    status, lines = run("--check", **environ)
    assert status == 2
    assert any("kiểm tra mạng" in line for line in lines)


def test_it_runs_as_a_module():
    command = [sys.executable, "-m", "services.workbook.setup"]
    root = Path(__file__).parents[4]
    found = subprocess.run(command, capture_output=True, text=True, check=False, cwd=root)
    assert found.returncode == 2
    assert "--check" in found.stderr
