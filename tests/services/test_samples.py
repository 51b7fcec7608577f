"""The sample entries: a week as it might have been, the same each time, with every kind of entry in it."""

from collections import Counter
from datetime import date
from urllib.parse import urlsplit

import pytest

from services.plan import TIME_ZONE
from services.reading import check_values
from services.reading.problems import Context
from services.samples import sample_rows
from services.schema import CANCELLED, DONE, LOGS, PLANNED, TABS
from tests.services.campaigns import at, plan_4013, sample_tables

ROWS = sample_rows()
ALL = [(key, row) for key, rows in ROWS.items() for row in rows]


def test_are_the_same_each_time() -> None:
    """Loading finds what is there already, clearing finds what nobody edited."""
    assert sample_rows() == ROWS
    ROWS["banners"][0] |= {"note": "sửa"}
    assert "note" not in sample_rows()["banners"][0]
    del ROWS["banners"][0]["note"]


def test_fill_every_log_with_about_sixty_rows() -> None:
    """Enough to see a full overview, few enough to read."""
    assert {key: len(rows) for key, rows in ROWS.items()} == {
        "banners": 13,
        "posts": 14,
        "activities": 13,
        "nominations": 17,
        "nil_returns": 3,
    }
    assert list(ROWS) == list(LOGS)


def test_have_ids_of_their_own() -> None:
    """MAU-001 to MAU-060, each once, so that nobody takes them for real entries."""
    assert [row["row_id"] for _, row in ALL] == [f"MAU-{n:03}" for n in range(1, 61)]


def test_name_columns_of_the_schema_only() -> None:
    """A renamed column would otherwise silently lose its samples."""
    for key, row in ALL:
        assert set(row) <= set(TABS[key].keys), row["row_id"]


def test_are_of_every_state() -> None:
    """Two planned, one cancelled, one returned, the others done."""
    assert Counter(row["state"] for _, row in ALL) == {DONE: 57, PLANNED: 2, CANCELLED: 1}
    assert [row["row_id"] for _, row in ALL if row.get("return_note")] == ["MAU-038"]


def test_say_who_entered_them_and_when() -> None:
    """Between the first and the ninth of October, by the clock here."""
    moments = [row["entered_at"] for _, row in ALL]
    assert all(row["entered_by"] for _, row in ALL)
    assert {moment.tzinfo for moment in moments} == {TIME_ZONE}
    assert (min(moments), max(moments)) == (at(1, 7, 45), at(9, 15, 15))


def test_use_no_address_of_anybody() -> None:
    """Hosts under the names reserved for examples: https://www.rfc-editor.org/rfc/rfc2606"""
    links = [row[key] for _, row in ALL for key in ("url", "photo", "evidence") if row.get(key)]
    assert len(links) > 20
    assert all(urlsplit(link).hostname.endswith((".example.org", ".example.com")) for link in links)


def test_are_read_back_with_just_the_problems_that_they_are_to_show() -> None:
    """One of a kind each: the office can see what a problem looks like."""
    problems = {
        (table.frame.set_index("sheet_row").loc[problem.sheet_row, "row_id"], problem.field_key, problem.severe)
        for table in sample_tables().values()
        for problem in table.problems
    }
    assert problems == {
        ("MAU-008", "photo", False),  # HCMGIS: no photo yet
        ("MAU-011", "slogan", False),  # HOSTDF: another slogan than the theme
        ("MAU-024", "posted_on", False),  # HOSTDF: posted the day after the week
        ("MAU-027", "posted_on", False),  # NEPTECH: posted on 12 September
        ("MAU-033", "participations", True),  # HCMGIS: "khoảng 50"
        ("MAU-036", "starts_on", False),  # ICST: 10 January, day and month swapped
        ("MAU-056", "unit", True),  # a unit that nobody knows
    }


def test_problems_suggest_what_is_meant() -> None:
    """The swapped date and the misspelt unit come with their cure."""
    found = {(p.code, p.field_key): p for table in sample_tables().values() for p in table.problems}
    assert found["swap", "starts_on"].suggestion == date(2024, 10, 1)
    assert found["unknown_unit", "unit"].suggestion == "CESTI"


def test_come_back_from_a_sheet_as_they_were_written() -> None:
    """Dates, moments, numbers and texts; only what can't be read is None."""
    unreadable = {("MAU-033", "participations"), ("MAU-056", "unit")}
    for key, table in sample_tables().items():
        for made, read in zip(ROWS[key], table.frame.to_dict("records"), strict=True):
            for field in TABS[key].keys:
                value = None if (made["row_id"], field) in unreadable else made.get(field)
                assert read[field] == value, (made["row_id"], field)


@pytest.mark.parametrize(("key", "row"), [pytest.param(key, row, id=row["row_id"]) for key, row in ALL])
def test_could_have_been_entered_by_form(key: str, row: dict[str, object]) -> None:
    """All but those with an unreadable cell: samples show good habits."""
    campaign, units, duties = plan_4013()
    context = Context(campaign.year, campaign.window, units, duties, campaign.theme)
    values = {field.key: row.get(field.key) for field in TABS[key].form_fields}
    severe = [problem.field_key for problem in check_values(TABS[key], values, context)[1] if problem.severe]
    assert severe == {"MAU-033": ["participations"], "MAU-056": ["unit"]}.get(str(row["row_id"]), [])
