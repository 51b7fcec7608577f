"""Records × duties → who has done what, on time or late. Pure: tables in, figures for a moment `as_of` out."""

from services.progress.calls import Debt, Debtor, debtors
from services.progress.counting import FirstSeen, Reason, Tables, counted, left_out
from services.progress.days import FAR, course, entries_per_day
from services.progress.indicators import Total, latest, people, reported, total, totals
from services.progress.status import FULFILLED, Detail, Progress, Status, measure

__all__ = [
    "FAR",
    "FULFILLED",
    "Debt",
    "Debtor",
    "Detail",
    "FirstSeen",
    "Progress",
    "Reason",
    "Status",
    "Tables",
    "Total",
    "counted",
    "course",
    "debtors",
    "entries_per_day",
    "latest",
    "left_out",
    "measure",
    "people",
    "reported",
    "total",
    "totals",
]
