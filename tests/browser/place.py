"""An app with sign-in: who may come, and what it knows of them."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from oidc_provider_mock import User

from services.accounts import LASTS
from services.samples import sample_rows
from services.workbook import Workbook
from services.workbook.connection import connect
from services.workbook.grid import Edit
from tests.bench.server import serving
from tests.browser.provider import CLIENT, COOKIE_SECRET, Provider, cookie, provider, secrets_file

OFFICE, UNIT, DIRECTOR, STRANGER, LEAVER = (f"{name}@so.example" for name in ("vp", "cesti", "gd", "la", "khtc"))
OWN, OTHER = "CESTI", "HOSTDF"
"""The unit of `UNIT`, and one that is none of its business."""
PEOPLE: Mapping[str, Mapping[str, object]] = {
    "office": {"email": OFFICE, "email_verified": True},
    "unit": {"email": UNIT, "email_verified": True},
    "director": {"email": DIRECTOR, "email_verified": True},
    "stranger": {"email": STRANGER, "email_verified": True},
    "pretender": {"email": OFFICE, "email_verified": False},
}
"""`sub` at the provider → what it says of that person."""
USERS = (
    (UNIT, "An", "Đơn vị", OWN, "Có"),
    (DIRECTOR, "Bình", "Lãnh đạo", "", "Có"),
    (LEAVER, "Chi", "Đơn vị", "KHTC", "Có"),
)
"""Rows of the tab *Người dùng*; the office stands in secrets."""
UNREADABLE = {"unit": OTHER, "full_name": "Lò Thị Chim Yến", "birth_year": "năm Canh Ngọ", "state": "Đã thực hiện"}
"""A nomination that somebody typed into the sheet, whose problem quotes what can't be read."""
PERSONAL: Mapping[str, str] = {row["full_name"]: row["unit"] for row in sample_rows()["nominations"]} | {
    UNREADABLE[key]: OTHER for key in ("full_name", "birth_year")
}
"""Personal data of nominees, as text → the unit that sent them."""
_FIRST_ROW = 2
_ACTIVE = 4


@dataclass(frozen=True)
class Place:
    """The running app, its workbook with sample entries, and where people sign in."""

    url: str
    book: Workbook
    provider: Provider

    def signed(self, email: str, *, secret: str = COOKIE_SECRET, left: timedelta | None = None, **claims: Any) -> str:
        """The cookie of somebody who has just signed in, or so that `left` of it remains; `claims`: on top."""
        at = datetime.now(UTC) if left is None else datetime.now(UTC) - LASTS + left
        known = {"email": email, "email_verified": True, "iss": self.provider.url, "aud": [CLIENT]}
        return cookie(self.url, known | {"iat": int(at.timestamp())} | claims, secret)

    def dismiss(self, email: str) -> None:
        """Writes into the sheet that this person's account is not in use any more."""
        row = next(row for row, cells in enumerate(USERS, _FIRST_ROW) if cells[0] == email)
        _type(self.book, "users", [Edit(row, _ACTIVE, "Không")])


@contextmanager
def opened(folder: Path) -> Iterator[Place]:
    """The place with its files in this folder."""
    file = folder / "workbook.sqlite3"
    book = Workbook(connect({"LOCAL_WORKBOOK": str(file)}, folder / "none.toml"))
    book.load_samples(by="Văn phòng")
    rows = enumerate(USERS, _FIRST_ROW)
    _type(book, "users", [Edit(row, column, text) for row, cells in rows for column, text in enumerate(cells)])
    nominations = book.grid("nominations")
    _type(
        book, "nominations", [Edit(nominations.end, nominations.columns[key], text) for key, text in UNREADABLE.items()]
    )
    with provider([User(sub=sub, claims=dict(claims)) for sub, claims in PEOPLE.items()]) as at:
        secrets = secrets_file(folder, at, f'office = ["{OFFICE}"]')
        with serving(file, environment={"STREAMLIT_SECRETS_FILES": str(secrets)}) as server:
            yield Place(server.url, book, at)


def _type(book: Workbook, tab_key: str, edits: Sequence[Edit]) -> None:
    book.type_in(book.grid(tab_key), edits, by="Văn phòng")
