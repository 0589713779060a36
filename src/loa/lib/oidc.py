"""Signing in by a provider of OpenID Connect: the code flow with PKCE, and every check of its answer.

It must not know who may come in; it returns claims that were proved, or fails. Nothing is remembered between calls.

Source: OpenID Connect Core 1.0, 3.1; OpenID Connect Discovery 1.0, 4; RFC 7636; RFC 9207.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import secrets
from base64 import b64encode, urlsafe_b64encode
from collections.abc import Mapping
from dataclasses import dataclass
from ipaddress import ip_address
from typing import Any
from urllib.parse import quote, urlencode, urlsplit

import jwt

from loa.lib.border import Permanent
from loa.lib.safe_http import Policy, fetch

ALGORITHMS = {"RS256": "RSA", "ES256": "EC"}
SCOPE = "openid profile email"
LEEWAY = 60  # seconds by which the two clocks may differ
SECONDS = 8.0  # for each of the four calls
MOST_BYTES = 512 * 1024
# The administrator names the issuer, so it may stand in the city's own network; its names are still looked up once.
INSIDE = ("10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "fc00::/7")
LOOPBACK = ("127.0.0.0/8", "::1/128")


class BadAnswer(Permanent):
    """What the provider answered cannot be trusted; `code` says which check failed."""


@dataclass(frozen=True, slots=True)
class Client:
    """How this site is known to the provider."""

    issuer: str
    client_id: str
    secret: str
    redirect_uri: str


@dataclass(frozen=True, slots=True)
class Asked:
    """What is kept in the session until the answer comes: three secrets that it must fit."""

    state: str
    nonce: str
    verifier: str


def new_ask() -> Asked:
    """Return fresh secrets for one sign-in."""
    return Asked(secrets.token_urlsafe(32), secrets.token_urlsafe(32), secrets.token_urlsafe(48))


def authorize_url(client: Client, asked: Asked) -> str:
    """Return where to send the browser.

    Raises: BorderError.
    """
    place = _endpoint(_discover(client), "authorization_endpoint", client)
    challenge = urlsafe_b64encode(hashlib.sha256(asked.verifier.encode()).digest()).rstrip(b"=").decode()
    query = {
        "response_type": "code",
        "client_id": client.client_id,
        "redirect_uri": client.redirect_uri,
        "scope": SCOPE,
        "state": asked.state,
        "nonce": asked.nonce,
        "code_challenge": challenge,
        "code_challenge_method": "S256",
    }
    return f"{place}{'&' if '?' in place else '?'}{urlencode(query)}"


def redeem(client: Client, asked: Asked, code: str) -> dict[str, Any]:
    """Return the proved claims for a code: those of the ID token over those of the userinfo endpoint.

    Raises: BorderError.
    """
    found = _discover(client)
    tokens = _tokens(client, found, asked, code)
    keys = _json(_endpoint(found, "jwks_uri", client), client)
    claims = verify(str(tokens.get("id_token", "")), keys, client, asked.nonce)
    if found.get("userinfo_endpoint") and tokens.get("access_token"):
        place = _endpoint(found, "userinfo_endpoint", client)
        more = _json(place, client, headers={"Authorization": f"Bearer {tokens['access_token']}"})
        if more.get("sub") != claims["sub"]:
            raise _bad("subject")
        claims = more | claims
    return claims


def verify(token: str, keys: Mapping[str, Any], client: Client, nonce: str) -> dict[str, Any]:
    """Return the claims of an ID token whose signature, issuer, audience, times and nonce all hold.

    Raises: BadAnswer.
    """
    try:
        header = jwt.get_unverified_header(token)
        algorithm = str(header.get("alg"))
        key = _key(keys, header.get("kid"), algorithm)
        claims: dict[str, Any] = jwt.decode(
            token,
            key.key,
            algorithms=[algorithm],
            audience=client.client_id,
            issuer=client.issuer,
            leeway=LEEWAY,
            options={"require": ["iss", "sub", "aud", "exp", "iat"], "strict_aud": False},
        )
    except jwt.PyJWTError as error:
        raise _bad("token") from error
    if not hmac.compare_digest(str(claims.get("nonce", "")).encode(), nonce.encode()):
        raise _bad("nonce")
    several = isinstance(claims["aud"], list) and len(claims["aud"]) > 1
    if (several or "azp" in claims) and claims.get("azp") != client.client_id:
        raise _bad("audience")
    if not isinstance(claims["sub"], str) or not claims["sub"]:
        raise _bad("subject")
    return claims


def _key(keys: Mapping[str, Any], kid: object, algorithm: str) -> jwt.PyJWK:
    """Return the provider's key for a token; the algorithm must be one of ours and fit the kind of the key."""
    kind = ALGORITHMS.get(algorithm)
    if kind is None:
        raise _bad("algorithm")
    given = keys.get("keys")
    fitting = [
        key
        for key in (given if isinstance(given, list) else [])
        if isinstance(key, dict) and key.get("kty") == kind and key.get("use", "sig") == "sig"
    ]
    named = [key for key in fitting if kid is not None and key.get("kid") == kid]
    chosen = named if kid is not None else fitting
    if len(chosen) != 1:
        raise _bad("key")
    return jwt.PyJWK(chosen[0], algorithm)


def _tokens(client: Client, found: Mapping[str, Any], asked: Asked, code: str) -> dict[str, Any]:
    form = {
        "grant_type": "authorization_code",
        "code": code,
        "redirect_uri": client.redirect_uri,
        "code_verifier": asked.verifier,
    }
    headers = {"Content-Type": "application/x-www-form-urlencoded"}
    ways = found.get("token_endpoint_auth_methods_supported") or ["client_secret_basic"]
    if "client_secret_basic" in ways:
        pair = f"{quote(client.client_id, safe='')}:{quote(client.secret, safe='')}"
        headers["Authorization"] = f"Basic {b64encode(pair.encode()).decode()}"
    else:
        form |= {"client_id": client.client_id, "client_secret": client.secret}
    place = _endpoint(found, "token_endpoint", client)
    return _json(place, client, headers=headers, body=urlencode(form).encode())


def _discover(client: Client) -> dict[str, Any]:
    """Return the provider's own description, which must be that of the issuer that was set."""
    found = _json(f"{client.issuer.rstrip('/')}/.well-known/openid-configuration", client)
    if found.get("issuer") != client.issuer:
        raise _bad("issuer")
    return found


def _endpoint(found: Mapping[str, Any], name: str, client: Client) -> str:
    """Return an address of the provider; where the issuer speaks TLS, each of its addresses must."""
    place = found.get(name)
    fit = (
        isinstance(place, str)
        and urlsplit(place).scheme in _schemes(client)
        and bool(urlsplit(place).hostname)
    )
    if not fit:
        raise _bad("endpoint")
    return str(place)


def _json(
    url: str, client: Client, *, headers: Mapping[str, str] | None = None, body: bytes | None = None
) -> dict[str, Any]:
    answer = fetch(
        url,
        method="GET" if body is None else "POST",
        policy=_policy(client),
        headers={"Accept": "application/json", **(headers or {})},
        body=body,
    )
    try:
        read = json.loads(answer.body)
    except ValueError as error:
        raise _bad("json") from error
    if not isinstance(read, dict):
        raise _bad("json")
    return read


def _policy(client: Client) -> Policy:
    here = LOOPBACK if _is_loopback(urlsplit(client.issuer).hostname or "") else ()
    return Policy(listed=(*INSIDE, *here), ports=frozenset(), max_bytes=MOST_BYTES, seconds=SECONDS)


def _schemes(client: Client) -> frozenset[str]:
    return frozenset({"https"} if client.issuer.startswith("https:") else {"https", "http"})


def _is_loopback(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False


def _bad(code: str) -> BadAnswer:
    return BadAnswer(
        code,
        "Nơi cấp tài khoản trả lời không đúng nên chưa đăng nhập. Hãy thử lại; vẫn lỗi thì báo người quản trị.",
    )
