"""Every cell that can't be read or looks wrong, with a proposed repair where there is one."""

import streamlit as st

from pages.components import choice, problems
from pages.components.session import look

st.title("Kiểm tra dữ liệu")
here = look()
with st.container(horizontal=True, vertical_alignment="bottom"):
    unit = choice.unit(here.snapshot.units, "Lọc theo đơn vị")
    mine = [problem for problem in here.snapshot.problems if unit in (None, problem.unit)]
    kind = problems.kind(mine)
shown = [problem for problem in mine if kind in (None, problems.KINDS[problem.code])]
problems.listed(here, shown)
problems.repairs(here, shown, one_kind=kind is not None)
