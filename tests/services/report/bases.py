"""Bases of a report, for tests of what is made from them."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

import pandas as pd

from services.report import Basis
from tests.services.campaigns import DUTIES, LONG_AFTER, UNITS, WEEK, plan_4013, sample_logs, sample_tables

READ_AT = datetime(2024, 10, 20, tzinfo=UTC)


def basis(logs: Mapping[str, pd.DataFrame], *, as_of: datetime = LONG_AFTER, **other: Any) -> Basis:
    """Of the small campaign."""
    steering = {"campaign": WEEK, "units": UNITS, "duties": DUTIES}
    return Basis(tables=logs, as_of=as_of, revision="a1b2c3", read_at=READ_AT, **(steering | other))


def sample_basis(as_of: datetime) -> Basis:
    """Of the sample week, with the problems that were found in it."""
    campaign, units, duties = plan_4013()
    problems = tuple(problem for table in sample_tables().values() for problem in table.problems)
    return basis(sample_logs(), as_of=as_of, campaign=campaign, units=units, duties=duties, problems=problems)
