"""What every page starts with: the workbook behind the app, as the person looking may use it."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from time import monotonic
from typing import NoReturn
from weakref import WeakSet

import streamlit as st

from pages.components.navigation import pages
from pages.components.safely import safely
from pages.components.words import plain
from services.access import Desk, Identity, Refused, identify
from services.accounts import Visitor, visitor
from services.plan import TIME_ZONE
from services.workbook import Snapshot, Workbook, WorkbookError, open_workbook

REFRESH_SECONDS = 5


@dataclass(frozen=True)
class Look:
    """One run of a page: who may do what, what the sheet holds, and when."""

    desk: Desk
    book: Workbook
    snapshot: Snapshot
    now: datetime


@st.cache_resource(show_spinner="Đang mở bảng tính…")
def workbook() -> Workbook:
    """The workbook behind the app, one for all sessions. Raises WorkbookError."""
    return open_workbook()


ENTERED = "entered"


def enter() -> None:
    """Marks that this session came in through app.py, with its navigation."""
    st.session_state[ENTERED] = True


def _through_app() -> None:
    """Sends a page that runs without app.py through it.

    On the very first visit to a server Streamlit takes `pages/` for its old kind of multipage app and runs the page
    alone; calling `st.navigation` once ends that. So that the old kind knows the addresses too, a page's file is
    named like its address.
    """
    if not st.session_state.get(ENTERED):
        st.switch_page(st.navigation(pages()), query_params=st.query_params.to_dict())


def whoever(book: Workbook) -> Identity:
    """Who is looking, as the sheet and secrets have it at this moment. Raises WorkbookError."""
    return identify(book, signed_in(book))


def signed_in(book: Workbook) -> Visitor | None:
    """Who has signed in; None where the app has no sign-in."""
    claims = st.user.to_dict()
    settings = book.connection.settings
    # Streamlit tells where its own secrets have a sign-in: one that this app overlooked must not leave it open.
    if not settings.providers and "is_logged_in" not in claims:
        return None
    found = visitor(claims, settings)
    return Visitor() if found in _left else found


_left: set[Visitor] = set()
"""Sign-ins that were ended while this process runs: other tabs of the browser would go on with them."""


def leave(book: Workbook) -> None:
    """Ends the person's sign-in, in all their open tabs."""
    if found := signed_in(book):
        _left.add(found)


def open_desk() -> tuple[Desk, Workbook]:
    """The workbook behind the app for whoever is looking; where it can't be opened or has to tell who that is and
    can't, the page says why and stops.
    """
    _through_app()
    try:
        book = workbook()
    except WorkbookError as error:
        st.error(plain(str(error)), title="Không mở được bảng tính", icon=":material/error:")
        st.stop()
    try:
        return Desk(book, whoever(book)), book
    except WorkbookError as error:
        _unread(book, error)


def look() -> Look:
    """The current snapshot; where there is none the page says why and stops. Runs the page again when it moves."""
    here = look_once()
    _pulse((here.snapshot.revision, here.book.moves), here.desk.identity, _Part(_age, _freshness))
    return here


def look_once() -> Look:
    """`look` for a page that follows the sheet by `live`, or not at all."""
    desk, book = open_desk()
    try:
        return Look(desk, book, desk.snapshot(), book.now())
    except WorkbookError as error:
        _unread(book, error)
    except Refused as error:
        refused(error)
        st.stop()


class _Part:
    """A part of a page that is drawn again only when it has moved."""

    def __init__(self, stamp: Callable[[Look], object], draw: Callable[[Look], None]) -> None:
        """Takes the place where the part stands. For `stamp` and `draw` see `Live`."""
        self._stamp, self._draw = stamp, draw
        self._place = st.empty()
        self._drawn: object = None
        self._drawn_at = 0.0

    def follow(self, here: Look) -> None:
        """Draws it if it has moved since it was drawn."""
        stamp = self._stamp(here)
        if stamp != self._drawn or monotonic() - self._drawn_at < _SURELY_SENT:
            with self._place:
                self._show(here, stamp)

    # A fragment of its own, so that what it drew stays when the pulse, which is one too, draws nothing.
    @st.fragment
    @safely()
    def _show(self, here: Look, stamp: object) -> None:
        self._draw(here)
        self._drawn, self._drawn_at = stamp, monotonic()


@st.fragment(run_every=REFRESH_SECONDS)
@safely()
def _pulse(drawn: tuple[str, int], who: Identity, freshness: _Part) -> None:
    """Says how fresh the figures are, and runs the page again when the sheet, what waits for it, or what the person
    may do has moved since.
    """
    desk, book = open_desk()
    if desk.identity != who:
        st.rerun()
    snapshot = desk.snapshot()
    if (snapshot.revision, book.moves) != drawn:
        st.rerun()
    freshness.follow(Look(desk, book, snapshot, book.now()))


class Live:
    """A part of a page that is drawn again by itself whenever it moves; the rest of the page isn't run again."""

    def __init__(self, here: Look, stamp: Callable[[Look], object], draw: Callable[[Look], None]) -> None:
        """Takes the place where the part stands.

        `stamp`: what the drawing depends on. `draw`: draws it without widgets, and with the same number of elements
        each time: the browser keeps those that are not drawn over.
        """
        self._desk, self._book = here.desk, here.book
        self._parts = [_Part(stamp, draw)]
        self._every = 0.0

    def follow(self) -> None:
        """Says how fresh the figures are, and draws the part whenever it has moved."""
        _followed.add(self)
        self._every = pulse_seconds(len(_followed))
        self._parts.insert(0, _Part(_age, _freshness))
        st.fragment(self._pulse, run_every=self._every)()

    @safely()
    def _pulse(self) -> None:
        desk, _ = open_desk()
        fits = self._every / 2 <= pulse_seconds(len(_followed)) <= self._every * 2
        if not fits or desk.identity != self._desk.identity:
            # The browser keeps its interval until the whole page runs, and the person may see something else now.
            st.rerun()
        here = Look(self._desk, self._book, self._desk.snapshot(), self._book.now())
        for part in self._parts:
            part.follow(here)


_SURELY_SENT = 1.0
"""Seconds. Streamlit throws away what a run drew when the next one is asked for while it ends; so a pulse that comes
this soon after a drawing (a busy server was late with that) draws again."""
_followed: WeakSet[Live] = WeakSet()


def pulse_seconds(followed: int) -> float:
    """Seconds between two pulses of a page when that many are open: short for a few, rarer when many share the server.

    A pulse takes some 4 ms of its time and one that draws 10 ms: eighty in a second leave room when all of them draw.
    """
    return max(1.5, followed / 80)


def _age(here: Look) -> tuple[str, bool]:
    """How old the figures are, to the minute, and whether they can't be read any more."""
    at = f"{here.snapshot.read_at.astimezone(TIME_ZONE):%H:%M}"
    if not here.snapshot.trouble:
        return f"Số liệu lúc {at}, tự cập nhật.", False
    minutes = int((here.now - here.snapshot.read_at).total_seconds() // 60)
    return f"Số liệu lúc {at} ({minutes} phút trước). {plain(here.snapshot.trouble)}", True


def _freshness(here: Look) -> None:
    words, is_trouble = _age(here)
    if is_trouble:
        st.warning(words, icon=":material/cloud_off:")
    else:
        st.caption(words)


def _unread(book: Workbook, error: WorkbookError) -> NoReturn:
    st.error(plain(str(error)), title="Chưa đọc được bảng tính", icon=":material/cloud_off:")
    _retry(book)
    st.stop()


@st.fragment(run_every=REFRESH_SECONDS)
@safely()
def _retry(book: Workbook) -> None:
    try:
        book.snapshot()
    except WorkbookError:
        return
    st.rerun()


def refused(error: Exception) -> None:
    """Shows why something was not done."""
    st.error(plain(str(error)), icon=":material/error:")


EXPECTED = (WorkbookError, Refused)
"""What the services may answer instead of doing what was asked."""
