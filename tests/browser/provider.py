"""An identity provider on this machine, and the secrets with which the app signs people in there."""

import json
import secrets
import threading
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import flask
import oidc_provider_mock
from joserfc import jwt
from joserfc.jwk import RSAKey
from oidc_provider_mock import User
from streamlit.web.server.starlette.starlette_app_utils import create_signed_value
from werkzeug.serving import WSGIRequestHandler, make_server

COOKIE = "_streamlit_user"
COOKIE_SECRET = secrets.token_hex(32)
CLIENT = "tuan-le"


@dataclass
class Provider:
    """A running provider; its page has a button for each person, named by their `sub`."""

    url: str = ""
    forged: dict[str, Any] = field(default_factory=dict)
    """Claims that it puts in place of the true ones in every identity token, rightly signed."""

    @contextmanager
    def forging(self, **claims: Any) -> Iterator[None]:
        """Meanwhile these claims are forged."""
        self.forged |= claims
        try:
            yield
        finally:
            self.forged.clear()


class _Quiet(WSGIRequestHandler):
    """Prints no line for a request."""

    def log(self, *_: Any) -> None:
        """Says nothing."""


@contextmanager
def provider(people: Sequence[User]) -> Iterator[Provider]:
    """A provider at a free port that knows these people."""
    app = oidc_provider_mock.app(user_claims=people, require_nonce=True)
    running = Provider()

    @app.after_request
    def forge(response: flask.Response) -> flask.Response:
        answer = response.get_json(silent=True) if running.forged else None
        if answer and "id_token" in answer:
            # The mock has no door to its key but the storage that it keeps at hand while it answers.
            key = RSAKey.import_key(flask.g.oidc_provider_mock_storage.jwk.as_dict(is_private=True))
            token = jwt.decode(answer["id_token"], key)
            answer["id_token"] = jwt.encode(token.header, token.claims | running.forged, key)
            response.set_data(json.dumps(answer))
        return response

    server = make_server("localhost", 0, app, threaded=True, request_handler=_Quiet)
    thread = threading.Thread(target=server.serve_forever, args=(0.05,))
    thread.start()
    try:
        running.url = f"http://localhost:{server.server_port}"
        yield running
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def secrets_file(folder: Path, at: Provider, access: str = "") -> Path:
    """Secrets that send people to this provider; `access`: the lines of that section.

    Streamlit puts the port of the app in.
    """
    file = folder / "secrets.toml"
    file.write_text(
        f"""[auth]
redirect_uri = "http://127.0.0.1:{{port}}/oauth2callback"
cookie_secret = "{COOKIE_SECRET}"
client_id = "{CLIENT}"
client_secret = "{secrets.token_hex(16)}"
server_metadata_url = "{at.url}/.well-known/openid-configuration"

[access]
{access}
""",
        encoding="utf-8",
    )
    return file


def cookie(origin: str, claims: Mapping[str, Any], secret: str = COOKIE_SECRET) -> str:
    """The value of `COOKIE` with which the app at this origin takes a browser for somebody with these claims."""
    signed = {"origin": origin, "is_logged_in": True, "provider": "default", **claims}
    return create_signed_value(secret, COOKIE, json.dumps(signed)).decode()
