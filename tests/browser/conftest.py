"""The app and the browser, started once for all walks."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from tests.bench.server import serving
from tests.browser.app import CHROMIUM, chromium
from tests.browser.place import Place, opened

expect.set_options(timeout=15_000)


@pytest.fixture(scope="session")
def workbook_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The workbook behind the app that is walked."""
    return tmp_path_factory.mktemp("walk") / "workbook.sqlite3"


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Chromium; without it the walks are left out."""
    if CHROMIUM is None:
        pytest.skip("no Chromium on this machine: the walks in a real browser are left out")
    with chromium() as started:
        yield started


@pytest.fixture(scope="session")
def address(workbook_file: Path, browser: Browser) -> Iterator[str]:
    """Where the running app answers."""
    with serving(workbook_file) as server:
        yield server.url


@pytest.fixture(scope="session")
def place(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Place]:
    """An app that people sign in to."""
    with opened(tmp_path_factory.mktemp("place")) as place:
        yield place
