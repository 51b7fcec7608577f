"""The report's figures, and the tables and files that are made of them. Pure: data → bytes."""

from services.report.basis import Basis, live
from services.report.content import entry_lists, summary
from services.report.delimited import to_csv
from services.report.figures import Figures, figures
from services.report.xlsx import table_to_xlsx, to_xlsx

__all__ = ["Basis", "Figures", "entry_lists", "figures", "live", "summary", "table_to_xlsx", "to_csv", "to_xlsx"]
