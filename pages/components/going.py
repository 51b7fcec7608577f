"""The way to another page as a button: a link is 28 pixels high, too small for a thumb."""

from typing import Literal

import streamlit as st

ROOM = 520
"""Pixels for a row of buttons: all of a phone's width, and no more than an arm's sweep of a screen's."""
Kind = Literal["primary", "secondary"]


def to(
    path: str,
    label: str,
    icon: str,
    key: str,
    kind: Kind = "secondary",
    **query: str,
) -> None:
    """A button that opens the page of this address, with these query parameters."""
    if st.button(label, key=f"go-{key}", icon=icon, type=kind, width="stretch", wrap=True):
        st.switch_page(f"pages/{path}.py", query_params=query)
