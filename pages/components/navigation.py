"""The pages of the app: address, what its visitors must be allowed to do, title, icon, and what each is for."""

from copy import copy
from functools import cache
from typing import NamedTuple

import streamlit as st

from services.access import Action, Identity, Role


class _Entry(NamedTuple):
    path: str
    """Its file, and its address but for the first page's."""
    needs: Action
    title: str
    icon: str
    help: str


_FIRST, _WALL = "overview", "wall"
_PAGES = {
    "": (
        _Entry(
            _FIRST,
            Action.SEE_FIGURES,
            "Tổng quan",
            ":material/monitoring:",
            "Tiến độ của Tuần lễ: toàn Sở, từng nhiệm vụ, từng đơn vị.",
        ),
        _Entry(
            "my-work",
            Action.SEE_ENTRIES,
            "Việc của tôi",
            ":material/task_alt:",
            "Đơn vị còn phải làm gì và đã gửi những gì.",
        ),
    ),
    "Ghi báo cáo": (
        _Entry("banners", Action.SEE_ENTRIES, "Băng rôn", ":material/flag:", "Ghi và sửa các băng rôn đã treo."),
        _Entry("posts", Action.SEE_ENTRIES, "Bài đăng", ":material/article:", "Ghi và sửa các bài đã đăng."),
        _Entry(
            "activities",
            Action.SEE_ENTRIES,
            "Hoạt động học tập",
            ":material/school:",
            "Ghi và sửa các hoạt động học tập số, tự học.",
        ),
        _Entry(
            "nominations",
            Action.SEE_ENTRIES,
            "Cử đi học",
            ":material/person_add:",
            "Ghi và sửa danh sách cử đi đào tạo, bồi dưỡng.",
        ),
    ),
    "Theo dõi": (
        _Entry(
            "chase",
            Action.OFFICE,
            "Đôn đốc",
            ":material/campaign:",
            "Đơn vị nào còn thiếu gì, lời nhắc để gửi, ai đã được nhắc lúc nào.",
        ),
        _Entry(
            "data-quality",
            Action.SEE_PROBLEMS,
            "Kiểm tra dữ liệu",
            ":material/rule:",
            "Các ô ghi sai hoặc khó hiểu trong bảng tính, và cách sửa.",
        ),
        _Entry(
            "sheet",
            Action.SEE_ENTRIES,
            "Bảng tính",
            ":material/table:",
            "Bảng tính chung: mở trong Google, hoặc gõ thẳng vào các trang ở đây.",
        ),
        _Entry(
            "report",
            Action.SEE_ENTRIES,
            "Báo cáo",
            ":material/summarize:",
            "Bảng tổng hợp và tải về Excel, CSV.",
        ),
        _Entry(
            "audit",
            Action.AUDIT,
            "Nhật ký",
            ":material/history:",
            "Ai đã làm gì, lúc nào; lọc và tải về.",
        ),
        _Entry(
            _WALL,
            Action.SEE_FIGURES,
            "Màn hình lớn",
            ":material/tv:",
            "Tiến độ cho tivi: chữ to, không danh mục, tự cập nhật. Nền tối: thêm ?embed=true&embed_options=dark_theme "
            "vào địa chỉ.",
        ),
        _Entry(
            "setup",
            Action.SEE_SETTINGS,
            "Thiết lập",
            ":material/settings:",
            "Bảng tính đang dùng, kế hoạch, đơn vị, nhiệm vụ, dữ liệu mẫu.",
        ),
    ),
}
_NEEDS = {"" if entry.path == _FIRST else entry.path: entry.needs for known in _PAGES.values() for entry in known}


def pages(role: Role | None = None) -> dict[str, list[st.Page]]:
    """The pages by section, in the menu those that somebody of this role may open (None: no page); each run has its
    own copies, since Streamlit keeps a run's state in them.
    """
    return {section: [copy(page) for page in known] for section, known in _pages(role).items()}


def needs(page: st.Page) -> Action:
    """What it takes to open the page."""
    return _NEEDS[page.url_path]


def fills_screen(page: st.Page) -> bool:
    """Whether nothing but the page itself is to be seen: no menu, no account, no notes."""
    return page.url_path == _WALL


# Once for all runs: making a page looks up its file on the disk.
@cache
def _pages(role: Role | None) -> dict[str, list[st.Page]]:
    return {section: [_page(role, entry) for entry in known] for section, known in _PAGES.items()}


def _page(role: Role | None, entry: _Entry) -> st.Page:
    is_shown = role is not None and Identity(role).may(entry.needs)
    return st.Page(
        f"pages/{entry.path}.py",
        title=entry.title,
        icon=entry.icon,
        url_path=None if entry.path == _FIRST else entry.path,
        default=entry.path == _FIRST,
        help=entry.help,
        visibility="visible" if is_shown else "hidden",
    )
