"""`python -m services.workbook.health`: is the app up, can the sheet be read, has all that was accepted arrived?

Exit status: 0 yes, 1 no. It changes nothing and may run beside the app at any time.
"""

import argparse
import os
import sqlite3
import sys
from collections.abc import Callable, Mapping, Sequence
from contextlib import closing
from datetime import datetime, timedelta
from pathlib import Path
from queue import Empty, SimpleQueue
from threading import Thread

import requests
from urllib3.util.retry import Retry

from services.plan import TIME_ZONE
from services.schema import AUDIT
from services.workbook.connection import DEFAULT_FILE, Kind, connect, target
from services.workbook.errors import WorkbookError
from services.workbook.journal import OPEN, State

_Check = tuple[bool, str]
"""Whether all is well, and what is so."""
_NOTED = timedelta(minutes=1)
"""How long a row for the audit log alone may wait for an entry to go with."""
_NO_FILE = "Chưa có tệp bảng tính; ứng dụng tạo khi có người mở trang đầu tiên."


def main(
    arguments: Sequence[str] | None = None,
    environ: Mapping[str, str] = os.environ,
    secrets_file: Path | None = None,
    clock: Callable[[], datetime] = lambda: datetime.now(TIME_ZONE),
) -> int:
    """Says it in a line each."""
    parser = argparse.ArgumentParser(prog="python -m services.workbook.health", description=__doc__)
    parser.add_argument("--app", default="http://127.0.0.1:8501", metavar="URL", help="where the app answers")
    parser.add_argument("--seconds", type=float, default=10, help="that each answer may take (10)")
    wish = parser.parse_args(arguments)
    checks = {"Ứng dụng": _app(wish.app, wish.seconds), **_workbook(environ, secrets_file, wish.seconds, clock())}
    sys.stdout.writelines(f"[{'x' if well else '!'}] {title}: {told}\n" for title, (well, told) in checks.items())
    return 0 if all(well for well, _ in checks.values()) else 1


def _app(url: str, seconds: float) -> _Check:
    with requests.Session() as session:
        session.trust_env = False
        try:
            said = session.get(f"{url.rstrip('/')}/_stcore/health", timeout=seconds).text
        except requests.RequestException:
            return False, "Không trả lời."
    # Any address answers 200, an unknown one with a page.
    return (True, "Đang chạy.") if said == "ok" else (False, "Trả lời, nhưng không phải ứng dụng này.")


def _workbook(
    environ: Mapping[str, str], secrets_file: Path | None, seconds: float, now: datetime
) -> dict[str, _Check]:
    unknown = {"Sổ ghi": (False, "Chưa kiểm tra.")}
    try:
        file = Path(environ.get("LOCAL_WORKBOOK") or DEFAULT_FILE)
        if target(environ, secrets_file).kind is Kind.EMBEDDED and not file.is_file():
            return {"Bảng tính": (False, _NO_FILE), **unknown}
        connection = connect(environ, secrets_file, Retry(0))
    except WorkbookError as error:
        return {"Bảng tính": (False, str(error)), **unknown}
    return {"Bảng tính": _sheet(connection.gateway.sheets, seconds), "Sổ ghi": _journal(connection.journal_file, now)}


def _sheet(read: Callable[[], object], seconds: float) -> _Check:
    found: SimpleQueue[_Check] = SimpleQueue()

    def look() -> None:
        try:
            read()
        except WorkbookError as error:
            found.put((False, str(error)))
        else:
            found.put((True, "Đọc được."))

    # Names, tokens and answers have time limits of their own, which add up.
    Thread(target=look, daemon=True).start()
    try:
        return found.get(timeout=seconds)
    except Empty:
        return False, f"Chưa trả lời sau {seconds:g} giây."


def _journal(file: Path, now: datetime) -> _Check:
    """`Journal` itself would begin a new file where there is none, and put a damaged one aside."""
    try:
        left = _left(file) if file.is_file() else []
    except sqlite3.Error:
        return False, "Không đọc được (hỏng, bị khóa hoặc không có quyền đọc)."
    refused = sum(state == State.REFUSED and tab != AUDIT.key for state, tab, _ in left)
    waiting = [at for state, tab, at in left if state in OPEN and (tab != AUDIT.key or now - at > _NOTED)]
    told = ["Không có mục nào chờ gửi."]
    if waiting:
        told = [f"{len(waiting)} mục chờ gửi, cũ nhất từ {min(waiting):%H:%M:%S ngày %d/%m/%Y}."]
    if refused:
        told.append(f"{refused} mục bị từ chối, chờ người nhập mở lại ở Việc của tôi.")
    if aside := len([*file.parent.glob(f"{file.stem}.hong-*{file.suffix}")]):
        told.append(f"{aside} sổ ghi hỏng được giữ lại bên cạnh: xin cứu các mục trong đó rồi chuyển đi nơi khác.")
    return not waiting and not aside, " ".join(told)


def _left(file: Path) -> list[tuple[str, str, datetime]]:
    """State, tab and moment of acceptance of all that somebody has to go on with."""
    with closing(sqlite3.connect(f"{file.absolute().as_uri()}?mode=ro", uri=True)) as database:
        rows = database.execute(
            "SELECT state, tab_key, at FROM submissions WHERE state NOT IN (?, ?)", (State.DONE, State.TAKEN_BACK)
        )
        return [(state, tab, datetime.fromisoformat(at).astimezone(TIME_ZONE)) for state, tab, at in rows]


if __name__ == "__main__":
    sys.exit(main())
