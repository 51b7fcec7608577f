"""The way to another page as a button: a link is 28 pixels high, too small for a thumb."""

from typing import Literal

import streamlit as st


def to(
    path: str,
    label: str,
    icon: str,
    key: str,
    kind: Literal["primary", "secondary"] = "secondary",
    **query: str,
) -> None:
    """A button that opens the page of this address, with these query parameters."""
    if st.button(label, key=f"go-{key}", icon=icon, type=kind, width="stretch"):
        st.switch_page(f"pages/{path}.py", query_params=query)
