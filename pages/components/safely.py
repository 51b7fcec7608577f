"""What nobody expected, told in one sentence with a code; the log has the code and where it happened."""

import logging
import secrets
from collections.abc import Iterator
from contextlib import contextmanager

import streamlit as st
from streamlit.errors import FragmentHandledException

from services.discretion import keep_logs_discreet, traced

_log = logging.getLogger(__name__)


@contextmanager
def safely() -> Iterator[None]:
    """Around a page, or as the decorator of a fragment, which Streamlit also runs without its page."""
    keep_logs_discreet()
    try:
        yield
    except FragmentHandledException:
        raise
    except Exception as error:
        # Streamlit's own words would be English, and have no code to ask about.
        code = secrets.token_hex(4).upper()
        _log.error("Mã lỗi %s: %s", code, traced(error))
        st.error(
            f"Mã lỗi **{code}**. Phần đã gửi và có báo “Đã lưu” vẫn còn nguyên. Xin tải lại trang; nếu vẫn lỗi, gửi mã "
            "này cho người quản trị.",
            title="Trang gặp lỗi ngoài dự kiến",
            icon=":material/error:",
        )
