"""A visitor of the app: its pages as Streamlit's AppTest runs them, on an embedded workbook of the test's own."""

import shutil
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest
import streamlit as st
from streamlit.components.v2 import manifest_scanner
from streamlit.testing.v1 import AppTest

from services.workbook import Workbook
from services.workbook.connection import connect

APP = str(Path(__file__).parents[2] / "app.py")
PATHS = {
    "overview": "pages/overview.py",
    "my_work": "pages/my-work.py",
    "banners": "pages/banners.py",
    "posts": "pages/posts.py",
    "activities": "pages/activities.py",
    "nominations": "pages/nominations.py",
    "chase": "pages/chase.py",
    "data_quality": "pages/data-quality.py",
    "sheet": "pages/sheet.py",
    "report": "pages/report.py",
    "audit": "pages/audit.py",
    "setup": "pages/setup.py",
    "wall": "pages/wall.py",
}

NO_SECRETS = Path("no-secrets.toml")

Visit = Callable[..., AppTest]


@pytest.fixture(scope="session", autouse=True)
def no_components() -> Iterator[None]:
    """Streamlit looks through all installed packages for components at each AppTest's first run; the app has none."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(manifest_scanner, "scan_component_manifests", list)
        yield


@pytest.fixture(scope="session")
def blank(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A workbook file as set-up leaves it."""
    file = tmp_path_factory.mktemp("blank") / "workbook.sqlite3"
    Workbook(connect({"LOCAL_WORKBOOK": str(file)}, NO_SECRETS))
    return file


@pytest.fixture
def book(tmp_path: Path, blank: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Workbook]:
    """The workbook that the app opens, seen from outside it."""
    file = tmp_path / "workbook.sqlite3"
    shutil.copy(blank, file)
    monkeypatch.setenv("LOCAL_WORKBOOK", str(file))
    monkeypatch.delenv("SHEETS_ENDPOINT", raising=False)
    st.cache_resource.clear()
    yield Workbook(connect({"LOCAL_WORKBOOK": str(file)}, NO_SECRETS))
    st.cache_resource.clear()


def opened(name: str, query: Mapping[str, str], user: dict[str, Any] | None = None) -> AppTest:
    """The page of this name, straight by its address. `user`: the claims with which somebody comes."""
    app = AppTest.from_file(APP, default_timeout=60)
    if user is not None:
        app.user = user
    # Before the first run `switch_page` goes by the file's name, the address.
    if name != "overview":
        app.switch_page(PATHS[name])
    for key, value in query.items():
        app.query_params[key] = value
    app.run()
    assert not app.exception
    return app


@pytest.fixture
def visit(book: Workbook) -> Visit:
    """Opens a page by its name, with query parameters."""

    def open_page(name: str = "overview", **query: str) -> AppTest:
        # As a server that has just started: it has not read the sheet yet.
        st.cache_resource.clear()
        return opened(name, query)

    return open_page


def fill(app: AppTest, tab_key: str, **values: Any) -> AppTest:
    """Types into the form for a new entry, by field key (`by`: the person's name)."""
    row_id = app.session_state[f"new-{tab_key}-"]
    for key, value in values.items():
        app.get_by_key(f"new-{tab_key}--{row_id}-{key}").set_value(value)
    return app


def send(app: AppTest) -> AppTest:
    """Presses the form's button."""
    next(button for button in app.form_submit_button if button.label == "Gửi").click()
    app.run()
    assert not app.exception
    return app


def told(app: AppTest) -> str:
    """All that the page says in alerts, captions and text."""
    return "\n".join(
        str(element.value)
        for kind in (app.error, app.warning, app.success, app.info, app.markdown, app.caption)
        for element in kind
    )
