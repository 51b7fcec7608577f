"""What secrets.toml says on who may come in, checked: `[auth]` as Streamlit wants it, and `[access]` of this app.

Where one of them can't be used the app doesn't start: a slip must not open it.
"""

import re
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit

from services.accounts import Settings, address
from services.workbook.credentials import bad_settings

DEFAULT = "default"
"""Streamlit's name for the provider in `[auth]` itself."""
LOOPBACK = ("127.0.0.1", "localhost", "::1")
_WEAK_SECRET = 32
"""Characters below which a cookie secret can be guessed."""
_NEEDED = ("client_id", "client_secret", "server_metadata_url")
_PROVIDER = re.compile(r"[A-Za-z0-9-]+")
"""Streamlit takes no underscore in a provider's name."""


def sign_in_settings(secrets: Mapping[str, Any]) -> Settings:
    """Raises Unavailable with the sentence for whoever keeps the server."""
    access = _section(secrets, "access")
    return Settings(
        _providers(_section(secrets, "auth")) if "auth" in secrets else {},
        is_open=access.get("open") is True,
        office=frozenset(map(address, _texts(access, "office"))),
        shows_figures=access.get("figures") is True,
        trusted_issuers=frozenset(_texts(access, "trusted_issuers")),
    )


def _section(secrets: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    section = secrets.get(name, {})
    if not isinstance(section, Mapping):
        raise bad_settings(f"Trong secrets.toml, {name} phải là một phần riêng. Xin ghi dòng [{name}] trên các khóa.")
    return section


def _texts(section: Mapping[str, Any], key: str) -> list[str]:
    texts = section.get(key, [])
    if not isinstance(texts, list) or not all(isinstance(text, str) for text in texts):
        raise bad_settings(f"`{key}` trong phần [access] phải là danh sách trong ngoặc vuông, mỗi mục trong nháy kép.")
    return texts


def _providers(auth: Mapping[str, Any]) -> dict[str, str]:
    _refuse_guessable(str(auth.get("cookie_secret", "")))
    _refuse_unsafe(str(auth.get("redirect_uri", "")))
    sections = {DEFAULT: auth} if "client_id" in auth else {}
    sections |= {name: each for name, each in auth.items() if isinstance(each, Mapping) and name != "client_kwargs"}
    if not sections:
        raise bad_settings(
            "Phần [auth] chưa có nơi đăng nhập. Xin chép `client_id` và các dòng sau từ secrets.toml.example."
        )
    for name, section in sections.items():
        title = "[auth]" if name == DEFAULT else f"[auth.{name}]"
        if not _PROVIDER.fullmatch(name):
            raise bad_settings(f"Tên phần {title} chỉ được có chữ không dấu, số và dấu gạch ngang. Xin đổi tên.")
        if missing := [key for key in _NEEDED if not section.get(key)]:
            names = ", ".join(f"`{key}`" for key in missing)
            raise bad_settings(f"Phần {title} thiếu {names}. Xin chép từ trang đăng ký ứng dụng của nơi đăng nhập.")
    return {name: str(section["client_id"]) for name, section in sections.items()}


def _refuse_guessable(secret: str) -> None:
    if len(secret) < _WEAK_SECRET or len(set(secret)) < _WEAK_SECRET // 4:
        raise bad_settings(
            "`cookie_secret` trong phần [auth] còn trống, là giá trị mẫu hoặc quá ngắn. "
            f"Xin thay bằng một chuỗi ngẫu nhiên từ {_WEAK_SECRET} ký tự trở lên."
        )


def _refuse_unsafe(uri: str) -> None:
    """Streamlit's cookie has no Secure flag: over plain HTTP whoever listens could take it."""
    parts = urlsplit(uri)
    if not parts.path.endswith("/oauth2callback") or not parts.hostname:
        raise bad_settings(
            "`redirect_uri` trong phần [auth] phải là địa chỉ của ứng dụng và kết thúc bằng /oauth2callback."
        )
    if parts.scheme != "https" and parts.hostname not in LOOPBACK:
        raise bad_settings("`redirect_uri` trong phần [auth] phải bắt đầu bằng https://, trừ khi chạy trên máy này.")
