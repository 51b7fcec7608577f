"""The units to call first."""

from collections.abc import Iterator
from datetime import date
from itertools import groupby

import streamlit as st

from pages.components.words import plain
from services.plan import TIME_ZONE
from services.progress import Debt, Debtor, Progress, debtors

_SHOWN = 3


def first(now: Progress, today: date, *, linked: bool) -> None:
    """A card for each of the first three, however few there are; `linked`: with the way to the unit's own page."""
    found = debtors(now)
    st.header("Cần gọi trước")
    st.caption(_summary(now, found))
    for place, debtor in zip(st.columns(_SHOWN, gap="small"), [*found, *[None] * _SHOWN], strict=False):
        with place, st.container(border=debtor is not None, height="stretch", gap="xsmall"):
            _card(debtor, today, linked=linked)


def _summary(now: Progress, found: list[Debtor]) -> str:
    if not found:
        return "Không còn đơn vị nào thiếu báo cáo." if now.fulfilled == now.required else "Chưa đến lúc phải báo cáo."
    overdue = sum(debtor.overdue(now.as_of) > 0 for debtor in found)
    return f"{len(found)} đơn vị còn thiếu báo cáo, {overdue or 'chưa có'} đơn vị quá hạn."


def _card(debtor: Debtor | None, today: date, *, linked: bool) -> None:
    # Two elements, whatever there is to say.
    if debtor is None:
        st.empty()
        st.empty()
        return
    missing = f"Thiếu {len(debtor.debts)}/{debtor.required} nhiệm vụ"
    st.markdown("  \n".join((f"**{plain(debtor.short_name)}**", missing, *_owed(debtor, today))))
    if linked:
        label, icon = "Xem việc", ":material/arrow_forward:"
        st.page_link("pages/my-work.py", label=label, icon=icon, query_params={"unit": debtor.unit})
    else:
        st.empty()


def _owed(debtor: Debtor, today: date) -> Iterator[str]:
    """A line for each day on which something is due."""
    for due, debts in groupby(debtor.debts, key=lambda debt: _due(debt, today)):
        yield f"{due}: {'; '.join(map(_named, debts))}"


def _due(debt: Debt, today: date) -> str:
    if debt.deadline is None:
        return "Không ghi hạn"
    days = (debt.deadline.astimezone(TIME_ZONE).date() - today).days
    if days < 0:
        return f":orange[**Quá hạn {-days} ngày**]"
    return f"Còn {days} ngày" if days else "**Hạn hôm nay**"


def _named(debt: Debt) -> str:
    return plain(debt.title) + (f" ({debt.detail})" if debt.detail else "")
