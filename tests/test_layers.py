"""Who may import whom: the layers of the product, held against its source as it stands."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
CORE = ("schema.py", "plan.py", "reading", "progress", "charts", "chase", "report", "bulk")
"""Modules and packages under services/ that take data and give data."""
SOURCES = [
    path.relative_to(ROOT).as_posix()
    for path in (ROOT / "app.py", *(ROOT / "services").rglob("*.py"), *(ROOT / "pages").rglob("*.py"))
]
CLOCKS = (".now", ".utcnow", ".today")
"""How names end that look at the clock: `datetime.now`, `pd.Timestamp.today`."""
HARMLESS = {"connection", "moves", "now", "problem_days", "note", "snapshot"}
"""What pages may ask of the unguarded workbook; they hand no snapshot of its own on (`services.access.Desk` does)."""
OUTSIDE = (
    "streamlit",
    "gspread",
    "requests",
    "sqlite3",
    "services.workbook",
    "services.local_sheets",
    "services.access",
)


def is_core(path: str) -> bool:
    """True for a module of the pure core; a `__main__.py` there is shell."""
    names = [part.removesuffix(".py") for part in path.split("/")]
    core = {name.removesuffix(".py") for name in CORE}
    return names[0] == "services" and names[1] in core and names[-1] != "__main__"


def breaches(path: str, source: str) -> list[str]:
    """What the module at this path, relative to the project, does that its layer may not."""
    tree = ast.parse(source)
    imported = set(_imports(tree, path))
    names = {ast.unparse(node) for node in ast.walk(tree) if isinstance(node, ast.Attribute)}
    found = [f"imports {module}" for module in imported for banned in _banned(path) if _within(module, banned)]
    found += [f"looks at the clock: {name}" for name in names | imported if is_core(path) and _tells_time(name)]
    words = {node.arg for node in ast.walk(tree) if isinstance(node, ast.keyword)}
    words |= {node.value for node in ast.walk(tree) if isinstance(node, ast.Constant) and isinstance(node.value, str)}
    found += [f"passes {word}" for word in words if word and word.startswith("unsafe_allow_")]
    found += ["draws HTML"] if any(map(_draws_html, names | imported)) else []
    if path.startswith("pages/"):
        found += [f"goes past the desk: {name}" for name in names if _is_unguarded(name)]
    return sorted(set(found))


def _is_unguarded(name: str) -> bool:
    owner, _, asked = name.rpartition(".")
    return owner.split(".")[-1] in ("book", "workbook()") and asked not in HARMLESS


def _banned(path: str) -> Iterator[str]:
    if is_core(path):
        yield from OUTSIDE
    if path.startswith("services/"):
        yield from ("pages", "streamlit")
    if not path.startswith("services/workbook/"):
        yield "gspread"
    if path != "services/workbook/connection.py" and not path.startswith("services/local_sheets/"):
        yield "services.local_sheets"


def _draws_html(name: str) -> bool:
    owner, _, rest = name.partition(".")
    return owner in ("st", "streamlit") and rest.partition(".")[0] in ("html", "iframe", "components")


def _tells_time(name: str) -> bool:
    return name.endswith(CLOCKS) or name in ("time.time", "time.monotonic")


def _within(module: str, banned: str) -> bool:
    return module == banned or module.startswith(f"{banned}.")


def _imports(tree: ast.Module, path: str) -> Iterator[str]:
    """Full names of the modules that are imported, and of what is imported from them, anywhere in the source."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        if isinstance(node, ast.ImportFrom):
            package = ".".join(path.split("/")[: -node.level]) if node.level else ""
            module = ".".join(filter(None, (package, node.module)))
            yield module
            yield from (f"{module}.{alias.name}" for alias in node.names)


@pytest.mark.parametrize("path", SOURCES)
def test_a_module_keeps_to_its_layer(path):
    assert breaches(path, (ROOT / path).read_text("utf-8")) == []


def test_every_part_of_the_core_is_there():
    parts = {path.split("/")[1] for path in SOURCES if is_core(path)}
    assert {part.removesuffix(".py") for part in parts} == {part.removesuffix(".py") for part in CORE}


@pytest.mark.parametrize(
    ("path", "source", "breach"),
    [
        ("services/reading/bad.py", "import streamlit as st", "imports streamlit"),
        ("services/reading/bad.py", "from gspread.utils import a1_to_rowcol", "imports gspread.utils"),
        ("services/report/bad.py", "import requests", "imports requests"),
        ("services/plan.py", "def f():\n    import sqlite3", "imports sqlite3"),
        ("services/charts/bad.py", "from services.workbook import open_workbook", "imports services.workbook"),
        ("services/charts/bad.py", "from services import workbook", "imports services.workbook"),
        ("services/progress/bad.py", "from ..workbook import book", "imports services.workbook"),
        ("services/progress/bad.py", "from services.access import may", "imports services.access"),
        ("services/schema.py", "from datetime import date\nday = date.today()", "looks at the clock: date.today"),
        (
            "services/progress/bad.py",
            "import datetime\ndatetime.datetime.now()",
            "looks at the clock: datetime.datetime.now",
        ),
        (
            "services/report/bad.py",
            "from datetime import datetime\nclock = datetime.now",
            "looks at the clock: datetime.now",
        ),
        ("services/reading/bad.py", "import time\ntime.time()", "looks at the clock: time.time"),
        ("services/reading/bad.py", "from time import time\ntime()", "looks at the clock: time.time"),
        ("services/reading/bad.py", "from datetime import datetime as d\nd.now()", "looks at the clock: d.now"),
        ("services/access.py", "import streamlit", "imports streamlit"),
        ("services/workbook/book.py", "import streamlit.runtime", "imports streamlit.runtime"),
        ("services/workbook/book.py", "from pages.components import form", "imports pages.components"),
        ("services/workbook/book.py", "import services.local_sheets.core", "imports services.local_sheets.core"),
        ("services/samples.py", "import gspread", "imports gspread"),
        ("pages/overview.py", "import gspread", "imports gspread"),
        ("app.py", "from services.local_sheets import LocalSheets", "imports services.local_sheets"),
        ("pages/overview.py", "st.markdown('<b>', unsafe_allow_html=True)", "passes unsafe_allow_html"),
        ("pages/overview.py", "import streamlit as st\nst.html('<b>')", "draws HTML"),
        ("pages/setup.py", "here.book.set_up()", "goes past the desk: here.book.set_up"),
        ("pages/setup.py", "workbook().audit()", "goes past the desk: workbook().audit"),
        ("pages/overview.py", "from streamlit import html", "draws HTML"),
    ],
)
def test_a_module_that_leaves_its_layer_is_found(path, source, breach):
    assert breach in breaches(path, source)


@pytest.mark.parametrize(
    ("path", "source"),
    [
        (
            "services/report/__main__.py",
            "import datetime\nfrom services.workbook import open_workbook\ndatetime.datetime.now()",
        ),
        ("services/workbook/connection.py", "import gspread\nfrom services.local_sheets import LocalSheets"),
        ("services/local_sheets/__main__.py", "import sqlite3\nfrom services.local_sheets.core import LocalSheets"),
        ("services/workbook/book.py", "from datetime import datetime\ndatetime.now()"),
        ("services/reading/fine.py", "import datetime\nfrom datetime import time\ndatetime.time(8)"),
        (
            "pages/overview.py",
            "import streamlit as st\nfrom services.workbook import open_workbook\nst.markdown('**x**')",
        ),
    ],
)
def test_a_module_inside_its_layer_is_left_alone(path, source):
    assert breaches(path, source) == []
