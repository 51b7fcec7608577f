"""An empty workbook says what to do first; it stops when there is something to see."""

from pathlib import Path

import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

from services.access import Role
from services.workbook import Workbook
from tests.pages.conftest import Visit, told
from tests.pages.test_roles import OTHER, OWN, SECRETS, USERS, opened
from tests.services.workbook.trial import BANNER, BY, people, tab


@pytest.fixture
def offices(book: Workbook, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Workbook:
    """An app with sign-in, users, and no entry."""
    secrets = tmp_path / "secrets.toml"
    secrets.write_text(SECRETS)
    monkeypatch.setenv("STREAMLIT_SECRETS_FILES", str(secrets))
    tab(people(tmp_path), "users").append_rows(list(USERS))
    return book


def ways(app: AppTest) -> list[str]:
    """The buttons of the block."""
    return [button.label for button in app.button if str(button.key).startswith("go-first")]


@pytest.mark.parametrize(
    ("role", "said", "led"),
    [
        (Role.OFFICE, "Gửi địa chỉ của trang này cho các đơn vị", ["Mở Thiết lập", "Mở bảng tính"]),
        (Role.UNIT, "Đơn vị của bạn chưa ghi mục nào", ["Mở Việc của tôi"]),
        (Role.DIRECTOR, "Các đơn vị ghi từ ngày 01/10/2024 đến ngày 07/10/2024", []),
    ],
)
def test_each_role_is_told_what_to_do_first(offices: Workbook, role: Role, said: str, led: list[str]) -> None:
    app = opened(role, "overview")
    assert said in told(app)
    assert ways(app) == led


def test_a_unit_is_told_until_it_has_logged_something_itself(offices: Workbook) -> None:
    offices.add("banners", BANNER | {"unit": OTHER}, by=BY)
    assert ways(opened(Role.OFFICE, "overview")) == []
    assert ways(opened(Role.UNIT, "overview")) == ["Mở Việc của tôi"]
    offices.add("banners", BANNER | {"unit": OWN, "place": "Sân"}, by=BY)
    st.cache_resource.clear()
    assert ways(opened(Role.UNIT, "overview")) == []


def test_without_sign_in_the_way_leads_to_the_samples(visit: Visit, book: Workbook) -> None:
    app = visit()
    assert ways(app) == ["Mở Thiết lập", "Mở Việc của tôi"]
    app.button(key="go-first-setup").click().run()
    app.button(key="samples-load").click().run()
    assert ways(visit()) == []
