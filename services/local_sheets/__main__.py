"""`python -m services.local_sheets`: the embedded workbook as a server on this machine."""

import argparse
import json
import signal
import sys
import threading
from collections.abc import Sequence
from pathlib import Path

from services.local_sheets.auth import Accounts
from services.local_sheets.core import LocalSheets
from services.local_sheets.errors import WorkbookFileError
from services.local_sheets.http import FAULTS, Server, Switches


def main(arguments: Sequence[str] | None = None) -> None:
    """Serves until SIGTERM or SIGINT. A new file comes fully set up."""
    options = _parser().parse_args(arguments)
    try:
        core = LocalSheets(options.db)
    except WorkbookFileError as error:
        sys.exit(str(error))
    if core.is_new:
        # Here and not above: the workbook package knows this one.
        from services.workbook.connection import open_core
        from services.workbook.setup import set_up

        set_up(open_core(core), replace_blank=True)
    switches = Switches(
        options.reads_per_minute,
        options.writes_per_minute,
        options.latency_ms / 1000,
        dict(options.fault),
        options.seed,
    )
    accounts = Accounts(options.token_seconds)
    for file in options.service_account:
        accounts.register(json.loads(file.read_text(encoding="utf-8")))
    with Server(core, options.port, switches, accounts) as server:
        print(f"listening on {server.url} spreadsheet {core.spreadsheet_id}", flush=True)
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda *_: threading.Thread(target=server.shutdown).start())
        server.serve_forever(poll_interval=0.1)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m services.local_sheets", description=__doc__)
    parser.add_argument("--db", required=True, help="workbook file; made and set up when missing")
    parser.add_argument("--port", type=int, default=0, help="0 takes a free one")
    parser.add_argument("--reads-per-minute", type=int)
    parser.add_argument("--writes-per-minute", type=int)
    parser.add_argument("--latency-ms", type=int, default=0)
    parser.add_argument(
        "--fault", type=_fault, action="append", default=[], metavar="KIND:RATE", help=", ".join(FAULTS)
    )
    parser.add_argument("--seed", type=int, help="makes the faults the same in every run")
    parser.add_argument(
        "--service-account",
        type=Path,
        action="append",
        default=[],
        metavar="FILE.json",
        help="key file of an account that may call; from then on nobody else may. Its token_uri is /token here",
    )
    parser.add_argument("--token-seconds", type=int, default=3_600, help="how long a token lasts")
    return parser


def _fault(text: str) -> tuple[str, float]:
    kind, _, rate = text.partition(":")
    if kind not in FAULTS:
        raise argparse.ArgumentTypeError(f"{kind} is none of {', '.join(FAULTS)}")
    return kind, float(rate)


if __name__ == "__main__":
    main()
