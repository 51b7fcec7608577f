"""What every page says when the workbook can't be used."""

from pathlib import Path

import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

from pages.components.session import pulse_seconds
from tests.pages.conftest import APP, PATHS, told


def opened(page: str) -> AppTest:
    st.cache_resource.clear()
    app = AppTest.from_file(APP, default_timeout=30).run()
    app.switch_page(PATHS[page]).run()
    assert not app.exception
    return app


@pytest.mark.parametrize("page", PATHS)
def test_a_file_that_is_no_workbook_is_named_and_left_as_it_is(
    page: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "danh-sach.sqlite3"
    file.write_text("Đây là một bức thư, không phải bảng tính. " * 100, encoding="utf-8")
    before = file.read_bytes()
    monkeypatch.setenv("LOCAL_WORKBOOK", str(file))
    words = told(opened(page))
    assert "danh-sach.sqlite3 không phải là tệp bảng tính" in words
    assert str(tmp_path) not in words
    assert file.read_bytes() == before


def test_a_folder_that_cannot_be_made_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "file").write_text("", encoding="utf-8")
    monkeypatch.setenv("LOCAL_WORKBOOK", str(tmp_path / "file" / "workbook.sqlite3"))
    assert "Không ghi được tệp workbook.sqlite3" in told(opened("overview"))


@pytest.mark.parametrize(("pages", "seconds"), [(1, 1.5), (120, 1.5), (200, 2.5), (1_000, 12.5)])
def test_the_more_pages_are_open_the_rarer_they_ask(pages: int, seconds: float) -> None:
    assert pulse_seconds(pages) == seconds
