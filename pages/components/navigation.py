"""The pages of the app: address, title, icon, and what each is for."""

from copy import copy
from functools import cache

import streamlit as st


def pages() -> dict[str, list[st.Page]]:
    """The pages by section; each run has its own copies, since Streamlit keeps a run's state in them."""
    return {section: [copy(page) for page in known] for section, known in _pages().items()}


# Once for all runs: making a page looks up its file on the disk.
@cache
def _pages() -> dict[str, list[st.Page]]:
    return {
        "": [
            st.Page(
                "pages/overview.py",
                title="Tổng quan",
                icon=":material/monitoring:",
                default=True,
                help="Tiến độ của Tuần lễ: toàn Sở, từng nhiệm vụ, từng đơn vị.",
            ),
            st.Page(
                "pages/my-work.py",
                title="Việc của tôi",
                icon=":material/task_alt:",
                url_path="my-work",
                help="Đơn vị còn phải làm gì và đã gửi những gì.",
            ),
        ],
        "Ghi báo cáo": [
            st.Page(
                "pages/banners.py", title="Băng rôn", icon=":material/flag:", help="Ghi và sửa các băng rôn đã treo."
            ),
            st.Page("pages/posts.py", title="Bài đăng", icon=":material/article:", help="Ghi và sửa các bài đã đăng."),
            st.Page(
                "pages/activities.py",
                title="Hoạt động học tập",
                icon=":material/school:",
                help="Ghi và sửa các hoạt động học tập số, tự học.",
            ),
            st.Page(
                "pages/nominations.py",
                title="Cử đi học",
                icon=":material/person_add:",
                help="Ghi và sửa danh sách cử đi đào tạo, bồi dưỡng.",
            ),
        ],
        "Văn phòng": [
            st.Page(
                "pages/data-quality.py",
                title="Kiểm tra dữ liệu",
                icon=":material/rule:",
                url_path="data-quality",
                help="Các ô ghi sai hoặc khó hiểu trong bảng tính, và cách sửa.",
            ),
            st.Page(
                "pages/sheet.py",
                title="Bảng tính",
                icon=":material/table:",
                help="Bảng tính chung: mở trong Google, hoặc gõ thẳng vào các trang ở đây.",
            ),
            st.Page(
                "pages/report.py",
                title="Báo cáo",
                icon=":material/summarize:",
                help="Bảng tổng hợp và tải về Excel, CSV.",
            ),
            st.Page(
                "pages/setup.py",
                title="Thiết lập",
                icon=":material/settings:",
                help="Bảng tính đang dùng, kế hoạch, đơn vị, nhiệm vụ, dữ liệu mẫu.",
            ),
        ],
    }
