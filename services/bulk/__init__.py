"""Lists from Excel → entries of a log: the file to fill in, what comes back, and what is wrong with it. Pure."""

from services.bulk.files import MAX_MEGABYTES, MAX_ROWS, Cells, Unreadable, from_file, from_text
from services.bulk.rows import Found, Rows, check, read
from services.bulk.template import to_template

__all__ = [
    "MAX_MEGABYTES",
    "MAX_ROWS",
    "Cells",
    "Found",
    "Rows",
    "Unreadable",
    "check",
    "from_file",
    "from_text",
    "read",
    "to_template",
]
