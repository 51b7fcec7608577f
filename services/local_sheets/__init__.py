"""An embedded workbook that speaks the Google Sheets API, for trying out and for tests."""

from services.local_sheets.adapter import LocalAdapter
from services.local_sheets.core import LocalSheets
from services.local_sheets.errors import WorkbookFileError

__all__ = ["LocalAdapter", "LocalSheets", "WorkbookFileError"]
