"""What the server sends to whom: nothing of what they may not see, whatever their page would have shown of it."""

import asyncio
from collections.abc import Callable
from contextlib import suppress
from datetime import timedelta
from time import perf_counter

import pytest
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg

from services.schema import TABS
from tests.bench.server import ROOT
from tests.bench.session import PageFailed, connect, finished
from tests.browser.place import DIRECTOR, OFFICE, OTHER, OWN, PERSONAL, STRANGER, UNIT, Place

ADDRESSES = sorted("" if file.stem == "overview" else file.stem for file in (ROOT / "pages").glob("[!_]*.py"))
PAGES = [
    *(f"{address}?unit={unit}" for address in ADDRESSES for unit in (OWN, OTHER)),
    *(f"sheet?tab={tab_key}" for tab_key in TABS),
]
PATIENCE = 60
"""Seconds within which somebody whose rights have ended must have lost sight of everything."""
FOREIGN = "0123456789abcdef" * 4
"""With what another app signs."""


async def heard(place: Place, signed: str, *pages: str) -> bytes:
    """All that the server sends to somebody who opens these pages one after the other, whatever they show."""
    came: list[bytes] = []

    def keep(message: ForwardMsg) -> None:
        came.append(message.SerializeToString())

    for page in pages:
        async with connect(place.url, page, signed=signed) as viewer:
            viewer.watch = keep
            try:
                await viewer.rerun()
            except PageFailed as told:
                # To be refused is expected; an error with a code isn't.
                if "Mã lỗi" in str(told):
                    raise
    return b"".join(came)


def personal(data: bytes) -> set[str]:
    """What of `PERSONAL` is in there."""
    return {text for text in PERSONAL if text.encode() in data}


def test_personal_data_reach_the_office_and_their_own_unit_only(place: Place) -> None:
    """Each opens every page and asks for another unit's, too; what was made for the office before stays theirs."""
    seen = {OFFICE: set(PERSONAL.values()), UNIT: {OWN}, DIRECTOR: set(), STRANGER: set()}
    for who, units in seen.items():
        arrived = personal(finished(heard(place, place.signed(who), *PAGES)))
        assert arrived == {text for text, unit in PERSONAL.items() if unit in units}, who


@pytest.mark.parametrize(
    "cookie",
    [
        pytest.param(lambda _: "", id="none"),
        pytest.param(lambda place: altered(place.signed(OFFICE)), id="altered"),
        pytest.param(lambda place: place.signed(OFFICE, secret=FOREIGN), id="signed by somebody else"),
        pytest.param(lambda place: place.signed(OFFICE, origin="http://127.0.0.1:1"), id="of another app"),
        pytest.param(lambda place: place.signed(OFFICE, aud=["another app"]), id="for another app"),
        pytest.param(lambda place: place.signed(OFFICE, left=-timedelta(hours=1)), id="too old"),
        pytest.param(lambda place: place.signed(OFFICE, iat=None), id="of an unknown age"),
        pytest.param(lambda place: place.signed(OFFICE, email_verified=False), id="of an unverified address"),
        pytest.param(lambda place: place.signed(STRANGER), id="of somebody in no list"),
    ],
)
def test_a_cookie_that_does_not_count_brings_nothing(place: Place, cookie: Callable[[Place], str]) -> None:
    pages = ("", f"my-work?unit={OWN}", "nominations", "report", "sheet", "setup")
    arrived = finished(heard(place, cookie(place), *pages))
    assert not [unit.name for unit in place.book.snapshot().units if unit.name.encode() in arrived]
    assert not personal(arrived)


def altered(signed: str) -> str:
    """The cookie with another letter in what it says."""
    return signed[:9] + ("A" if signed[9] != "A" else "B") + signed[10:]


def test_a_sign_in_ends_while_pages_are_open(place: Place) -> None:
    """Without a click; what they were sent before shows that somebody was signed in."""
    # A server that has just started would take too much of the time that is left.
    finished(heard(place, place.signed(UNIT), "", "nominations"))
    for before, after in finished(watched(place, place.signed(UNIT, left=timedelta(seconds=6)), "", "nominations")):
        assert "Đăng xuất".encode() in before
        assert "Đăng nhập".encode() in after


async def watched(place: Place, signed: str, *pages: str) -> list[tuple[bytes, bytes]]:
    """What each page is sent when it is opened, and then, until it is left with a button to sign in."""
    return await asyncio.gather(*(_watched(place, signed, page) for page in pages))


async def _watched(place: Place, signed: str, page: str) -> tuple[bytes, bytes]:
    came: list[bytes] = []

    def keep(message: ForwardMsg) -> None:
        came.append(message.SerializeToString())
        if message.delta.new_element.button.label == "Đăng nhập":
            raise SignedOut

    async with connect(place.url, page, signed=signed) as viewer:
        viewer.watch = keep
        await viewer.rerun()
        before, came[:] = b"".join(came), []
        with suppress(SignedOut):
            await viewer.stay(perf_counter() + PATIENCE)
    return before, b"".join(came)


class SignedOut(Exception):
    """The page asks to sign in."""
