"""Cells → typed records and problems. Pure: no sheet, no clock."""

from services.reading.campaign import read_plan
from services.reading.checks import check_values
from services.reading.dates import parse_date, parse_moment, parse_period
from services.reading.fields import parse_field, url_key
from services.reading.numbers import parse_number
from services.reading.problems import Context, Parsed, Problem, Table
from services.reading.records import read_table
from services.reading.text import collation_key, fold, match_key, name_key
from services.reading.units import match_unit

__all__ = [
    "Context",
    "Parsed",
    "Problem",
    "Table",
    "check_values",
    "collation_key",
    "fold",
    "match_key",
    "match_unit",
    "name_key",
    "parse_date",
    "parse_field",
    "parse_moment",
    "parse_number",
    "parse_period",
    "read_plan",
    "read_table",
    "url_key",
]
