"""The report's figures, and the tables and files that are made of them. Pure: data → bytes.

Writers of files with libraries of their own (docx, xlsx, pictures) are imported where a file is asked for.
"""

from services.report.basis import Basis, live
from services.report.content import entry_lists, summary
from services.report.delimited import to_csv
from services.report.figures import Figures, figures

__all__ = ["Basis", "Figures", "entry_lists", "figures", "live", "summary", "to_csv"]
