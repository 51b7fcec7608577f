"""The four files that the office hands on."""

from collections.abc import Mapping

from services.report.delimited import to_csv
from services.report.docx import to_docx
from services.report.figures import Figures
from services.report.formal import formal
from services.report.pictures import to_png
from services.report.xlsx import to_xlsx


def files(figures: Figures, settings: Mapping[str, str], *, names: bool) -> dict[str, bytes]:
    """Name → content, without birth years; the same figures and settings give the same bytes."""
    document = formal(figures, settings, names=names).document
    return {
        "bao-cao.docx": to_docx(document, made_at=figures.basis.as_of),
        "phu-luc.xlsx": to_xlsx(figures, names=names),
        "tong-hop.csv": to_csv(figures.summary),
        "tien-do.png": to_png(figures),
    }
