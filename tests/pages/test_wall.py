"""The wall: what it shows to whom, and that nothing else stands on it."""

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from pages.components.wall import age
from services.access import Role
from services.workbook import Workbook
from tests.pages.conftest import Visit, told
from tests.pages.test_overview import BANNER
from tests.pages.test_roles import PEOPLE, SECRETS, labels, opened, rows, sent

__all__ = ["rows"]


def said(app: AppTest) -> str:
    """The words of all pictures."""
    return "\n".join(chart.proto.alt for chart in app.get("vega_lite_chart"))


def test_it_shows_the_figures_of_the_moment_in_the_address(visit: Visit, book: Workbook) -> None:
    book.load_samples(by="Văn phòng")
    words = said(visit("wall", as_of="2024-10-05T12:00"))
    for expected in ("Đã đạt 63,4%, cần đạt 64,3%", "15 chưa báo cáo", "Xem lại lúc 12:00 ngày 05/10/2024"):
        assert expected in words
    assert "Viện KH&CN Tính toán thiếu 4/4" in words


def test_it_holds_four_pictures_and_nothing_to_press(visit: Visit, book: Workbook) -> None:
    """Neither with entries nor without: what is drawn again takes the place of what stood there."""
    empty = visit("wall")
    book.add("banners", BANNER, by="Ngân")
    full = visit("wall")
    for app in (empty, full):
        assert len(app.get("vega_lite_chart")) == 4
        assert not [*app.button, *app.selectbox, *app.error, *app.warning, *app.sidebar.children.values()]
    assert "41 chưa báo cáo" in said(empty)
    assert "40 chưa báo cáo" in said(full)


def test_a_screen_signs_in_as_a_director_and_shows_no_account(rows: dict[str, str]) -> None:
    app = opened(Role.DIRECTOR, "wall")
    assert "chưa báo cáo" in said(app)
    assert not labels(app)
    assert PEOPLE[Role.DIRECTOR].encode() not in sent(app)


def test_whoever_is_only_let_see_figures_sees_the_wall_and_reads_on_other_pages_what_they_may_do(
    rows: dict[str, str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    secrets = tmp_path / "figures.toml"
    secrets.write_text(f"{SECRETS}figures = true\n")
    monkeypatch.setenv("STREAMLIT_SECRETS_FILES", str(secrets))
    assert "chưa báo cáo" in said(opened(Role.STRANGER, "wall"))
    assert "Chỉ xem số liệu" in opened(Role.STRANGER, "overview").sidebar.caption[0].value


def test_a_sign_in_is_asked_for_on_the_wall_itself(rows: dict[str, str]) -> None:
    app = opened(Role.SIGNED_OUT, "wall")
    assert labels(app) == {"Đăng nhập"}
    assert not said(app)


def test_an_unreadable_moment_shows_now_and_says_so(visit: Visit) -> None:
    app = visit("wall", as_of="hôm qua")
    assert "Không đọc được thời điểm" in told(app)
    assert "Số liệu lúc" in said(app)


def test_figures_that_cannot_be_read_again_stay_with_the_day_and_hour_of_their_reading(book: Workbook) -> None:
    """A clock alone would be read as today's."""
    good = replace(book.snapshot(), read_at=datetime(2024, 10, 5, 17, 2, tzinfo=UTC))
    assert age(good, None) == "Số liệu lúc 00:02"
    assert age(replace(good, trouble="Google lỗi 503."), None).startswith("Số liệu cũ, đọc lúc 00:02 ngày 06/10/2024")
