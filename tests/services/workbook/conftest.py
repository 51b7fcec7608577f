"""What most tests of the workbook begin with."""

from pathlib import Path

import pytest

from services.workbook import Workbook
from tests.services.workbook.trial import Clock, opened


@pytest.fixture
def clock() -> Clock:
    """The workbook's clock, which stands still until a test moves it."""
    return Clock()


@pytest.fixture
def book(tmp_path: Path, clock: Clock) -> Workbook:
    """An embedded workbook as set-up leaves it."""
    return opened(tmp_path, clock)
