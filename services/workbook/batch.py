"""What entries of one log that are sent together may not have in common (pure)."""

from collections import Counter
from collections.abc import Iterable, Sequence

from services.reading import Problem, url_key
from services.schema import CANCELLED, Tab
from services.workbook.acceptance import Accepted


def repeated(tab: Tab, row_ids: Sequence[str], entries: Sequence[Accepted]) -> Iterable[tuple[int, Problem]]:
    """Place of an entry, from 1 on, and what it may not share with another: its ID, and what only one may have."""
    counts = Counter(row_ids)
    for place, row_id in enumerate(row_ids, 1):
        if counts[row_id] > 1:
            yield place, Problem("double", f"Mã dòng: {row_id} dùng cho nhiều mục.", field_key="row_id")
    for field in (field for field in tab.fields if field.unique):
        first: dict[str, int] = {}
        for place, entry in enumerate(entries, 1):
            value = entry.values.get(field.key)
            if value is None or entry.values.get("state") == CANCELLED:
                continue
            known = first.setdefault(url_key(value), place)
            if known != place:
                yield place, Problem("double", f"{field.label}: giống dòng {known}.", field_key=field.key)
