"""Logs without what people typed: of an exception they hold its kind and where it came from, never what it says."""

import logging
import traceback
from collections.abc import Iterator
from typing import Any

_make = logging.getLogRecordFactory()


def keep_logs_discreet() -> None:
    """From now on no record of this process, whoever logs it, holds the message of an exception or a line of source."""
    logging.setLogRecordFactory(_discreet)


def traced(error: BaseException) -> str:
    """Kind, and file, line and function of each frame, innermost first; then the same of what caused it."""
    return " < caused by ".join(f"{type(each).__qualname__} {_frames(each)}" for each in _chain(error))


def _discreet(*args: Any, **kwargs: Any) -> logging.LogRecord:
    record = _make(*args, **kwargs)
    error = record.exc_info[1] if record.exc_info else None
    if error is not None:
        said = record.getMessage()
        for each in _chain(error):
            # asyncio writes the exception into its own message, too.
            said = said.replace(repr(each), type(each).__qualname__).replace(str(each) or repr(each), "…")
        record.msg, record.args, record.exc_info = f"{said}: {traced(error)}", (), None
    return record


def _chain(error: BaseException) -> Iterator[BaseException]:
    seen: set[int] = set()
    each: BaseException | None = error
    while each is not None and id(each) not in seen:
        seen.add(id(each))
        yield each
        each = each.__cause__ or each.__context__


def _frames(error: BaseException) -> str:
    frames = traceback.StackSummary.extract(traceback.walk_tb(error.__traceback__), lookup_lines=False)
    return " < ".join(f"{frame.filename}:{frame.lineno} {frame.name}" for frame in reversed(frames))
