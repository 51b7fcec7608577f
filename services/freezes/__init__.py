"""Figures as they were frozen: rows that hold everything, the basis that comes back from them, and what moved since."""

from services.freezes.changes import changes, names_back
from services.freezes.rows import rows
from services.freezes.thaw import thawed

__all__ = ["changes", "names_back", "rows", "thawed"]
