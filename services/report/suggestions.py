"""Sentences for what only a person can write: facts out of the figures, and no judgement of them."""

from collections.abc import Iterator, Mapping

from services.report.annexes import unit_names
from services.report.figures import Figures
from services.report.wording import LAGGING, Cell, line, number, said


def suggestions(figures: Figures) -> Mapping[str, tuple[str, ...]]:
    """Key of a setting → sentences that the office may take; causes and proposals don't follow from figures."""
    return {"strengths": tuple(_whole(figures)), "difficulties": tuple(_lagging(figures))}


def _whole(figures: Figures) -> Iterator[str]:
    units = figures.progress.by_unit[figures.progress.by_unit["required"] > 0]
    whole = int((units["missing"] == 0).sum())
    if whole:
        yield f"Có {number(whole)}/{number(len(units))} đơn vị báo cáo đủ các nhiệm vụ được giao."
    for duty in _duties(figures):
        if duty["fulfilled"] == duty["required"]:
            count = number(duty["required"])
            yield f"{_title(duty)}: có {count}/{count} đơn vị được giao nhiệm vụ đã báo cáo."


def _lagging(figures: Figures) -> Iterator[str]:
    names, cells = unit_names(figures), figures.progress.cells.to_dict("records")
    for duty in _duties(figures):
        own = [cell for cell in cells if cell["duty"] == duty["duty"]]
        told = " ".join(said(own, names, LAGGING))
        if told:
            yield f"{_title(duty)}: {told}"


def _duties(figures: Figures) -> list[Cell]:
    return [duty for duty in figures.progress.by_duty.to_dict("records") if duty["required"]]


def _title(duty: Cell) -> str:
    return line(duty["duty_title"])
