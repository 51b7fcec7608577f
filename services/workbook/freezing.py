"""Freezing: everything that the figures depend on is written down, and the logs are closed in the sheet.

The rows go in as many calls as they need. The last one holds the freeze's head, without which it doesn't count, the
audit row and the protections: so a freeze is there whole or not at all.
"""

import json
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from typing import Any

from services import freezes
from services.accounts import accounts
from services.schema import AUDIT, FREEZES, HEAD, LOGS, USERS
from services.workbook import acceptance, grid, writes
from services.workbook.errors import NotSetUp, Unavailable
from services.workbook.gateway import Gateway
from services.workbook.setup import Request
from services.workbook.setup.requests import FROZEN_MARK, protect
from services.workbook.snapshot import Reader, Snapshot

_MAX_BYTES = 1_500_000
"""Of one call; Google recommends at most 2 MB."""

_REFUSED = 400
"""Answer to a request that the spreadsheet doesn't take as it is."""

Row = dict[str, Any]


def freeze(gateway: Gateway, reader: Reader, office: Iterable[str], *, by: str, at: datetime) -> int:
    """Freezes the figures as the sheet has them now, and gives the freeze's number, 1 for the first.

    `office`: addresses that may go on typing into the logs; none, where the spreadsheet refuses one of them.
    For errors see `Workbook.freeze`.
    """
    snapshot = reader.fresh()
    if FREEZES.key not in snapshot.sheets:
        raise NotSetUp([FREEZES.title])
    name = acceptance.person(AUDIT.field("by"), by, snapshot)
    number = _next(snapshot)
    parts = [*_parts(freezes.rows(snapshot, at, number=number, by=name), snapshot)]
    protections = _protections(gateway, snapshot, {*office, *_of_office(snapshot)})
    head = parts[-1][-1]
    told = {key: head[key] for key in ("freeze", "required", "fulfilled")}
    audit = writes.auditing(snapshot, "freeze", by=name, at=at, tab=FREEZES, after=told)
    sent = 0
    for part in parts:
        sent += len(part)
        more = [audit, *protections] if part is parts[-1] else []
        append = writes.appending(snapshot, FREEZES, part)
        try:
            unclear = grid.sent(gateway, [append, *more])
        except Unavailable as error:
            if error.status != _REFUSED or not more:
                raise
            # Somebody's address that the spreadsheet doesn't take must not keep the figures from being frozen.
            unclear = grid.sent(gateway, [append, audit, *_protections(gateway, snapshot, ())])
        if unclear and _standing(reader.fresh(), number, at) < sent:
            raise unclear
    return number


def _next(snapshot: Snapshot) -> int:
    """One more than the last freeze that counts."""
    table = snapshot.tables[FREEZES.key]
    return max((int(number) for number in table["freeze"][table["kind"] == HEAD] if number), default=0) + 1


def _standing(snapshot: Snapshot, number: int, at: datetime) -> int:
    """How many rows of this freeze the sheet has."""
    table = snapshot.tables[FREEZES.key]
    return int(((table["freeze"] == number) & (table["at"] == at)).sum())


def _parts(rows: Sequence[Row], snapshot: Snapshot) -> Iterator[list[Row]]:
    """The rows in parts that fit into a call each, in their order."""
    part: list[Row] = []
    size = 0
    for row in rows:
        own = len(json.dumps(writes.appending(snapshot, FREEZES, [row])))
        if part and size + own > _MAX_BYTES:
            yield part
            part, size = [], 0
        part.append(row)
        size += own
    yield part


def _of_office(snapshot: Snapshot) -> list[str]:
    """The office's addresses by the tab *Người dùng*, which is believed only where it is protected."""
    if not snapshot.sheets[USERS.key].is_protected:
        return []
    found = accounts(snapshot.tables[USERS.key], snapshot.units)
    return [address for address, account in found.items() if account.role == "office"]


def _protections(gateway: Gateway, snapshot: Snapshot, editors: Iterable[str]) -> list[Request]:
    """Closes each log whole to everybody else; a protection of an earlier freeze is mended, not doubled."""
    make_up = gateway.layout().make_up
    requests = []
    for sheet_id in (snapshot.sheets[key].sheet_id for key in LOGS):
        known = [each for each in make_up[sheet_id].protected if each.get("description") == FROZEN_MARK]
        mended = known[0]["protectedRangeId"] if known else None
        requests.append(
            protect({"sheetId": sheet_id}, FROZEN_MARK, gateway.account, mended, others=sorted(set(editors)))
        )
    return requests
