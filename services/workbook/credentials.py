"""What secrets.toml says about the spreadsheet and the key of its service account, checked.

Every complaint is one sentence: what, where, what to do. None holds a path, or any part of a key.
"""

import json
import os
import re
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from google.oauth2.service_account import Credentials

from services.workbook.errors import Stage, Unavailable

SCOPES = ("https://www.googleapis.com/auth/spreadsheets",)
SECTION = "[connections.gsheets]"
ROOT = Path(__file__).resolve().parents[2]
_NEEDED = ("client_email", "private_key", "token_uri")
_OWN_KEYS = ("spreadsheet", "service_account_file", "private_key", "gsheets", "connection")
"""At the top of the file they belong to nobody: their section is missing or misspelt."""
_SHEET_URL = re.compile(r"(?:https?://)?docs\.google\.com/spreadsheets/(?:u/\d+/)?d/([A-Za-z0-9_-]{2,})(?:[/?#].*)?")
_ID = re.compile(r"[A-Za-z0-9_-]+")
_LINE = re.compile(r"at line (\d+)")


def secrets_files(environ: Mapping[str, str] = os.environ) -> tuple[Path, ...]:
    """The files that Streamlit, too, takes secrets from; a later one goes before an earlier one.

    https://docs.streamlit.io/develop/api-reference/configuration/config.toml#secrets
    """
    if named := environ.get("STREAMLIT_SECRETS_FILES"):
        return tuple(map(Path, named.split()))
    return tuple(folder / ".streamlit" / "secrets.toml" for folder in (Path.home(), ROOT))


def read_secrets(*files: Path) -> dict[str, Any]:
    """The tables of these files, none when there is no such file. Raises Unavailable."""
    return {name: table for file in files if file.is_file() for name, table in _tables(file).items()}


def _tables(file: Path) -> dict[str, Any]:
    try:
        text = file.read_text(encoding="utf-8-sig")
    except OSError:
        raise bad_settings(
            "Tệp secrets.toml không mở được. Xin cho tài khoản chạy ứng dụng quyền đọc tệp đó."
        ) from None
    except UnicodeDecodeError:
        raise bad_settings("Tệp secrets.toml không phải văn bản UTF-8. Xin lưu lại tệp với bảng mã UTF-8.") from None
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise bad_settings(_bad_toml(text, str(error))) from None


def sheet_settings(secrets: Mapping[str, Any]) -> Mapping[str, Any] | None:
    """The section on the spreadsheet; None where there is none, and so the embedded workbook is meant."""
    connections = secrets.get("connections", {})
    if isinstance(connections, Mapping) and "gsheets" in connections:
        settings = connections["gsheets"]
        if isinstance(settings, Mapping):
            return settings
        raise bad_settings(
            f"Trong secrets.toml, gsheets phải là một phần riêng. Xin ghi dòng {SECTION} rồi các khóa bên dưới."
        )
    if stray := [key for key in _OWN_KEYS if key in secrets]:
        raise bad_settings(
            f"Trong secrets.toml, `{stray[0]}` không nằm trong phần {SECTION}. Xin ghi dòng đó lên trên các khóa."
        )
    return None


def spreadsheet_id(text: object, name: str = f"`spreadsheet` trong phần {SECTION}") -> str:
    """The ID in a spreadsheet's link, or the ID itself. `name` says where it was written. Raises Unavailable."""
    if not isinstance(text, str) or not text.strip():
        raise bad_settings(f"Thiếu {name}. Xin dán đường dẫn của bảng tính Google vào đó.")
    text = text.strip()
    if "/d/e/" in text:
        raise bad_settings(
            f"{_upper(name)} là đường dẫn xuất bản. Xin chép đường dẫn trên thanh địa chỉ khi đang mở bảng tính."
        )
    if match := _SHEET_URL.fullmatch(text):
        return match.group(1)
    if _ID.fullmatch(text):
        return text
    raise bad_settings(
        f"{_upper(name)} không phải đường dẫn hay mã của một bảng tính Google. "
        "Xin chép đường dẫn dạng https://docs.google.com/spreadsheets/d/…"
    )


def key_files(settings: Mapping[str, Any]) -> tuple[Path, ...]:
    """The file that the section names for the service account's key, if any."""
    name = settings.get("service_account_file")
    return (ROOT / str(name),) if name else ()


def key_info(settings: Mapping[str, Any]) -> Mapping[str, Any]:
    """The service account's keys as they were written: in the section, or in the file that it names."""
    if not (files := key_files(settings)):
        return settings
    try:
        info = json.loads(files[0].read_text(encoding="utf-8-sig"))
    except FileNotFoundError:
        raise bad_settings(
            "Không có tệp ghi ở `service_account_file`. Xin ghi đúng đường dẫn, tính từ thư mục của ứng dụng."
        ) from None
    except OSError:
        raise bad_settings("Tệp ghi ở `service_account_file` không mở được. Xin kiểm tra quyền đọc tệp.") from None
    except ValueError:
        raise bad_settings(
            "Tệp ghi ở `service_account_file` không phải JSON. Xin tạo lại khóa loại JSON trong Google Cloud."
        ) from None
    if not isinstance(info, dict):
        raise bad_settings(
            "Tệp ghi ở `service_account_file` không phải tệp khóa. Xin tạo lại khóa loại JSON trong Google Cloud."
        )
    return info


def credentials(info: Mapping[str, Any]) -> Credentials:
    """The service account that the keys describe. Raises Unavailable."""
    if info.get("type", "service_account") != "service_account" or "installed" in info or "web" in info:
        raise bad_settings(
            "Khóa đang dùng không phải của tài khoản dịch vụ. Xin tạo khóa JSON cho một tài khoản dịch vụ "
            "(service account)."
        )
    if missing := [key for key in _NEEDED if not info.get(key)]:
        names = ", ".join(f"`{key}`" for key in missing)
        raise bad_settings(
            f"Khóa của tài khoản dịch vụ thiếu {names}. Xin chép đủ các dòng từ tệp JSON vào phần {SECTION}."
        )
    if complaint := _key_complaint(info["private_key"]):
        raise bad_settings(f"`private_key` {complaint}")
    _refuse_mixed(info)
    try:
        return Credentials.from_service_account_info(dict(info), scopes=SCOPES)
    except (ValueError, TypeError):
        raise bad_settings(
            "`private_key` bị cắt hoặc sửa nên không đọc được. Xin chép lại nguyên khóa từ tệp JSON."
        ) from None


def _key_complaint(key: object) -> str:
    """What is wrong with the key's form, "" when it looks right."""
    text = str(key).strip()
    if text.startswith("{"):
        return "đang chứa nguyên tệp JSON. Xin để tệp đó riêng và ghi tên tệp ở `service_account_file`."
    if "\\n" in text:
        return r"chứa các chữ \n thay cho xuống dòng. Xin đặt khóa trong dấu nháy kép, đúng như trong tệp JSON."
    if "-----BEGIN" not in text or "PRIVATE KEY-----" not in text:
        return "không phải khóa riêng. Xin chép nguyên giá trị, từ -----BEGIN PRIVATE KEY----- đến hết."
    return ""


def _refuse_mixed(info: Mapping[str, Any]) -> None:
    """An address of one project beside the name of another: lines of two key files."""
    name, _, host = str(info["client_email"]).partition("@")
    project = str(info.get("project_id") or "")
    if not name or not host:
        raise bad_settings("`client_email` không phải một địa chỉ. Xin chép lại nguyên giá trị từ tệp JSON.")
    if project and host.endswith(".iam.gserviceaccount.com") and host.split(".")[0] != project.split(":")[-1]:
        raise bad_settings(
            "`client_email` và `project_id` thuộc hai dự án khác nhau. Xin chép mọi dòng từ cùng một tệp JSON."
        )


def _bad_toml(text: str, error: str) -> str:
    if any(line.lstrip().startswith("{") for line in text.splitlines()):
        return (
            "Tệp secrets.toml đang chứa nguyên văn tệp JSON. Xin để tệp JSON riêng và ghi trong secrets.toml, dưới "
            f'dòng {SECTION}: service_account_file = "tên tệp".'
        )
    place = f" ở dòng {line.group(1)}" if (line := _LINE.search(error)) else ""
    return f"Tệp secrets.toml sai cú pháp{place}. Xin so với secrets.toml.example rồi sửa dòng đó."


def _upper(text: str) -> str:
    return text[:1].upper() + text[1:]


def bad_settings(sentence: str) -> Unavailable:
    """The error that says what to put right in the settings."""
    return Unavailable(sentence, stage=Stage.KEY)
