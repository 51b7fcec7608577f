"""What each role does first while nothing is logged; it goes by itself with the first entry."""

from collections.abc import Mapping

import streamlit as st

from pages.components import going
from pages.components.safely import safely
from pages.components.session import REFRESH_SECONDS, Look, open_desk
from services.access import Identity, Role
from services.schema import LOGS
from services.workbook import Snapshot

_WAIT = "**Chưa có số liệu.** Các đơn vị ghi từ ngày {starts} đến ngày {ends}; có mục nào, trang này tự hiện mục đó."
_SHARE = """**Chưa đơn vị nào ghi. Văn phòng bắt đầu từ đây:**
1. Thiết lập: xem bảng tính đã sẵn sàng, kế hoạch, đơn vị và nhiệm vụ đã đúng.
2. Bảng tính, trang Người dùng: ghi người của từng đơn vị.
3. Gửi địa chỉ của trang này cho các đơn vị."""
_ENTER = "**Đơn vị của bạn chưa ghi mục nào.** Mở Việc của tôi để xem phải làm gì và ghi ngay; Tuần lễ kết thúc {ends}."
_TRY = (
    "**Bảng tính thử chưa có mục nào.** Nạp dữ liệu mẫu ở trang Thiết lập để xem thử (xóa lại được ở đó), hoặc ghi "
    "luôn mục đầu tiên ở Việc của tôi."
)
_OPEN = "**Chưa đơn vị nào ghi.** Mở Việc của tôi, chọn đơn vị của bạn để xem phải làm gì và ghi ngay."
_SAID: Mapping[Role, str] = {
    Role.OFFICE: _SHARE,
    Role.UNIT: _ENTER,
    Role.DIRECTOR: _WAIT,
    Role.ONLOOKER: _WAIT,
    Role.ANYONE_TRIAL: _TRY,
    Role.ANYONE_GOOGLE: _WAIT,
    Role.ANYONE_OPEN: _OPEN,
}
_SETUP = ("setup", "Mở Thiết lập", ":material/settings:")
_SHEET = ("sheet", "Mở bảng tính", ":material/table:")
_WORK = ("my-work", "Mở Việc của tôi", ":material/task_alt:")
_WAYS: Mapping[Role, tuple[tuple[str, str, str], ...]] = {
    Role.OFFICE: (_SETUP, _SHEET),
    Role.UNIT: (_WORK,),
    Role.ANYONE_TRIAL: (_SETUP, _WORK),
    Role.ANYONE_OPEN: (_WORK,),
}
"""Role → address, label and icon of the pages that its words name, the first one first."""
_QUERY: Mapping[str, Mapping[str, str]] = {"sheet": {"tab": "users"}}


def shown(here: Look) -> None:
    """One block, in an empty workbook; a unit has it until it has logged something itself."""
    role = here.desk.identity.role
    if _has_begun(here.snapshot, here.desk.identity):
        return
    plan = here.snapshot.campaign
    days = {"starts": plan.starts_on, "ends": plan.ends_on}
    with st.container(border=True):
        st.markdown(_SAID[role].format_map({key: f"{day:%d/%m/%Y}" if day else "…" for key, day in days.items()}))
        with st.container(horizontal=True, width=going.ROOM):
            for at, (path, label, icon) in enumerate(_WAYS.get(role, ())):
                kind: going.Kind = "secondary" if at else "primary"
                going.to(path, label, icon, f"first-{path}", kind, **_QUERY.get(path, {}))
    _until_begun(here.desk.identity)


def _has_begun(snapshot: Snapshot, who: Identity) -> bool:
    logged = {unit for tab in LOGS for unit in snapshot.tables[tab]["unit"]}
    return bool(logged & who.units if who.role is Role.UNIT else logged)


@st.fragment(run_every=REFRESH_SECONDS)
@safely()
def _until_begun(who: Identity) -> None:
    desk, _ = open_desk()
    if desk.identity != who or _has_begun(desk.snapshot(), who):
        st.rerun()
