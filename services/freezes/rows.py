"""The rows of the tab *Chốt số liệu* that hold a freeze (pure)."""

from collections import defaultdict
from collections.abc import Hashable, Iterator
from datetime import datetime
from typing import Any

import pandas as pd

from services.freezes.content import FIRST_SEEN, KEPT, SHEET_ROW, kept, packed, withheld
from services.progress import FULFILLED, Progress, Status, measure
from services.reading import match_key
from services.report.basis import Read
from services.schema import FIGURE, HEAD, ROW, TABS, Tab

Row = dict[str, Any]


def rows(sheet: Read, as_of: datetime, *, number: int, by: str) -> list[Row]:
    """All rows of the freeze, its head last: without that one it doesn't count."""
    progress = measure(
        sheet.tables, sheet.campaign, sheet.units, sheet.duties, as_of=as_of, first_seen=sheet.first_seen
    )
    own = {"freeze": number, "at": as_of}
    body = [own | row for row in (*_figures(progress), *_contents(sheet))]
    count = sum(row["kind"] == ROW for row in body)
    head = {"kind": HEAD, "by": by, "revision": sheet.revision, "content": packed({"rows": count})}
    return [*body, own | head | {"required": progress.required, "fulfilled": progress.fulfilled}]


def _figures(progress: Progress) -> Iterator[Row]:
    """For people to read: a row per unit and duty, with what was to be reported and what was."""
    for cell in progress.cells.to_dict("records"):
        if (status := cell["status"]) is not Status.NOT_REQUIRED:
            yield {
                "kind": FIGURE,
                "unit": cell["unit_name"],
                "duty": f"{cell['duty']} {cell['duty_title']}",
                "status": str(cell["detail"] or status),
                "required": 1,
                "fulfilled": int(status in FULFILLED),
            }


def _contents(sheet: Read) -> Iterator[Row]:
    for tab in map(TABS.__getitem__, KEPT):
        frame = sheet.tables[tab.key]
        stand_ins = _stand_ins(tab, frame)
        for values, stand_in in zip(kept(tab, frame), stand_ins, strict=True):
            seen = sheet.first_seen.get((tab.key, values[SHEET_ROW]))
            content = values | stand_in | ({FIRST_SEEN: seen} if seen else {})
            about = {"unit": values.get("unit"), "row_id": values.get("row_id")}
            yield {"kind": ROW, "tab": tab.title, **about, "content": packed(content)}


def _stand_ins(tab: Tab, frame: pd.DataFrame) -> list[dict[str, str]]:
    """What stands in each row for what is withheld there: the same for the same person, so that people are counted
    alike; and another one wherever anything differs, so that a row that was no repetition becomes none.
    """
    hidden = [key for key in tab.keys if key in withheld(tab)]
    if not tab.is_log:
        return [{}] * len(frame)
    people: defaultdict[Hashable, str] = defaultdict(lambda: f"Người {len(people) + 1}")
    contents: defaultdict[Hashable, str] = defaultdict(lambda: f"Bản {len(contents) + 1}")
    twice = frame["row_id"].notna() & frame["row_id"].duplicated(keep=False)
    found = []
    for is_twice, values in zip(twice, frame[hidden].to_dict("records"), strict=True):
        stand_in = {"entered_by": contents[tuple(values.items())]} if is_twice else {}
        if tab.field(tab.subject).personal and (name := values[tab.subject]):
            others = tuple(values[field.key] for field in tab.fields if field.personal and field.key != tab.subject)
            stand_in[tab.subject] = people[match_key(name), others]
        found.append(stand_in)
    return found
