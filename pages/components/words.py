"""Words as people here read them: numbers, percentages, moments, and typed text that stays text."""

import re
from datetime import datetime

from services.plan import TIME_ZONE

_MARKDOWN = re.compile(r"[\\`*_\[\]<$~&|]|^[#>+=-]")
"""What begins anything in markdown, wherever it stands or as the first sign."""
_FOUND_LATER = re.compile(
    r"^(?=\d+[.)])|(?<=:)(?=[-/+\w])|(?<=www)(?=\.)|(?<=@)(?=\S)|(?<=[-<>=~])(?=[-<>=])",
    re.IGNORECASE,
)
"""Where a backslash does not help: numbered lists; links, icons (`:material/home:`) and arrows, which Streamlit looks
for in the finished text."""
_SPACES = re.compile(r"[^\S\u00a0]+")
"""All but those that keep words on one line."""
_JOINER = "\u2060"
"""Takes no room; reading drops it when what was copied is typed again."""


def plain(text: str | None) -> str:
    """Typed text for use inside markdown: shown as it was typed, never as a link, picture, icon, formula or colour."""
    return _MARKDOWN.sub(r"\\\g<0>", _FOUND_LATER.sub(_JOINER, _SPACES.sub(" ", text or "").strip()))


def number(value: int) -> str:
    """A whole number as `2.500.000`."""
    return f"{value:,}".replace(",", ".")


def moment(at: datetime) -> str:
    """A moment as `14:32 ngày 04/10/2024`, Asia/Ho_Chi_Minh."""
    return f"{at.astimezone(TIME_ZONE):%H:%M ngày %d/%m/%Y}"
