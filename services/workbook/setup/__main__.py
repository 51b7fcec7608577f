"""`python -m services.workbook.setup --check|--apply`: set-up without a browser.

Exit status: 0 nothing is missing, or all was added; 1 something is missing, or was refused; 2 the spreadsheet can't be
reached or changed.
"""

import argparse
import os
import sys
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from services.workbook.connection import Connection, connect
from services.workbook.diagnosis import Diagnosis, State, diagnose, unusable_settings
from services.workbook.errors import WorkbookError
from services.workbook.setup.apply import set_up

_MARKS = {State.DONE: "[x]", State.FAILED: "[!]", State.OPEN: "[ ]"}


def main(
    arguments: Sequence[str] | None = None, environ: Mapping[str, str] = os.environ, secrets_file: Path | None = None
) -> int:
    """Says how the spreadsheet stands; with `--apply` adds what is missing."""
    parser = argparse.ArgumentParser(prog="python -m services.workbook.setup", description=__doc__)
    choice = parser.add_mutually_exclusive_group(required=True)
    choice.add_argument("--check", action="store_true", help="say what is missing, change nothing")
    choice.add_argument("--apply", action="store_true", help="add what is missing")
    wish = parser.parse_args(arguments)
    if stopped := unusable_settings(environ, secrets_file):
        _say(_report(stopped))
        return 2
    try:
        connection = connect(environ, secrets_file)
        return _apply(connection) if wish.apply else _check(connection)
    except WorkbookError as error:
        _say([str(error)])
        return 2


def _check(connection: Connection) -> int:
    found = diagnose(connection, probe=True)
    _say([f"Bảng tính: {connection.address}", *_report(found)])
    if not found.is_reached:
        return 2
    _say(f"- Sẽ làm: {change.sentence}" for change in found.changes)
    return 0 if found.is_ready else 1


def _apply(connection: Connection) -> int:
    done = set_up(connection.gateway, replace_blank=connection.is_new)
    found = diagnose(connection)
    _say([f"Bảng tính: {connection.address}"])
    _say(f"- Không làm được: {c.sentence} {c.refusal}" if c.refusal else f"- Đã làm: {c.sentence}" for c in done)
    _say(_report(found))
    if not found.is_reached:
        return 2
    return 0 if found.is_ready else 1


def _report(found: Diagnosis) -> Iterable[str]:
    for step in found.steps:
        yield f"{_MARKS[step.state]} {step.title}: {step.sentence}" + (f" ({step.address})" if step.address else "")
    yield from (f"Lưu ý: {hint}" for hint in found.hints)


def _say(lines: Iterable[str]) -> None:
    sys.stdout.writelines(f"{line}\n" for line in lines)


if __name__ == "__main__":
    sys.exit(main())
