"""The tabs, columns, dropdowns, colours and protections that the app needs in a spreadsheet.

`look` sees what is there, `plan` decides what is missing (pure), `apply` sends it. Nothing here deletes or overwrites
what people typed, and a second run finds nothing to do. A tab that people renamed keeps their name: it is known by its
id.
"""

from services.workbook.setup.apply import pending_changes, set_up
from services.workbook.setup.change import Change, Kind, summary
from services.workbook.setup.look import find_sheet
from services.workbook.setup.requests import Request, append, row_cells

__all__ = ["Change", "Kind", "Request", "append", "find_sheet", "pending_changes", "row_cells", "set_up", "summary"]
