"""Reminders and what came of them, in the audit log (pure)."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date

from services.chase import Answer, Reminder, Traces
from services.plan import Unit
from services.schema import LOGS
from services.workbook.history import Event
from services.workbook.journal import Submission

ACTION = "remind"


def about(unit: str, units: Sequence[Unit]) -> str:
    """How the log names the unit: its code first, so that it is found again whatever the unit is called by then."""
    names = {known.code: known.name for known in units}
    return f"{unit}: {names.get(unit, '')}".strip()


def once(unit: str, times: int, *, by: str, day: date) -> str:
    """The same for two presses of a person who had seen the unit reminded as often."""
    return f"{ACTION} {by} {unit} {times} {day}"


def traces(events: Sequence[Event], waiting: Sequence[Submission], units: Sequence[Unit]) -> Traces:
    """Newest first. `waiting`: notes that may not stand in the log yet. People type there: what names no unit or no
    time is left out.
    """
    logged = {event.row_id for event in events}
    new = [
        Event(note.at, note.by, note.action, None, note.row_id, None, note.values.get("after"))
        for note in reversed(waiting)
        if note.is_note and note.row_id not in logged
    ]
    # A code that begins like another one's is looked for first.
    codes = sorted((unit.code for unit in units), key=len, reverse=True)
    return Traces(tuple(_reminders([*new, *events], codes)), tuple(_answers(events)))


def _reminders(events: Sequence[Event], codes: Sequence[str]) -> Iterator[Reminder]:
    for event in events:
        said = event.after
        if event.action != ACTION or event.at is None or not isinstance(said, str):
            continue
        unit = next((code for code in codes if said == code or said.startswith(f"{code}:")), None)
        if unit is not None:
            yield Reminder(unit, event.at, event.by or "")


def _answers(events: Sequence[Event]) -> Iterator[Answer]:
    for event in events:
        before, after = event.before, event.after
        if not isinstance(before, Mapping) or not isinstance(after, Mapping):
            continue
        is_answer = before.get("return_note") and "return_note" in after and not after["return_note"]
        if is_answer and event.tab_key in LOGS and event.row_id and event.at:
            yield Answer(str(event.tab_key), event.row_id, event.at)
