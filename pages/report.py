"""The formal report: freeze the figures, write what only a person can, take it away as Word, Excel, CSV, picture."""

import streamlit as st

from pages.components import basis, downloads, freezing, preview, writing
from pages.components.form import person
from pages.components.session import look
from services.access import Action

st.title("Báo cáo")
here = look()
figures = basis.chosen(here)
report = basis.formal_of(here, figures)
downloads.offered(here, figures, report)
if here.desk.identity.may(Action.OFFICE):
    freezing.freezing(here)
    st.header("Phần Văn phòng viết")
    by = person(here, "Người ghi *", "report")
    writing.texts(here, by, basis.suggested(figures))
    with st.expander("Số, ngày, nơi nhận, người ký"):
        writing.letter(here, by)
st.header("Xem trước")
preview.shown(report.document)
downloads.tables(here, figures)
