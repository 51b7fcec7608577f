"""secrets.toml: what is accepted, and the one sentence for whatever is not."""

import json

import pytest

from services.workbook.credentials import (
    ROOT,
    SCOPES,
    credentials,
    key_info,
    read_secrets,
    sheet_settings,
    spreadsheet_id,
)
from services.workbook.errors import Stage, Unavailable
from tests.services.workbook.cloud import EMAIL, key_file, private_key, secrets_toml

JSON_PASTED = (
    "Tệp secrets.toml đang chứa nguyên văn tệp JSON. Xin để tệp JSON riêng và ghi trong secrets.toml, dưới dòng "
    '[connections.gsheets]: service_account_file = "tên tệp".'
)
SHEET = "1AbC-dEf_GhIjKlMnOpQrStUvWxYz0123456789abcde"


def complaint(work, *args):
    with pytest.raises(Unavailable) as caught:
        work(*args)
    assert caught.value.stage is Stage.KEY
    # Neither the sentence nor what led to it may tell a key to a log.
    assert caught.value.__cause__ is None
    assert caught.value.__suppress_context__ or caught.value.__context__ is None
    return str(caught.value)


def written(tmp_path, text, encoding="utf-8"):
    file = tmp_path / "secrets.toml"
    file.write_bytes(text.encode(encoding))
    return file


def test_no_file_means_no_secrets(tmp_path):
    assert read_secrets(tmp_path / "secrets.toml") == {}


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig"])
def test_a_file_is_read_with_and_without_a_byte_order_mark(tmp_path, encoding):
    file = written(tmp_path, "[access]\nopen = true # mở\n", encoding)
    assert read_secrets(file) == {"access": {"open": True}}


@pytest.mark.parametrize(
    ("text", "encoding", "sentence"),
    [
        (
            "[connections.gsheets]\nspreadsheet = https://a\n",
            "utf-8",
            "Tệp secrets.toml sai cú pháp ở dòng 2. Xin so với secrets.toml.example rồi sửa dòng đó.",
        ),
        (
            "[connections.gsheets\n",
            "utf-8",
            "Tệp secrets.toml sai cú pháp ở dòng 1. Xin so với secrets.toml.example rồi sửa dòng đó.",
        ),
        (
            '[connections.gsheets]\nnote = "đúng"\n',
            "utf-16",
            "Tệp secrets.toml không phải văn bản UTF-8. Xin lưu lại tệp với bảng mã UTF-8.",
        ),
        (
            json.dumps({"type": "service_account", "private_key": "-----BEGIN"}, indent=2),
            "utf-8",
            JSON_PASTED,
        ),
        (
            '[connections.gsheets]\n{\n  "type": "service_account"\n}\n',
            "utf-8",
            JSON_PASTED,
        ),
    ],
    ids=[
        "link without quotes",
        "bracket left open",
        "UTF-16",
        "JSON pasted",
        "JSON pasted below the section",
    ],
)
def test_a_file_that_can_not_be_read_is_told_by_line_or_kind(tmp_path, text, encoding, sentence):
    assert complaint(read_secrets, written(tmp_path, text, encoding)) == sentence


def test_the_example_is_valid_and_asks_for_what_it_leaves_open():
    secrets = read_secrets(ROOT / ".streamlit" / "secrets.toml.example")
    settings = sheet_settings(secrets)
    assert secrets["access"] == {"office": [], "figures": False, "trusted_issuers": [], "open": False}
    assert "không phải đường dẫn" in complaint(spreadsheet_id, settings["spreadsheet"])
    assert "Không có tệp" in complaint(key_info, settings)


def test_without_a_section_on_the_spreadsheet_the_embedded_workbook_is_meant():
    assert sheet_settings({}) is None
    assert sheet_settings({"connections": {}, "access": {"open": True}}) is None


def test_an_empty_section_is_a_mistake_and_not_the_embedded_workbook():
    assert sheet_settings({"connections": {"gsheets": {}}}) == {}


@pytest.mark.parametrize(
    ("secrets", "found"),
    [
        ({"spreadsheet": "x"}, "`spreadsheet`"),
        ({"gsheets": {"spreadsheet": "x"}}, "`gsheets`"),
        ({"connection": {"gsheets": {}}}, "`connection`"),
    ],
)
def test_keys_under_no_or_a_misspelt_section_are_told(secrets, found):
    assert complaint(sheet_settings, secrets) == (
        f"Trong secrets.toml, {found} không nằm trong phần [connections.gsheets]. Xin ghi dòng đó lên trên các khóa."
    )


def test_a_section_that_is_no_section_is_told():
    assert complaint(sheet_settings, {"connections": {"gsheets": "x"}}).startswith(
        "Trong secrets.toml, gsheets phải là"
    )


@pytest.mark.parametrize(
    "text",
    [
        SHEET,
        f"  {SHEET} ",
        f"https://docs.google.com/spreadsheets/d/{SHEET}/edit#gid=0",
        f"https://docs.google.com/spreadsheets/d/{SHEET}/edit?usp=sharing&pli=1",
        f"https://docs.google.com/spreadsheets/d/{SHEET}",
        f"https://docs.google.com/spreadsheets/u/1/d/{SHEET}/edit",
        f"docs.google.com/spreadsheets/d/{SHEET}/",
    ],
)
def test_a_spreadsheet_is_named_by_its_link_or_its_id(text):
    assert spreadsheet_id(text) == SHEET


@pytest.mark.parametrize(
    ("text", "start"),
    [
        (None, "Thiếu `spreadsheet` trong phần [connections.gsheets]."),
        ("  ", "Thiếu `spreadsheet`"),
        (17, "Thiếu `spreadsheet`"),
        ("Tuần lễ học tập", "`spreadsheet` trong phần [connections.gsheets] không phải đường dẫn hay mã"),
        ("https://docs.google.com/document/d/1AbC/edit", "`spreadsheet` trong phần [connections.gsheets] không phải"),
        ("https://drive.google.com/file/d/1AbC/view", "`spreadsheet` trong phần [connections.gsheets] không phải"),
        ("https://evil.example/spreadsheets/d/1AbC/edit", "`spreadsheet` trong phần [connections.gsheets] không phải"),
        (
            "https://docs.google.com/spreadsheets/d/e/2PACX-1vQ/pubhtml",
            "`spreadsheet` trong phần [connections.gsheets] là đường dẫn xuất bản.",
        ),
    ],
)
def test_what_names_no_spreadsheet_is_told(text, start):
    assert complaint(spreadsheet_id, text).startswith(start)


def test_the_keys_come_from_the_section_or_from_the_file_that_it_names(tmp_path):
    file = tmp_path / "key.json"
    file.write_text(json.dumps(key_file()), encoding="utf-8")
    for settings in (key_file(), {"service_account_file": str(file)}):
        found = credentials(key_info(settings))
        assert found.service_account_email == EMAIL
        assert tuple(found.scopes) == SCOPES == ("https://www.googleapis.com/auth/spreadsheets",)


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"-----BEGIN PRIVATE KEY-----", "không phải JSON. Xin tạo lại khóa loại JSON trong Google Cloud."),
        (b"\x30\x82\x04\xff\x00", "không phải JSON. Xin tạo lại khóa loại JSON trong Google Cloud."),
        (b"[1, 2]", "không phải tệp khóa. Xin tạo lại khóa loại JSON trong Google Cloud."),
    ],
    ids=["PEM", "P12", "list"],
)
def test_a_key_file_of_another_kind_is_told_without_its_path(tmp_path, content, sentence):
    file = tmp_path / "bi-mat.p12"
    file.write_bytes(content)
    told = complaint(key_info, {"service_account_file": str(file)})
    assert told == f"Tệp ghi ở `service_account_file` {sentence}"


def test_a_key_file_that_is_not_there_is_told_without_its_path(tmp_path):
    for name in ("bi-mat.json", str(tmp_path / "bi-mat.json")):
        told = complaint(key_info, {"service_account_file": name})
        assert told.startswith("Không có tệp ghi ở `service_account_file`.")
        assert "bi-mat" not in told
    assert complaint(key_info, {"service_account_file": str(tmp_path)}).endswith("Xin kiểm tra quyền đọc tệp.")


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        (
            {"type": "authorized_user"},
            "Khóa đang dùng không phải của tài khoản dịch vụ. Xin tạo khóa JSON cho một tài khoản dịch vụ (service "
            "account).",
        ),
        (
            {"installed": {"client_id": "1"}},
            "Khóa đang dùng không phải của tài khoản dịch vụ. Xin tạo khóa JSON cho một tài khoản dịch vụ (service "
            "account).",
        ),
        (
            {"client_email": "", "token_uri": ""},
            "Khóa của tài khoản dịch vụ thiếu `client_email`, `token_uri`. Xin chép đủ các dòng từ tệp JSON vào phần "
            "[connections.gsheets].",
        ),
        (
            {"client_email": "tuan-le"},
            "`client_email` không phải một địa chỉ. Xin chép lại nguyên giá trị từ tệp JSON.",
        ),
        (
            {"project_id": "du-an-khac"},
            "`client_email` và `project_id` thuộc hai dự án khác nhau. Xin chép mọi dòng từ cùng một tệp JSON.",
        ),
        (
            {"private_key": private_key().replace("\n", "\\n")},
            r"`private_key` chứa các chữ \n thay cho xuống dòng. Xin đặt khóa trong dấu nháy kép, đúng như trong tệp "
            "JSON.",
        ),
        (
            {"private_key": json.dumps(key_file())},
            "`private_key` đang chứa nguyên tệp JSON. Xin để tệp đó riêng và ghi tên tệp ở `service_account_file`.",
        ),
        (
            {"private_key": "AIzaSyA-0123456789"},
            "`private_key` không phải khóa riêng. Xin chép nguyên giá trị, từ -----BEGIN PRIVATE KEY----- đến hết.",
        ),
        (
            {"private_key": private_key()[:400] + "\n-----END PRIVATE KEY-----\n"},
            "`private_key` bị cắt hoặc sửa nên không đọc được. Xin chép lại nguyên khóa từ tệp JSON.",
        ),
    ],
    ids=[
        "key of a person",
        "OAuth client",
        "lines missing",
        "no address",
        "lines of another project",
        "backslash n instead of line ends",
        "JSON pasted",
        "API key",
        "key cut off",
    ],
)
def test_a_bad_key_is_told_by_name_never_by_its_text(changes, sentence):
    assert complaint(credentials, key_file(**changes)) == sentence


def test_a_project_of_a_company_domain_fits_its_address():
    email = "tuan-le@du-an.example.com.iam.gserviceaccount.com"
    assert credentials(key_file(project_id="example.com:du-an", client_email=email)).service_account_email == email


def test_keys_copied_line_by_line_from_the_json_file_are_good_toml(tmp_path):
    """The `\\n` of JSON means the same in a double-quoted TOML string."""
    file = written(tmp_path, secrets_toml({"spreadsheet": SHEET, **key_file()}))
    assert credentials(key_info(sheet_settings(read_secrets(file)))).service_account_email == EMAIL
