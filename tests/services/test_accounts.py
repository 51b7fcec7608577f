"""Who somebody is by the claims of their ID token."""

from datetime import UTC, datetime, timedelta

import pytest

from services.accounts import LASTS, Settings, Visitor, has_expired, visitor

AT = datetime(2024, 10, 3, 1, 0, tzinfo=UTC)
ISSUER = "https://login.example.vn/v2.0"
SETTINGS = Settings({"default": "app", "microsoft": "other-app"}, trusted_issuers=frozenset({ISSUER}))
CLAIMS = {
    "is_logged_in": True,
    "provider": "default",
    "aud": "app",
    "iss": "https://accounts.example.vn",
    "iat": int(AT.timestamp()),
    "email": "An@Example.vn",
    "email_verified": True,
}
NOBODY, UNVERIFIED, AN = Visitor(), Visitor(None, AT), Visitor("an@example.vn", AT)


@pytest.mark.parametrize(
    ("claims", "found"),
    [
        ({}, AN),
        ({"email": " an@example.vn\u200b"}, AN),
        ({"email_verified": False}, UNVERIFIED),
        ({"email_verified": "true"}, UNVERIFIED),
        ({"email_verified": None}, UNVERIFIED),
        ({"email_verified": None, "iss": ISSUER}, AN),
        ({"email_verified": False, "iss": ISSUER}, UNVERIFIED),
        ({"email": None}, UNVERIFIED),
        ({"email": ""}, UNVERIFIED),
        ({"email": "аn@example.vn"}, UNVERIFIED),  # a Cyrillic а
        ({"iat": None}, Visitor("an@example.vn")),
        ({"iat": "yesterday"}, Visitor("an@example.vn")),
        ({"is_logged_in": False}, NOBODY),
        ({"is_logged_in": "yes"}, NOBODY),
        ({"aud": ["app"]}, AN),
        ({"aud": ["app", "other"]}, AN),
        ({"aud": ["other"], "azp": "app"}, NOBODY),
        ({"aud": "other"}, NOBODY),
        ({"aud": None}, NOBODY),
        ({"aud": "other-app"}, NOBODY),
        ({"aud": "other-app", "provider": "microsoft"}, AN),
        ({"aud": None, "provider": "unknown"}, NOBODY),
    ],
)
def test_an_address_counts_when_the_provider_vouches_for_it_to_this_app(claims, found):
    assert visitor({**CLAIMS, **claims}, SETTINGS) == found


def test_without_a_sign_in_of_its_own_the_app_takes_nobody_s():
    assert visitor(CLAIMS, Settings()) == NOBODY


@pytest.mark.parametrize(
    ("age", "expired"), [(timedelta(seconds=-5), False), (LASTS, False), (LASTS + timedelta(seconds=1), True)]
)
def test_a_sign_in_lasts_seven_days(age, expired):
    assert has_expired(AN, AT + age) is expired


def test_a_sign_in_of_unknown_age_has_expired():
    assert has_expired(Visitor("an@example.vn"), AT)
