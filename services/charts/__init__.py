"""Progress → Altair. Pure: data in, a picture with its words for screen readers out."""

from services.charts.days import course, per_day
from services.charts.looks import Picture, percent, points
from services.charts.problems import problem_days
from services.charts.states import duties, heatmap, units

__all__ = ["Picture", "course", "duties", "heatmap", "per_day", "percent", "points", "problem_days", "units"]
