"""The report's tables on the page, and all of it as files."""

from collections.abc import Callable
from functools import lru_cache, partial

import pandas as pd
import streamlit as st

from pages.components.basis import reaches
from pages.components.session import Look
from pages.components.words import number, plain
from services import report
from services.access import Action
from services.reading import fold
from services.report.formal import Formal

XLSX_MIME = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_DOCX_MIME = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


def offered(here: Look, figures: report.Figures, formal: Formal) -> None:
    """The download buttons; and what the office should see to before it is signed.

    A file is made when somebody asks for it, never before.
    """
    files: tuple[tuple[str, Callable[[], bytes], str, str], ...] = (
        ("Tải Word (docx)", partial(document, here, figures, formal), "bao-cao.docx", _DOCX_MIME),
        ("Tải Excel (xlsx)", partial(workbook, here, figures), "phu-luc.xlsx", XLSX_MIME),
        ("Tải CSV", partial(summary, here, figures), "tong-hop.csv", "text/csv"),
        ("Tải hình (png)", partial(picture, here, figures), "tien-do.png", "image/png"),
    )
    with st.container(horizontal=True):
        for at, (label, made, name, mime) in enumerate(files):
            st.download_button(
                label,
                made,
                name,
                mime,
                icon=":material/download:",
                type="secondary" if at else "primary",
                on_click="ignore",
            )
    st.caption(
        "Word: báo cáo trình ký kèm phụ lục. Excel: phụ lục, danh sách các mục và nguồn số liệu. CSV: bảng tổng hợp. "
        "Hình: tiến độ."
    )
    if formal.remarks:
        with st.expander(f"{len(formal.remarks)} điều cần xem trước khi trình ký", icon=":material/rule:"):
            st.markdown("\n".join(f"- {plain(remark)}" for remark in formal.remarks))


def tables(here: Look, figures: report.Figures) -> None:
    """The summary unit × indicator and the entry lists, as they stand in the files."""
    st.header("Tổng hợp theo đơn vị")
    st.dataframe(
        figures.summary.map(lambda value: number(value) if isinstance(value, int) else value),
        hide_index=True,
        placeholder="",
        height="content",
        alt="Bảng tổng hợp theo đơn vị và chỉ tiêu",
    )
    for title, frame in _lists(figures, names=reaches(here)[0] != frozenset()).items():
        with st.expander(f"{title} ({len(frame)})"):
            st.dataframe(frame, hide_index=True, placeholder="", alt=f"Danh sách {title}: {len(frame)} mục")
            st.download_button(
                "Tải danh sách CSV",
                partial(listed, here, title, frame),
                f"{fold(title).replace(' ', '-')}.csv",
                "text/csv",
                icon=":material/download:",
                key=f"csv-{title}",
                on_click="ignore",
            )


def document(here: Look, figures: report.Figures, formal: Formal) -> bytes:
    """The formal report as a Word file; that it was made is noted."""
    # Only who asks for a file waits for the library that makes it.
    from services.report.docx import to_docx

    here.desk.exported("Báo cáo (docx)")
    return to_docx(formal.document, made_at=figures.basis.as_of)


def workbook(here: Look, figures: report.Figures) -> bytes:
    """Summary and entry lists as an Excel file; that it was made is noted."""
    from services.report.xlsx import to_xlsx

    here.desk.exported("Tổng hợp và danh sách (xlsx)")
    return to_xlsx(figures, names=here.desk.identity.may(Action.SEE_NAMES))


def summary(here: Look, figures: report.Figures) -> bytes:
    """The summary as CSV; that it was made is noted."""
    here.desk.exported("Tổng hợp (CSV)")
    return report.to_csv(figures.summary)


def picture(here: Look, figures: report.Figures) -> bytes:
    """The progress as a picture; that it was made is noted."""
    from services.report.pictures import to_png

    here.desk.exported("Tiến độ (png)")
    return to_png(figures)


def listed(here: Look, title: str, frame: pd.DataFrame) -> bytes:
    """An entry list as a file; that it was made is noted."""
    here.desk.exported(f"Danh sách {title} (CSV)")
    return report.to_csv(frame)


@lru_cache(maxsize=8)
def _lists(figures: report.Figures, *, names: bool) -> dict[str, pd.DataFrame]:
    return figures.entries(names=names)
