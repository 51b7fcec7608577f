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
    seen = look(gateway, tabs)
    closing = [{"deleteSheet": {"sheetId": sheet.sheet_id}} for sheet in seen.layout.sheets] if replace_blank else []
    return _carried_out(gateway, plan(seen, tabs).changes, closing)


def pending_changes(gateway: Gateway, tabs: Iterable[Tab] = tuple(TABS.values())) -> list[Change]:
    """What `set_up` would do now: at most two reads, no write."""
    tabs = tuple(tabs)
    return list(plan(look(gateway, tabs), tabs).changes)


def _carried_out(gateway: Gateway, changes: Sequence[Change], closing: Sequence[Request]) -> list[Change]:
    told = list(changes)
    while todo := [change for change in told if change.refusal is None]:
        try:
            gateway.update([*(request for change in todo for request in change.requests), *closing])
        except Unavailable as error:
            # The whole call was refused and named the request: without its change the rest can be done.
            culprit = _owner(todo, error.request_index)
            if culprit is None:
                raise
            told[told.index(culprit)] = replace(culprit, refusal=str(error))
        else:
            break
    return told


def _owner(changes: Iterable[Change], request_index: int | None) -> Change | None:
    end = 0
    for change in changes:
        end += len(change.requests)
        if request_index is not None and request_index < end:
            return change
    return None
