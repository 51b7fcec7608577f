"""The shared sheet itself: a link to it in Google, or its tabs as grids that people type into."""

import streamlit as st

from pages.components import grid
from pages.components.session import look
from services.access import Action
from services.workbook.connection import Kind

st.title("Bảng tính")
here = look()
if here.desk.identity.may(Action.SHEET_GRID) and here.book.connection.kind is not Kind.GOOGLE:
    grid.show(here)
else:
    grid.elsewhere(here.book.connection)
