"""Carries the plan of set-up out."""

from collections.abc import Iterable, Sequence
from dataclasses import replace

from services.schema import TABS, Tab
from services.workbook.errors import Unavailable
from services.workbook.gateway import Gateway
from services.workbook.setup.change import Change
from services.workbook.setup.look import look
from services.workbook.setup.plan import plan
from services.workbook.setup.requests import Request


def set_up(
    gateway: Gateway, tabs: Iterable[Tab] = tuple(TABS.values()), *, replace_blank: bool = False
) -> list[Change]:
    """Does all that is missing in one atomic call and gives what was done. What the spreadsheet refuses, a protected
    tab for one, is left out with its `refusal`, and the rest is done all the same.

    `replace_blank` removes the tabs that a brand-new file was born with; never use it on a spreadsheet of people.
    """
    tabs = tuple(tabs)
    changes, closing = _wanted(gateway, tabs, replace_blank)
    try:
        _send(gateway, changes, closing)
    except Unavailable as error:
        if _owner(changes, error.request_index) is None:
            raise
    else:
        return changes
    # The whole call was refused for one request. Somebody else may have set the spreadsheet up since the look.
    return _piece_by_piece(gateway, *_wanted(gateway, tabs, replace_blank))


def pending_changes(gateway: Gateway, tabs: Iterable[Tab] = tuple(TABS.values())) -> list[Change]:
    """What `set_up` would do now: at most two reads, no write."""
    tabs = tuple(tabs)
    return list(plan(look(gateway, tabs), tabs).changes)


def _wanted(gateway: Gateway, tabs: Sequence[Tab], replace_blank: bool) -> tuple[list[Change], list[Request]]:
    """What is missing, and the removal of the tabs that a new file was born with: of none once a tab of ours is there,
    because then the file is new no more.
    """
    seen = look(gateway, tabs)
    born = seen.layout.sheets if replace_blank and not seen.tabs else ()
    return list(plan(seen, tabs).changes), [{"deleteSheet": {"sheetId": sheet.sheet_id}} for sheet in born]


def _send(gateway: Gateway, changes: Iterable[Change], closing: Iterable[Request]) -> None:
    if requests := [request for change in changes for request in change.requests]:
        gateway.update([*requests, *closing])


def _piece_by_piece(gateway: Gateway, changes: list[Change], closing: Sequence[Request]) -> list[Change]:
    """Leaves out what is refused until the rest goes through."""
    while True:
        todo = [change for change in changes if change.refusal is None]
        try:
            _send(gateway, todo, closing)
        except Unavailable as error:
            culprit = _owner(todo, error.request_index)
            if culprit is None:
                raise
            changes[changes.index(culprit)] = replace(culprit, refusal=str(error))
        else:
            return changes


def _owner(changes: Iterable[Change], request_index: int | None) -> Change | None:
    end = 0
    for change in changes:
        end += len(change.requests)
        if request_index is not None and request_index < end:
            return change
    return None
