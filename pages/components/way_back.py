"""The way back to the page that somebody opened before they signed in: Streamlit leads them to the first one."""

from collections import OrderedDict
from threading import Lock
from time import monotonic
from typing import NamedTuple

import streamlit as st
from streamlit.web.server.starlette.starlette_app_utils import decode_xsrf_token_string
from streamlit.web.server.starlette.starlette_server_config import XSRF_COOKIE_NAME

_LASTS = 600.0
"""Seconds for signing in at the provider."""
_ROOM = 1000


class _Wanted(NamedTuple):
    path: str
    query: dict[str, str]
    at: float


_wanted: OrderedDict[bytes, _Wanted] = OrderedDict()
_lock = Lock()


def remember(page: st.Page) -> None:
    """Keeps which page this browser has open; in vain where it goes on with another process."""
    if browser := _browser():
        with _lock:
            _wanted[browser] = _Wanted(page.url_path, st.query_params.to_dict(), monotonic())
            if len(_wanted) > _ROOM:
                _wanted.popitem(last=False)


def go_back(pages: dict[str, list[st.Page]]) -> None:
    """Opens, once, the page that was remembered for this browser."""
    browser = _browser()
    with _lock:
        found = _wanted.pop(browser, None) if browser else None
    if found is None or monotonic() - found.at > _LASTS:
        return
    for page in (page for section in pages.values() for page in section):
        if page.url_path == found.path:
            st.switch_page(page, query_params=found.query)


def _browser() -> bytes | None:
    """What tells this browser from others: its token against forged requests stays over the sign-in."""
    token, _ = decode_xsrf_token_string(st.context.cookies.get(XSRF_COOKIE_NAME, ""))
    return token
