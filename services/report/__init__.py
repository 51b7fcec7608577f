"""The summary and entry lists of the campaign, as tables, xlsx and CSV. Pure: data → bytes."""

from services.report.content import entry_lists, summary
from services.report.delimited import to_csv
from services.report.xlsx import table_to_xlsx, to_xlsx

__all__ = ["entry_lists", "summary", "table_to_xlsx", "to_csv", "to_xlsx"]
