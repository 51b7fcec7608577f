"""Who is to be called first, and about what."""

from dataclasses import dataclass
from datetime import datetime

from services.progress.status import Detail, Progress, Status


@dataclass(frozen=True)
class Debt:
    """A duty that a unit still owes."""

    title: str
    detail: Detail | None
    deadline: datetime | None


@dataclass(frozen=True)
class Debtor:
    """A unit with all that it still owes, what fell due first in front."""

    unit: str
    short_name: str
    required: int
    debts: tuple[Debt, ...]

    def overdue(self, at: datetime) -> int:
        """How many of its duties were due before that moment."""
        return sum(debt.deadline is not None and debt.deadline < at for debt in self.debts)


def debtors(progress: Progress) -> list[Debtor]:
    """The units that owe what is expected by now: who has most overdue first, then who owes most, then as in the sheet.

    Before the window nothing is expected, and nobody is to be called.
    """
    asked = {duty["duty"]: duty for duty in progress.by_duty.to_dict("records") if duty["expected"] > 0}
    owed = progress.cells[(progress.cells["status"] == Status.MISSING) & progress.cells["duty"].isin(asked)]
    debts: dict[str, list[Debt]] = {}
    for cell in owed.to_dict("records"):
        debt = Debt(cell["duty_title"], cell["detail"], asked[cell["duty"]]["deadline"])
        debts.setdefault(cell["unit"], []).append(debt)
    found = [
        Debtor(row["unit"], row["short_name"], row["required"], tuple(sorted(debts[row["unit"]], key=_due)))
        for row in progress.by_unit.to_dict("records")
        if row["unit"] in debts
    ]
    return sorted(found, key=lambda debtor: (-debtor.overdue(progress.as_of), -len(debtor.debts)))


def _due(debt: Debt) -> tuple[bool, float]:
    return debt.deadline is None, debt.deadline.timestamp() if debt.deadline else 0.0
