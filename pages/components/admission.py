"""Who comes in: signing in and out, what somebody without rights is told, and how safe the app stands."""

from typing import Any

import streamlit as st

from pages.components.navigation import fills_screen, needs
from pages.components.session import leave, signed_in, whoever, workbook
from pages.components.way_back import remember
from pages.components.words import plain
from services.access import Identity, Role
from services.schema import ROLES, USERS
from services.workbook import Workbook, WorkbookError

_PROVIDERS = {"default": "Đăng nhập", "google": "Đăng nhập bằng Google", "microsoft": "Đăng nhập bằng Microsoft"}
_BANNERS = {
    Role.ANYONE_GOOGLE: "**Chỉ xem.** Máy chủ chưa có đăng nhập, nên ứng dụng không nhận dữ liệu và không hiện tên "
    "người được cử đi học. Các đơn vị ghi thẳng vào bảng tính; Văn phòng bật đăng nhập theo README.",
    Role.ANYONE_OPEN: "**Ứng dụng đang mở, không cần đăng nhập**: ai vào được địa chỉ này cũng ghi và sửa được. Văn "
    "phòng đã chọn như vậy cho mạng nội bộ (`open = true`).",
}
_NO_ACCESS = (
    "Bạn đã đăng nhập, nhưng địa chỉ dưới đây chưa có trong danh sách người dùng hoặc đã ngừng. Xin gửi địa chỉ đó cho "
    "Văn phòng để được cấp quyền."
)

_ONLOOKER = "Chỉ xem số liệu. Muốn ghi hoặc xem từng mục, xin liên hệ Văn phòng."


def whoever_is_here() -> Identity | None:
    """Who is looking; None where that can't be told now: then the page says why, and shows nothing else."""
    try:
        book = workbook()
        who = whoever(book)
    except WorkbookError:
        return None
    _note(book, who)
    return who


def admitted(page: st.Page, who: Identity | None) -> bool:
    """Whether the page may be run; else it says here what to do."""
    if who is None:
        return True
    is_bare = fills_screen(page)
    if who.email and who.role is not Role.STRANGER and not is_bare:
        _account(who)
    if who.role is Role.SIGNED_OUT:
        _sign_in(page, who)
    elif who.role is Role.STRANGER:
        st.title("Chưa có quyền xem")
        st.info(plain(who.why) or _NO_ACCESS, icon=":material/lock:")
        if who.email:
            # Markdown would put signs into it that don't belong there when it is copied.
            st.code(who.email, language=None)
        _leave(who.email)
    elif not who.may(needs(page)):
        st.title(page.title)
        st.info("Tài khoản của bạn không mở được trang này. Xin chọn trang khác ở danh mục bên trái.")
    else:
        if not is_bare:
            _banner(who)
        return True
    return False


def _sign_in(page: st.Page, who: Identity) -> None:
    st.title("Tuần lễ hưởng ứng học tập suốt đời")
    st.write(plain(who.why) or "Xin đăng nhập bằng tài khoản thư điện tử của cơ quan để xem tiến độ và ghi báo cáo.")
    for name in workbook().connection.settings.providers:
        st.button(
            _PROVIDERS.get(name, f"Đăng nhập bằng {plain(name)}"),
            key=f"sign-in-{name}",
            icon=":material/login:",
            type="primary",
            on_click=_go_to,
            args=(name, page),
        )


def _go_to(provider: str, page: st.Page) -> None:
    remember(page)
    st.login(provider)


def _account(who: Identity) -> None:
    with st.sidebar:
        st.caption(f"{plain(who.email)}  \n{ROLES.get(who.role, _ONLOOKER)}{_units(who)}")
        _leave(who.email)


def _units(who: Identity) -> str:
    if not who.units:
        return ""
    # The list that names them was read from this snapshot.
    names = [unit.short_name or unit.name for unit in workbook().snapshot().units if unit.code in who.units]
    return f" ({plain(', '.join(names))})"


def _leave(email: str | None) -> None:
    st.button("Đăng xuất", key="sign-out", icon=":material/logout:", on_click=_sign_out, args=(email,))


def _sign_out(email: str | None) -> None:
    if email:
        workbook().note("sign_out", by=email)
    leave(workbook())
    st.logout()


def _banner(who: Identity) -> None:
    if told := _BANNERS.get(who.role):
        st.warning(told, icon=":material/lock_open:")
    if who.role is Role.OFFICE and not _has_trusted_list():
        st.warning(
            f"Trang “{USERS.title}” chưa được bảo vệ, nên chỉ các địa chỉ ghi trong secrets.toml có quyền. Xin bấm "
            "“Thiết lập bảng tính” ở trang Thiết lập.",
            icon=":material/gpp_maybe:",
        )


def _has_trusted_list() -> bool:
    try:
        return workbook().snapshot().sheets[USERS.key].is_protected
    except WorkbookError:
        # The page says that nothing can be read.
        return True


def _note(book: Workbook, who: Identity) -> None:
    """Notes a sign-in once, however many pages it opens."""
    visitor: Any = signed_in(book)
    if not who.email or st.session_state.get("signed_in") == visitor:
        return
    at = visitor.signed_in_at.isoformat()
    book.note("sign_in", by=who.email, about=ROLES.get(who.role, who.role.value), once=f"sign_in {who.email} {at}")
    st.session_state["signed_in"] = visitor
