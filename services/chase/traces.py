"""What the audit log tells about chasing, as the pages need it."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True)
class Reminder:
    """A unit was reminded."""

    unit: str
    """Code."""
    at: datetime
    by: str


@dataclass(frozen=True)
class Answer:
    """An entry that the office had returned was sent again."""

    log: str
    row_id: str
    at: datetime


@dataclass(frozen=True)
class Traces:
    """Both, newest first."""

    reminders: tuple[Reminder, ...] = ()
    answers: tuple[Answer, ...] = ()
