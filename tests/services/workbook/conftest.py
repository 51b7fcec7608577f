"""What most tests of the workbook begin with."""

from collections.abc import Iterator
from pathlib import Path

import gspread
import pytest

from services.workbook import Workbook
from tests.services.workbook.trial import Clock, Served, opened, people, serving


@pytest.fixture
def clock() -> Clock:
    """The workbook's clock, which stands still until a test moves it."""
    return Clock()


@pytest.fixture
def book(tmp_path: Path, clock: Clock) -> Workbook:
    """An embedded workbook as set-up leaves it."""
    return opened(tmp_path, clock)


@pytest.fixture
def served(tmp_path: Path, clock: Clock) -> Iterator[tuple[Workbook, Served]]:
    """The workbook over HTTP and its server, nothing counted yet."""
    with serving(tmp_path, clock) as pair:
        yield pair


@pytest.fixture
def server(served: tuple[Workbook, Served]) -> Served:
    """The server alone."""
    return served[1]


@pytest.fixture
def sheet(tmp_path: Path, book: Workbook) -> gspread.Spreadsheet:
    """The workbook as people have it before them."""
    return people(tmp_path)
