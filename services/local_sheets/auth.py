"""Who may call the server: service accounts, their tokens, and what the spreadsheet lets them do.

Sources: https://developers.google.com/identity/protocols/oauth2/service-account#httprest,
https://cloud.google.com/apis/design/errors and google/api/error_reason.proto of googleapis.
"""

import secrets
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from cryptography.hazmat.primitives import serialization
from google.auth import exceptions, jwt

from services.local_sheets.errors import ApiError

GRANT = "urn:ietf:params:oauth:grant-type:jwt-bearer"
GOOGLE_AUDIENCE = "https://oauth2.googleapis.com/token"
"""What google-auth names as the audience, wherever the account's `token_uri` points."""
WRITING = frozenset({"https://www.googleapis.com/auth/spreadsheets", "https://www.googleapis.com/auth/drive"})
READING = WRITING | {
    "https://www.googleapis.com/auth/spreadsheets.readonly",
    "https://www.googleapis.com/auth/drive.readonly",
}
_MAX_SECONDS = 3_600
_SKEW_SECONDS = 300
_ANY_TIME = 10**12
_SERVICE = {"service": "sheets.googleapis.com"}

Refusal = tuple[int, dict[str, Any]]


class Condition(StrEnum):
    """How the spreadsheet stands to whoever calls."""

    SHARED = "shared"
    READ_ONLY = "shared for reading"
    NOT_SHARED = "not shared"
    API_DISABLED = "API disabled in the project"
    UPLOADED_XLSX = "an uploaded .xlsx file"
    GONE = "deleted"


@dataclass(frozen=True)
class _Account:
    public_key: bytes
    audiences: tuple[str, ...]
    is_on: bool = True


@dataclass(frozen=True)
class _Token:
    email: str
    scopes: frozenset[str]
    ends: float


class Accounts:
    """The service accounts that the server knows. Without any, nobody needs to sign in.

    `clock` gives seconds since 1970.
    """

    def __init__(self, token_seconds: int = _MAX_SECONDS, clock: Callable[[], float] = time.time) -> None:
        self._seconds, self._clock = token_seconds, clock
        self._accounts: dict[str, _Account] = {}
        self._tokens: dict[str, _Token] = {}

    def register(self, info: Mapping[str, str]) -> None:
        """Lets an account in; `info` is its key file. Only the public half of the key is kept."""
        private = serialization.load_pem_private_key(info["private_key"].encode(), None)
        public = private.public_key().public_bytes(
            serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo
        )
        self._accounts[info["client_email"]] = _Account(public, (GOOGLE_AUDIENCE, info["token_uri"]))

    def switch_off(self, email: str) -> None:
        """The account and its tokens end at once."""
        known = self._accounts[email]
        self._accounts[email] = _Account(known.public_key, known.audiences, is_on=False)

    def forget_tokens(self) -> None:
        """Every token that was issued ends at once; accounts may fetch new ones."""
        self._tokens.clear()

    def token(self, form: Mapping[str, list[str]]) -> tuple[int, dict[str, Any]]:
        """The answer of the token endpoint."""
        if form.get("grant_type") != [GRANT]:
            return _refused("unsupported_grant_type", f"Invalid grant_type: {form.get('grant_type', [''])[0]}")
        if "assertion" not in form:
            return _refused("invalid_request", "Missing required parameter: assertion")
        claims = self._claims(form["assertion"][0])
        return claims if isinstance(claims, tuple) else (200, self._issued(claims))

    def admit(self, authorization: str | None, *, writes: bool) -> str | None:
        """The address of the account that calls, None where nobody needs to sign in. Raises Google's 401 or 403
        unless the bearer token is good for the request.
        """
        if not self._accounts:
            return None
        scheme, _, bearer = (authorization or "").partition(" ")
        if scheme != "Bearer" or not bearer:
            raise _unauthenticated("Request is missing required authentication credential.", "CREDENTIALS_MISSING")
        token = self._tokens.get(bearer)
        if token is None or token.ends <= self._clock():
            raise _unauthenticated("Request had invalid authentication credentials.", "ACCESS_TOKEN_EXPIRED")
        if not self._accounts[token.email].is_on:
            raise _unauthenticated("Request had invalid authentication credentials.", "ACCOUNT_STATE_INVALID")
        if not token.scopes & (WRITING if writes else READING):
            message = "Request had insufficient authentication scopes."
            raise ApiError(403, message, [_reason("ACCESS_TOKEN_SCOPE_INSUFFICIENT", _SERVICE)])
        return token.email

    def _claims(self, assertion: str) -> Mapping[str, Any] | Refusal:
        try:
            email = jwt.decode(assertion, verify=False).get("iss", "")
            account = self._accounts.get(email)
            if account is None or not account.is_on:
                return _refused("invalid_grant", "Invalid grant: account not found")
            # The times are compared below, with the clock of this server.
            claims = jwt.decode(assertion, certs=account.public_key, clock_skew_in_seconds=_ANY_TIME)
        except (exceptions.GoogleAuthError, ValueError):
            return _refused("invalid_grant", "Invalid JWT Signature.")
        if claims.get("aud") not in account.audiences:
            return _refused("invalid_grant", "Invalid JWT: Failed audience check")
        if not self._is_timely(claims):
            return _refused(
                "invalid_grant",
                "Invalid JWT: Token must be a short-lived token (60 minutes) and in a reasonable timeframe. "
                "Check your iat and exp values in the JWT claim.",
            )
        if not claims.get("scope"):
            return _refused("invalid_scope", "Invalid OAuth scope or ID token audience provided.")
        return claims

    def _is_timely(self, claims: Mapping[str, Any]) -> bool:
        issued, ends, now = claims["iat"], claims["exp"], self._clock()
        return issued <= now + _SKEW_SECONDS and now - _SKEW_SECONDS < ends and 0 < ends - issued <= _MAX_SECONDS

    def _issued(self, claims: Mapping[str, Any]) -> dict[str, Any]:
        bearer = "local." + secrets.token_urlsafe(32)
        ends = self._clock() + self._seconds
        self._tokens[bearer] = _Token(claims["iss"], frozenset(claims["scope"].split()), ends)
        return {"access_token": bearer, "expires_in": self._seconds, "token_type": "Bearer"}


def refuse_by(condition: Condition, *, writes: bool) -> None:
    """Raises what Google answers for a spreadsheet in this condition."""
    if condition is Condition.SHARED or (condition is Condition.READ_ONLY and not writes):
        return
    raise _BY_CONDITION[condition]()


def _api_disabled() -> ApiError:
    message = (
        "Google Sheets API has not been used in project 123456789012 before or it is disabled. Enable it by visiting "
        "https://console.developers.google.com/apis/api/sheets.googleapis.com/overview?project=123456789012 then "
        "retry. If you enabled this API recently, wait a few minutes for the action to propagate to our systems and "
        "retry."
    )
    return ApiError(403, message, [_reason("SERVICE_DISABLED", {**_SERVICE, "consumer": "projects/123456789012"})])


def _no_permission() -> ApiError:
    return ApiError(403, "The caller does not have permission")


_BY_CONDITION: dict[Condition, Callable[[], ApiError]] = {
    Condition.READ_ONLY: _no_permission,
    Condition.NOT_SHARED: _no_permission,
    Condition.API_DISABLED: _api_disabled,
    Condition.UPLOADED_XLSX: lambda: ApiError(
        400, "This operation is not supported for this document", status_name="FAILED_PRECONDITION"
    ),
    Condition.GONE: lambda: ApiError(404, "Requested entity was not found."),
}


def _refused(error: str, description: str) -> Refusal:
    return 400, {"error": error, "error_description": description}


def _unauthenticated(message: str, reason: str) -> ApiError:
    expected = (
        "Expected OAuth 2 access token, login cookie or other valid authentication credential. "
        "See https://developers.google.com/identity/sign-in/web/devconsole-project."
    )
    return ApiError(401, f"{message} {expected}", [_reason(reason, _SERVICE)])


def _reason(reason: str, metadata: Mapping[str, str]) -> dict[str, Any]:
    kind = "type.googleapis.com/google.rpc.ErrorInfo"
    return {"@type": kind, "reason": reason, "domain": "googleapis.com", "metadata": dict(metadata)}
