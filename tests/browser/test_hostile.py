"""Typed text in a real browser: what Streamlit makes of it there is the text, and nothing besides."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from pages.components.words import plain
from tests.bench.server import serving
from tests.pages.test_hostile import PAYLOADS

MORE = (
    "javascript:alert(1) data:text/html,x mailto:a@evil.example xmpp:a@b.cc",
    ":streamlit: :+1: :red-badge[x] :small[x] :color[x]{foreground='red'}",
    "-> <- <-> -- >= <= ~=",
    "- x",
    "> x",
    "| a | b |",
    "<a href='http://evil.example'>x</a> <!-- x -->",
    "[1]: http://evil.example",
    "[^1] [ ] x",
    "===",
    "---",
    "::::: x",
)
_AFTER = "Lỗi: "
"""Stands before a text in an alert, which would take a leading emoji for its icon."""
TEXTS = [" ".join(text.split()) for text in (*PAYLOADS, *MORE)]


@pytest.fixture(scope="module")
def page(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Page]:
    """A page that shows each text as markdown, and in an alert."""
    folder = tmp_path_factory.mktemp("texts")
    drawn = "".join(f"st.markdown({plain(text)!r})\nst.error({'Lỗi: ' + plain(text)!r})\n" for text in TEXTS)
    (folder / "texts.py").write_text(f"import streamlit as st\n{drawn}", encoding="utf-8")
    with serving(Path(folder / "workbook.sqlite3"), app=str(folder / "texts.py")) as server:
        opened = browser.new_page()
        opened.goto(server.url)
        expect(opened.get_by_test_id("stMarkdownContainer")).to_have_count(2 * len(TEXTS))
        yield opened
        opened.close()


def test_every_text_stands_there_as_it_was_typed(page: Page) -> None:
    shown = page.get_by_test_id("stMarkdownContainer").all_text_contents()
    assert [text.replace("\u2060", "").strip() for text in shown] == [
        said for text in TEXTS for said in (text, f"Lỗi: {text}")
    ]


def test_nothing_of_it_became_more_than_a_paragraph(page: Page) -> None:
    drawn = page.get_by_test_id("stMarkdownContainer").locator("*").evaluate_all("all => all.map(one => one.tagName)")
    assert set(drawn) == {"P"}
