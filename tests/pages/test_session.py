"""What every page says when the workbook can't be used."""

import sqlite3
from pathlib import Path

import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

from pages.components.session import pulse_seconds
from services.workbook import Workbook
from tests.pages.conftest import APP, PATHS, Visit, fill, send, told
from tests.pages.test_forms import GOOD


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


def test_a_locked_workbook_refuses_the_entry_and_keeps_what_was_typed(visit: Visit, book: Workbook) -> None:
    """Another program holds the file; the figures of the last look stay."""
    app = fill(visit("banners", unit="CESTI"), "banners", **GOOD["banners"], by="Lan")
    row_id = app.session_state["new-banners-"]
    other = sqlite3.connect(book.connection.journal_file.parent / "workbook.sqlite3", isolation_level=None)
    other.execute("BEGIN EXCLUSIVE")
    try:
        send(app)
        assert "đang bị chương trình khác khóa" in told(app)
        assert app.get_by_key(f"new-banners--{row_id}-place").value == "Cổng chính"
    finally:
        other.close()
    send(app)
    assert len(Workbook(book.connection).snapshot().tables["banners"]) == 1


@pytest.mark.parametrize(("pages", "seconds"), [(1, 1.5), (60, 1.5), (200, 5), (1_000, 10)])
def test_the_more_pages_are_open_the_rarer_they_ask(pages: int, seconds: float) -> None:
    assert pulse_seconds(pages) == seconds
