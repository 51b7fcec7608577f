"""One step of set-up, and where a tab's columns are (data)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from services.schema import Field
from services.workbook.setup.requests import Request


class Kind(StrEnum):
    """What a change does; the value counts several of them in one sentence."""

    REGION = "đặt ngôn ngữ và múi giờ"
    TAB = "tạo {n} trang"
    COLUMN = "thêm {n} cột"
    ROWS = "thêm {n} dòng trống"
    NOTE = "ghi {n} lời nhắc ở tiêu đề"
    RULE = "đặt {n} danh sách chọn và kiểm tra"
    COLOUR = "tô màu dòng muộn và trả lại ở {n} trang"
    PROTECTION = "bảo vệ {n} vùng"


STRUCTURE = (Kind.TAB, Kind.COLUMN, Kind.ROWS)
"""Without these nothing can be written; without the others it only gets less comfortable."""


@dataclass(frozen=True)
class Change:
    """One thing that set-up would do, or has done."""

    sentence: str
    requests: tuple[Request, ...]
    kind: Kind
    count: int = 1
    refusal: str | None = None
    """Why it was not done."""


@dataclass(frozen=True)
class Place:
    """Where a tab's columns are, or will be once the changes are carried out."""

    sheet_id: int
    title: str
    header: int
    """0-based row."""
    columns: Mapping[str, int]
    missing: tuple[Field, ...] = ()
    """Columns that are to be added, side by side."""

    @property
    def first_row(self) -> int:
        """0-based row of the first entry."""
        return self.header + 1


def summary(changes: Sequence[Change]) -> str:
    """The changes counted in one sentence: `tạo 3 trang, thêm 2 cột`."""
    counts = {kind: sum(change.count for change in changes if change.kind is kind) for kind in Kind}
    return ", ".join(kind.format(n=f"{count:,}".replace(",", ".")) for kind, count in counts.items() if count)
