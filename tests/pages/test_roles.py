"""Every page as each role: what it shows, what it lets them do, and that no name reaches who may not see it."""

import threading
import time
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

from services.access import Role
from services.local_sheets import LocalSheets
from services.local_sheets.http import Server
from services.schema import TABS
from services.workbook import Workbook, new_row_id
from tests.pages import conftest
from tests.pages.conftest import PATHS, fill, send, told
from tests.services.workbook.trial import BANNER, BY, NOMINATION, file_in, people, tab

SECRETS = """
[auth]
redirect_uri = "http://localhost:8501/oauth2callback"
cookie_secret = "3f9c0a7be1d24865b0f7c2e9d8a14673"
client_id = "app"
client_secret = "y"
server_metadata_url = "http://localhost:1/.well-known/openid-configuration"
[access]
office = ["first@example.vn"]
"""
OWN, OTHER = "CESTI", "ICST"
SIGNED_IN_AT = int(time.time())
OWN_NAME, OTHER_NAME = "Trần Văn Ẩn", "Phạm Thị Kín"
USERS = (
    ["unit@example.vn", "Người Của Đơn Vị", "Đơn vị", OWN, "Có"],
    ["director@example.vn", "Người Lãnh Đạo", "Lãnh đạo", "", "Có"],
)
PEOPLE = {
    Role.OFFICE: "first@example.vn",
    Role.UNIT: "unit@example.vn",
    Role.DIRECTOR: "director@example.vn",
    Role.STRANGER: "stranger@example.vn",
    Role.SIGNED_OUT: None,
}
CLOSED = {
    Role.OFFICE: set(),
    Role.UNIT: {"audit", "chase", "setup"},
    Role.DIRECTOR: {"audit", "chase", "data_quality", "setup"},
    Role.STRANGER: set(PATHS),
    Role.SIGNED_OUT: set(PATHS),
}
"""Role → pages that they can't open."""
TYPED = {"kind": "Băng rôn", "quantity": 1, "place": "Sảnh", "hung_on": date(2024, 10, 2)}
OFFICE_ONLY = ("Trả lại để sửa", "Tìm mục bị xóa", "Thiết lập bảng tính", "Nạp dữ liệu mẫu", "Sửa mục này")


@pytest.fixture
def rows(book: Workbook, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> dict[str, str]:
    """An app with sign-in, users, and of two units a banner and a nominee each; unit → row ID of both."""
    secrets = tmp_path / "secrets.toml"
    secrets.write_text(SECRETS)
    monkeypatch.setenv("STREAMLIT_SECRETS_FILES", str(secrets))
    ids = {OWN: new_row_id(), OTHER: new_row_id()}
    for unit, name in ((OWN, OWN_NAME), (OTHER, OTHER_NAME)):
        book.add("banners", BANNER | {"unit": unit, "place": f"Cổng {unit}"}, by=BY, row_id=ids[unit])
        book.add("nominations", NOMINATION | {"unit": unit, "full_name": name}, by=BY, row_id=ids[unit])
    tab(people(tmp_path), "users").append_rows(list(USERS))
    return ids


def somebody(role: Role) -> dict[str, Any]:
    """The claims with which they come; none where nobody signs in."""
    if role not in PEOPLE:
        return {}
    email = PEOPLE[role]
    if email is None:
        return {"is_logged_in": False}
    verified = {"is_logged_in": True, "email_verified": True, "iat": SIGNED_IN_AT}
    return verified | {"email": email, "aud": ["app"], "provider": "default"}


def opened(who: Role, page: str, **query: str) -> AppTest:
    """The page as they see it who open it by its address."""
    return conftest.opened(page, query, somebody(who))


def sent(app: AppTest) -> bytes:
    """All that the browser gets of the page."""
    found, waiting = [], [app.main, app.sidebar]
    while waiting:
        block = waiting.pop()
        if hasattr(block, "children"):
            waiting += block.children.values()
        if getattr(block, "proto", None) is not None:
            found.append(block.proto.SerializeToString())
    return b"\n".join(found)


def labels(app: AppTest) -> set[str]:
    """What can be pressed."""
    return {button.label for button in app.button}


@pytest.mark.parametrize("role", PEOPLE)
def test_each_page_is_open_to_the_role_or_shut_whoever_sent_the_link(rows: dict[str, str], role: Role) -> None:
    for page in PATHS:
        app = opened(role, page, unit=OTHER, row=rows[OTHER], role="admin", user="first@example.vn")
        text = sent(app)
        seen = {name for name in (OWN_NAME, OTHER_NAME) if name.encode() in text}
        allowed = {Role.OFFICE: {OWN_NAME, OTHER_NAME}, Role.UNIT: {OWN_NAME}}.get(role, set())
        assert seen <= allowed, page
        assert (f"Cổng {OTHER}".encode() in text) <= (page not in CLOSED[role]), page
        if page in CLOSED[role]:
            assert not [*app.dataframe, *app.selectbox, *app.text_input], page
        if role is not Role.OFFICE:
            assert not labels(app) & set(OFFICE_ONLY), page
    if role is Role.OFFICE:
        assert OWN_NAME.encode() in sent(opened(role, "nominations"))


@pytest.mark.parametrize(("role", "units"), [(Role.OFFICE, {OWN, OTHER}), (Role.UNIT, {OWN}), (Role.DIRECTOR, set())])
def test_an_entry_is_opened_only_by_those_who_may_change_it(rows: dict[str, str], role: Role, units: set[str]) -> None:
    for unit, row_id in rows.items():
        app = opened(role, "banners", row=row_id)
        assert ("Lưu thay đổi" in labels(app)) is (unit in units)
        assert ("Xem lịch sử của mục này" in {toggle.label for toggle in app.toggle}) is (unit in units)


def test_a_unit_enters_for_itself_without_giving_a_name(rows: dict[str, str], book: Workbook) -> None:
    app = opened(Role.UNIT, "my_work", unit=OTHER)
    assert "**Trung tâm Thông tin và Thống kê KH\\&CN**" in told(app)
    assert not app.selectbox
    app = opened(Role.UNIT, "banners")
    assert app.selectbox(key=f"new-banners--{app.session_state['new-banners-']}-unit").value == OWN
    assert "Người nhập *" not in {field.label for field in app.text_input}
    fill(app, "banners", **TYPED)
    send(app)
    assert "Đã lưu" in told(app)
    assert Workbook(book.connection).snapshot().tables["banners"]["entered_by"].tolist()[-1] == "unit@example.vn"


def test_whoever_loses_the_right_while_a_form_is_open_sends_nothing(rows: dict[str, str], book: Workbook) -> None:
    app = opened(Role.UNIT, "banners")
    fill(app, "banners", **TYPED)
    app.user = somebody(Role.DIRECTOR)
    send(app)
    assert len(Workbook(book.connection).snapshot().tables["banners"]) == len(rows)
    assert "Gửi" not in labels(app)


def test_an_unprotected_list_of_users_is_told_to_the_office(rows: dict[str, str], book: Workbook) -> None:
    gateway = book.connection.gateway
    (own,) = gateway.layout().make_up[TABS["users"].sheet_id].protected
    gateway.update([{"deleteProtectedRange": {"protectedRangeId": own["protectedRangeId"]}}])
    assert "chưa được bảo vệ" in told(opened(Role.OFFICE, "overview"))
    assert "chưa được bảo vệ" in told(opened(Role.UNIT, "overview"))
    assert not opened(Role.UNIT, "banners").dataframe


def test_a_sign_in_is_noted_once_however_many_pages_it_opens(rows: dict[str, str], book: Workbook) -> None:
    app = opened(Role.UNIT, "overview")
    app.switch_page(PATHS["banners"]).run()
    opened(Role.UNIT, "report")
    book.send_waiting()
    signed = [event for event in book.audit() if event.action == "sign_in"]
    assert [event.by for event in signed] == ["unit@example.vn"]


@pytest.mark.parametrize(
    ("secrets", "said", "may_enter"),
    [
        ("", "Chỉ xem.", False),
        ("[access]\nopen = true\n", "Ứng dụng đang mở, không cần đăng nhập", True),
    ],
    ids=["shut", "open"],
)
def test_without_sign_in_a_sheet_elsewhere_is_read_only_or_open_and_every_page_says_so(
    rows: dict[str, str],
    book: Workbook,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    secrets: str,
    said: str,
    may_enter: bool,
) -> None:
    """Names are shown to nobody."""
    (tmp_path / "secrets.toml").write_text(secrets)
    server = Server(LocalSheets(file_in(tmp_path)))
    threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()
    # Not an address of this machine alone, as far as the app can tell.
    monkeypatch.setenv("SHEETS_ENDPOINT", server.url.replace("127.0.0.1", "0.0.0.0"))  # noqa: S104  # only called
    monkeypatch.setenv("SHEETS_SPREADSHEET", server.core.spreadsheet_id)
    try:
        for page in ("overview", "nominations", "report"):
            app = opened(Role.ANYONE_GOOGLE, page, row=rows[OTHER])
            assert said in told(app), page
            assert not {name for name in (OWN_NAME, OTHER_NAME) if name.encode() in sent(app)}, page
            assert ("Gửi" in labels(app)) is (may_enter and page == "nominations"), page
    finally:
        server.shutdown()
        server.server_close()


def test_after_a_freeze_a_unit_reads_on_and_enters_only_with_an_exception(rows: dict[str, str], book: Workbook) -> None:
    book.freeze(by=BY)
    app = opened(Role.UNIT, "banners", row=rows[OWN])
    assert "Số liệu đã chốt lúc" in told(app)
    assert not {"Gửi", "Lưu thay đổi"} & labels(app)
    app = opened(Role.UNIT, "my_work")
    assert "Số liệu đã chốt lúc" in told(app)
    assert not [each for each in labels(app) if each.startswith("Ghi ")]
    assert "Lưu thay đổi" in labels(opened(Role.OFFICE, "banners", row=rows[OWN]))
    book.set("exception", book.now() + timedelta(days=1), by=BY, seen=None, unit=OWN)
    st.cache_resource.clear()
    app = opened(Role.UNIT, "banners", row=rows[OWN])
    assert {"Gửi", "Lưu thay đổi"} <= labels(app)
    assert "Số liệu đã chốt lúc" not in told(app)


def test_a_unit_let_in_again_after_a_freeze_reads_until_when(rows: dict[str, str], book: Workbook) -> None:
    book.freeze(by=BY)
    book.set("exception", book.now() + timedelta(days=1), by=BY, seen=None, unit=OWN)
    words = told(opened(Role.UNIT, "my_work", unit=OWN))
    assert "đơn vị được nhập thêm đến" in words
    assert "Số liệu đã chốt lúc" not in words
