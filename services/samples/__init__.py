"""About 60 sample entries for plan 4013's week: on time, late, missing, nil returns, and a few with problems.

Names of people and addresses are invented. Row IDs begin with MAU-.
"""

from services.samples.making import Row
from services.samples.training import nil_returns, nominations
from services.samples.week import activities, banners, posts

__all__ = ["sample_rows"]


def sample_rows() -> dict[str, list[Row]]:
    """Tab key → sample entries as typed values by field key; where a problem is wanted, what a person would type."""
    made = {
        "banners": banners(),
        "posts": posts(),
        "activities": activities(),
        "nominations": nominations(),
        "nil_returns": nil_returns(),
    }
    number = 0
    for rows in made.values():
        for row in rows:
            number += 1
            row["row_id"] = f"MAU-{number:03}"
    return made
