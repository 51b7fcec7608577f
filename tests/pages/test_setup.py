"""*Thiết lập*: the check list, the plan before it acts, and the button."""

import threading
from collections.abc import Iterator
from typing import Any

import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

from services.local_sheets import LocalSheets
from services.local_sheets.auth import Condition
from services.local_sheets.http import Server
from services.schema import BANNERS, TABS
from services.workbook.connection import open_core
from tests.pages.conftest import told
from tests.services.workbook.cloud import EMAIL, Cloud, cloud


def guided(environ: dict[str, str], secrets: str, role: str) -> None:
    """A page with nothing but the check list, for a spreadsheet of the test's choice."""
    from pathlib import Path

    import streamlit as st

    from pages.components import guide
    from services.access import Desk, Identity, Role
    from services.workbook import Workbook
    from services.workbook.connection import connect
    from tests.services.workbook.cloud import AT_ONCE

    book = Workbook(connect(environ, Path(secrets), AT_ONCE))
    st.session_state["goes on"] = guide.guide(Desk(book, Identity(Role[role])), book)


@pytest.fixture
def google(tmp_path) -> Iterator[Cloud]:
    with cloud(tmp_path) as made:
        yield made


def look_at(google: Cloud, role: str = "ANYONE_OPEN", **changes: Any) -> AppTest:
    google.connection(**changes)
    environ = {"SHEETS_ENDPOINT": google.server.url, "LOCAL_WORKBOOK": str(google.folder / "workbook.sqlite3")}
    arguments = (environ, str(google.folder / "secrets.toml"), role)
    app = AppTest.from_function(guided, default_timeout=30, args=arguments).run()
    assert not app.exception
    return app


def press(app: AppTest, key: str) -> AppTest:
    app.button(key=key).click().run()
    assert not app.exception
    return app


def keys(app):
    return [button.key for button in app.button]


def test_a_workbook_that_is_ready_says_so_in_one_line_and_offers_nothing_to_do(visit):
    app = visit("setup")
    assert "Bảng tính đã sẵn sàng." in told(app)
    assert "setup-apply" not in keys(app)
    assert len(app.dataframe) == 3


def test_the_plan_stands_there_before_anything_is_done(google):
    app = look_at(google)
    assert "Thiết lập sẽ đặt ngôn ngữ và múi giờ, tạo 12 trang. Dữ liệu đã nhập giữ nguyên." in told(app)
    assert "Tạo trang “Băng rôn”: 17 cột" in told(app).replace("\\", "")
    assert "POST sheets" not in google.calls
    assert app.session_state["goes on"] is False


def test_one_press_sets_a_blank_sheet_up_and_the_ticks_follow(google):
    app = press(look_at(google), "setup-apply")
    assert "Đã đặt ngôn ngữ và múi giờ, tạo 12 trang." in told(app)
    assert "Bảng tính đã sẵn sàng." in told(app)
    assert app.session_state["goes on"] is True
    assert google.calls.count("POST sheets") == 1


def test_the_address_to_share_with_can_be_copied(google):
    google.server.condition = Condition.NOT_SHARED
    app = look_at(google)
    assert [code.value for code in app.code] == [EMAIL]
    assert "bấm Chia sẻ" in told(app)
    assert "setup-apply" not in keys(app)


def test_checking_again_finds_out_whether_the_app_may_edit(google):
    app = look_at(google)
    assert "**Quyền sửa**: Chưa rõ" in told(app)
    assert "**Quyền sửa**: Sửa được" in told(press(app, "setup-check"))
    google.server.condition = Condition.READ_ONLY
    app = press(app, "setup-check")
    assert "không được sửa bảng tính" in told(app)
    assert "setup-apply" not in keys(app)


def test_a_check_is_believed_for_a_minute(google):
    app = look_at(google)
    calls = len(google.calls)
    app.run()
    assert len(google.calls) == calls


def test_what_the_sheet_refuses_is_told_beside_what_was_done(google):
    app = press(look_at(google), "setup-apply")
    google.update(
        {"setDataValidation": {"range": {"sheetId": TABS["posts"].sheet_id}}},
        {"deleteSheet": {"sheetId": TABS["users"].sheet_id}},
    )
    taken = sum(sheet.rows * sheet.columns for sheet in open_core(google.core).sheets())
    size = {"rowCount": (10_000_000 - taken) // 20, "columnCount": 20}
    google.update({"addSheet": {"properties": {"title": "Đầy", "gridProperties": size}}})
    app = press(press(app, "setup-check"), "setup-apply")
    assert "Đã đặt 7 danh sách chọn và kiểm tra." in told(app)
    assert "10 triệu ô" in "".join(error.value for error in app.error)


def test_where_everything_is_refused_nothing_is_called_done(google):
    app = press(look_at(google), "setup-apply")
    sheet_id = TABS["posts"].sheet_id
    google.update(
        {"setDataValidation": {"range": {"sheetId": sheet_id}}},
        {"addProtectedRange": {"protectedRange": {"range": {"sheetId": sheet_id}}}},
    )
    app = press(press(app, "setup-check"), "setup-apply")
    assert "đang được bảo vệ" in "".join(error.value for error in app.error)
    assert [element.value for element in app.success] == []
    assert "Còn thiếu: cần đặt 7 danh sách chọn" in told(app).replace("\\", "")


def test_titles_that_people_type_are_shown_as_typed(google):
    app = press(look_at(google), "setup-apply")
    title = "[x](javascript:alert(1)) ![](http://a.vn)"
    properties = {"sheetId": BANNERS.sheet_id, "title": title, "hidden": True}
    google.update({"updateSheetProperties": {"properties": properties, "fields": "title,hidden"}})
    (warning,) = press(app, "setup-check").warning
    assert r"\[x\](javascript:alert(1)) !\[\](http://a.vn)" in warning.value.replace("\u2060", "")


def test_who_may_not_set_up_is_told_how_the_office_does_and_nothing_is_asked(google):
    app = look_at(google, "ANYONE_GOOGLE")
    assert "python -m services.workbook.setup --apply" in told(app)
    assert keys(app) == []
    assert google.calls == []


def test_trouble_on_the_way_is_a_sentence_and_no_trace(google):
    google.accounts.switch_off(EMAIL)
    app = look_at(google)
    assert "Tài khoản dịch vụ của khóa không còn" in told(app).replace("\\", "")
    assert app.session_state["goes on"] is True


@pytest.fixture
def served(tmp_path, monkeypatch) -> Iterator[Server]:
    """A blank spreadsheet that asks nobody to sign in, as the whole app opens it."""
    server = Server(LocalSheets(tmp_path / "served.sqlite3"))
    threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()
    monkeypatch.setenv("SHEETS_ENDPOINT", server.url)
    monkeypatch.setenv("SHEETS_SPREADSHEET", server.core.spreadsheet_id)
    monkeypatch.setenv("LOCAL_WORKBOOK", str(tmp_path / "workbook.sqlite3"))
    st.cache_resource.clear()
    yield server
    st.cache_resource.clear()
    server.shutdown()
    server.server_close()


def test_the_page_shows_plan_units_and_duties_once_the_tabs_are_there(served):
    app = AppTest.from_file("../../app.py", default_timeout=30).run()
    app.switch_page("pages/setup.py").run()
    assert not app.exception
    assert len(app.dataframe) == 0
    press(app, "setup-apply")
    assert len(app.dataframe) == 3
    assert len(open_core(served.core).sheets()) == 1 + len(TABS)


def test_secrets_that_can_not_be_used_stop_the_page_at_the_first_step(monkeypatch):
    monkeypatch.setenv("SHEETS_ENDPOINT", "http://127.0.0.1:9")
    monkeypatch.delenv("SHEETS_SPREADSHEET", raising=False)
    st.cache_resource.clear()
    app = AppTest.from_file("../../app.py", default_timeout=30).run()
    app.switch_page("pages/setup.py").run()
    assert not app.exception
    assert "**Khóa của tài khoản dịch vụ**" in told(app)
    assert "SHEETS\\_SPREADSHEET" in told(app)
    assert keys(app) == []
