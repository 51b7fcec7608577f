"""What the office has set in the app: texts of the report, and units that may still enter after a freeze (pure)."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

import pandas as pd

from services.reading.campaign import exception_end
from services.schema import HEAD

EXCEPTION = "exception"
"""The key that stands once a unit; its value is when the exception ends."""
_FROZEN = (
    "Số liệu đã chốt lúc {at:%H:%M ngày %d/%m/%Y} nên không ghi, sửa hay hủy được nữa. Nếu cần bổ sung, "
    "xin đề nghị Văn phòng cho đơn vị nhập thêm."
)


@dataclass(frozen=True)
class Settings:
    """The settings that say anything."""

    values: Mapping[str, str] = field(default_factory=dict)
    """Key of `schema.SETTING_KEYS` → text; without exceptions."""
    exceptions: Mapping[str, datetime] = field(default_factory=dict)
    """Unit code → until when it may enter although the figures are frozen."""


def settings_from(table: pd.DataFrame) -> Settings:
    """The settings of the tab *Cài đặt*: of a key, or a unit's exception, the last row that says anything counts."""
    values: dict[str, str] = {}
    exceptions: dict[str, datetime] = {}
    for key, unit, value in zip(table["key"], table["unit"], table["value"], strict=True):
        if value is None:
            continue
        if key != EXCEPTION:
            values |= {key: value} if key else {}
        elif unit and (end := exception_end(value)):
            exceptions[unit] = end
    return Settings(values, exceptions)


def frozen_at(freezes: pd.DataFrame) -> datetime | None:
    """When the figures were last frozen, by the tab *Chốt số liệu*; a freeze without its head doesn't count."""
    heads = zip(freezes["kind"], freezes["freeze"], freezes["at"], strict=True)
    return max((at for kind, number, at in heads if kind == HEAD and number and at), default=None)


def is_closed(frozen: datetime | None, settings: Settings, unit: str | None, at: datetime) -> bool:
    """True when a unit's people could enter nothing more at that moment."""
    end = settings.exceptions.get(unit or "")
    return frozen is not None and at > frozen and (end is None or at > end)


def closed_sentence(frozen: datetime) -> str:
    """What somebody is told who comes after the freeze."""
    return _FROZEN.format(at=frozen)
