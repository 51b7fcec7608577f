"""`python -m services.report --out DIR [--as-of ISO]`: the report without a browser, for a scheduled job.

The figures of the latest freeze, else as they stand now; with --as-of those of that moment, counted in the rows as
they stand now. Names of nominees are in the files. Exit status: 0 made, 3 made while units still owe something, 1
failed and nothing replaced, 2 wrong arguments.
"""

import argparse
import sys
import tempfile
from collections.abc import Mapping, Sequence
from datetime import datetime
from pathlib import Path

from services.freezes.frozen import frozen
from services.plan import TIME_ZONE, end_of_day
from services.report import Figures, figures, live
from services.report.files import files
from services.workbook import Workbook, WorkbookError, open_workbook

MADE, FAILED, MADE_WITH_GAPS = 0, 1, 3
_NAMED = 5
"""Units that the line names at most."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Makes the files and says so in one line."""
    options = _parser().parse_args(arguments)
    try:
        status, line = make(open_workbook(), options.out, options.as_of)
    except (WorkbookError, OSError) as error:
        sys.stderr.write(f"Không làm được báo cáo: {error}\n")
        return FAILED
    sys.stdout.write(f"{line}\n")
    return status


def make(book: Workbook, folder: Path, as_of: datetime | None) -> tuple[int, str]:
    """Exit status, and the line that says what was made. Raises WorkbookError, OSError."""
    sheet = book.snapshot()
    found = frozen(sheet.tables) if as_of is None else None
    found = found or figures(live(sheet, as_of or book.now()))
    made = files(found, sheet.settings.values, names=True)
    _put(folder, made)
    gaps = _gaps(found)
    line = f"Đã làm {', '.join(made)} trong {folder}; {_as_of(found)}; {gaps or 'mọi đơn vị đã báo cáo đủ'}."
    return (MADE_WITH_GAPS if gaps else MADE), line


def _put(folder: Path, made: Mapping[str, bytes]) -> None:
    """All files, or where one can't be written none; what stood there stays until all are written. Raises OSError."""
    folder.mkdir(parents=True, exist_ok=True)
    if taken := [name for name in made if (folder / name).is_dir()]:
        raise IsADirectoryError(f"{folder / taken[0]} là một thư mục")
    with tempfile.TemporaryDirectory(prefix=".bao-cao-", dir=folder) as beside:
        for name, content in made.items():
            (Path(beside) / name).write_bytes(content)
        for name in made:
            (Path(beside) / name).replace(folder / name)


def _as_of(found: Figures) -> str:
    moment = f"số liệu đến {found.basis.as_of.astimezone(TIME_ZONE):%H:%M ngày %d/%m/%Y}"
    return f"{moment} (chốt lần {found.basis.frozen.number})" if found.basis.frozen else moment


def _gaps(found: Figures) -> str:
    """The units that still owe something, or that nobody owes anything; "" when all is told."""
    if not found.progress.required:
        return "chưa có đơn vị nào phải báo cáo"
    units = found.progress.by_unit
    names = list(units.loc[units["missing"] > 0, "short_name"])
    more = f" và {len(names) - _NAMED} đơn vị khác" if len(names) > _NAMED else ""
    return f"{len(names)} đơn vị chưa báo cáo đủ: {', '.join(names[:_NAMED])}{more}" if names else ""


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m services.report",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--out", type=Path, required=True, metavar="DIR", help="folder for the files")
    parser.add_argument(
        "--as-of",
        type=_moment,
        metavar="ISO",
        help="moment of the figures: 2024-10-08 (its end) or 2024-10-08T09:00 (Asia/Ho_Chi_Minh)",
    )
    return parser


def _moment(text: str) -> datetime:
    try:
        moment = datetime.fromisoformat(text)
        if len(text) <= len("2024-10-08"):
            return end_of_day(moment.date())
        return moment.astimezone(TIME_ZONE) if moment.tzinfo else moment.replace(tzinfo=TIME_ZONE)
    except (ValueError, OverflowError):
        raise argparse.ArgumentTypeError(f"not a moment: {text!r}") from None


if __name__ == "__main__":
    sys.exit(main())
