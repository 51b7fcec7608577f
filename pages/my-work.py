"""What one unit owes, what has arrived, and the way to each form."""

import streamlit as st

from pages.components import choice, duties, problems, progress, queue
from pages.components.session import look

st.title("Việc của tôi")
here = look()
unit = choice.mine(here)
if unit is None:
    st.info("Chọn đơn vị của bạn để xem còn phải làm gì.", icon=":material/arrow_upward:")
    st.stop()
choice.closed(here)
choice.reopened(here, unit)
duties.receipts()
duties.sent_back(here, unit)
queue.shown(here, unit)
duties.owed(here, progress.of(here.snapshot, here.now), unit)
own = [problem for problem in here.snapshot.problems if problem.unit == unit]
if own:
    st.header("Cần xem lại")
    problems.listed(here, own)
duties.sent(here, unit)
