"""Which heavy packages the server had imported after the first page, and which line of ours brought them in.

Read from Python's own `-X importtime`: https://docs.python.org/3/using/cmdline.html#cmdoption-X
"""

import ast
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass
from importlib.util import find_spec
from typing import Any

from tests.bench.server import ROOT

_LINE = re.compile(r"^import time:\s+(\d+) \|\s+(\d+) \| ( *)(\S+)$", re.MULTILINE)
_OURS = ("app", "pages", "services")
HEAVY = (
    *("altair", "pandas", "numpy", "pyarrow", "narwhals", "jsonschema", "PIL", "pydeck", "plotly", "matplotlib"),
    *("xlsxwriter", "openpyxl", "docx", "vl_convert", "ulid"),
    *("gspread", "google.auth", "google_auth_oauthlib", "google.oauth2", "cryptography", "oauthlib", "requests"),
)
NEEDED = frozenset({"altair", "pandas", "numpy", "pyarrow", "narwhals", "gspread", "requests"})
"""What the overview draws with and reads through, even where a package behind it could be put off."""


@dataclass(frozen=True)
class Imported:
    """One heavy package and how it came to be imported."""

    package: str
    milliseconds: float
    """Of its own modules, without what they import from elsewhere; traced, so a little more than untraced."""
    by: str
    """The line of ours that led to it first, or the package outside that did."""
    through: str
    """What that line imports: the package itself, or another that needs it."""
    needed: bool


@dataclass(frozen=True)
class _Module:
    name: str
    milliseconds: float
    chain: tuple[str, ...]
    """The modules that were being imported at that moment, outermost first."""


def heavy(trace: str) -> list[dict[str, Any]]:
    """The heavy packages in a trace, the slowest first."""
    modules = list(_modules(trace))
    found = [_imported(package, [m for m in modules if _is_in(m.name, package)]) for package in HEAVY]
    return [asdict(one) for one in sorted(filter(None, found), key=lambda one: -one.milliseconds)]


def _modules(trace: str) -> Iterator[_Module]:
    """All modules with their importers, last first. A module is printed after those that it imported, less indented."""
    chain: list[tuple[int, str]] = []
    for line in reversed(list(_LINE.finditer(trace))):
        depth, name = len(line[3]), line[4]
        while chain and chain[-1][0] >= depth:
            chain.pop()
        yield _Module(name, int(line[1]) / 1000, tuple(importer for _, importer in chain))
        chain.append((depth, name))


def _imported(package: str, modules: Sequence[_Module]) -> Imported | None:
    # The trace also holds attempts to import what isn't installed.
    if not modules or find_spec(package) is None:
        return None
    by, through = _way(modules[-1])
    return Imported(package, round(sum(m.milliseconds for m in modules), 1), by, through, package in NEEDED)


def _is_in(module: str, package: str) -> bool:
    return module == package or module.startswith(package + ".")


def _way(module: _Module) -> tuple[str, str]:
    path = (*module.chain, module.name)
    ours = [at for at, name in enumerate(path[:-1]) if name.partition(".")[0] in _OURS]
    if not ours:
        return path[0].partition(".")[0], path[0].partition(".")[0]
    outside = path[ours[-1] + 1]
    return _line_of(path[ours[-1]], outside), outside.partition(".")[0]


def _line_of(importer: str, imported: str) -> str:
    """file:line of the statement in one of our modules that imports the other; found without importing it here."""
    base = ROOT.joinpath(*importer.split("."))
    file = base / "__init__.py" if base.is_dir() else base.with_suffix(".py")
    tree = ast.parse(file.read_text(encoding="utf-8"))
    lines = [node.lineno for node in ast.walk(tree) if imported.partition(".")[0] in _imported_by(node)]
    return ":".join(map(str, (file.relative_to(ROOT), *sorted(lines)[:1])))


def _imported_by(node: ast.AST) -> Iterable[str]:
    if isinstance(node, ast.Import):
        return {alias.name.partition(".")[0] for alias in node.names}
    if isinstance(node, ast.ImportFrom):
        return {(node.module or "").partition(".")[0]}
    return ()
