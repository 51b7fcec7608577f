"""A viewer without a browser: speaks Streamlit's websocket protocol and keeps no more than the next rerun needs.

Messages: https://github.com/streamlit/streamlit/blob/develop/proto/streamlit/proto/ (BackMsg, ForwardMsg, ClientState).
"""

import asyncio
import socket
from collections import Counter
from collections.abc import AsyncIterator, Callable, Coroutine
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from time import perf_counter
from typing import Any, TypeVar

from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from streamlit.proto.Navigation_pb2 import Navigation
from streamlit.web.server.starlette.starlette_app_utils import generate_xsrf_token_string
from streamlit.web.server.starlette.starlette_server_config import USER_COOKIE_NAME, XSRF_COOKIE_NAME
from websockets.asyncio.client import ClientConnection
from websockets.asyncio.client import connect as open_socket

PATIENCE = 120
"""Seconds to wait for a run to finish."""
_FINISHED = (ForwardMsg.FINISHED_SUCCESSFULLY, ForwardMsg.FINISHED_FRAGMENT_RUN_SUCCESSFULLY)
_RAN_ON = ForwardMsg.FINISHED_EARLY_FOR_RERUN


class PageFailed(Exception):
    """The page showed an exception or an error box, its script did not compile, or another page came instead."""


@dataclass
class Run:
    """One run of a page's script, as it arrived."""

    milliseconds: float = 0.0
    """From the request to the message that the script has finished."""
    received_bytes: int = 0
    elements: Counter[str] = field(default_factory=Counter)
    """Kind of element → how many were drawn; "(unchanged)" those that the viewer had kept from an earlier run."""
    failure: PageFailed | None = None


T = TypeVar("T")


def finished(work: Coroutine[Any, Any, T]) -> T:
    """What the work comes to. In a thread of its own: in this one a browser's loop may be running."""
    with ThreadPoolExecutor(1) as pool:
        return pool.submit(asyncio.run, work).result()


class Viewer:
    """One open page."""

    def __init__(self, connection: ClientConnection, page: str, *, prompt: bool) -> None:
        self._connection, self._prompt = connection, prompt
        self._page, _, self._query = page.partition("?")
        self._page_hash = ""
        self._shown: str | None = None
        self._kept: set[str] = set()
        self.fragments: dict[str, float] = {}
        """Fragment → seconds after which a browser would rerun it."""
        self.watch: Callable[[ForwardMsg], None] = lambda _: None
        """Is shown each message that arrives."""

    async def rerun(self, fragment: str = "") -> Run:
        """Runs the page, or one fragment of it, and waits until it has finished. Raises PageFailed, TimeoutError."""
        run = Run()
        started = perf_counter()
        await self._ask(fragment)
        async with asyncio.timeout(PATIENCE):
            while not self._take(run, await self._receive()):
                pass
        run.milliseconds = (perf_counter() - started) * 1000
        if run.failure:
            raise run.failure
        # An app of a single page sends no navigation.
        if self._shown not in (self._page, None):
            raise PageFailed(f"asked for /{self._page}, got /{self._shown}")
        return run

    async def stay(self, until: float) -> Run:
        """Keeps the page open until that moment (of `perf_counter`) and gives all that arrived.

        Like a browser it reruns each fragment at the server's interval, counted from the page's last whole run; reruns
        that the server starts by itself just arrive. Raises PageFailed, ConnectionClosed.
        """
        run = Run()
        due: dict[str, float] = {}
        while (now := perf_counter()) < until:
            due = {one: due.get(one, now + interval) for one, interval in self.fragments.items()}
            for one in [one for one, at in due.items() if at <= now]:
                due[one] += self.fragments[one]
                await self._ask(one)
            with suppress(TimeoutError):
                async with asyncio.timeout(min([until, *due.values()]) - now):
                    self._take(run, await self._receive())
            if run.failure:
                raise run.failure
        return run

    async def _ask(self, fragment: str) -> None:
        request = BackMsg()
        state = request.rerun_script
        state.page_name, state.page_script_hash = ("", self._page_hash) if self._page_hash else (self._page, "")
        state.query_string = self._query
        state.fragment_id, state.is_auto_rerun = fragment, bool(fragment)
        state.cached_message_hashes.extend(self._kept)
        await self._connection.send(request.SerializeToString())

    async def _receive(self) -> bytes:
        if self._prompt:
            # The kernel forgets this setting by itself.
            wire = self._connection.transport.get_extra_info("socket")
            wire.setsockopt(socket.IPPROTO_TCP, socket.TCP_QUICKACK, 1)
        return await self._connection.recv(decode=False)

    def _take(self, run: Run, raw: bytes) -> bool:
        """Takes one message in; True when the run has finished."""
        run.received_bytes += len(raw)
        message = ForwardMsg.FromString(raw)
        self.watch(message)
        match message.WhichOneof("type"):
            case "new_session" if not message.metadata.run.fragment_ids:
                self.fragments.clear()
            case "navigation":
                self._arrive(message.navigation)
            case "auto_rerun":
                self.fragments[message.auto_rerun.fragment_id] = message.auto_rerun.interval
            case "ref_hash":
                run.elements["(unchanged)"] += 1
            case "delta":
                self._draw(run, message)
            case "script_finished":
                return _has_finished(message.script_finished)
        return False

    def _arrive(self, navigation: Navigation) -> None:
        self._page_hash = navigation.page_script_hash
        paths = {page.page_script_hash: "" if page.is_default else page.url_pathname for page in navigation.app_pages}
        self._shown = paths.get(self._page_hash)

    def _draw(self, run: Run, message: ForwardMsg) -> None:
        if message.metadata.cacheable:
            self._kept.add(message.hash)
        element = message.delta.new_element
        kind = element.WhichOneof("type")
        if kind == "exception":
            run.failure = PageFailed(f"{element.exception.type}: {element.exception.message}")
        if kind == "alert" and element.alert.format == element.alert.ERROR:
            run.failure = PageFailed(element.alert.body)
        if kind:
            run.elements[kind] += 1


def _has_finished(status: int) -> bool:
    if status not in (*_FINISHED, _RAN_ON):
        raise PageFailed(ForwardMsg.ScriptFinishedStatus.Name(status))
    return status in _FINISHED


@asynccontextmanager
async def connect(url: str, page: str = "", *, prompt: bool = False, signed: str = "") -> AsyncIterator[Viewer]:
    """A viewer of the page at this address ("" is the overview, "my-work?unit=VP" …) on the server at http://host:port.

    Streamlit's sockets hold small messages back until earlier ones are acknowledged, and systems acknowledge some 40 ms
    late; a `prompt` viewer acknowledges at once (Linux only), so that the server's own time can be told from that wait.
    `signed`: the value of the cookie that says who has signed in.
    """
    address = url.replace("http", "ws", 1) + "/_stcore/stream"
    # The server compares one with the other, to see that it is the page which connects.
    token = generate_xsrf_token_string()
    async with open_socket(
        address,
        origin=url,
        subprotocols=["streamlit", token],
        additional_headers={"Cookie": f"{XSRF_COOKIE_NAME}={token}; {USER_COOKIE_NAME}={signed}"},
        compression=None,
        proxy=None,
        max_size=None,
        ping_interval=None,
    ) as connection:
        yield Viewer(connection, page, prompt=prompt)
