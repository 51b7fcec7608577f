"""What most people would write: `st.cache_data(ttl=10)`, `get_all_records`, and a fragment that draws all every 5 s.

Kept only to compare with; it runs on Streamlit's defaults.
"""

import os

import altair as alt
import gspread
import pandas as pd
import requests
import streamlit as st
from requests.adapters import HTTPAdapter

GOOGLE = "https://sheets.googleapis.com"
LOGS = ("Băng rôn", "Bài đăng", "Hoạt động học tập", "Cử đi học")


class Redirect(HTTPAdapter):
    """Sends what gspread addresses to Google to the server under test."""

    def send(self, request, *args, **kwargs):
        """The same request with another beginning of its address."""
        request.url = request.url.replace(GOOGLE, os.environ["SHEETS_ENDPOINT"], 1)
        return super().send(request, *args, **kwargs)


@st.cache_resource
def worksheets() -> list[gspread.Worksheet]:
    """The four logs."""
    session = requests.Session()
    session.mount(GOOGLE, Redirect())
    sheet = gspread.Client(None, session).open_by_key(os.environ["SHEETS_SPREADSHEET"])
    return [tab for tab in sheet.worksheets() if tab.title in LOGS]


@st.cache_data(ttl=10, show_spinner=False)
def entries() -> pd.DataFrame:
    """All entries of the four logs."""
    frames = [pd.DataFrame(tab.get_all_records()).assign(log=tab.title) for tab in worksheets()]
    return pd.concat(frames)[["log", "Đơn vị", "Trạng thái", "Người nhập"]].astype(str)


@st.fragment(run_every=5)
def dashboard() -> None:
    """Figures, four charts and the newest entries."""
    rows = entries()
    done = rows[(rows["Trạng thái"] == "Đã thực hiện") & (rows["Đơn vị"] != "")]
    st.metric(f"Đạt {len(done)}/{len(rows)} mục", f"{len(done) / len(rows):.1%}")
    for column, log in zip(st.columns(4), LOGS, strict=True):
        column.metric(log, int((done["log"] == log).sum()))
    left, right = st.columns(2)
    for place, by in ((left, "Đơn vị"), (right, "Đơn vị"), (left, "Trạng thái"), (right, "Người nhập")):
        counts = rows.groupby([by, "log"], as_index=False).size()
        place.altair_chart(alt.Chart(counts).mark_bar().encode(x="size:Q", y=f"{by}:N", color="log:N"))
    st.dataframe(rows.tail(20), hide_index=True)


st.set_page_config(page_title="Yardstick", layout="wide")
st.title("Tuần lễ hưởng ứng học tập suốt đời")
dashboard()
