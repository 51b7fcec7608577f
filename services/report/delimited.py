"""Tables as CSV that Excel opens right."""

import csv
import io
from datetime import date, datetime
from typing import Any

import pandas as pd

from services.plan import TIME_ZONE
from services.report.content import NOT_REPORTED, cell_text

_TRIGGERS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
"""What makes a spreadsheet program take a text for a formula when it stands first, or first after spaces.

https://owasp.org/www-community/attacks/CSV_Injection
"""


def to_csv(frame: pd.DataFrame) -> bytes:
    """UTF-8 with BOM, so that Excel reads the letters, and commas, which every program splits at.

    Text that a program might evaluate gets an apostrophe before it; numbers stay numbers.
    """
    file = io.StringIO()
    writer = csv.writer(file)
    writer.writerow([_cell(str(name)) for name in frame.columns])
    writer.writerows([_cell(value) for value in row] for row in frame.itertuples(index=False))
    return b"\xef\xbb\xbf" + file.getvalue().encode()


def _cell(value: Any) -> Any:
    if value is None:
        return ""
    if isinstance(value, datetime):
        return f"{value.astimezone(TIME_ZONE):%d/%m/%Y %H:%M:%S}"
    if isinstance(value, date):
        return f"{value:%d/%m/%Y}"
    return _defused(cell_text(value)) if isinstance(value, str) else value


def _defused(text: str) -> str:
    if text != NOT_REPORTED and (text.startswith(_TRIGGERS) or text.lstrip().startswith(_TRIGGERS)):
        return f"'{text}"
    return text
