"""Who a signed-in person is here: what secrets and the tab *Người dùng* say of their address (pure)."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

import pandas as pd

from services.plan import Unit
from services.reading import match_unit
from services.reading.text import clean

LASTS = timedelta(days=7)
"""How long a sign-in lasts; Streamlit's own cookie lives for 30 days."""


@dataclass(frozen=True)
class Settings:
    """What `[auth]` and `[access]` in secrets.toml say."""

    providers: Mapping[str, str] = field(default_factory=dict)
    """Name of a section below `[auth]` to sign in with ("default": `[auth]` itself) → this app's client ID there; none:
    nobody signs in."""
    is_open: bool = False
    """The office trusts its network: without sign-in, too, everybody may enter."""
    office: frozenset[str] = frozenset()
    """Addresses that are the office's whatever the sheet says."""
    shows_figures: bool = False
    """Whoever signed in may see the figures."""
    trusted_issuers: frozenset[str] = frozenset()
    """Providers that don't say whether an address is verified because they give it out themselves."""


@dataclass(frozen=True)
class Visitor:
    """Somebody at an app with sign-in."""

    email: str | None = None
    """The address that the provider vouches for; None: there is none, or they have not signed in."""
    signed_in_at: datetime | None = None


@dataclass(frozen=True)
class Account:
    """A row of the tab *Người dùng* that counts."""

    role: str
    """Key of `schema.ROLES`."""
    units: frozenset[str]
    """Codes of the units that the person enters for; only with the role of a unit."""


def address(text: object) -> str:
    """An e-mail address as it is compared: case doesn't matter. "" for one with letters that only look like others."""
    said = clean(str(text or ""))
    return said.casefold() if said.isascii() else ""


def visitor(claims: Mapping[str, Any], settings: Settings) -> Visitor:
    """Who has signed in, by the claims of their ID token.

    A token that was made for another application signs nobody in; Authlib lets one through that only names this one as
    `azp` (https://openid.net/specs/openid-connect-core-1_0.html#IDTokenValidation, 3). Their address counts when the
    provider says that it is verified (…#StandardClaims), or is trusted with it.
    """
    if claims.get("is_logged_in") is not True or not _is_for_us(claims, settings):
        return Visitor()
    issued: Any = claims.get("iat")
    at = datetime.fromtimestamp(issued, UTC) if isinstance(issued, (int, float)) else None
    said = claims.get("email_verified")
    is_verified = said is True or (said is None and claims.get("iss") in settings.trusted_issuers)
    return Visitor((address(claims.get("email")) or None) if is_verified else None, at)


def _is_for_us(claims: Mapping[str, Any], settings: Settings) -> bool:
    ours = settings.providers.get(str(claims.get("provider")))
    audience = claims.get("aud")
    return ours is not None and ours in (audience if isinstance(audience, list) else [audience])


def has_expired(who: Visitor, now: datetime) -> bool:
    """True for a sign-in that is too old, or of an unknown age."""
    return who.signed_in_at is None or now - who.signed_in_at > LASTS


def accounts(users: pd.DataFrame, units: Iterable[Unit]) -> dict[str, Account]:
    """Address → its account. Only active rows count, and of an address with different rows none does."""
    known = tuple(units)
    found: dict[str, set[Account | None]] = {}
    for row in users.to_dict("records"):
        if key := address(row["email"]):
            found.setdefault(key, set()).add(_account(row, known))
    return {key: only for key, each in found.items() if len(each) == 1 and (only := next(iter(each))) is not None}


def _account(row: Mapping[Any, Any], units: tuple[Unit, ...]) -> Account | None:
    if row["role"] is None or row["active"] != "yes":
        return None
    names = row["units"] or () if row["role"] == "unit" else ()
    return Account(row["role"], frozenset(code for name in names if (code := match_unit(name, units).value)))
