"""Every cell that can't be read or looks wrong, and what the office can mend with one click."""

import streamlit as st

from pages.components import choice, mending, problems, queue, restoring
from pages.components.session import look
from services.access import Action

st.title("Kiểm tra dữ liệu")
here = look()
with st.container(horizontal=True, vertical_alignment="bottom"):
    unit = choice.unit(here.snapshot.units, "Lọc theo đơn vị")
    mine = [problem for problem in here.snapshot.problems if unit in (None, problem.unit)]
    kind = problems.kind(mine)
queue.shown(here, unit)
shown = [problem for problem in mine if kind in (None, problems.KINDS[problem.code])]
problems.listed(here, shown)
if here.desk.identity.may(Action.OFFICE):
    mending.offered(here, shown, unit, one_kind=kind is not None)
problems.over_days(here)
restoring.missing(here)
