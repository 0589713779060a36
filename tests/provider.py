"""A real provider of OpenID Connect on loopback that can be told to misbehave; fixture `provider`."""

from __future__ import annotations

import base64
import hashlib
import json
import secrets
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import cache
from http.client import HTTPConnection
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, unquote, urlencode, urlsplit

import jwt
import pytest
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from django.http import HttpResponse
from django.test import Client

CLIENT, SECRET = "loa:desk", "a secret with spaces & signs"


@cache
def rsa_key(name: str = "ours") -> rsa.RSAPrivateKey:
    """Return a key, made once a run for each name."""
    assert name
    return rsa.generate_private_key(public_exponent=65537, key_size=2048)


@cache
def ec_key() -> ec.EllipticCurvePrivateKey:
    """Return a key of the curve P-256, made once a run."""
    return ec.generate_private_key(ec.SECP256R1())


def key_set() -> dict[str, Any]:
    """Return the public keys as the provider publishes them."""
    one = json.loads(jwt.algorithms.RSAAlgorithm.to_jwk(rsa_key().public_key()))
    two = json.loads(jwt.algorithms.ECAlgorithm.to_jwk(ec_key().public_key()))
    return {"keys": [one | {"kid": "r1", "use": "sig"}, two | {"kid": "e1", "use": "sig"}]}


def sign(claims: dict[str, Any]) -> str:
    """Return an ID token as the provider signs it."""
    return jwt.encode(claims, rsa_key(), "RS256", headers={"kid": "r1"})


@dataclass
class Provider:
    """What it says of the one account behind it, and how it breaks the rules when a test asks for it."""

    port: int = 0
    account: dict[str, Any] = field(default_factory=lambda: {"sub": "a-1"})
    more: dict[str, Any] = field(default_factory=dict)  # said by the userinfo endpoint alone
    overrides: dict[str, Any] = field(default_factory=dict)  # claims of the ID token, set last
    broken: dict[str, int] = field(default_factory=dict)  # path → status
    slow: dict[str, float] = field(default_factory=dict)  # path → seconds
    described: dict[str, Any] = field(default_factory=dict)  # laid over the discovery document
    sign: Callable[[dict[str, Any]], str] = sign
    codes: dict[str, dict[str, str]] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)

    @property
    def issuer(self) -> str:
        return f"http://127.0.0.1:{self.port}/realms/ha-noi"

    def describe(self) -> dict[str, Any]:
        names = ("authorization_endpoint", "token_endpoint", "userinfo_endpoint", "jwks_uri")
        places = {name: f"{self.issuer}/{name.split('_')[0]}" for name in names}
        return {"issuer": self.issuer, **places, **self.described}

    def authorize(self, query: dict[str, str]) -> str:
        assert (query["response_type"], query["code_challenge_method"]) == ("code", "S256")
        assert query["client_id"] == CLIENT
        code = secrets.token_urlsafe(8)
        self.codes[code] = query
        return f"{query['redirect_uri']}?{urlencode({'code': code, 'state': query['state']})}"

    def redeem(self, form: dict[str, str], authorization: str) -> dict[str, Any] | None:
        name, _, secret = base64.b64decode(authorization.removeprefix("Basic ")).decode().partition(":")
        query = self.codes.pop(form["code"], None)
        challenge = base64.urlsafe_b64encode(hashlib.sha256(form["code_verifier"].encode()).digest())
        fits = query and query["code_challenge"] == challenge.rstrip(b"=").decode()
        if not fits or query is None or (unquote(name), unquote(secret)) != (CLIENT, SECRET):
            return None
        now = int(time.time())
        claims = {
            "iss": self.issuer,
            "aud": CLIENT,
            "iat": now,
            "exp": now + 300,
            "nonce": query["nonce"],
            **self.account,
            **self.overrides,
        }
        return {"access_token": "opaque", "token_type": "Bearer", "id_token": self.sign(claims)}

    def visit(self, place: str) -> str:
        """Go where the site sent the browser, sign in there, and return where the provider sends it back."""
        parts = urlsplit(place)
        assert parts.port == self.port
        line = HTTPConnection("127.0.0.1", self.port, timeout=5)
        line.request("GET", f"{parts.path}?{parts.query}")
        answer = line.getresponse()
        answer.read()
        line.close()
        back = urlsplit(answer.headers["Location"])
        return f"{back.path}?{back.query}"

    def come_in(self, client: Client, then: str = "", **start: str) -> HttpResponse:
        """Walk the whole way from the button to the answer of the callback."""
        sent = client.get("/accounts/oidc/login/", {"next": then, **start})
        assert sent.status_code == 302, sent.content
        return client.get(self.visit(sent["Location"]))


def _handler(provider: Provider) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            path = self._path()
            if path == "authorization":
                query = {key: values[0] for key, values in parse_qs(urlsplit(self.path).query).items()}
                self.send_response(302)
                self.send_header("Location", provider.authorize(query))
                self.send_header("Content-Length", "0")
                self.end_headers()
            elif path == ".well-known/openid-configuration":
                self._answer(path, provider.describe())
            elif path == "jwks":
                self._answer(path, key_set())
            elif path == "userinfo":
                known = self.headers["Authorization"] == "Bearer opaque"
                self._answer(path, provider.account | provider.more if known else None)

        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"])).decode()
            form = {key: values[0] for key, values in parse_qs(body).items()}
            self._answer(self._path(), provider.redeem(form, self.headers["Authorization"]))

        def _path(self) -> str:
            path = urlsplit(self.path).path.removeprefix("/realms/ha-noi/")
            provider.asked.append(path)
            return path

        def _answer(self, path: str, content: dict[str, Any] | None) -> None:
            time.sleep(provider.slow.get(path, 0))
            body = json.dumps(content or {"error": "invalid"}).encode()
            self.send_response(provider.broken.get(path, 200 if content else 400))
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_args: Any) -> None:
            """Stay silent."""

    return Handler


@pytest.fixture
def provider(settings: Any) -> Iterator[Provider]:
    """Run a provider and let the site know it."""
    made = Provider()
    server = ThreadingHTTPServer(("127.0.0.1", 0), _handler(made))
    made.port = server.server_address[1]
    thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    settings.OIDC_ISSUER, settings.OIDC_CLIENT_ID, settings.OIDC_CLIENT_SECRET = made.issuer, CLIENT, SECRET
    yield made
    server.shutdown()
    server.server_close()
