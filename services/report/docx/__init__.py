"""The formal report as a Word file, by NĐ 30/2020/NĐ-CP (its Phụ lục I is what "mục" and "the decree" mean here)."""

from services.report.docx.file import to_docx

__all__ = ["to_docx"]
