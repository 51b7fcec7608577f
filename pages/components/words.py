"""Words as people here read them: numbers, percentages, moments, and typed text that stays text."""

import re
from datetime import datetime

from services.plan import TIME_ZONE

_MARKDOWN = re.compile(r"([\\`*_{}\[\]()<>#+\-.!|$:~^=])")


def plain(text: str | None) -> str:
    """Typed text for use inside markdown: shown as it was typed, never as a link, picture, formula or colour."""
    return _MARKDOWN.sub(r"\\\1", " ".join((text or "").split()))


def number(value: int) -> str:
    """A whole number as `2.500.000`."""
    return f"{value:,}".replace(",", ".")


def moment(at: datetime) -> str:
    """A moment as `14:32 ngày 04/10/2024`, Asia/Ho_Chi_Minh."""
    return f"{at.astimezone(TIME_ZONE):%H:%M ngày %d/%m/%Y}"
