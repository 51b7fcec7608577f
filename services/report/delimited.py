"""Tables as CSV that Excel opens right."""

import csv
import io
from datetime import date, datetime
from typing import Any

import pandas as pd

from services.plan import TIME_ZONE

_TRIGGERS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
"""First characters that a spreadsheet program may take for a formula.

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
    return b"\xef\xbb\xbf" + file.getvalue().encode("utf-8", "replace")


def _cell(value: Any) -> Any:
    if value is None:
        return ""
    if isinstance(value, datetime):
        return f"{value.astimezone(TIME_ZONE):%d/%m/%Y %H:%M:%S}"
    if isinstance(value, date):
        return f"{value:%d/%m/%Y}"
    if isinstance(value, str) and value != "-" and value.startswith(_TRIGGERS):
        return "'" + value
    return value
